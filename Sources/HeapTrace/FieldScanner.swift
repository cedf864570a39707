/// Reads the fields of one line, in order. Its methods take the bytes that contain the line.
///
/// Between two calls, the scanner is at the space before the next field or at the end of the line: at its LF, or at the CR before that.
/// It does not search for the end of the line, because the last field ends there. The bytes must contain an LF after the line, and may
/// continue after it.
struct FieldScanner {
  /// The line's number in the log, for errors.
  let line: Int64
  private let start: Int
  private var position: Int

  /// A scanner before the first field of the line that starts at `start`.
  init(line: Int64, start: Int) {
    self.line = line
    self.start = start
    position = start
  }

  /// Whether every field was read.
  @inline(__always)
  func isAtEnd(_ bytes: Span<UInt8>) -> Bool {
    isEnd(position, bytes)
  }

  /// Whether the line ends at `index`.
  @inline(__always)
  private func isEnd(_ index: Int, _ bytes: Span<UInt8>) -> Bool {
    let byte = bytes[index]
    if byte == UInt8(ascii: "\n") { return true }
    // A CR is never the last byte, because an LF follows.
    return byte == UInt8(ascii: "\r") && bytes[index &+ 1] == UInt8(ascii: "\n")
  }

  /// The end of the line, from any position in it. O(rest of the line).
  private func lineEnd(_ bytes: Span<UInt8>) -> Int {
    var index = position
    while !isEnd(index, bytes) { index += 1 }
    return index
  }

  /// The start of the next line. O(1) if every field was read, otherwise O(rest of the line).
  @inline(__always)
  func nextLine(_ bytes: Span<UInt8>) -> Int {
    if bytes[position] == UInt8(ascii: "\n") { return position &+ 1 }
    let end = lineEnd(bytes)
    return bytes[end] == UInt8(ascii: "\n") ? end &+ 1 : end &+ 2
  }

  /// Reads the first field as a record's name; nil if the format has no such name.
  @inline(__always)
  mutating func recordName(_ bytes: Span<UInt8>) -> RecordName? {
    if let word = bytes.eightBytes(from: position) {
      let length = word.count(before: UInt8(ascii: " "))
      // The loop handles a name at the end of the line, or one with eight or more letters.
      if length > 0, length < 8 {
        let packed = word.byteSwapped &>> UInt64(truncatingIfNeeded: 64 &- 8 &* length)
        if UInt8(truncatingIfNeeded: word) >= UInt8(ascii: "a"),
          let name = RecordName(packed: packed, length: length, first: bytes[start])
        {
          position &+= length
          return name
        }
      }
    }
    return anyRecordName(bytes)
  }

  /// `recordName` for a name of any length.
  @inline(never)
  private mutating func anyRecordName(_ bytes: Span<UInt8>) -> RecordName? {
    var packed: UInt64 = 0
    while !isAtEnd(bytes) {
      let letter = bytes[position]
      if letter == UInt8(ascii: " ") { break }
      guard letter &- UInt8(ascii: "a") < 26 else { return nil }
      packed = packed &<< 8 | UInt64(letter)
      position += 1
    }
    return RecordName(packed: packed, length: position - start, first: bytes[start])
  }

  /// Whether the line is a comment. The line is not empty.
  func isComment(_ bytes: Span<UInt8>) -> Bool {
    bytes[start] == UInt8(ascii: "#")
  }

  // MARK: Numbers

  /// Reads an unsigned number within a limit whose lower bound is not negative.
  @inline(__always)
  mutating func number(
    _ bytes: Span<UInt8>,
    _ limit: NumberLimit
  ) throws(HeapTraceError) -> Int64 {
    if bytes[position] == UInt8(ascii: " "), let word = bytes.eightBytes(from: position &+ 1) {
      let length = word.leadingDigits
      if length > 0, length < 8 {
        let next = word &>> UInt64(truncatingIfNeeded: 8 &* length) & 0xFF
        let value = Int64(word.decimal(digits: length))
        if next == UInt64(UInt8(ascii: " ")) || next == UInt64(UInt8(ascii: "\n")),
          limit.contains(value)
        {
          position &+= 1 &+ length
          return value
        }
      }
    }
    return try longNumber(bytes, limit)
  }

