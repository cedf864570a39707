/// JSON that we write ourselves.
package enum JSONText {
  /// An object of strings. If a key occurs twice, the last text counts.
  package static func object(_ entries: [(key: String, text: String)]) -> String {
    var places: [String: Int] = [:]
    var kept: [(key: String, text: String)] = []
    for entry in entries {
      if let place = places[entry.key] {
        kept[place].text = entry.text
      } else {
        places[entry.key] = kept.count
        kept.append(entry)
      }
    }
    return "{" + kept.map { string($0.key) + ":" + string($0.text) }.joined(separator: ",") + "}"
  }

  /// A string with its quotes.
  package static func string(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\u{0}"..<" ":
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
