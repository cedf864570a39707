/// A heap limit that balances the time of collections against memory (described: Kirisame, Shenoy, Panchekha, "Optimal heap limits for reducing
/// browser memory use", arXiv 2204.10455; its constants as MMTk has them).
///
/// *When:* net bytes > L + E. *What:* everything; gc.collect too, whatever generation it names. In rows its collections are of generation 2. As
/// each collection ends,
///
///     E = sqrt(L * g / (c * s))      in pages of 4,096 bytes
///
/// L: net bytes then. g: gross bytes per second of the program since the collection before, smoothed with 0.95. s: bytes of candidates per
/// second of the collector, smoothed with 0.5; its seconds are those of the cost model's documented default, so that a run can be made again.
/// Until there are two moments to measure g between, E is 2 MB. Needs the log's `time` events.
package struct MemBalancer: Equatable, Sendable {
  package static let standardC = 0.2
  /// Bytes.
  static let firstExtra: Int64 = 2_000_000
  static let page = 4096.0
  static let rateKept = 0.95
  static let speedKept = 0.5

  /// The larger, the less memory.
  package let c: Double
  /// E, in bytes.
  private(set) var extra = MemBalancer.firstExtra
  /// g and s, in bytes per second.
  private var rate: Double?
  private var speed: Double?
  /// When the last collection ended.
  private var lastTime: Int64?

  package init(c: Double = MemBalancer.standardC) {
    self.c = c
  }

  @inline(__always) func isDue(_ pacing: Pacing, bytesAlive: Int64) -> Bool {
    pacing.isEnabled && pacing.thresholds.0 != 0 && isOver(pacing, bytesAlive)
  }

  /// Counted allocations alone bring no bytes.
  func allocationsUntilDue(_ pacing: Pacing, bytesAlive: Int64) -> Int64 {
    isDue(pacing, bytesAlive: bytesAlive) ? 1 : .max
  }

  func decision(_ pacing: Pacing, bytesAlive: Int64) -> Decision? {
    guard isOver(pacing, bytesAlive) else { return nil }
    return Decision(
      generation: 2,
      trigger: .threshold,
      reason: .netBytes(bytesAlive, limit: pacing.bytesAliveBefore &+ extra)
    )
  }

  private func isOver(_ pacing: Pacing, _ bytesAlive: Int64) -> Bool {
    bytesAlive &- pacing.bytesAliveBefore > extra
  }

  /// A collection has ended.
  ///
  /// - Parameters:
  ///   - grossBytes: since the collection before.
  ///   - bytesAlive: now.
  mutating func noteEnd(_ record: borrowing CollectionRecord, grossBytes: Int64, bytesAlive: Int64)
  {
    if let time = record.time {
      if let lastTime, time > lastTime {
        let found = Double(grossBytes) / (Double(time - lastTime) / 1e9)
        rate = rate.map { Self.rateKept * $0 + (1 - Self.rateKept) * found } ?? found
      }
      lastTime = time
    }
    let seconds = CollectionSeconds.standard.seconds(record)
    if record.bytesCandidates > 0 {
      let found = Double(record.bytesCandidates) / seconds
      speed = speed.map { Self.speedKept * $0 + (1 - Self.speedKept) * found } ?? found
    }
    guard let rate, let speed else { return }
    let pages = (Double(max(0, bytesAlive)) / Self.page * rate / (c * speed)).squareRoot()
    extra = Int64(exactly: (pages * Self.page).rounded(.down)) ?? .max
  }
}

/// What a collection takes by the documented default of the cost model (`docs/policies.md`), in nanoseconds.
package struct CollectionSeconds: Sendable {
  package var perCandidate: Double
  package var perVisit: Double
  package var perFreed: Double
  package var perCollection: Double

  package static let standard = CollectionSeconds(
    perCandidate: 17,
    perVisit: 8,
    perFreed: 90,
    perCollection: 1500
  )

  func seconds(_ record: borrowing CollectionRecord) -> Double {
    (perCandidate * Double(record.candidates) + perVisit * Double(record.visits)
      + perFreed * Double(record.freed) + perCollection) / 1e9
  }
}
