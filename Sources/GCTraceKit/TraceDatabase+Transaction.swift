import SQLite
import TraceStore

/// A transaction around work that throws errors of several kinds.
extension TraceDatabase {
  func begin() throws(TraceStoreError) {
    do throws(SQLiteError) { try connection.begin() } catch { throw .sqlite(error) }
  }

  /// Starts a transaction that only reads. Its view of the database does not change until it ends.
  func beginReading() throws(TraceStoreError) {
    do throws(SQLiteError) { try connection.beginReading() } catch { throw .sqlite(error) }
  }

  func commit() throws(TraceStoreError) {
    do throws(SQLiteError) { try connection.commit() } catch { throw .sqlite(error) }
  }

  func rollBack() {
    connection.rollBack()
  }
}