  /// `number` for any number of digits, the first eight at once.
  private mutating func longNumber(
    _ bytes: Span<UInt8>,
    _ limit: NumberLimit
  ) throws(HeapTraceError) -> Int64 {
    guard bytes[position] == UInt8(ascii: " ") else {
      return try anyNumber(bytes, limit)
    }
    var digitEnd = position &+ 1
    var value: UInt64 = 0
    if let word = bytes.eightBytes(from: digitEnd), word.leadingDigits == 8 {
      value = word.decimal(digits: 8)
      digitEnd &+= 8
    }
    while case let digit = bytes[digitEnd] &- UInt8(ascii: "0"), digit < 10 {
      value = value &* 10 &+ UInt64(digit)
      digitEnd &+= 1
    }
    // Up to 18 digits cannot have overflowed.
    let length = digitEnd &- position &- 1
    if length > 0, length <= 18, bytes[digitEnd] == UInt8(ascii: " ") || isEnd(digitEnd, bytes),
      limit.contains(Int64(truncatingIfNeeded: value))
    {
      position = digitEnd
      return Int64(truncatingIfNeeded: value)
    }
    return try anyNumber(bytes, limit)
  }

  /// Reads a number of any length, with or without a minus sign, within a limit. This slow method also reports the error.
  @inline(never)
  mutating func anyNumber(
    _ bytes: Span<UInt8>,
    _ limit: NumberLimit
  ) throws(HeapTraceError) -> Int64 {
    let field = try field(bytes, expected: "\(limit.expected)")
    var digits = field
    let isNegative = !field.isEmpty && bytes[field.lowerBound] == UInt8(ascii: "-")
    if isNegative { digits = field.lowerBound + 1..<field.upperBound }
    var value: Int64? = digits.isEmpty ? nil : 0
    for index in digits {
      let digit = bytes[index] &- UInt8(ascii: "0")
      guard digit < 10, let sofar = value else {
        value = nil
        break
      }
      // Counts downwards, so that the smallest number can be read, too.
      let (tenfold, overflows) = sofar.multipliedReportingOverflow(by: 10)
      let (sum, overflows2) = tenfold.subtractingReportingOverflow(Int64(digit))
      value = overflows || overflows2 ? nil : sum
    }
    if let magnitude = value, isNegative || magnitude > .min {
      let number = isNegative ? magnitude : -magnitude
      if limit.contains(number) { return number }
    }
    throw malformed(expected: "\(limit.expected)", found: quoted(bytes, field))
  }

  // MARK: Words and text

  /// Reads a field with any contents.
  mutating func field(
    _ bytes: Span<UInt8>,
    expected: @autoclosure () -> String
  ) throws(HeapTraceError) -> Range<Int> {
    guard !isAtEnd(bytes) else { throw malformed(expected: expected(), found: "end of line") }
    let fieldStart = position + 1
    position = fieldStart
    while bytes[position] != UInt8(ascii: " "), !isAtEnd(bytes) { position += 1 }
    return fieldStart..<position
  }

  /// Reads a field that may not be empty.
  mutating func filledField(
    _ bytes: Span<UInt8>,
    expected: @autoclosure () -> String
  ) throws(HeapTraceError) -> Range<Int> {
    let field = try field(bytes, expected: expected())
    guard !field.isEmpty else {
      throw malformed(expected: expected(), found: quoted(bytes, field))
    }
    return field
  }

  /// Whether a field is `word`.
  func matches(_ bytes: Span<UInt8>, _ field: Range<Int>, _ word: String) -> Bool {
    field.count == word.utf8.count
      && zip(field, word.utf8).allSatisfy { index, letter in bytes[index] == letter }
  }

  /// Advances by `count` bytes, as if the number that starts there were a field of its own.
  mutating func skip(_ count: Int) {
    position += count
  }

  /// Reads the rest of the line, which may contain spaces or nothing at all. The space before it is required.
  mutating func rest(
    _ bytes: Span<UInt8>,
    expected: @autoclosure () -> String
  ) throws(HeapTraceError) -> Range<Int> {
    guard !isAtEnd(bytes) else { throw malformed(expected: expected(), found: "end of line") }
    let restStart = position + 1
    position = lineEnd(bytes)
    return restStart..<position
  }

  /// Whether the next field starts with a digit; false at the end of the line.
  func isDigitNext(_ bytes: Span<UInt8>) -> Bool {
    !isAtEnd(bytes) && bytes[position &+ 1] &- UInt8(ascii: "0") < 10
  }

