import HeapTrace
import Testing

@Suite struct DigestTests {
  /// The value that the specification of XXH3 gives for no bytes and seed 0.
  @Test func emptyHasTheKnownValue() {
    let digest = Digest()
    #expect(
      digest.value == [
        0x99, 0xAA, 0x06, 0xD3, 0x01, 0x47, 0x98, 0xD8,
        0x60, 0x01, 0xC3, 0x24, 0x46, 0x8D, 0x49, 0x7F,
      ]
    )
  }

  @Test func doesNotDependOnTheCuts() {
    let bytes = (0..<5_000).map { UInt8(truncatingIfNeeded: $0 * 7) }
    var whole = Digest()
    whole.update(bytes.span)
    var pieces = Digest()
    for start in stride(from: 0, to: bytes.count, by: 33) {
      pieces.update(bytes.span.extracting(start..<min(start + 33, bytes.count)))
    }
    #expect(whole.value == pieces.value)
    #expect(whole.value.count == Digest.size)
    pieces.update([0].span)
    #expect(whole.value != pieces.value)
  }
}
