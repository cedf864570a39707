/// Eight bytes of a text as one number, the first byte lowest. A name or a number of the log is recognised in a few steps, not in a few
/// steps for each byte.
extension Span<UInt8> {
  /// The eight bytes that start at `index`, which is not negative; nil if there are not as many.
  @inline(__always)
  func eightBytes(from index: Int) -> UInt64? {
    guard count &- index >= 8 else { return nil }
    // Safe: bounds are checked, and every pattern of bits is a number.
    return unsafe UInt64(
      littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self)
    )
  }
}

extension UInt64 {
  /// How many of its bytes stand before the first that is `byte`; 8 if none is.
  @inline(__always)
  func count(before byte: UInt8) -> Int {
    let difference = self ^ (0x0101_0101_0101_0101 &* UInt64(byte))
    // The lowest high bit set is that of the first byte that was equal; higher ones may be set by a borrow.
    let found = (difference &- 0x0101_0101_0101_0101) & ~difference & 0x8080_8080_8080_8080
    return found.trailingZeroBitCount &>> 3
  }

  /// How many of its bytes are decimal digits before the first that is none.
  @inline(__always)
  var leadingDigits: Int {
    let values = self ^ 0x3030_3030_3030_3030
    // A digit's value has no high half, nor does it get one by 6 more; a carry comes only from a byte that is no digit.
    let others = (values | (values &+ 0x0606_0606_0606_0606)) & 0xF0F0_F0F0_F0F0_F0F0
    return others.trailingZeroBitCount &>> 3
  }

  /// The number that its first `digits` bytes, 1 to 8 decimal digits, spell.
  @inline(__always)
  func decimal(digits: Int) -> UInt64 {
    // Zeros in front, then neighbours are put together: digits to pairs, pairs to fours, fours to all.
    var value = (self & 0x0F0F_0F0F_0F0F_0F0F) &<< UInt64(64 &- 8 &* digits)
    value = value &* 10 &+ value &>> 8
    let low = (value & 0x0000_00FF_0000_00FF) &* 0x000F_4240_0000_0064
    let high = (value &>> 16 & 0x0000_00FF_0000_00FF) &* 0x0000_2710_0000_0001
    return (low &+ high) &>> 32
  }
}
