import HeapTrace
import SQLite

/// Stores the events of a trace: as blocks, and the marks, the reports of the real collector and the places where the program called it as
/// rows of their own.
struct EventWriter: ~Copyable {
  private var blocks: Statement
  private var marks: Statement
  private var reports: Statement
  private var calls: Statement
  private var block = EventBlock()
  private var time: Int64?

  init(_ connection: Connection, trace: Int64) throws(SQLiteError) {
    let blocks = try Statement(
      connection,
      """
      INSERT INTO event_block (
        trace_id, first_seq, events, line, line_gap, time_ns, times, base_object, kind, object,
        wide_object, target, wide_target, n, detail, named, wide_named
      ) VALUES (
        \(trace), ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16
      )
      """
    )
    let marks = try Statement(
      connection,
      "INSERT INTO mark (trace_id, event, text) VALUES (\(trace), ?1, ?2)"
    )
    let reports = try Statement(
      connection,
      """
      INSERT INTO observed (
        trace_id, event, generation, collected, uncollectable, duration_ns, size0, size1, size2
      ) VALUES (\(trace), ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
      """
    )
    let calls = try Statement(
      connection,
      "INSERT INTO collect_call (trace_id, event, site_id) VALUES (\(trace), ?1, ?2)"
    )
    self.calls = calls
    self.blocks = blocks
    self.marks = marks
    self.reports = reports
  }

  mutating func write(_ batch: borrowing EventBatch) throws(SQLiteError) {
    var start = 0
    while start < batch.events.count {
      start += block.fill(from: batch, at: start, timeBefore: time)
      time = block.timeAfter
      try writeBlock()
    }
    for index in batch.events.indices {
      switch batch.events[index].kind {
      case .mark: try writeMark(batch, index)
      case .observed: try writeReport(batch, index)
      case .collect where batch.events[index].second != 0: try writeCall(batch, index)
      default: break
      }
    }
  }

  private mutating func writeBlock() throws(SQLiteError) {
    try blocks.bind(block.firstSequence, at: 1)
    try blocks.bind(Int64(block.kinds.count), at: 2)
    try blocks.bind(block.line, at: 3)
    try bind(block.hasLineGap ? block.lineGap.bytes : [], at: 4)
    try blocks.bind(block.timeBefore, at: 5)
    try bind(block.times.bytes, at: 6)
    try blocks.bind(block.baseObject, at: 7)
    try blocks.bind(text: block.kinds, at: 8)
    try blocks.bind(text: block.object.bytes, at: 9)
    try bind(block.object.wide.bytes, at: 10)
    try bind(block.target.bytes, at: 11)
    try bind(block.target.wide.bytes, at: 12)
    try bind(block.n.bytes, at: 13)
    try blocks.bind(blob: block.detail.bytes, at: 14)
    try bind(block.named.bytes, at: 15)
    try bind(block.named.wide.bytes, at: 16)
    try blocks.run()
  }

  /// Binds text, or NULL if it is empty.
  private mutating func bind(_ text: [UInt8], at parameter: Int32) throws(SQLiteError) {
    if text.isEmpty {
      try blocks.bindNull(at: parameter)
    } else {
      try blocks.bind(text: text, at: parameter)
    }
  }

  private mutating func writeMark(
    _ batch: borrowing EventBatch,
    _ index: Int
  ) throws(SQLiteError) {
    try marks.bind(batch.firstSequence + Int64(index), at: 1)
    try marks.bind(batch.texts[Int(batch.events[index].n)], at: 2)
    try marks.run()
  }

  private mutating func writeCall(
    _ batch: borrowing EventBatch,
    _ index: Int
  ) throws(SQLiteError) {
    try calls.bind(batch.firstSequence + Int64(index), at: 1)
    try calls.bind(batch.events[index].second, at: 2)
    try calls.run()
  }

  private mutating func writeReport(
    _ batch: borrowing EventBatch,
    _ index: Int
  ) throws(SQLiteError) {
    let event = batch.events[index]
    try reports.bind(batch.firstSequence + Int64(index), at: 1)
    for operand in 0..<7 {
      let isThere = operand < Int(event.second)
      try reports.bind(
        isThere ? batch.operands[Int(event.n) + operand] : nil,
        at: Int32(operand) + 2
      )
    }
    try reports.run()
  }
}
