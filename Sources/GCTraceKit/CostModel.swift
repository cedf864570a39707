internal import Glibc
package import CyclicGC

/// The figures of a collection from which its time is predicted.
package struct CollectionCost: Equatable, Sendable {
  package var generation: Int
  package var candidates: Int64
  package var visits: Int64
  package var freed: Int64
  /// Objects alive at the decision.
  package var alive: Int64

  package init(
    generation: Int,
    candidates: Int64,
    visits: Int64,
    freed: Int64,
    alive: Int64
  ) {
    self.generation = generation
    self.candidates = candidates
    self.visits = visits
    self.freed = freed
    self.alive = alive
  }

  package init(_ record: borrowing CollectionRecord) {
    self.init(
      generation: record.generation,
      candidates: record.candidates,
      visits: record.visits,
      freed: record.freed,
      alive: record.heapObjectsBefore
    )
  }

  /// The terms of the model, in the order of `CostModel.Fit.coefficients`.
  var terms: [Double] {
    let candidates = Double(candidates)
    return [
      candidates, Double(visits), Double(freed), 1, candidates * log2(Double(max(2, alive))),
    ]
  }
}

/// Predicts the time of collections: nanoseconds = a candidates + b visits + c freed + d + e candidates log2(objects alive), with no
/// coefficient below 0.
///
/// The model is fitted to the durations that the real collector reported for a trace, by weighted least squares; each report is weighed
/// by its relative error. Each generation with at least `reportsForOwnFit` reports has its own fit, and the others share one. The same
/// heap can cost up to 2.6 times as much with another layout in memory, so the coefficients apply to one trace only.
package struct CostModel: Equatable, Sendable {
  /// A report, with the figures that a replay gives for its collection.
  package struct Sample: Equatable, Sendable {
    package var cost: CollectionCost
    package var nanoseconds: Int64

    package init(_ cost: CollectionCost, nanoseconds: Int64) {
      self.cost = cost
      self.nanoseconds = nanoseconds
    }
  }

  package struct Fit: Equatable, Sendable {
    /// Nanoseconds for each candidate, visit, object freed, collection, and candidate times log2(objects alive).
    package var coefficients: [Double]
    /// The number of reports in the fit; 0: the documented default.
    package var samples: Int
    /// The share of the durations' variance that the fit explains; nil: not fitted.
    package var r2: Double?
    /// The standard deviation of actual / predicted - 1.
    package var relativeError: Double
    /// The quantiles 5 % and 95 % of actual / predicted.
    package var ratios: ClosedRange<Double>
    /// The largest number of candidates in the fit.
    package var mostCandidates: Int64
    /// The normal equations' matrix of the terms whose coefficient is not 0. Each sample has the weight 1 / predicted^2.
    var information: [[Double]] = []

    /// The terms whose coefficient is not 0.
    var chosen: [Int] { coefficients.indices.filter { coefficients[$0] > 0 } }

    /// The part of the variance of a prediction that comes from the uncertainty of the coefficients.
    func variance(of terms: [Double]) -> Double {
      let sums = chosen.map { terms[$0] }
      guard !information.isEmpty, let solution = LeastSquares.solve(information, sums) else {
        return 0
      }
      return relativeError * relativeError * zip(sums, solution).reduce(0) { $0 + $1.0 * $1.1 }
    }
  }

  /// The number of reports that a generation needs for its own fit. With fewer, the spread of the residuals would be left to chance.
  package static let reportsForOwnFit = 30
  /// A prediction for more than this multiple of the largest number of candidates in the fit is a guess.
  package static let trustedRange: Int64 = 4

  /// By generation.
  package private(set) var fits: [Fit]
  /// Whether the trace has no durations, so that the documented defaults apply.
  package var isDefault: Bool { fits.allSatisfy { $0.samples == 0 } }

  /// The default for traces without durations, in nanoseconds. It is an estimate of a common machine, not a measurement, and therefore
  /// has a wide interval.
  package static let standard = CostModel(
    Fit(
      coefficients: [17, 8, 90, 1500, 0],
      samples: 0,
      r2: nil,
      relativeError: 0.5,
      ratios: 0.4...2.6,
      mostCandidates: .max / 8
    )
  )

  private init(_ fit: Fit) { fits = [fit, fit, fit] }

  /// The model for a trace's reports; the default if there are too few to fit anything.
  package init(_ samples: [Sample]) {
    self = .standard
    let usable = samples.filter { $0.nanoseconds > 0 && (0...2).contains($0.cost.generation) }
    let byGeneration = (0...2).map { generation in
      usable.filter { $0.cost.generation == generation }
    }
    let together = CostModel.fit(usable)
    for generation in 0...2 {
      let own = byGeneration[generation]
      let fit = own.count >= CostModel.reportsForOwnFit ? CostModel.fit(own) : together
      if let fit { fits[generation] = fit }
    }
  }

  /// The reported durations, each with the last collection before it in a replay under the recorded setting.
  ///
  /// - Parameters:
  ///   - reports: in the order of events.
  ///   - costs: the replay's collections, in order. `events` are the events in which they ran.
  static func samples(
    of reports: [(event: Int64, nanoseconds: Int64?)],
    beside costs: [CollectionCost],
    at events: [Int64]
  ) -> [Sample] {
    var samples: [Sample] = []
    var next = 0
    for report in reports {
      let start = next
      while next < events.count, events[next] <= report.event { next += 1 }
      guard next > start, let nanoseconds = report.nanoseconds else { continue }
      samples.append(Sample(costs[next - 1], nanoseconds: nanoseconds))
    }
    return samples
  }

  // MARK: Predictions

  /// Nanoseconds, with the 90 % interval of one collection.
  package func pause(_ cost: CollectionCost) -> Prediction {
    let fit = fits[min(2, max(0, cost.generation))]
    let expected = CostModel.value(fit.coefficients, cost.terms)
    return Prediction(
      nanoseconds: expected,
      low: expected * fit.ratios.lowerBound,
      high: expected * fit.ratios.upperBound,
      isTrusted: cost.candidates / CostModel.trustedRange <= fit.mostCandidates
    )
  }

  /// Nanoseconds of all collections together, with the 90 % interval of the sum.
  package func total(_ costs: some Sequence<CollectionCost>) -> Prediction {
    var sum = 0.0
    var variance = 0.0
    var terms = Array(repeating: [0.0, 0, 0, 0, 0], count: 3)
    var isTrusted = true
    for cost in costs {
      let pause = pause(cost)
      let generation = min(2, max(0, cost.generation))
      sum += pause.nanoseconds
      for (index, term) in cost.terms.enumerated() { terms[generation][index] += term }
      let deviation = pause.nanoseconds * fits[generation].relativeError
      variance += deviation * deviation
      isTrusted = isTrusted && pause.isTrusted
    }
    // The uncertainty of the fit itself does not average out over collections.
    for generation in 0...2 { variance += fits[generation].variance(of: terms[generation]) }
    let half = 1.645 * variance.squareRoot()
    return Prediction(
      nanoseconds: sum,
      low: max(0, sum - half),
      high: sum + half,
      isTrusted: isTrusted
    )
  }

  package struct Prediction: Equatable, Sendable {
    package var nanoseconds: Double
    package var low: Double
    package var high: Double
    /// Whether every collection is within `trustedRange` times the range of the fit.
    package var isTrusted: Bool
  }

  // MARK: Fitting

  private static func value(_ coefficients: [Double], _ terms: [Double]) -> Double {
    zip(coefficients, terms).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// Nil: there are too few samples for a fit.
  private static func fit(_ samples: [Sample]) -> Fit? {
    guard samples.count >= 8 else { return nil }
    let rows = samples.map(\.cost.terms)
    let times = samples.map { Double($0.nanoseconds) }
    // Relative errors count, but the clock's grain of a microsecond does not. The weights come from the predicted durations. With weights
    // from the measured durations, a duration that was short by chance would weigh more than a long one, and every sum would be too
    // small.
    var expected = times
    var found: [Double]?
    for _ in 0..<4 {
      let weights = expected.map { 1 / (($0 + 1000) * ($0 + 1000)) }
      guard let coefficients = LeastSquares.nonNegative(rows, times, weights: weights) else {
        break
      }
      found = coefficients
      expected = rows.map { value(coefficients, $0) }
    }
    guard let coefficients = found else { return nil }
    let predicted = rows.map { max(1, value(coefficients, $0)) }
    let ratios = zip(times, predicted).map { $0 / $1 }.sorted()
    // With as many samples as coefficients, there would be no spread at all.
    let freedom = Double(max(1, ratios.count - coefficients.count))
    let spread = ratios.reduce(0) { $0 + ($1 - 1) * ($1 - 1) } / freedom
    let mean = times.reduce(0, +) / Double(times.count)
    let unexplained = zip(times, predicted).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    let all = times.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let chosen = coefficients.indices.filter { coefficients[$0] > 0 }
    let information = chosen.map { one in
      chosen.map { other in
        zip(rows, predicted).reduce(0) { $0 + $1.0[one] * $1.0[other] / ($1.1 * $1.1) }
      }
    }
    return Fit(
      coefficients: coefficients,
      samples: samples.count,
      r2: all > 0 ? 1 - unexplained / all : nil,
      relativeError: spread.squareRoot(),
      ratios: quantile(ratios, 0.05)...quantile(ratios, 0.95),
      mostCandidates: samples.map(\.cost.candidates).max() ?? 0,
      information: information
    )
  }

  private static func quantile(_ sorted: [Double], _ share: Double) -> Double {
    sorted[min(sorted.count - 1, Int(share * Double(sorted.count)))]
  }
}
