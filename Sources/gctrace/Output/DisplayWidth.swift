/// The number of terminal cells that the text takes: 2 for wide East Asian characters and emoji, 0 for characters that join the one
/// before, 1 for all others. The text is `visible`.
func displayWidth(_ text: String) -> Int {
  let bytes = text.utf8
  // Nearly all texts are ASCII, where each character is one byte.
  if bytes.allSatisfy({ $0 < 0x80 }) { return bytes.count }
  return text.reduce(0) { $0 + width($1) }
}

private func width(_ character: Character) -> Int {
  guard let first = character.unicodeScalars.first else { return 0 }
  switch first.properties.generalCategory {
  case .nonspacingMark, .enclosingMark, .format: return 0
  default: break
  }
  if first.properties.isEmojiPresentation { return 2 }
  // Variation selector 16 asks for the emoji form of a character that has two forms.
  if character.unicodeScalars.contains("\u{fe0f}") { return 2 }
  return wideRanges.contains { $0.contains(first.value) } ? 2 : 1
}

/// The blocks whose characters Unicode's EastAsianWidth.txt calls wide or full-width, without emoji.
private let wideRanges: [ClosedRange<UInt32>] = [
  0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x4DBF, 0x4E00...0xA4CF, 0xA960...0xA97C,
  0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF01...0xFF60, 0xFFE0...0xFFE6,
  0x1B000...0x1B2FF, 0x20000...0x3FFFD,
]
