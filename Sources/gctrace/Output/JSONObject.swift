import GCTraceKit

/// Writes rows as JSON objects (RFC 8259), the columns' names as keys in their order.
///
/// Integers keep all their digits, doubles read back as they were, NULL is null and a blob a string of hexadecimal digits.
struct JSONObject {
  /// Each column's key with its quotes and colon.
  private let keys: [String]

  /// A name that was there before gets `:1`, `:2`, ... as SQLite does it in subqueries: an object's keys must differ.
  init(_ columns: [String] = []) {
    var taken: Set<String> = []
    keys = columns.map { column in
      var key = column
      var repetition = 0
      while !taken.insert(key).inserted {
        repetition += 1
        key = "\(column):\(repetition)"
      }
      return Self.string(key) + ":"
    }
  }

  func write(_ row: [SQLValue], into text: inout String) {
    text += "{"
    for (index, (key, value)) in zip(keys, row).enumerated() {
      if index > 0 { text += "," }
      text += key
      text += Self.value(value)
    }
    text += "}"
  }

  private static func value(_ value: SQLValue) -> String {
    switch value {
    case .null: "null"
    case .integer(let value): String(value)
    case .real(let value): SQLValue.text(value)
    case .text(let value): string(value)
    case .blob(let bytes): "\"\(SQLValue.hexadecimal(bytes))\""
    }
  }

  /// A string literal: quotes, backslashes and control characters escaped, all else as it is.
  static func string(_ value: String) -> String {
    var literal = "\""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": literal += "\\\""
      case "\\": literal += "\\\\"
      case "\n": literal += "\\n"
      case "\r": literal += "\\r"
      case "\t": literal += "\\t"
      // Delete and the C1 controls are legal as they are, but a terminal might obey them.
      case "\u{0}"..."\u{1f}", "\u{7f}"..."\u{9f}":
        let digits = String(scalar.value, radix: 16)
        literal += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: literal.unicodeScalars.append(scalar)
      }
    }
    return literal + "\""
  }
}
