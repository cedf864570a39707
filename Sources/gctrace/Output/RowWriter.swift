import GCTraceKit

/// Turns rows into text, row by row: `begin` once, `add` for each row, `end` once.
///
/// A writer appends to the text that it is handed and never prints: who calls it decides when the text goes out.
protocol RowWriter {
  mutating func begin(_ columns: [String], into text: inout String)
  /// `row` has as many values as there are columns.
  mutating func add(_ row: [SQLValue], into text: inout String)
  mutating func end(into text: inout String)
}
