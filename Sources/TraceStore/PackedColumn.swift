/// A column of numbers as text, a number a character: what `schema.sql` calls a packed column.
///
/// SQL reads number k with `unicode(substr(column, k + 1, 1))`; small numbers take one byte, and no number takes more than
/// four. What does not fit a character is marked with U+0001 and stands in `wide`.
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

  /// Appends `value`; where it does not fit a character, `number` is what the companion column shows.
  @inline(__always)
  package mutating func append(_ value: UInt64, orWide number: Int64) {
    if value < 126 {
      bytes.append(UInt8(truncatingIfNeeded: value &+ 2))
      count &+= 1
    } else {
      append(count: 1) { _ in (value, number) }
    }
  }

  /// Appends a number that stands for itself in the companion column, too.
  package mutating func append(_ value: Int64) {
    append(UInt64(bitPattern: value), orWide: value)
  }

  /// Appends so many numbers at once: `number` says of each, from 0 on, what `append` is told of one.
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
    // U+D800 ... U+FFFF are left out: surrogates are no characters, and one jump is easier to undo than two.
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
  /// What `next` says of a number that stands in the companion column.
  package static let wide: Int64 = -1
  /// What `next` says at the end, and of what is no packed number.
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
    // Safe: every byte is read before the end, which the length in bytes decides.
    guard unsafe position < bytes.count else { return Self.damaged }
    let first = unsafe bytes[position]
    guard first >= 0x80 else {
      position &+= 1
      return Int64(first) &- 2
    }
    // Two bytes, as half of the objects have.
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
