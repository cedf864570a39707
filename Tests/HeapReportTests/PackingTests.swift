import Testing

@testable import HeapReport

@Suite struct PackingTests {
  @Test func digestsAreThoseOfTheStandard() {
    func hex(_ text: String) -> String {
      SHA256.digest(Array(text.utf8)).map { byte in
        String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
      }.joined()
    }
    #expect(hex("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    #expect(hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(
      hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")
        == "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    )
  }

  @Test func base64IsThatOfTheStandard() {
    let cases = [
      ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
      ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
    ]
    for (text, expected) in cases { #expect(Base64.text(Array(text.utf8)) == expected) }
  }

  @Test func jsonCannotEndItsElement() {
    let hostile = "</script><!--\u{2028}\u{2029}\u{0}\u{7}\"\\\n&é漢"
    #expect(
      JSON.text(hostile).text
        == #""\u003c/script\u003e\u003c!--\u2028\u2029\u0000\u0007\"\\\n\u0026é漢""#
    )
    let value: JSON = ["a": [1, .number(0.5), .number(.infinity), .null, true], "b": .number(2)]
    #expect(value.text == #"{"a":[1,0.5,null,null,true],"b":2}"#)
  }

  /// The pyramid against its definition.
  @Test(arguments: 0..<20 as Range<UInt64>) func noPeakIsLost(seed: UInt64) {
    var random = Numbers(state: seed)
    let values = (0..<Int(random.next() % 300)).map { _ in Int64(random.next() % 1000) }
    let width = Int(random.next() % 9) + 1
    let level = Coarsening(values, width: width)
    #expect(level.low.count == (values.count + width - 1) / width)
    for (index, value) in values.enumerated() {
      #expect(level.low[index / width] <= value && value <= level.high[index / width])
    }
    for place in level.low.indices {
      let part = values[place * width..<min(values.count, (place + 1) * width)]
      #expect(part.contains(level.low[place]) && part.contains(level.high[place]))
    }
    let limit = Int(random.next() % 40) + 1
    let chosen = Coarsening.width(for: values.count, limit: limit)
    #expect((values.count + chosen - 1) / chosen <= limit)
    #expect(chosen == 1 || (values.count + chosen / 2 - 1) / (chosen / 2) > limit)
  }

  @Test func quantizedValuesAreNear() {
    let values = (0..<500).map { Int64($0 * $0 * 1000) }
    let (numbers, scale) = Coarsening.quantized(values, steps: 1000)
    for (number, value) in zip(numbers, values) {
      #expect(abs(Double(number) * scale - Double(value)) <= scale / 2)
    }
    #expect(Coarsening.quantized([1, 2, 3], steps: 1000).numbers == [1, 2, 3])
  }

  private struct Numbers {
    var state: UInt64
    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state >> 33
    }
  }
}
