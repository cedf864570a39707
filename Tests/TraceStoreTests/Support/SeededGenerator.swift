/// A random number generator that a test can run again: SplitMix64.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// Seeds for a parametrised test: some that stay and one that no run has had before. A failure names its seed.
  static let seeds: [UInt64] = {
    let fresh = UInt64.random(in: 0...UInt64.max)
    print("fresh seed: \(fresh)")
    return [1, 2, 3, fresh]
  }()
}
