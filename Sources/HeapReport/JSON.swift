/// A JSON value, to be embedded into a page: what a report's data become.
///
/// The keys of an object keep their order. Nothing in the text can end a `<script>` element: see `JSON.string`.
package enum JSON: Equatable, Sendable {
  case null
  case bool(Bool)
  case integer(Int64)
  case number(Double)
  case text(String)
  case array([JSON])
  case object([(key: String, value: JSON)])

  /// An integer; null for nil.
  package init(_ value: Int64?) { self = value.map(JSON.integer) ?? .null }
  /// A text; null for nil.
  package init(_ value: String?) { self = value.map(JSON.text) ?? .null }
  /// A number; null for nil.
  package init(_ value: Double?) { self = value.map(JSON.number) ?? .null }

  package init(_ values: [Int64]) { self = .array(values.map(JSON.integer)) }
  package init(_ values: [Double]) { self = .array(values.map(JSON.number)) }
  package init(_ values: [String]) { self = .array(values.map(JSON.text)) }

  /// Equal in what is written.
  package static func == (one: JSON, other: JSON) -> Bool { one.text == other.text }

  /// The value as compact JSON (RFC 8259), all ASCII but what people write in.
  package var text: String {
    var text = ""
    write(to: &text)
    return text
  }

  private func write(to text: inout String) {
    switch self {
    case .null: text += "null"
    case .bool(let value): text += value ? "true" : "false"
    case .integer(let value): text += String(value)
    case .number(let value): text += Self.number(value)
    case .text(let value): text += Self.string(value)
    case .array(let values):
      text += "["
      for (index, value) in values.enumerated() {
        if index > 0 { text += "," }
        value.write(to: &text)
      }
      text += "]"
    case .object(let pairs):
      text += "{"
      for (index, pair) in pairs.enumerated() {
        if index > 0 { text += "," }
        text += Self.string(pair.key) + ":"
        pair.value.write(to: &text)
      }
      text += "}"
    }
  }

  /// Infinities and NaN, which JSON does not have, are null.
  private static func number(_ value: Double) -> String {
    guard value.isFinite else { return "null" }
    if let whole = Int64(exactly: value) { return String(whole) }
    return "\(value)"
  }

  /// A string literal. `<`, `>` and `&` are escaped, so that no name can end the element that holds the data or begin a comment there;
  /// so are control characters, the separators U+2028 and U+2029, and halves of what could not be read.
  package static func string(_ value: String) -> String {
    var literal = "\""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": literal += "\\\""
      case "\\": literal += "\\\\"
      case "\n": literal += "\\n"
      case "<", ">", "&", "\u{0}"..."\u{1f}", "\u{7f}"..."\u{9f}", "\u{2028}", "\u{2029}",
        "\u{feff}":
        let digits = String(scalar.value, radix: 16)
        literal += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: literal.unicodeScalars.append(scalar)
      }
    }
    return literal + "\""
  }
}

extension JSON: ExpressibleByDictionaryLiteral, ExpressibleByArrayLiteral,
  ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral
{
  package init(dictionaryLiteral elements: (String, JSON)...) {
    self = .object(elements.map { (key: $0.0, value: $0.1) })
  }

  package init(arrayLiteral elements: JSON...) { self = .array(elements) }
  package init(stringLiteral value: String) { self = .text(value) }
  package init(integerLiteral value: Int64) { self = .integer(value) }
  package init(booleanLiteral value: Bool) { self = .bool(value) }
}
