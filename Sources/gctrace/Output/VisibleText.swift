/// The text with everything that a terminal would obey, or that would hide, made visible: `\n`, `\t`, `\r`, and `\u{1b}` for the
/// rest of what `isUnseen` names.
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

/// Whether nobody sees the character itself: control characters, line separators, the marks that turn the direction of writing, and
/// all that has no width: zero-width spaces and joiners, tags, fillers, variation selectors.
///
/// The two selectors that choose between an emoji and a plain sign are left: they change what is seen.
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

/// Whether the text is all printing ASCII, as nearly all is.
private func isPlain(_ text: String) -> Bool {
  text.utf8.allSatisfy { 0x20 <= $0 && $0 < 0x7F }
}
