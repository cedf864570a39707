import GCTraceKit

extension SQLValue {
  /// Whether a column of such values is aligned at its right.
  var isNumber: Bool {
    switch self {
    case .integer, .real: true
    case .null, .text, .blob: false
    }
  }

  /// The value as an SQL literal. A text stays as it is, and NULL is empty.
  var plainText: String {
    switch self {
    case .null: ""
    case .integer(let value): String(value)
    case .real(let value): SQLValue.text(value)
    case .text(let value): value
    case .blob(let bytes): "x'\(SQLValue.hexadecimal(bytes))'"
    }
  }

  /// The shortest decimal number that reads back as `value`. Infinities are numbers too large for a double, which JSON and SQL read as
  /// infinities.
  static func text(_ value: Double) -> String {
    guard value.isFinite else { return value < 0 ? "-9e999" : "9e999" }
    return value.description
  }

  /// Two lower-case digits for each byte.
  static func hexadecimal(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    let text = bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    return String(decoding: text, as: UTF8.self)
  }
}
