/// A column of numbers as text, one character for each number: a packed column in the words of `schema.sql`.
///
/// SQL reads number k with `unicode(substr(column, k + 1, 1))`. Small numbers take one byte, and no number takes more than four. A number
/// that does not fit a character is replaced with U+0001 and stored in `wide`.
package struct PackedColumn {
  /// The largest number that a character can hold.
  package static let limit: UInt64 = 1_103_869

  /// The characters' UTF-8.
  package private(set) var bytes: [UInt8] = []
  /// The numbers that do not fit a character, by their index.
  package private(set) var wide = SparseNumbers()
  /// How many numbers there are.
  package private(set) var count = 0

  package init() {}

  package mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    wide.removeAll()
    count = 0
  }

  /// Appends `value`. If it does not fit a character, the companion column gets `number`.
  @inline(__always)
  package mutating func append(_ value: UInt64, orWide number: Int64) {
    if value < 126 {
      bytes.append(UInt8(truncatingIfNeeded: value &+ 2))
      count &+= 1
    } else {
      append(count: 1) { _ in (value, number) }
    }
  }

  /// Appends a number for which the companion column has the same number.
  package mutating func append(_ value: Int64) {
    append(UInt64(bitPattern: value), orWide: value)
  }

  /// Appends several numbers at once. For each index from 0 on, `number` returns the arguments of one `append`.
  @inline(__always)
  package mutating func append(
    count more: Int,
    _ number: (Int) -> (value: UInt64, orWide: Int64)
  ) {
    var wide = SparseNumbers()
    swap(&wide, &self.wide)
    let first = count
    bytes.append(addingCapacity: 4 * more) { characters in
      for index in 0..<more {
        let (value, number) = number(index)
        if value < 126 {
          characters.append(UInt8(truncatingIfNeeded: value &+ 2))
        } else if value <= Self.limit {
          characters.appendLong(value)
        } else {
          characters.append(1)
          wide.append(number, at: first + index)
        }
      }
    }
    count += more
    swap(&wide, &self.wide)
  }

  /// 0, -1, 1, -2, 2 ... as 0, 1, 2, 3, 4 ...
  @inline(__always)
  package static func fold(_ value: Int64) -> UInt64 {
    UInt64(bitPattern: value << 1 ^ value >> 63)
  }

  /// The inverse of `fold`.
  @inline(__always)
  package static func unfold(_ value: UInt64) -> Int64 {
    Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
  }
}

extension OutputSpan<UInt8> {
  /// Appends the character of more than one byte that stands for `value`.
  fileprivate mutating func appendLong(_ value: UInt64) {
    // U+D800 ... U+FFFF are skipped. Surrogates are no characters, and one jump is easier to undo than two.
    let code = UInt32(truncatingIfNeeded: value) &+ 2 &+ (value < 55_294 ? 0 : 10_240)
    if code < 0x800 {
      append(UInt8(truncatingIfNeeded: 0xC0 | code >> 6))
    } else {
      if code < 0x10000 {
        append(UInt8(truncatingIfNeeded: 0xE0 | code >> 12))
      } else {
        append(UInt8(truncatingIfNeeded: 0xF0 | code >> 18))
        append(UInt8(truncatingIfNeeded: 0x80 | code >> 12 & 0x3F))
      }
      append(UInt8(truncatingIfNeeded: 0x80 | code >> 6 & 0x3F))
    }
    append(UInt8(truncatingIfNeeded: 0x80 | code & 0x3F))
  }
}

/// Reads a packed column from its first number on.
@safe
package struct PackedReader {
  /// The value that `next` returns for a number in the companion column.
  package static let wide: Int64 = -1
  /// The value that `next` returns at the end, and for bytes that are no packed number.
  package static let damaged: Int64 = -2

  private let bytes: UnsafeBufferPointer<UInt8>
  private var position = 0

  /// A reader of `bytes`, which must outlive it.
  package init(_ bytes: UnsafeBufferPointer<UInt8>) {
    unsafe self.bytes = unsafe bytes
  }

  /// Whether every number has been read.
  package var isAtEnd: Bool { unsafe position == bytes.count }

  /// The next number, `wide` or `damaged`. Constant time.
  @inline(__always)
  package mutating func next() -> Int64 {
    // Safe: the length in bytes decides where reading ends.
    guard unsafe position < bytes.count else { return Self.damaged }
    let first = unsafe bytes[position]
    guard first >= 0x80 else {
      position &+= 1
      return Int64(first) &- 2
    }
    // Two bytes, as for half of the objects.
    guard first < 0xE0, unsafe position &+ 1 < bytes.count else { return nextLong(first) }
    let second = unsafe bytes[position &+ 1]
    position &+= 2
    return (Int64(first & 0x1F) &<< 6 | Int64(second & 0x3F)) &- 2
  }

  private mutating func nextLong(_ first: UInt8) -> Int64 {
    let length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
    guard unsafe bytes.count - position >= length else { return Self.damaged }
    var code = UInt32(first) & (0xFF >> UInt32(length + 1))
    for offset in 1..<length {
      code = unsafe code << 6 | UInt32(bytes[position + offset]) & 0x3F
    }
    position += length
    return Int64(code) - (code > 65_535 ? 10_242 : 2)
  }
}
