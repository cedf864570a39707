import GCTraceKit

/// Comma-separated values as RFC 4180 has them: a header line, lines that end with CR LF, fields quoted where they must be.
///
/// NULL is an empty field; an empty text is `""`, so that the two stay apart for readers that care.
struct CSVWriter: RowWriter {
  mutating func begin(_ columns: [String], into text: inout String) {
    line(columns.lazy.map(Self.field), into: &text)
  }

  mutating func add(_ row: [SQLValue], into text: inout String) {
    line(
      row.lazy.map { value in
        if case .text(let value) = value { Self.field(value) } else { value.plainText }
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
  private static func field(_ value: String) -> String {
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
