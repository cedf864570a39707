import Testing
import TraceStore

@Suite struct VarintTests {
  @Test func numbersComeBack() {
    let numbers: [UInt64] = [0, 1, 127, 128, 16_383, 16_384, 1 << 62, .max]
    let signed: [Int64] = [0, -1, 63, 64, .min, .max]
    var writer = VarintWriter()
    for number in numbers { writer.append(number) }
    for number in signed { writer.append(signed: number) }
    unsafe writer.bytes.withUnsafeBufferPointer { bytes in
      var reader = unsafe VarintReader(bytes)
      for number in numbers { #expect(reader.next() == number) }
      for number in signed { #expect(reader.nextSigned() == number) }
      #expect(reader.isAtEnd && !reader.isDamaged)
      _ = reader.next()
      #expect(reader.isDamaged)
    }
  }

  @Test(arguments: [[0x80], [0xFF, 0xFF], Array(repeating: 0xFF, count: 11)])
  func anEndlessNumberIsDamage(bytes: [UInt8]) {
    let isDamaged = unsafe bytes.withUnsafeBufferPointer { bytes in
      var reader = unsafe VarintReader(bytes)
      _ = reader.next()
      return reader.isDamaged
    }
    #expect(isDamaged)
  }
}
