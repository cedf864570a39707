import GCTraceKit

/// Writes rows as JSON objects (RFC 8259), with the columns' names as keys, in order.
///
/// Integers keep all their digits, doubles read back exactly, NULL is null, and a blob is a string like `x'01ab'`, as in the other
/// formats.
struct JSONObject {
  /// Each column's key with its quotes and colon.
  private let keys: [String]

  /// The keys of an object must differ. A name that occurs again gets `:1`, `:2`, ..., as in SQLite's subqueries.
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
    case .blob: "\"\(value.plainText)\""
    }
  }

  /// A string literal. Quotes, backslashes and invisible characters (`isUnseen`) are escaped.
  static func string(_ value: String) -> String {
    var literal = "\""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": literal += "\\\""
      case "\\": literal += "\\\\"
      case "\n": literal += "\\n"
      case "\r": literal += "\\r"
      case "\t": literal += "\\t"
      // JSON allows most of these characters unescaped, but a terminal obeys them and a person does not see them.
      case _ where isUnseen(scalar):
        for unit in String(scalar).utf16 {
          let digits = String(unit, radix: 16)
          literal += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }
      default: literal.unicodeScalars.append(scalar)
      }
    }
    return literal + "\""
  }
}
