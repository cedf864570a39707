package import CyclicGC
package import HeapTrace
import SQLite

/// Stores the garbage of a run: objects as they die, then the remaining ones at the end, then the sums. Works within the caller's
/// transaction.
package struct GarbageWriter: ~Copyable {
  /// An object that was garbage for a while.
  package struct Row: Sendable {
    /// Its rank.
    package var rank: Int32
    package var unreachableEvent: Int64
    /// Nil: the object still existed at the end.
    package var ageBytes: Int64?

    package init(rank: Int32, unreachableEvent: Int64, ageBytes: Int64?) {
      self.rank = rank
      self.unreachableEvent = unreachableEvent
      self.ageBytes = ageBytes
    }
  }

  private static let capacity = 512

  private let ranks: ObjectRanks
  private let connection: Connection
  private let run: Int64
  private var blocks: Statement
  private var collections: Statement
  private var part: Int64 = 0
  private var object = PackedColumn()
  private var unreachable = PackedColumn()
  private var ageBytes = PackedColumn()

  package init(
    _ database: TraceDatabase,
    run: Int64,
    ranks: ObjectRanks
  ) throws(TraceStoreError) {
    let connection = database.connection
    let blocks = try mappingErrors { () throws(SQLiteError) in
      try Statement(
        connection,
        """
        INSERT INTO garbage_block (
          run_id, part, freed_event, collection, objects, first_object, last_object, object,
          wide_object, base_event, unreachable, wide_unreachable, age_bytes, wide_age_bytes
        ) VALUES (\(run), ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
        """
      )
    }
    let collections = try mappingErrors { () throws(SQLiteError) in
      try Statement(
        connection,
        """
        UPDATE collection SET garbage_objects = ?2, garbage_bytes = ?3, garbage_left_objects = ?4,
          garbage_left_bytes = ?5
        WHERE run_id = \(run) AND seq = ?1
        """
      )
    }
    self.blocks = blocks
    self.collections = collections
    self.connection = connection
    self.run = run
    self.ranks = ranks
  }

  /// Removes the stored garbage of the run, so that it can be dated anew.
  package mutating func startAgain() throws(TraceStoreError) {
    do throws(SQLiteError) {
      try connection.execute("DELETE FROM garbage_block WHERE run_id = \(run)")
    } catch { throw .sqlite(error) }
    part = 0
  }

  /// Stores objects that were freed in one event by one collection, or by none. If `freedEvent` is nil, the objects still exist at the
  /// end.
  package mutating func write(
    _ rows: [Row],
    freedEvent: Int64?,
    collection: Int64?
  ) throws(TraceStoreError) {
    let rows = rows.sorted { $0.rank < $1.rank }
    do throws(SQLiteError) {
      for start in stride(from: 0, to: rows.count, by: Self.capacity) {
        let block = rows[start..<min(start + Self.capacity, rows.count)]
        try write(block: block, freedEvent, collection)
      }
    } catch { throw .sqlite(error) }
  }

  private mutating func write(
    block rows: ArraySlice<Row>,
    _ freedEvent: Int64?,
    _ collection: Int64?
  ) throws(SQLiteError) {
    guard let first = rows.first, let last = rows.last else { return }
    let firstObject = ranks.number(ofRank: first.rank)
    let base = rows.reduce(first.unreachableEvent) { max($0, $1.unreachableEvent) }
    object.removeAll()
    unreachable.removeAll()
    ageBytes.removeAll()
    for row in rows {
      object.append(ranks.number(ofRank: row.rank) - firstObject)
      unreachable.append(base - row.unreachableEvent)
      ageBytes.append(row.ageBytes ?? 0)
    }
    try blocks.bind(part, at: 1)
    try blocks.bind(freedEvent, at: 2)
    try blocks.bind(collection, at: 3)
    try blocks.bind(Int64(rows.count), at: 4)
    try blocks.bind(firstObject, at: 5)
    try blocks.bind(ranks.number(ofRank: last.rank), at: 6)
    try blocks.bind(text: object.bytes, at: 7)
    try bind(object.wide, at: 8)
    try blocks.bind(base, at: 9)
    try blocks.bind(text: unreachable.bytes, at: 10)
    try bind(unreachable.wide, at: 11)
    if freedEvent == nil {
      try blocks.bindNull(at: 12)
      try blocks.bindNull(at: 13)
    } else {
      try blocks.bind(text: ageBytes.bytes, at: 12)
      try bind(ageBytes.wide, at: 13)
    }
    try blocks.run()
    part += 1
  }

  private mutating func bind(_ wide: SparseNumbers, at parameter: Int32) throws(SQLiteError) {
    if wide.isEmpty {
      try blocks.bindNull(at: parameter)
    } else {
      try blocks.bind(text: wide.bytes, at: parameter)
    }
  }

  /// Stores the amount of garbage at each collection, in order, and notes that the run has dated its garbage.
  package mutating func finish(
    _ amounts: [(before: GarbageTally.Amount, left: GarbageTally.Amount)]
  ) throws(TraceStoreError) {
    do throws(SQLiteError) {
      for (index, amount) in amounts.enumerated() {
        try collections.bind(Int64(index) + 1, at: 1)
        try collections.bind(amount.before.objects, at: 2)
        try collections.bind(amount.before.bytes, at: 3)
        try collections.bind(amount.left.objects, at: 4)
        try collections.bind(amount.left.bytes, at: 5)
        try collections.run()
      }
      try connection.execute("INSERT INTO analysis (run_id, kind) VALUES (\(run), 'garbage')")
    } catch { throw .sqlite(error) }
  }
}
