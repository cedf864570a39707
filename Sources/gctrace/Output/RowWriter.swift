import GCTraceKit

/// Turns rows into text: `begin` once, `add` for each row, `end` once.
///
/// A writer only appends to the text that it gets. Its caller decides when to print that text.
protocol RowWriter {
  mutating func begin(_ columns: [String], into text: inout String)
  /// - Parameter row: as many values as there are columns.
  mutating func add(_ row: [SQLValue], into text: inout String)
  mutating func end(into text: inout String)
}
