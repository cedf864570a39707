import GCTraceKit

/// Writes rows as JSON objects (RFC 8259), the columns' names as keys in their order.
///
/// Integers keep all their digits, doubles read back as they were, NULL is null and a blob is a string like `x'01ab'`, as in the other formats.
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
    case .blob: "\"\(value.plainText)\""
    }
  }

  /// A string literal: quotes, backslashes and what nobody would see (`isUnseen`) escaped, all else as it is.
  static func string(_ value: String) -> String {
    var literal = "\""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": literal += "\\\""
      case "\\": literal += "\\\\"
      case "\n": literal += "\\n"
      case "\r": literal += "\\r"
      case "\t": literal += "\\t"
      // JSON allows most of these as they are, but a terminal obeys them and a person is fooled.
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
