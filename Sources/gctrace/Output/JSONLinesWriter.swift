import GCTraceKit

/// Writes one JSON object on a line for each row, and nothing else.
struct JSONLinesWriter: RowWriter {
  private var object = JSONObject()

  mutating func begin(_ columns: [String], into text: inout String) {
    object = JSONObject(columns)
  }

  mutating func add(_ row: [SQLValue], into text: inout String) {
    object.write(row, into: &text)
    text += "\n"
  }

  mutating func end(into text: inout String) {}
}
