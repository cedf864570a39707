import Testing

@testable import HeapTrace

struct EightBytesTests {
  private func word(_ bytes: [UInt8], from index: Int = 0) -> UInt64? {
    bytes.span.eightBytes(from: index)
  }

  @Test func eightBytesAreTheTextWithTheFirstLowest() {
    let bytes = Array("0123456789".utf8)
    #expect(word(bytes, from: 0) == 0x3736_3534_3332_3130)
    #expect(word(bytes, from: 2) == 0x3938_3736_3534_3332)
    #expect(word(bytes, from: 3) == nil)
    #expect(word(bytes, from: 99) == nil)
  }

  @Test func aByteIsFoundAmongAnyOthers() throws {
    for place in 0...8 {
      for other in UInt8.min...UInt8.max where other != UInt8(ascii: " ") {
        var bytes = [UInt8](repeating: other, count: 8)
        // Bytes after the first one do not matter.
        for index in place..<8 where index % 2 == place % 2 { bytes[index] = UInt8(ascii: " ") }
        let word = try #require(self.word(bytes))
        #expect(word.count(before: UInt8(ascii: " ")) == place)
      }
    }
  }

  @Test func digitsEndAtAnythingElse() throws {
    for length in 0...8 {
      for other in UInt8.min...UInt8.max
      where !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(other) {
        var bytes = Array("90817263".utf8)
        for index in length..<8 where index % 2 == length % 2 { bytes[index] = other }
        let word = try #require(self.word(bytes))
        #expect(word.leadingDigits == length)
      }
    }
  }

  @Test(arguments: ["0", "7", "10", "99", "305", "9999", "12345", "604938", "9876543", "99999999"])
  func digitsAreTheirNumber(text: String) throws {
    let word = try #require(self.word(Array((text + " 8765432").utf8)))
    #expect(word.decimal(digits: text.utf8.count) == UInt64(text))
  }
}
