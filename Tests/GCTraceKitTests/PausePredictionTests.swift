import CyclicGC
import Foundation
import TraceTesting
import Testing

@testable import GCTraceKit

/// The predicted pauses against collections drawn at random by the law that the predictions go by.
struct PausePredictionTests {
  /// A number from a normal distribution.
  private func normal(_ random: inout SplitMix64) -> Double {
    (0..<12).reduce(-6.0) { sum, _ in sum + Double.random(in: 0...1, using: &random) }
  }

  private func cost(_ candidates: Int64, generation: Int = 0) -> CollectionCost {
    CollectionCost(
      generation: generation,
      candidates: candidates,
      visits: 3 * candidates,
      freed: candidates / 10,
      alive: 100_000
    )
  }

  /// Fitted to durations that are 50 ns a candidate, times a factor whose logarithm deviates by 0.2.
  private func model(_ random: inout SplitMix64) -> CostModel {
    var samples: [CostModel.Sample] = []
    for _ in 0..<2000 {
      let candidates = Int64.random(in: 10_000...100_000, using: &random)
      let factor = exp(0.2 * normal(&random))
      samples.append(
        CostModel.Sample(
          cost(candidates),
          nanoseconds: Int64(50 * Double(candidates) * factor)
        )
      )
    }
    return CostModel(samples)
  }

  @Test func theLongestOfManyIsLongerThanTheLargestPrediction() {
    var random = SplitMix64(seed: 7)
    let model = model(&random)
    let costs = (0..<500).map { cost(20_000 + 100 * $0) }
    let predicted = model.longestPause(costs)
    let most = model.percentile99(costs)
    #expect(predicted.nanoseconds > costs.map { model.pause($0).nanoseconds }.max() ?? 0)
    var (longestWithin, mostWithin, below) = (0, 0, 0)
    let rounds = 400
    for _ in 0..<rounds {
      let times = costs.map { 50 * Double($0.candidates) * exp(0.2 * normal(&random)) }.sorted()
      let longest = times[499]
      let share99 = times[494]
      if (predicted.low...predicted.high).contains(longest) { longestWithin += 1 }
      if (most.low...most.high).contains(share99) { mostWithin += 1 }
      if longest < predicted.nanoseconds { below += 1 }
    }
    #expect((rounds * 80 / 100...rounds * 98 / 100).contains(longestWithin), "\(longestWithin)")
    #expect((rounds * 80 / 100...rounds * 98 / 100).contains(mostWithin), "\(mostWithin)")
    #expect((rounds * 35 / 100...rounds * 65 / 100).contains(below), "\(below)")
  }

  @Test func theDefaultIsOneUnknownFactor() {
    let costs = (1...200).map { cost(Int64($0) * 1000) }
    let one = CostModel.standard.pause(costs[199])
    #expect(CostModel.standard.longestPause(costs) == one)
    #expect(CostModel.standard.percentile99(costs) == CostModel.standard.pause(costs[197]))
  }

  @Test func noCollectionsTakeNoTime() {
    #expect(CostModel.standard.longestPause([]) == .none)
    #expect(CostModel.standard.percentile99([]) == .none)
  }
}
