/// A place where a database holds what this program does not write, and what is wrong there.
package struct Damage: Equatable, Sendable, CustomStringConvertible {
  /// The database's path.
  package var database: String
  package var table: String
  /// Which row, or rows, by what tells them apart: `trace 1, first_seq 513`.
  package var row: String
  /// What was expected, and what was found.
  package var problem: String

  /// One line that names them all.
  package var description: String {
    "the database \(database) is damaged: \(table) (\(row)): \(problem)"
  }
}
