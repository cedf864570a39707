extension Connection {
  /// Runs `body` as one transaction that may write. Everything is stored or, if `body` throws, nothing.
  ///
  /// The transaction takes its lock first (BEGIN IMMEDIATE), so that no work is wasted while another process writes.
  package func transaction<Result: ~Copyable, Failure: SQLiteErrorCarrier>(
    _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    do throws(SQLiteError) { try begin() } catch { throw .sqlite(error) }
    let result: Result
    do throws(Failure) { result = try body() } catch {
      rollBack()
      throw error
    }
    do throws(SQLiteError) { try commit() } catch {
      rollBack()
      throw .sqlite(error)
    }
    return result
  }

  /// Starts a transaction that may write. Prefer `transaction`, which is safer.
  ///
  /// For a file that may not be written, this function throws an error with `isReadOnly`. SQLite itself would notice only at the first
  /// write, which can come after a long computation.
  package func begin() throws(SQLiteError) {
    if isReadOnly { throw .readOnly(path: path) }
    try execute("BEGIN IMMEDIATE")
  }

  /// Starts a transaction that only reads. Its view of the database does not change until it ends.
  package func beginReading() throws(SQLiteError) {
    try execute("BEGIN")
  }

  package func commit() throws(SQLiteError) {
    try execute("COMMIT")
  }

  /// Undoes the open transaction. Does nothing if SQLite has undone it already, as it does when the disk is full.
  package func rollBack() {
    guard isInTransaction else { return }
    // If ROLLBACK fails, the journal stays, and the next connection rolls it back.
    try? execute("ROLLBACK")
  }
}
