import CyclicGC
import SQLite

/// Stores the rows of a run's collections.
struct CollectionWriter: ~Copyable {
  private var rows: Statement

  init(_ connection: Connection, run: Int64, trace: Int64) throws(SQLiteError) {
    let columns = CollectionColumn.all
    let event = (columns.firstIndex { $0.name == "event" } ?? 0) + 1
    let values = columns.enumerated().map { index, column in
      if case .mark = column.source {
        """
        (SELECT text FROM mark WHERE trace_id = \(trace) AND event <= ?\(event) ORDER BY event DESC LIMIT 1)
        """
      } else {
        "?\(index + 1)"
      }
    }
    rows = try Statement(
      connection,
      """
      INSERT INTO collection (run_id, \(CollectionColumn.list))
      VALUES (\(run), \(values.joined(separator: ", ")))
      """
    )
  }

  mutating func write(_ record: borrowing CollectionRecord) throws(SQLiteError) {
    // Key paths do not work on a borrowed value. The copy shares the sets.
    let record = copy record
    var parameter: Int32 = 0
    for column in CollectionColumn.all {
      parameter += 1
      try column.bind(record, to: &rows, at: parameter)
    }
    try rows.run()
  }
}
