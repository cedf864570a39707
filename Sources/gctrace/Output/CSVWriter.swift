import GCTraceKit

/// Comma-separated values as in RFC 4180: a header line, lines that end with CR LF, and quoted fields where quotes are needed.
///
/// NULL is an empty field and an empty text is `""`, so that readers can tell them apart. The output for programs is faithful; on a
/// terminal, texts are `visible`.
struct CSVWriter: RowWriter {
  /// Whether the output goes to a terminal.
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

  /// A text as a field. It is quoted if it is empty, holds a comma, a quote or a line feed, or begins or ends with a space.
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
