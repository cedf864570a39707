extension Connection {
  /// Runs `body` as one transaction that may write: all of it is stored, or, if it throws, nothing.
  ///
  /// The lock is taken first (BEGIN IMMEDIATE), so that no work is done in vain where another process writes.
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

  /// Starts a transaction that may write; `transaction` is the safer form.
  ///
  /// A file that may not be written is an error with `isReadOnly` here. SQLite itself would find out when something is written, which can be
  /// after a long computation.
  package func begin() throws(SQLiteError) {
    if isReadOnly { throw .readOnly(path: path) }
    try execute("BEGIN IMMEDIATE")
  }

  /// Starts a transaction that only reads: what it sees stays as it is until it ends.
  package func beginReading() throws(SQLiteError) {
    try execute("BEGIN")
  }

  package func commit() throws(SQLiteError) {
    try execute("COMMIT")
  }

  /// Undoes the open transaction; does nothing if SQLite has done so already, as it does when the disk is full.
  package func rollBack() {
    guard isInTransaction else { return }
    // A failed ROLLBACK leaves the journal, which the next connection rolls back: there is nothing to add.
    try? execute("ROLLBACK")
  }
}
