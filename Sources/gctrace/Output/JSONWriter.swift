import GCTraceKit

/// Writes one JSON array with an object for each row, one on each line.
struct JSONWriter: RowWriter {
  private var object = JSONObject()
  private var isEmpty = true

  mutating func begin(_ columns: [String], into text: inout String) {
    object = JSONObject(columns)
    text += "["
  }

  mutating func add(_ row: [SQLValue], into text: inout String) {
    text += isEmpty ? "\n" : ",\n"
    isEmpty = false
    object.write(row, into: &text)
  }

  mutating func end(into text: inout String) {
    text += isEmpty ? "]\n" : "\n]\n"
  }
}
