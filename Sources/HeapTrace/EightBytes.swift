/// Eight bytes of a text as one number, the first byte lowest. A name or a number of the log is recognised in a few steps, not in a few
/// steps for each byte.
extension Span<UInt8> {
  /// The eight bytes from `index` on, which is not negative; nil if there are fewer.
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
  /// The number of bytes before the first one that equals `byte`; 8 if there is none.
  @inline(__always)
  func count(before byte: UInt8) -> Int {
    let difference = self ^ (0x0101_0101_0101_0101 &* UInt64(byte))
    // The lowest high bit set belongs to the first equal byte. A borrow may set higher ones.
    let found = (difference &- 0x0101_0101_0101_0101) & ~difference & 0x8080_8080_8080_8080
    return found.trailingZeroBitCount &>> 3
  }

  /// The number of decimal digits before the first byte that is not a digit.
  @inline(__always)
  var leadingDigits: Int {
    let values = self ^ 0x3030_3030_3030_3030
    // The high half of a digit's value is 0, also after adding 6. Only a byte that is no digit causes a carry.
    let others = (values | (values &+ 0x0606_0606_0606_0606)) & 0xF0F0_F0F0_F0F0_F0F0
    return others.trailingZeroBitCount &>> 3
  }

  /// The number in the first `digits` bytes, 1 to 8 decimal digits.
  @inline(__always)
  func decimal(digits: Int) -> UInt64 {
    // Puts zeros in front, then combines neighbours: digits to pairs, pairs to fours, fours to the whole number.
    var value = (self & 0x0F0F_0F0F_0F0F_0F0F) &<< UInt64(64 &- 8 &* digits)
    value = value &* 10 &+ value &>> 8
    let low = (value & 0x0000_00FF_0000_00FF) &* 0x000F_4240_0000_0064
    let high = (value &>> 16 & 0x0000_00FF_0000_00FF) &* 0x0000_2710_0000_0001
    return (low &+ high) &>> 32
  }
}
