internal import Glibc
import CyclicGC

/// Predictions of single pauses: the longest, and the one that 99 of 100 stay within.
///
/// A collection's time is its prediction times a factor. In a fitted model the factors of different collections are independent, and their logarithms
/// are taken for normal, with the 5 % and 95 % quantiles of the fit's residuals. So the longest of many is longer than the largest prediction:
/// P(longest <= x) is the product of P(one <= x). In the documented default the factor is one unknown number for all of them.
extension CostModel {
  /// The longest pause: its median, and its 90 % interval. O(collections), about a hundred times.
  package func longestPause(_ costs: [CollectionCost]) -> Prediction {
    guard !isDefault else {
      return costs.map(pause).max { $0.nanoseconds < $1.nanoseconds } ?? .none
    }
    var pauses = spreads(of: costs)
    guard let most = pauses.map(\.center).max() else { return .none }
    let widest = pauses.map(\.deviation).max() ?? 0
    // Those that cannot be the longest change nothing.
    pauses.removeAll { $0.center + 5 * $0.deviation < most - 3 * widest }
    func quantile(_ share: Double) -> Double {
      Self.solve(from: most - 4 * widest, to: most + 12 * widest + 1e-9) { logarithm in
        pauses.reduce(0) { $0 + log($1.probability(below: logarithm)) } > log(share)
      }
    }
    return Prediction(
      nanoseconds: quantile(0.5),
      low: quantile(0.05),
      high: quantile(0.95),
      isTrusted: costs.allSatisfy { pause($0).isTrusted }
    )
  }

  /// The pause that 99 of 100 collections stay within, with its 90 % interval. O(collections), about a hundred times.
  package func percentile99(_ costs: [CollectionCost]) -> Prediction {
    guard !costs.isEmpty else { return .none }
    let longer = Double(costs.count) * 0.01
    guard !isDefault else {
      let pauses = costs.map(pause).sorted { $0.nanoseconds < $1.nanoseconds }
      return pauses[max(0, Int((Double(pauses.count) - longer).rounded(.up)) - 1)]
    }
    // Fewer than a hundred: there is no more to say than of the longest.
    guard longer >= 1 else { return longestPause(costs) }
    let pauses = spreads(of: costs)
    let centers = pauses.map(\.center)
    let widest = pauses.map(\.deviation).max() ?? 0
    guard let least = centers.min(), let most = centers.max() else { return .none }
    /// Where the number of longer ones is as many as awaited, less so many of its standard deviations.
    func quantile(_ deviations: Double) -> Double {
      Self.solve(from: least - 4 * widest, to: most + 12 * widest + 1e-9) { logarithm in
        var (expected, variance) = (0.0, 0.0)
        for pause in pauses {
          let share = 1 - pause.probability(below: logarithm)
          expected += share
          variance += share * (1 - share)
        }
        return expected + deviations * variance.squareRoot() < longer
      }
    }
    return Prediction(
      nanoseconds: quantile(0),
      low: quantile(-1.645),
      high: quantile(1.645),
      isTrusted: costs.allSatisfy { pause($0).isTrusted }
    )
  }

  /// A pause whose logarithm is normal.
  private struct Spread {
    var center: Double
    var deviation: Double

    func probability(below logarithm: Double) -> Double {
      guard deviation > 0 else { return logarithm >= center ? 1 : 0 }
      return 0.5 * erfc((center - logarithm) / (deviation * 2.0.squareRoot()))
    }
  }

  private func spreads(of costs: [CollectionCost]) -> [Spread] {
    let factors = fits.map { fit in
      let low = log(max(1e-3, fit.ratios.lowerBound))
      let high = log(max(1e-3, fit.ratios.upperBound))
      return (center: (low + high) / 2, deviation: (high - low) / (2 * 1.645))
    }
    return costs.map { cost in
      let factor = factors[min(2, max(0, cost.generation))]
      return Spread(
        center: log(max(1, pause(cost).nanoseconds)) + factor.center,
        deviation: factor.deviation
      )
    }
  }

  /// Where a condition on a logarithm begins to hold, as the number itself.
  private static func solve(
    from low: Double,
    to high: Double,
    _ holds: (Double) -> Bool
  ) -> Double {
    var (low, high) = (low, high)
    for _ in 0..<34 {
      let middle = (low + high) / 2
      if holds(middle) { high = middle } else { low = middle }
    }
    return exp(high)
  }
}

extension CostModel.Prediction {
  /// Of no collections.
  package static let none = Self(nanoseconds: 0, low: 0, high: 0, isTrusted: true)
}
