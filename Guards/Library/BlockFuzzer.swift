import CyclicGC
import HeapTrace
import SQLite
import TraceStore

/// Feeds rows of `event_block` to the decoder, and what it lets pass to a replay.
///
/// An input is the columns of a row, each but the last ended by 0xFF, which stands in no UTF-8: `events` less the length of `kind`,
/// `base_object`, both as decimal text; how many objects there are; `kind`, `object`, `wide_object`, `target`, `wide_target`, `n`,
/// `times`, `named`, `wide_named`; what is left is `detail`.
struct BlockFuzzer {
  private let database: TraceDatabase

  init(folder: String) throws {
    database = try TraceDatabase.open(path: folder + "/blocks.db", mode: .create)
    let connection = database.connection
    try connection.execute("PRAGMA ignore_check_constraints = ON; PRAGMA synchronous = OFF")
    if try database.newestTrace() == nil {
      var batch = EventBatch()
      batch.types = TypeDefinition.Kind.allCases.enumerated().map { index, kind in
        TypeDefinition(
          number: Int32(index + 1),
          name: kind.rawValue,
          kind: kind,
          hasFinalizer: index % 2 == 0,
          freeListLimit: index == 1 ? 3 : nil
        )
      }
      batch.types.append(TypeDefinition(number: 6, name: "legacy", isLegacy: true))
      batch.sites = [SiteDefinition(number: 1, file: "a.py", line: 1, function: "f")]
      batch.names = [NameDefinition(number: 1, text: "a")]
      let (database, definitions) = (database, batch)
      try connection.transaction { () throws(TraceStoreError) in
        var trace = try TraceImport(database)
        try trace.write(definitions)
        _ = try trace.finish(
          name: "fuzz",
          source: "-",
          digest: [],
          bytes: 0,
          numbering: ObjectNumbering()
        )
      }
    }
  }

  func check(_ input: [UInt8]) throws {
    var columns = input.split(separator: 0xFF, maxSplits: 12, omittingEmptySubsequences: false)
    guard columns.count == 13 else { return }
    let detail = columns.removeLast()
    func number(_ column: Int) -> Int64 {
      Int64(String(decoding: columns[column], as: UTF8.self)) ?? 0
    }
    let (kind, objects) = (columns[3], max(0, min(number(2), 512)))
    let events = Int64(kind.count).addingReportingOverflow(number(0)).partialValue
    let connection = database.connection
    try connection.begin()
    defer { connection.rollBack() }
    try connection.execute("UPDATE trace SET events = \(kind.count), objects = \(objects)")
    if objects > 0 {
      try connection.execute(
        "INSERT INTO object_run (trace_id, first, length) VALUES (1, 1, \(objects))"
      )
    }
    var row = try Statement(
      connection,
      """
      INSERT INTO event_block (
        trace_id, first_seq, events, line, base_object, kind, object, wide_object, target,
        wide_target, n, times, named, wide_named, detail
      ) VALUES (1, 1, ?1, 1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
      """
    )
    try row.bind(events, at: 1)
    try row.bind(number(1), at: 2)
    for column in 3..<12 { try row.bind(text: Array(columns[column]), at: Int32(column)) }
    try row.bind(blob: Array(detail), at: 12)
    try row.run()
    try decode()
  }

  /// Reads the row back; it is refused as damaged, or what it says is replayed.
  private func decode() throws {
    var trace: DecodedTrace
    do throws(TraceStoreError) {
      let ranks = try database.ranks(ofTrace: 1)
      trace = DecodedTrace(ranks: ranks)
      trace.types = try database.types(ofTrace: 1)
      var cursor = try EventCursor(database, trace: 1, ranks: ranks)
      var batch = ReplayBatch()
      while try cursor.next(into: &batch) { trace.batches.append(batch) }
    } catch {
      guard case .damaged(let damage) = error, !damage.description.contains("\n") else {
        throw FuzzFailure(description: "\(error)")
      }
      return
    }
    for options in FuzzReplays.releases + FuzzReplays.policies {
      try FuzzSession.replay(trace, options)
    }
  }

  /// The bytes that stand for the only block of a trace, to begin a corpus with.
  static func input(ofTrace trace: Int64, in database: TraceDatabase) throws -> [UInt8]? {
    var row = try Statement(
      database.connection,
      """
      SELECT 0, base_object, t.objects, kind, object, wide_object, target, wide_target, n, times,
        named, wide_named, detail
      FROM event_block JOIN trace AS t ON t.id = trace_id WHERE trace_id = ?1
      """
    )
    try row.bind(trace, at: 1)
    guard try row.step() else { return nil }
    var input: [UInt8] = []
    for column in 0..<Int32(12) {
      input += Array(row.text(at: column).utf8)
      input.append(0xFF)
    }
    return input + row.blob(at: 12)
  }
}
