import SQLite

/// An INSERT that stores several rows of one table with each execution, which costs half as much as one by one.
///
/// The statement must be `INSERT OR FAIL`. If one of several rows may ABORT, SQLite copies each page before it changes it, in order to
/// undo the rows before the failing one. These copies took a fifth of an import. Here, the caller rolls back instead.
///
/// Bind the values of a row in order. The rows reach the table when the statement is full, or at `flush`.
struct RowWriter: ~Copyable {
  /// The number of rows in a statement. With more rows, the cost of a statement itself no longer matters.
  static let rowsPerStatement: Int32 = 128

  private var many: Statement
  private var single: Statement
  private let columns: Int32
  /// The values to which the parameters of `many` are bound; they stay bound between executions. The first `filled` are rows to store.
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

  /// Binds the next value of the current row. After its last value, the row is complete.
  ///
  /// If a parameter is already bound to the value, as is frequent for types and sizes, it is not bound again.
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

  /// Stores the remaining rows.
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
