/// Steele, Lea and Flood's SplitMix64. A seed gives the same numbers on every machine.
package struct SplitMix64: RandomNumberGenerator, Sendable {
  private var state: UInt64

  package init(seed: UInt64) {
    state = seed
  }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// True with the probability `numerator` / `denominator`.
  package mutating func chance(_ numerator: Int, in denominator: Int) -> Bool {
    Int.random(in: 0..<denominator, using: &self) < numerator
  }

  /// Seeds for a parametrised test: three fixed ones and a fresh one in each test run. A failure names its seed.
  package static let seeds: [UInt64] = {
    let fresh = UInt64.random(in: 0...UInt64.max)
    print("fresh seed: \(fresh)")
    return [1, 2, 3, fresh]
  }()
}
