import CyclicGC
import TraceTesting
import Testing

@testable import GCTraceKit

struct CostModelTests {
  /// Collections of many sizes. Their durations follow a law, times 1 + noise.
  private func samples(
    _ count: Int,
    _ law: (CollectionCost) -> Double,
    noise: Double = 0,
    seed: UInt64 = 1
  ) -> [CostModel.Sample] {
    var random = SplitMix64(seed: seed)
    return (0..<count).map { index in
      let candidates = Int64.random(in: 100...50_000, using: &random)
      let cost = CollectionCost(
        generation: index % 3,
        candidates: candidates,
        visits: candidates * Int64.random(in: 1...8, using: &random),
        freed: Int64.random(in: 0...candidates, using: &random),
        alive: Int64.random(in: 10_000...1_000_000, using: &random)
      )
      let factor = 1 + noise * Double.random(in: -1...1, using: &random)
      return CostModel.Sample(cost, nanoseconds: Int64(law(cost) * factor))
    }
  }

  private func law(_ cost: CollectionCost) -> Double {
    20 * Double(cost.candidates) + 5 * Double(cost.visits) + 70 * Double(cost.freed) + 2000
  }

  @Test func aLawWithoutNoiseIsFound() throws {
    let model = CostModel(samples(300, law))
    for fit in model.fits {
      #expect(fit.samples == 100)
      #expect(try #require(fit.r2) > 0.999_99)
      for (found, true_) in zip(fit.coefficients, [20, 5, 70, 2000, 0] as [Double]) {
        #expect(abs(found - true_) <= max(0.5, true_ * 0.01), "\(fit.coefficients)")
      }
    }
  }

  @Test func noCoefficientIsNegative() {
    // The durations fall with the number of freed objects. The best allowed model has no term for it.
    let model = CostModel(
      samples(200) { 1000 + 30 * Double($0.candidates) - 5 * Double($0.freed) }
    )
    #expect(model.fits.allSatisfy { $0.coefficients.allSatisfy { $0 >= 0 } })
    #expect(model.fits.allSatisfy { $0.coefficients[2] < 0.5 })
  }

  /// About nine in ten collections that the fit has not seen lie within its intervals.
  @Test func intervalsHold() {
    var inside = 0
    var all = 0
    for seed: UInt64 in 1...10 {
      let model = CostModel(samples(300, law, noise: 0.3, seed: seed))
      for sample in samples(100, law, noise: 0.3, seed: seed + 1000) {
        let pause = model.pause(sample.cost)
        if (pause.low...pause.high).contains(Double(sample.nanoseconds)) { inside += 1 }
        all += 1
      }
    }
    #expect((0.84...0.96).contains(Double(inside) / Double(all)), "\(inside) of \(all)")
  }

  /// About nine in ten sums lie within their intervals, which are far narrower than those of single collections. The errors have no
  /// preferred sign.
  @Test func totalsAverageOut() {
    var inside = 0
    var ratios = 0.0
    let rounds = 60
    for round in 0..<rounds {
      let seed = UInt64(round)
      let model = CostModel(samples(300, law, noise: 0.3, seed: seed))
      let others = samples(200, law, noise: 0.3, seed: seed + 5000)
      let total = model.total(others.map(\.cost))
      let really = others.reduce(0.0) { $0 + Double($1.nanoseconds) }
      if (total.low...total.high).contains(really) { inside += 1 }
      ratios += really / total.nanoseconds
      #expect((total.high - total.low) / total.nanoseconds < 0.2)
    }
    #expect((0.75...0.98).contains(Double(inside) / Double(rounds)), "\(inside) of \(rounds)")
    #expect(abs(ratios / Double(rounds) - 1) < 0.01, "\(ratios / Double(rounds))")
  }

  @Test func fewReportsOfAGenerationShareAFit() {
    let model = CostModel(samples(60, law))
    #expect(model.fits.allSatisfy { $0.samples == 60 })
    #expect(!model.isDefault)
    #expect(CostModel(samples(7, law)).isDefault)
    #expect(CostModel([]) == .standard)
  }

  @Test func whatIsFarBeyondTheReportsIsNotTrusted() {
    let model = CostModel(samples(300, law))
    var cost = CollectionCost(
      generation: 2,
      candidates: 100_000,
      visits: 1,
      freed: 0,
      alive: 1_000_000
    )
    #expect(model.pause(cost).isTrusted)
    cost.candidates = 1_000_000
    #expect(!model.pause(cost).isTrusted)
    #expect(!model.total([cost]).isTrusted)
  }

  @Test func equationsWithoutASolutionHaveNone() {
    #expect(LeastSquares.solve([[1, 2], [2, 4]], [1, 2]) == nil)
    #expect(LeastSquares.solve([[0, 2], [3, 0]], [4, 9]) == [3, 2])
  }
}
