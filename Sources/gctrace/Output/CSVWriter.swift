import GCTraceKit

/// Comma-separated values as RFC 4180 has them: a header line, lines that end with CR LF, fields quoted where they must be.
///
/// NULL is an empty field; an empty text is `""`, so that the two stay apart for readers that care. What is read by a program is faithful;
/// on a terminal texts are `visible`.
struct CSVWriter: RowWriter {
  /// Whether a terminal shows it.
  var isForTerminal = false

  mutating func begin(_ columns: [String], into text: inout String) {
    line(columns.map(field), into: &text)
  }

  mutating func add(_ row: [SQLValue], into text: inout String) {
    line(
      row.map { value in
        if case .text(let value) = value { field(value) } else { value.plainText }
      },
      into: &text
    )
  }

  mutating func end(into text: inout String) {}

  private func line(_ fields: some Sequence<String>, into text: inout String) {
    var isFirst = true
    for field in fields {
      if !isFirst { text += "," }
      isFirst = false
      text += field
    }
    text += "\r\n"
  }

  /// A text as a field; quoted if it is empty, or holds a comma, a quote or an end of line, or begins or ends with a space.
  private func field(_ value: String) -> String {
    let value = isForTerminal ? visible(value) : value
    let bytes = value.utf8
    let mustQuote = bytes.contains { byte in
      byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\r")
        || byte == UInt8(ascii: "\n")
    }
    let space = UInt8(ascii: " ")
    guard mustQuote || bytes.isEmpty || bytes.first == space || bytes.last == space else {
      return value
    }
    var quoted = "\""
    for scalar in value.unicodeScalars {
      if scalar == "\"" { quoted += "\"" }
      quoted.unicodeScalars.append(scalar)
    }
    return quoted + "\""
  }
}
