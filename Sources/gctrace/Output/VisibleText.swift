/// Makes every character visible that a terminal would obey or that nobody would see: `\n`, `\t`, `\r`, and `\u{1b}` and the like for all
/// others that `isUnseen` names.
func visible(_ text: String) -> String {
  guard !isPlain(text), text.unicodeScalars.contains(where: isUnseen) else { return text }
  var result = ""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\n": result += "\\n"
    case "\r": result += "\\r"
    case "\t": result += "\\t"
    case _ where isUnseen(scalar):
      result += "\\u{\(String(scalar.value, radix: 16))}"
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result
}

/// Whether the character itself is invisible: control characters, line separators, marks that turn the direction of writing, and
/// characters without width such as zero-width spaces and joiners, tags, fillers and variation selectors.
///
/// The two selectors that choose between an emoji and a plain sign are not included, because they change the visible form.
func isUnseen(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 0x20..<0x7F, 0xFE0E, 0xFE0F: return false
  // Interlinear annotation.
  case 0xFFF9...0xFFFB: return true
  default: break
  }
  switch scalar.properties.generalCategory {
  case .control, .lineSeparator, .paragraphSeparator: return true
  default: return scalar.properties.isDefaultIgnorableCodePoint
  }
}

/// Whether the text is all printing ASCII, as nearly all texts are.
private func isPlain(_ text: String) -> Bool {
  text.utf8.allSatisfy { 0x20 <= $0 && $0 < 0x7F }
}