  /// Checks that there is no further field.
  @inline(__always)
  func finish(_ bytes: Span<UInt8>) throws(HeapTraceError) {
    if !isAtEnd(bytes) { throw extraField(bytes) }
  }

  @inline(never)
  private func extraField(_ bytes: Span<UInt8>) -> HeapTraceError {
    var scanner = self
    let field = try? scanner.field(bytes, expected: "")
    guard let field, !(field.isEmpty && scanner.isAtEnd(bytes)) else {
      return malformed(expected: "end of line", found: "a trailing space")
    }
    return malformed(expected: "end of line", found: quoted(bytes, field))
  }

  /// A range of the line as text. Throws if it is not UTF-8.
  func text(_ bytes: Span<UInt8>, _ range: Range<Int>) throws(HeapTraceError) -> String {
    do {
      return String(copying: try UTF8Span(validating: bytes.extracting(range)))
    } catch {
      throw notUTF8(bytes[range.lowerBound + error.byteOffsets.lowerBound])
    }
  }

  /// A name, with its escapes (`%20` a space, `%25` a percent sign) resolved.
  func unescaped(_ bytes: Span<UInt8>, _ range: Range<Int>) throws(HeapTraceError) -> String {
    guard range.contains(where: { bytes[$0] == UInt8(ascii: "%") }) else {
      return try text(bytes, range)
    }
    var result: [UInt8] = []
    var index = range.lowerBound
    while index < range.upperBound {
      guard bytes[index] == UInt8(ascii: "%") else {
        result.append(bytes[index])
        index += 1
        continue
      }
      guard index + 2 < range.upperBound, bytes[index + 1] == UInt8(ascii: "2"),
        bytes[index + 2] == UInt8(ascii: "0") || bytes[index + 2] == UInt8(ascii: "5")
      else {
        throw malformed(
          expected: "'%20' or '%25' where a percent sign stands",
          found: quoted(bytes, range)
        )
      }
      result.append(bytes[index + 2] == UInt8(ascii: "0") ? UInt8(ascii: " ") : UInt8(ascii: "%"))
      index += 3
    }
    _ = try text(bytes, range)
    return String(decoding: result, as: UTF8.self)
  }

  // MARK: Errors

  /// Checks the whole line to be UTF-8.
  func checkUTF8(_ bytes: Span<UInt8>) throws(HeapTraceError) {
    do {
      _ = try UTF8Span(validating: bytes.extracting(start..<lineEnd(bytes)))
    } catch {
      throw notUTF8(bytes[start + error.byteOffsets.lowerBound])
    }
  }

  private func notUTF8(_ byte: UInt8) -> HeapTraceError {
    malformed(
      expected: "a line in UTF-8",
      found: "byte 0x\(String(byte, radix: 16, uppercase: true))"
    )
  }

  func malformed(expected: String, found: String) -> HeapTraceError {
    .malformed(line: line, expected: expected, found: found)
  }

  /// The error of a line with something that no log may contain.
  @inline(never)
  func malformed(_ violation: TraceViolation) -> HeapTraceError {
    malformed(expected: violation.expected, found: violation.found)
  }

  /// The whole line in the form for an error.
  func quotedLine(_ bytes: Span<UInt8>) -> String {
    quoted(bytes, start..<lineEnd(bytes))
  }

  /// The first field in the form for an error.
  func quotedName(_ bytes: Span<UInt8>) -> String {
    var nameEnd = start
    while bytes[nameEnd] != UInt8(ascii: " "), !isEnd(nameEnd, bytes) { nameEnd += 1 }
    return quoted(bytes, start..<nameEnd)
  }

  /// A field in the form for an error: in quotes, with control characters as `\xHH`, cut after 60 characters.
  func quoted(_ bytes: Span<UInt8>, _ field: Range<Int>) -> String {
    guard !field.isEmpty else { return "an empty field" }
    // At most four bytes a character. If the cut splits the last character, it is dropped.
    let shown = field.prefix(4 * 61).map { bytes[$0] }
    let characters = String(decoding: shown, as: UTF8.self).unicodeScalars
    var result = "'"
    for scalar in characters.prefix(60) {
      if scalar.value < 0x20 || scalar.value == 0x7F {
        result += "\\x" + (scalar.value < 0x10 ? "0" : "")
        result += String(scalar.value, radix: 16, uppercase: true)
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result + (characters.count > 60 ? "...'" : "'")
  }
}
