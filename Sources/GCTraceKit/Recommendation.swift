/// The advice of a sweep: a setting with its price, or the advice to change nothing.
package struct Recommendation: Equatable, Sendable {
  /// The number of collections that the present setting needs. With fewer, chance decides the figures.
  package static let collectionsNeeded: Int64 = 30

  /// How the setting was chosen.
  package enum Criterion: Equatable, Sendable {
    /// The knee of the front, where each saving starts to cost more in the other figure.
    case knee
    /// The least time with a peak at most this many percent above the present one.
    case memory(percent: Double)
  }

  package enum Verdict: Equatable, Sendable {
    case change(to: SweepPoint)
    /// No setting is better than the present one beyond the uncertainty of the intervals.
    case noChange
    /// There are too few collections for a recommendation.
    case tooFew(collections: Int64)
  }

  /// The generation that takes most of the present time, and its share.
  package struct Cause: Equatable, Sendable {
    package var generation: Int
    package var collections: Int64
    package var share: Double
  }

  package var present: SweepPoint?
  package var criterion: Criterion
  package var verdict: Verdict
  package var cause: Cause?

  /// Looks at all points of a sweep, the present one first. Marks the front and the recommended point.
  init(
    _ points: inout [SweepPoint],
    present costs: [CollectionCost],
    _ model: CostModel,
    memoryPercent: Double?
  ) {
    criterion = memoryPercent.map { .memory(percent: $0) } ?? .knee
    present = points.first
    cause = Self.cause(costs, model)
    verdict = .noChange
    Self.markFront(&points)
    for index in points.indices { points[index].isRecommended = false }
    guard let present else { return }
    let collections = present.collections.reduce(0, +)
    guard collections >= Self.collectionsNeeded else {
      verdict = .tooFew(collections: collections)
      return
    }
    let better = points.indices.dropFirst().filter {
      points[$0].predictedHigh < present.predictedLow
    }
    let choice: Int? =
      if let memoryPercent {
        better.filter {
          Double(points[$0].peakBytes) <= Double(present.peakBytes) * (1 + memoryPercent / 100)
        }.min { points[$0].predicted < points[$1].predicted }
      } else {
        Self.knee(points, among: better.filter { points[$0].isPareto })
      }
    guard let choice else { return }
    points[choice].isRecommended = true
    verdict = .change(to: points[choice])
  }

  /// Takes the figures of the two points as they are by now.
  mutating func take(_ points: [SweepPoint]) {
    present = points.first
    if case .change(let point) = verdict,
      let now = points.first(where: { $0.sequence == point.sequence })
    {
      verdict = .change(to: now)
    }
  }

  /// The generation that takes most of the present time.
  private static func cause(_ costs: [CollectionCost], _ model: CostModel) -> Cause? {
    var times = [0.0, 0.0, 0.0]
    var collections: [Int64] = [0, 0, 0]
    for cost in costs {
      times[cost.generation] += model.pause(cost).nanoseconds
      collections[cost.generation] += 1
    }
    let all = times.reduce(0, +)
    guard all > 0, let generation = (0...2).max(by: { times[$0] < times[$1] }) else { return nil }
    return Cause(
      generation: generation,
      collections: collections[generation],
      share: times[generation] / all
    )
  }

  /// A point is on the front if no other point is at least as good in time and peak bytes, and better in one of them. O(n log n).
  static func markFront(_ points: inout [SweepPoint]) {
    let order = points.indices.sorted {
      (points[$0].predicted, points[$0].peakBytes) < (points[$1].predicted, points[$1].peakBytes)
    }
    var least: (bytes: Int64, time: Int64)?
    for index in order {
      let (time, bytes) = (points[index].predicted, points[index].peakBytes)
      points[index].isPareto =
        least.map { bytes < $0.bytes || (time, bytes) == ($0.time, $0.bytes) } ?? true
      if points[index].isPareto { least = (bytes, time) }
    }
  }

  /// The point farthest from the line between the front's ends, each axis scaled to the front's range.
  static func knee(_ points: [SweepPoint], among candidates: [Int]) -> Int? {
    let front = points.filter(\.isPareto)
    guard let fastest = front.min(by: { $0.predicted < $1.predicted }),
      let smallest = front.min(by: { $0.peakBytes < $1.peakBytes })
    else { return nil }
    let time = Double(max(1, smallest.predicted - fastest.predicted))
    let bytes = Double(max(1, fastest.peakBytes - smallest.peakBytes))
    // On the line, the two shares add up to 1. Below the line, a point gains more in one figure than it gives up in the other.
    func sum(_ index: Int) -> Double {
      Double(points[index].predicted - fastest.predicted) / time
        + Double(points[index].peakBytes - smallest.peakBytes) / bytes
    }
    return candidates.min { sum($0) < sum($1) }
  }
}
