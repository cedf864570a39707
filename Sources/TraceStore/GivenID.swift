import SQLite

/// The ids of traces or of runs. An id is never given twice, even after its trace or run was deleted.
///
/// A person or a script that remembers an id therefore finds that very trace or run, or none.
struct GivenID {
  enum Kind: String {
    case trace, run
  }

  private let kind: Kind
  private let connection: Connection

  init(_ kind: Kind, _ connection: Connection) {
    self.kind = kind
    self.connection = connection
  }

  /// The next id, within the caller's transaction. Call `note` after storing it.
  func next() throws(SQLiteError) -> Int64 {
    let highest =
      try connection.integer(
        """
        SELECT max(
          (SELECT coalesce(max(id), 0) FROM \(kind.rawValue)),
          (SELECT coalesce(max(id), 0) FROM given_id WHERE kind = '\(kind.rawValue)')
        )
        """
      ) ?? 0
    guard highest >= 0, highest < Int64.max else {
      throw SQLiteError(code: 13, message: "there is no id left for another \(kind.rawValue)")
    }
    return highest + 1
  }

  /// Notes that an id has been given.
  func note(_ id: Int64) throws(SQLiteError) {
    try connection.execute(
      """
      INSERT INTO given_id (kind, id) VALUES ('\(kind.rawValue)', \(id))
      ON CONFLICT (kind) DO UPDATE SET id = max(id, excluded.id)
      """
    )
  }
}
