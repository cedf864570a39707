import Testing
import TraceStore

@Suite struct SparseNumbersTests {
  private func entries(_ bytes: [UInt8]) -> (entries: [Int: Int64], isDamaged: Bool) {
    unsafe bytes.withUnsafeBufferPointer { bytes in
      var reader = unsafe SparseReader(bytes)
      var entries: [Int: Int64] = [:]
      for index in 0..<600 {
        if let number = reader.take(index) { entries[index] = number }
      }
      return (entries, reader.isDamaged)
    }
  }

  @Test func theTextIsJSON() {
    var numbers = SparseNumbers()
    #expect(numbers.isEmpty)
    numbers.append(70_000, at: 3)
    numbers.append(.min, at: 9)
    numbers.append(.max, at: 511)
    numbers.append(0, at: 512)
    #expect(
      String(decoding: numbers.bytes, as: UTF8.self)
        == #"{"3":70000,"9":-9223372036854775808,"511":9223372036854775807,"512":0}"#
    )
    let read = entries(numbers.bytes)
    #expect(read.entries == [3: 70_000, 9: .min, 511: .max, 512: 0])
    #expect(!read.isDamaged)
  }

  @Test func nothingIsNoEntry() {
    #expect(entries([]).entries.isEmpty)
    #expect(!entries([]).isDamaged)
  }

  @Test(arguments: [
    "[1]", "{", "{}", #"{"1":2"#, #"{"1":2}}"#, #"{"2":1,"1":1}"#, #"{"1":x}"#, #"{"1" :2}"#,
  ])
  func otherTextIsDamage(text: String) {
    #expect(entries(Array(text.utf8)).isDamaged)
  }
}
