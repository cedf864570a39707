import SQLite
import TraceStore

/// The first things to know about a run: what the program did, what the collector did, and what stands out.
package struct RunSummary: Equatable, Sendable {
  package var runID: Int64
  package var runName: String
  package var traceID: Int64
  package var traceName: String
  package var python: String
  /// The thresholds when the run began.
  package var thresholds: [Int64]
  /// Whether the run is under the recorded setting. The pauses are always those of the recording.
  package var isAsRecorded: Bool

  package var events: Int64
  /// The objects of the trace, including those that existed at the start, and their bytes at birth.
  package var objects: Int64
  package var bytes: Int64
  package var peakObjects: Int64
  package var peakBytes: Int64
  package var survivors: Int64

  /// The number of collections, by generation.
  package var collections: [Int64]
  package var explicit: Int64
  /// Objects examined (counted each time), objects freed, and the bytes of the latter.
  package var candidates: Int64
  package var collected: Int64
  package var bytesCollected: Int64
  package var visits: Int64

  /// The durations of the real collector's collections, in nanoseconds; nil: not recorded.
  package var pauses: Pauses?
  /// The most telling first.
  package var findings: [Finding] = []
  /// The questions that the trace cannot answer.
  package var gaps: [Gap] = []

  /// Collections of the recorded program that have a duration.
  package struct Pauses: Equatable, Sendable {
    package var count: Int64
    package var median: Int64
    package var percentile99: Int64
    package var longest: Int64
    package var total: Int64
    /// What the recording says of its own pauses, such as that recording made them longer (`meta pauses`); nil: nothing.
    package var remark: String?

    package init(
      count: Int64,
      median: Int64,
      percentile99: Int64,
      longest: Int64,
      total: Int64,
      remark: String? = nil
    ) {
      self.count = count
      self.median = median
      self.percentile99 = percentile99
      self.longest = longest
      self.total = total
      self.remark = remark
    }
  }
}

/// Makes summaries of runs.
package struct Summarizer {
  private let databasePath: String

  package init(databasePath: String) {
    self.databasePath = databasePath
  }

  /// The summary of a complete run, given by id or name; nil: the newest complete one.
  package func summary(
    of name: String?,
    monitor: Monitor = Monitor()
  ) throws(GCTraceError) -> RunSummary {
    do {
      let database = try TraceDatabase.open(
        path: databasePath,
        mode: .read,
        shouldStop: monitor.isInterrupted
      )
      let run = try database.completeRun(name)
      return try summary(of: run, in: database)
    } catch { throw GCTraceError(error) }
  }

  /// Whether a complete run, given by its id, is under the setting that its trace was recorded with.
  package func isAsRecorded(run id: Int64) throws(GCTraceError) -> Bool {
    do {
      let database = try TraceDatabase.open(path: databasePath, mode: .read)
      let run = try database.completeRun(String(id))
      return try database.trace(run.trace).map(run.isAsRecorded) ?? false
    } catch { throw GCTraceError(error) }
  }

  private func summary(
    of run: Run,
    in database: TraceDatabase
  ) throws(SQLiteError) -> RunSummary {
    let figures = RunFigures(connection: database.connection, run: run.id, trace: run.trace)
    let trace = try figures.row(
      """
      SELECT t.name, (SELECT count(*) FROM object WHERE trace_id = t.id),
        (SELECT total(size) FROM object WHERE trace_id = t.id)
      FROM trace AS t WHERE t.id = :trace
      """
    )
    let collector = try figures.row(
      """
      SELECT total(generation = 0), total(generation = 1), total(generation = 2),
        total("trigger" = 'explicit'), total(candidates), total(collected), total(bytes_collected),
        total(visits)
      FROM collection WHERE run_id = :run
      """
    )
    let thresholds = try figures.rows(
      "SELECT t.value FROM run AS r, json_each(r.options, '$.initial_thresholds') AS t WHERE r.id = :run"
    )
    let survivors = try figures.row(
      "SELECT total(objects) FROM survivor_block WHERE run_id = :run"
    )
    let isAsRecorded = try readableTrace(database, run).map(run.isAsRecorded) ?? false
    var summary = RunSummary(
      runID: run.id,
      runName: run.name,
      traceID: run.trace,
      traceName: trace.text(0),
      python: run.python,
      thresholds: thresholds.map { $0.integer(0) },
      isAsRecorded: isAsRecorded,
      events: run.events,
      objects: trace.integer(1),
      bytes: trace.integer(2),
      peakObjects: run.peakObjects,
      peakBytes: run.peakBytes,
      survivors: survivors.integer(0),
      collections: (0..<3).map { collector.integer($0) },
      explicit: collector.integer(3),
      candidates: collector.integer(4),
      collected: collector.integer(5),
      bytesCollected: collector.integer(6),
      visits: collector.integer(7)
    )
    summary.pauses = try figures.pauses()
    summary.findings = try figures.findings(summary)
    summary.gaps = try figures.gaps(summary)
    return summary
  }

  /// The trace of a run; nil if the database holds none, or none that can be read.
  private func readableTrace(_ database: TraceDatabase, _ run: Run) throws(SQLiteError) -> Trace? {
    do throws(TraceStoreError) { return try database.trace(run.trace) } catch {
      if case .sqlite(let error) = error { throw error }
      return nil
    }
  }
}

/// A row of figures and names.
struct FigureRow {
  var values: [Value]

  /// SQL gives a sum as a double where it could be too large.
  func integer(_ column: Int) -> Int64 {
    switch values[column] {
    case .integer(let number): number
    case .real(let number): Int64(exactly: number.rounded()) ?? .max
    default: 0
    }
  }

  func text(_ column: Int) -> String {
    if case .text(let text) = values[column] { text } else { "" }
  }
}

/// The questions of a summary.
struct RunFigures {
  let connection: Connection
  let run: Int64
  let trace: Int64

  func rows(_ sql: String) throws(SQLiteError) -> [FigureRow] {
    var statement = try Statement(connection, sql, isPersistent: false)
    for parameter in 0..<statement.parameterCount {
      let name = statement.parameterName(at: parameter + 1)
      try statement.bind(name == ":run" ? run : trace, at: parameter + 1)
    }
    var rows: [FigureRow] = []
    while try statement.step() {
      rows.append(
        FigureRow(values: (0..<statement.columnCount).map { statement.value(at: $0) })
      )
    }
    return rows
  }

  /// The first row of a question that always has one.
  func row(_ sql: String) throws(SQLiteError) -> FigureRow {
    try rows(sql).first ?? FigureRow(values: Array(repeating: .null, count: 16))
  }

  /// The pauses, with percentiles by nearest rank.
  func pauses() throws(SQLiteError) -> RunSummary.Pauses? {
    let durations = try rows(
      """
      SELECT duration_ns FROM observed WHERE trace_id = :trace AND duration_ns IS NOT NULL
      ORDER BY duration_ns
      """
    ).map { $0.integer(0) }
    guard let longest = durations.last else { return nil }
    func percentile(_ share: Int) -> Int64 {
      durations[max(0, (durations.count * share + 99) / 100 - 1)]
    }
    let remark = try rows(
      """
      SELECT value FROM trace, json_each(trace.meta)
      WHERE trace.id = :trace AND key = 'pauses' AND type = 'text'
      """
    ).first?.text(0)
    return RunSummary.Pauses(
      count: Int64(durations.count),
      median: percentile(50),
      percentile99: percentile(99),
      longest: longest,
      total: durations.reduce(0) { $0.addingReportingOverflow($1).partialValue },
      remark: remark
    )
  }
}
