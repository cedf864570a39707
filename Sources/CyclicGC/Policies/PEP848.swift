/// The collector that PEP 848 proposes, as its draft of 2026-09-16 describes it (described: there is no interpreter to hold it against).
///
/// *Spaces.* A *half space* is `threshold0` kB of births. Births go to the *nursery*, two half spaces. The *aging* generation is `threshold1` half
/// spaces, rounded up to an even number; two of them are one *aging space*. The old generation is split into *pending* and *visited*.
///
/// *When:* gross bytes since the last collection reach one half space. *What:* old and young collections take turns: old as the nursery is
/// half full, young as it is full.
///
/// - *Young:* the oldest aging space is examined by itself; its survivors go to the end of visited, and work += survivors. The
///   nursery becomes the newest aging space.
/// - *Old,* while work > 0: of what is *marked but not scanned*, up to `work` objects are scanned: each goes to visited, what it
///   refers to in pending is marked, and work -= scanned. Where nothing is marked, the closure of pending's first object within
///   pending is examined by itself; its survivors go to visited, work -= survivors, and work += 2 x collected. Where pending is empty, too,
///   pending and visited change places, the roots are marked, work = 0, and the collection ends.
///
/// work starts at -100,000. gc.collect(0) is a young collection, 1 an old one, 2 examines everything, and its survivors are visited.
///
/// Where the draft contradicts itself: its text and its pseudo-code name the two old spaces differently, and its scan looks at the limit after its
/// loop. This one looks at it in the loop, as the draft's comment says.
package struct PEP848: Equatable, Sendable {
  /// The draft that this follows, by its date.
  package static let draft = "2026-09-16"
  /// 2000 kB.
  package static let standardThreshold0: Int64 = 2000
  /// 10 half spaces: five aging spaces.
  package static let standardThreshold1: Int64 = 10
  /// Nothing, until 100,000 objects have grown old.
  package static let standardWork: Int64 = -100_000
  package static let threshold1Range: ClosedRange<Int64> = 1...Int64(2 * ObjectList.agingCount)

  /// kB (1,000 bytes) in a half space.
  package let threshold0: Int64
  /// Half spaces in the aging generation.
  package let threshold1: Int64
  /// What `work` starts at.
  package let startingWork: Int64
  /// How many more old objects to look at; below 0: none.
  package internal(set) var work: Int64
  /// Whether the next collection that runs by itself is a young one.
  var isYoungNext = false
  /// Which of the aging spaces is the oldest.
  var oldestAging = 0

  /// - Parameters:
  ///   - threshold1: within `threshold1Range`.
  ///   - work: what it starts at.
  package init(
    threshold0: Int64 = PEP848.standardThreshold0,
    threshold1: Int64 = PEP848.standardThreshold1,
    work: Int64 = PEP848.standardWork
  ) {
    self.threshold0 = threshold0
    self.threshold1 = threshold1
    startingWork = work
    self.work = work
  }

  /// How many aging spaces there are.
  var agingSpaces: Int { Int((threshold1 + 1) / 2) }

  /// The aging spaces, the oldest first.
  var agingLists: [ObjectList] {
    (0..<agingSpaces).map { ObjectList.aging((oldestAging + $0) % agingSpaces) }
  }

  private var halfSpace: Int64 { threshold0 &* 1000 }

  @inline(__always) func isDue(_ pacing: Pacing) -> Bool {
    pacing.isEnabled && pacing.thresholds.0 != 0 && pacing.grossBytes >= halfSpace
  }

  /// Counted allocations alone bring no bytes.
  func allocationsUntilDue(_ pacing: Pacing) -> Int64 { isDue(pacing) ? 1 : .max }

  func decision(_ pacing: Pacing) -> Decision? {
    guard pacing.grossBytes >= halfSpace else { return nil }
    return Decision(
      generation: isYoungNext ? 0 : 1,
      trigger: .threshold,
      reason: .halfSpace(pacing.grossBytes, limit: halfSpace)
    )
  }
}
