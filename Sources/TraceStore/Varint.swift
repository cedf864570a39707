/// Numbers as LEB128: seven bits in each byte, the lowest first. The high bit is set if more bytes follow.
package struct VarintWriter {
  package private(set) var bytes: [UInt8] = []

  package init() {}

  package mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

  package mutating func append(_ number: UInt64) {
    var rest = number
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: rest))
  }

  /// Appends a signed number, folded.
  package mutating func append(signed number: Int64) { append(PackedColumn.fold(number)) }
}

/// Reads the numbers of a `VarintWriter`.
@safe
package struct VarintReader {
  /// Whether a read went beyond the end.
  package private(set) var isDamaged = false

  private var position: UnsafePointer<UInt8>?
  private let end: UnsafePointer<UInt8>?

  /// A reader of `bytes`, which must outlive it.
  package init(_ bytes: UnsafeBufferPointer<UInt8>) {
    unsafe position = bytes.baseAddress
    unsafe end = bytes.baseAddress.map { unsafe $0 + bytes.count }
  }

  /// Whether every number has been read.
  package var isAtEnd: Bool { unsafe position == end }

  /// The next number; 0 and `isDamaged` if there is none.
  @inline(__always)
  package mutating func next() -> UInt64 {
    // Safe: every byte is read before the end.
    guard let start = unsafe position, let end = unsafe end, unsafe start < end else {
      isDamaged = true
      return 0
    }
    let first = unsafe start.pointee
    unsafe position = start + 1
    return first < 0x80 ? UInt64(first) : nextLong(first)
  }

  /// The next number, which was folded.
  @inline(__always)
  package mutating func nextSigned() -> Int64 { PackedColumn.unfold(next()) }

  private mutating func nextLong(_ first: UInt8) -> UInt64 {
    var number = UInt64(first & 0x7F)
    var shift: UInt64 = 7
    while let start = unsafe position, let end = unsafe end, unsafe start < end, shift < 64 {
      let byte = unsafe start.pointee
      unsafe position = start + 1
      // The tenth byte has only one bit left.
      if shift == 63, byte > 1 { break }
      number |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return number }
      shift += 7
    }
    isDamaged = true
    return 0
  }
}
