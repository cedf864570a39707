/// The numbers of the format, each with its range.
extension FieldScanner {
  /// OBJ, SRC and DST.
  @inline(__always)
  mutating func objectNumber(_ bytes: Span<UInt8>) throws(HeapTraceError) -> Int64 {
    try number(
      bytes,
      in: 1...Int64.max,
      expected: "an object number (1 to 9223372036854775807)"
    )
  }

  /// TYPE.
  mutating func typeNumber(_ bytes: Span<UInt8>) throws(HeapTraceError) -> Int32 {
    let number = try number(
      bytes,
      in: 1...Int64(Int32.max),
      expected: "a type number (1 to 2147483647)"
    )
    return Int32(truncatingIfNeeded: number)
  }

  /// SITE.
  mutating func siteNumber(_ bytes: Span<UInt8>) throws(HeapTraceError) -> Int32 {
    let number = try number(
      bytes,
      in: 1...Int64(Int32.max),
      expected: "a site number (1 to 2147483647)"
    )
    return Int32(truncatingIfNeeded: number)
  }

  /// SIZE, in bytes.
  mutating func size(_ bytes: Span<UInt8>) throws(HeapTraceError) -> Int64 {
    try number(
      bytes,
      in: 0...(1 << 53) - 1,
      expected: "a size in bytes (0 to 9007199254740991)"
    )
  }

  /// N of `retain`, `release`, `ref` and `unref`.
  mutating func referenceCount(_ bytes: Span<UInt8>) throws(HeapTraceError) -> Int64 {
    try number(
      bytes,
      in: 1...Int64(Int32.max),
      expected: "a number of references (1 to 2147483647)"
    )
  }

  /// GEN of `collect` and `observed`.
  mutating func generation(_ bytes: Span<UInt8>) throws(HeapTraceError) -> Int64 {
    try number(bytes, in: 0...2, expected: "a generation (0 to 2)")
  }

  /// NS.
  mutating func nanoseconds(_ bytes: Span<UInt8>) throws(HeapTraceError) -> Int64 {
    try number(bytes, in: 0...Int64.max, expected: "nanoseconds (0 to 9223372036854775807)")
  }

  /// COLLECTED, UNCOLLECTABLE and the length of a list.
  mutating func objectCount(_ bytes: Span<UInt8>) throws(HeapTraceError) -> Int64 {
    try number(
      bytes,
      in: 0...Int64.max,
      expected: "a number of objects (0 to 9223372036854775807)"
    )
  }
}
