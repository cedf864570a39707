import HeapTrace
import SQLite

/// Stores the objects of a trace: a row for each birth, and the runs of their numbers.
struct ObjectWriter: ~Copyable {
  private struct Birth {
    var number: Int64
    var type: Int32
    var site: Int32
    var size: Int64
    var event: Int64
  }

  /// The number of births that wait to be sorted. Rows in the order of the key are appended to the table, which is fast.
  private static let window = 4096

  private var rows: RowWriter
  private var runs: RowWriter
  private var births: [Birth] = []
  private var isSorted = true

  init(_ connection: Connection, trace: Int64) throws(SQLiteError) {
    let rows = try RowWriter(
      connection,
      head: "INSERT OR FAIL INTO object (trace_id, id, type_id, size, site_id, born) VALUES",
      constant: trace,
      columns: 5
    )
    let runs = try RowWriter(
      connection,
      head: "INSERT OR FAIL INTO object_run (trace_id, first, length) VALUES",
      constant: trace,
      columns: 2
    )
    self.rows = rows
    self.runs = runs
    births.reserveCapacity(Self.window)
  }

  mutating func write(_ batch: borrowing EventBatch) throws(SQLiteError) {
    for index in batch.events.indices where batch.events[index].kind.isBirth {
      let event = batch.events[index]
      if let last = births.last, event.object < last.number { isSorted = false }
      births.append(
        Birth(
          number: event.object,
          type: event.type,
          site: Int32(truncatingIfNeeded: event.second),
          size: event.n,
          event: batch.firstSequence + Int64(index)
        )
      )
      if births.count == Self.window { try writeBirths() }
    }
  }

  private mutating func writeBirths() throws(SQLiteError) {
    if !isSorted { births.sort { $0.number < $1.number } }
    for birth in births {
      try rows.append(birth.number)
      try rows.append(Int64(birth.type))
      try rows.append(birth.size)
      try rows.append(birth.site == 0 ? nil : Int64(birth.site))
      try rows.append(birth.event)
    }
    births.removeAll(keepingCapacity: true)
    isSorted = true
  }

  mutating func finish(_ numbering: ObjectNumbering) throws(SQLiteError) {
    try writeBirths()
    try rows.flush()
    for run in numbering.runs {
      try runs.append(run.first)
      try runs.append(run.length)
    }
    try runs.flush()
  }
}
