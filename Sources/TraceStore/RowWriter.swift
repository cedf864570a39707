import SQLite

/// An INSERT for rows of one table, several to a statement: half as dear as one by one.
///
/// The statement is to be `INSERT OR FAIL`: one of several rows that may ABORT has SQLite copy each page before it changes it, to undo
/// the rows before the one that fails, which took a fifth of an import. Our caller rolls back instead.
///
/// The values of a row are bound in order; the rows reach the table when as many as a statement takes are there, or at `flush`.
struct RowWriter: ~Copyable {
  /// How many rows a statement takes: with more than this, what a statement costs by itself no longer shows.
  static let rowsPerStatement: Int32 = 128

  private var many: Statement
  private var single: Statement
  private let columns: Int32
  /// What the parameters of `many` are bound to, which stays from one run to the next; the first `filled` are rows to be stored.
  private var bound: [Int64?]
  private var filled = 0
  private let capacity: Int

  /// - Parameters:
  ///   - head: `INSERT OR FAIL INTO table (...) VALUES`, in full.
  ///   - constant: SQL for the first column of every row.
  ///   - columns: how many columns follow it.
  init(
    _ connection: Connection,
    head: String,
    constant: Int64,
    columns: Int32
  ) throws(SQLiteError) {
    let row = "(\(constant)" + String(repeating: ", ?", count: Int(columns)) + ")"
    let rows = Array(repeating: row, count: Int(Self.rowsPerStatement)).joined(separator: ", ")
    let many = try Statement(connection, head + " " + rows)
    let single = try Statement(connection, head + " " + row)
    self.many = many
    self.single = single
    self.columns = columns
    capacity = Int(columns * Self.rowsPerStatement)
    bound = Array(repeating: nil, count: capacity)
  }

  /// Binds the next value of the row in hand; after the last one, the row is there.
  ///
  /// A value that is what the parameter is bound to already, as types and sizes often are, is not bound again.
  @inline(__always)
  mutating func append(_ value: Int64?) throws(SQLiteError) {
    if bound[filled] != value {
      try many.bind(value, at: Int32(truncatingIfNeeded: filled) &+ 1)
      bound[filled] = value
    }
    filled &+= 1
    if filled == capacity {
      filled = 0
      try many.run()
    }
  }

  /// Stores the rows that are left.
  mutating func flush() throws(SQLiteError) {
    for start in stride(from: 0, to: filled, by: Int(columns)) {
      for column in 0..<columns {
        try single.bind(bound[start + Int(column)], at: column + 1)
      }
      try single.run()
    }
    filled = 0
  }
}
