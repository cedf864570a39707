package import GCTraceKit

/// Writes a run as a trace of Perfetto, a piece at a time: memory does not grow with the run.
package struct PerfettoExport {
  private let databasePath: String
  private let monitor: Monitor

  package init(databasePath: String, monitor: Monitor = Monitor()) {
    self.databasePath = databasePath
    self.monitor = monitor
  }

  /// Hands the file's bytes over as they come.
  ///
  /// - Parameter run: its id.
  /// - Returns: what the trace's time is.
  @discardableResult
  package func write(
    run: Int64,
    _ take: ([UInt8]) throws(GCTraceError) -> Void
  ) throws(GCTraceError) -> PerfettoTrace.Clock {
    var clock = PerfettoTrace.Clock.events
    var name = ""
    try ask(
      """
      SELECT t.name || ', run ' || r.id, EXISTS (
        SELECT 1 FROM collection WHERE run_id = :run AND time_ns IS NOT NULL
      ) FROM run AS r JOIN trace AS t ON t.id = r.trace_id WHERE r.id = :run
      """,
      run
    ) { (row) throws(GCTraceError) in
      name = row[0].text ?? ""
      clock = row[1].integer == 1 ? .recording : .events
    }
    var trace = PerfettoTrace()
    try take(trace.head(name: name, clock: clock))
    try writeMarks(run, clock, &trace, take)
    try writeCollections(run, clock, &trace, take)
    return clock
  }

  private func ask(
    _ sql: String,
    _ run: Int64,
    _ row: ([SQLValue]) throws(GCTraceError) -> Void
  ) throws(GCTraceError) {
    try Catalogue(databasePath: databasePath).query(
      sql,
      run: String(run),
      monitor: monitor,
      columns: { (_) throws(GCTraceError) in },
      row: row
    )
  }

  private static func time(_ event: Int64, _ time: Int64?, _ clock: PerfettoTrace.Clock) -> Int64 {
    switch clock {
    case .recording: time ?? 0
    case .events: event * 1000
    }
  }

  private func writeMarks(
    _ run: Int64,
    _ clock: PerfettoTrace.Clock,
    _ trace: inout PerfettoTrace,
    _ take: ([UInt8]) throws(GCTraceError) -> Void
  ) throws(GCTraceError) {
    // The block that holds the mark's event is found first, so that the view unfolds no other.
    let sql =
      clock == .events
      ? "SELECT event, text, NULL FROM mark WHERE trace_id = :trace ORDER BY event"
      : """
      SELECT m.event, m.text, (
        SELECT e.time_ns FROM event AS e
        WHERE e.trace_id = :trace AND e.seq = m.event AND e.first_seq = (
          SELECT max(b.first_seq) FROM event_block AS b
          WHERE b.trace_id = :trace AND b.first_seq <= m.event
        )
      ) FROM mark AS m WHERE m.trace_id = :trace ORDER BY m.event
      """
    var packets: [UInt8] = []
    try ask(sql, run) { (row) throws(GCTraceError) in
      let at = Self.time(row[0].integer ?? 0, row[2].integer, clock)
      packets += trace.mark(row[1].text ?? "", at: at)
      if packets.count > 60_000 {
        try take(packets)
        packets = []
      }
    }
    try take(packets)
  }

  /// How long collections took, by the event of the report; in memory, 16 bytes a report.
  private func durations(_ run: Int64) throws(GCTraceError) -> [(event: Int64, duration: Int64)] {
    var durations: [(event: Int64, duration: Int64)] = []
    try ask("SELECT event, duration_ns FROM observed WHERE trace_id = :trace ORDER BY event", run) {
      (row) throws(GCTraceError) in
      durations.append((row[0].integer ?? 0, row[1].integer ?? -1))
    }
    return durations
  }

  private func writeCollections(
    _ run: Int64,
    _ clock: PerfettoTrace.Clock,
    _ trace: inout PerfettoTrace,
    _ take: ([UInt8]) throws(GCTraceError) -> Void
  ) throws(GCTraceError) {
    let isAsRecorded = try Summarizer(databasePath: databasePath).isAsRecorded(run: run)
    let reports = isAsRecorded ? try durations(run) : []
    var next = 0
    var waiting: [SQLValue]?
    var packets: [UInt8] = []
    /// Writes a collection once it is known which event the one after it has: its report comes before that.
    func write(_ row: [SQLValue], before: Int64) throws(GCTraceError) {
      let event = row[1].integer ?? 0
      while next < reports.count, reports[next].event < event { next += 1 }
      var duration: Int64?
      if next < reports.count, reports[next].event < before, reports[next].duration >= 0 {
        duration = reports[next].duration
        next += 1
      }
      packets += Self.packets(row, duration, clock, &trace)
      if packets.count > 60_000 {
        try take(packets)
        packets = []
      }
    }
    try ask(Self.sql, run) { (row) throws(GCTraceError) in
      if let waiting { try write(waiting, before: row[1].integer ?? .max) }
      waiting = row
    }
    if let waiting { try write(waiting, before: .max) }
    try take(packets)
  }

  private static let sql = """
    SELECT seq, event, time_ns, generation, reason, mark, "trigger", candidates, unreachable, freed,
      collected, uncollectable, resurrected, promoted, untracked, visits, bytes_collected,
      effectiveness, full_put_off, heap_bytes_before, heap_bytes, garbage_bytes, garbage_left_bytes,
      heap_objects_before, heap_objects, garbage_objects, garbage_left_objects, count0, count1, count2,
      long_lived_pending_before, long_lived_pending, long_lived_total_before, long_lived_total,
      size0, size1, size2, size_permanent
    FROM collection WHERE run_id = :run ORDER BY seq
    """

  /// The names of the slices' arguments, as they stand in `sql` from column 4 on.
  private static let arguments = [
    "reason", "mark", "trigger", "candidates", "unreachable", "freed", "collected",
    "uncollectable", "resurrected", "promoted", "untracked", "visits", "bytes_collected",
    "effectiveness", "full_put_off",
  ]

  private static func packets(
    _ row: [SQLValue],
    _ duration: Int64?,
    _ clock: PerfettoTrace.Clock,
    _ trace: inout PerfettoTrace
  ) -> [UInt8] {
    let (seq, event, generation) = (row[0].integer ?? 0, row[1].integer ?? 0, row[3].integer ?? 0)
    var arguments: [(name: String, value: PerfettoTrace.Argument)] = [
      ("collection", .integer(seq)), ("event", .integer(event)),
    ]
    for (name, value) in zip(Self.arguments, row[4...]) {
      switch value {
      case .integer(let number): arguments.append((name, .integer(number)))
      case .real(let number): arguments.append((name, .number(number)))
      case .text(let text): arguments.append((name, .text(text)))
      default: break
      }
    }
    if let duration { arguments.append(("duration_ns", .integer(duration))) }
    let slice = PerfettoTrace.Slice(
      generation: generation,
      name: generation == 2 ? "full collection" : "generation \(generation)",
      start: time(event, row[2].integer, clock),
      // Without a report the slice is as short as it can be seen; in events it has no length.
      duration: clock == .recording ? duration ?? 1000 : 1000,
      arguments: arguments
    )
    var (packets, start, end) = trace.slice(slice)
    func count(_ counter: PerfettoTrace.Counter, _ before: Int, _ after: Int?) {
      if let value = row[before].integer { packets += trace.count(counter, value, at: start) }
      if let after, let value = row[after].integer {
        packets += trace.count(counter, value, at: end)
      }
    }
    count(.heapBytes, 19, 20)
    count(.garbageBytes, 21, 22)
    count(.heapObjects, 23, 24)
    count(.garbageObjects, 25, 26)
    count(.count0, 27, nil)
    count(.count1, 28, nil)
    count(.count2, 29, nil)
    count(.pending, 30, 31)
    count(.total, 32, 33)
    for (place, counter) in [PerfettoTrace.Counter.size0, .size1, .size2, .sizePermanent]
      .enumerated()
    {
      if let value = row[34 + place].integer {
        packets += trace.count(counter, value, at: end)
      }
    }
    return packets
  }
}
