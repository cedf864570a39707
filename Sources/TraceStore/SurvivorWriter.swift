import SQLite

/// Stores the objects that are alive at the end of a run, given in ascending order of their numbers.
struct SurvivorWriter: ~Copyable {
  private static let capacity = 512

  private var rows: Statement
  private var first: Int64 = 0
  private var object = PackedColumn()
  private var generation: [UInt8] = []
  private var refcount = PackedColumn()
  private var external = PackedColumn()

  init(_ connection: Connection, run: Int64) throws(SQLiteError) {
    rows = try Statement(
      connection,
      """
      INSERT INTO survivor_block (
        run_id, first_object, objects, object, wide_object, generation, refcount, wide_refcount,
        "external", wide_external
      ) VALUES (\(run), ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
      """
    )
  }

  mutating func append(
    _ number: Int64,
    generation: Int?,
    refcount: Int64,
    external: Int64
  ) throws(SQLiteError) {
    if object.count == 0 { first = number }
    object.append(number - first)
    self.generation.append(
      generation.map { UInt8(ascii: "0") + UInt8(truncatingIfNeeded: $0) } ?? UInt8(ascii: "-")
    )
    self.refcount.append(refcount)
    self.external.append(external)
    if object.count == Self.capacity { try flush() }
  }

  /// Stores the remaining objects.
  mutating func flush() throws(SQLiteError) {
    guard object.count > 0 else { return }
    try rows.bind(first, at: 1)
    try rows.bind(Int64(object.count), at: 2)
    try rows.bind(text: object.bytes, at: 3)
    try bind(object.wide, at: 4)
    try rows.bind(text: generation, at: 5)
    try rows.bind(text: refcount.bytes, at: 6)
    try bind(refcount.wide, at: 7)
    try rows.bind(text: external.bytes, at: 8)
    try bind(external.wide, at: 9)
    try rows.run()
    object.removeAll()
    generation.removeAll(keepingCapacity: true)
    refcount.removeAll()
    external.removeAll()
  }

  private mutating func bind(_ wide: SparseNumbers, at parameter: Int32) throws(SQLiteError) {
    if wide.isEmpty {
      try rows.bindNull(at: parameter)
    } else {
      try rows.bind(text: wide.bytes, at: parameter)
    }
  }
}
