/// The numbers of the format that are narrower than 64 bits.
extension FieldScanner {
  /// TYPE.
  mutating func typeNumber(_ bytes: Span<UInt8>) throws(HeapTraceError) -> Int32 {
    Int32(truncatingIfNeeded: try number(bytes, .typeNumber))
  }

  /// SITE.
  mutating func siteNumber(_ bytes: Span<UInt8>) throws(HeapTraceError) -> Int32 {
    Int32(truncatingIfNeeded: try number(bytes, .siteNumber))
  }

  /// NAME.
  mutating func nameNumber(_ bytes: Span<UInt8>) throws(HeapTraceError) -> Int32 {
    Int32(truncatingIfNeeded: try number(bytes, .nameNumber))
  }
}
