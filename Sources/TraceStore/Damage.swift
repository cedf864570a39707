/// A place in a database that holds something that this program does not write.
package struct Damage: Equatable, Sendable, CustomStringConvertible {
  /// The database's path.
  package var database: String
  package var table: String
  /// The row or rows, by their key: `trace 1, first_seq 513`.
  package var row: String
  /// What was expected and what was found.
  package var problem: String

  /// One line with all three.
  package var description: String {
    "the database \(database) is damaged: \(table) (\(row)): \(problem)"
  }
}
