/// How the collectors of CPython's releases differ, as values. No other code tells versions apart.
///
/// 3.14.0 to 3.14.4 have the incremental collector, with the rules of 3.14.0 or those of 3.14.1 (`Incremental`).
///
/// | releases | resurrection | runs | enabled rechecked | default thresholds | dicts untracked | finalizers' weak references cleared | weak references without callback die |
/// | --- | --- | --- | --- | --- | --- | --- | --- |
/// | 3.8 | all or nothing | in the allocation | - | 700 10 10 | yes | no | before finalizers |
/// | 3.9 - 3.11 | precise | in the allocation | - | 700 10 10 | yes | no | before finalizers |
/// | 3.12.0 - 3.12.2 | precise | at a safe point | no | 700 10 10 | yes | no | before finalizers |
/// | 3.12.3 - | precise | at a safe point | yes | 700 10 10 | yes | no | before finalizers |
/// | 3.13.0 - 3.13.12 | precise | at a safe point | yes | 2000 10 10 | yes | no | before finalizers |
/// | 3.13.13 - | precise | at a safe point | yes | 2000 10 10 | yes | yes | before finalizers |
/// | 3.14.0 | precise | at a safe point | yes | 2000 10 0 | no | no | before finalizers |
/// | 3.14.1 - 3.14.3 | precise | at a safe point | yes | 2000 10 0 | no | no | before finalizers |
/// | 3.14.4 | precise | at a safe point | yes | 2000 10 0 | no | yes | before finalizers |
/// | 3.14.5 - | precise | at a safe point | yes | 2000 10 10 | no | yes | before finalizers |
/// | 3.15 | precise | at a safe point | yes | 2000 10 10 | no | yes | after them |
package struct CollectorVersion: Equatable, Sendable {
  /// What happens when a finalizer resurrects an object.
  package enum Resurrection: Sendable {
    /// The collection frees nothing (3.8).
    case allOrNothing
    /// The object and all that it reaches live on; the collection frees the rest (3.9; gh-82560).
    case precise
  }

  /// When a collection runs that an allocation triggered.
  package enum Timing: Sendable {
    /// At once, before the new object is on any list.
    case insideAllocation
    /// At the next safe point of the eval loop. With `rechecksEnabled`, the collection does not run if the program called gc.disable() in the
    /// meantime (gh-116604).
    case atSafePoint(rechecksEnabled: Bool)
  }

  /// When the collector clears weak references that have no callback or are garbage themselves.
  package enum PlainWeakReferences: Sendable {
    /// With all other weak references, before any callback or finalizer runs.
    case clearedBeforeFinalizers
    /// After the finalizers, and only if the target is still garbage then (3.15; gh-136189).
    case clearedAfterFinalizers
  }

  package var resurrection: Resurrection
  package var timing: Timing
  /// gc.get_threshold() at start-up.
  package var thresholds: (Int64, Int64, Int64) { (threshold0, 10, incremental == nil ? 10 : 0) }
  /// The rules of the release's incremental collector; nil: the release has the generational collector.
  package var incremental: Incremental.Rules?
  /// The policy of the release itself.
  package var policy: Policy { incremental.map { .incremental(Incremental($0)) } ?? .standard }
  /// Whether a full collection untracks dicts that hold nothing trackable.
  package var untracksDicts: Bool
  /// Whether the collector clears weak references to its garbage once more after the finalizers, because these may have created new ones.
  package var clearsWeakReferencesAgain: Bool
  package var plainWeakReferences: PlainWeakReferences
  private var threshold0: Int64

  /// CPython 3.8's collector, the first that is modelled.
  private static let first = CollectorVersion(
    resurrection: .allOrNothing,
    timing: .insideAllocation,
    untracksDicts: true,
    clearsWeakReferencesAgain: false,
    plainWeakReferences: .clearedBeforeFinalizers,
    threshold0: 700
  )

  /// The releases that changed the collector, in ascending order. Each row says how that release differs from the row before.
  private static let changes:
    [(from: PythonVersion, change: @Sendable (inout CollectorVersion) -> Void)] = [
      (PythonVersion(3, 9, 0), { $0.resurrection = .precise }),
      (PythonVersion(3, 12, 0), { $0.timing = .atSafePoint(rechecksEnabled: false) }),
      (PythonVersion(3, 12, 3), { $0.timing = .atSafePoint(rechecksEnabled: true) }),
      (PythonVersion(3, 13, 0), { $0.threshold0 = 2000 }),
      (PythonVersion(3, 13, 13), { $0.clearsWeakReferencesAgain = true }),
      (
        PythonVersion(3, 14, 0),
        {
          $0.untracksDicts = false
          $0.clearsWeakReferencesAgain = false
          $0.incremental = .first
        }
      ),
      (PythonVersion(3, 14, 1), { $0.incremental = .revised }),
      (PythonVersion(3, 14, 4), { $0.clearsWeakReferencesAgain = true }),
      (PythonVersion(3, 14, 5), { $0.incremental = nil }),
      (PythonVersion(3, 15, 0), { $0.plainWeakReferences = .clearedAfterFinalizers }),
    ]

  /// The collector of a release. Nil if this program does not model it: releases before 3.8 and after 3.15, and the pre-releases with the
  /// incremental collector (3.13.0a6 to 3.13.0rc2, those of 3.14.0, and the alphas of 3.15).
  package init?(_ python: PythonVersion) {
    let isIncremental = python.isIncremental && (python.minor != 14 || !python.suffix.isEmpty)
    guard !isIncremental, python.major == 3, (8...15).contains(python.minor) else { return nil }
    self = Self.first
    for row in Self.changes where row.from <= python.withoutSuffix { row.change(&self) }
  }

  private init(
    resurrection: Resurrection,
    timing: Timing,
    untracksDicts: Bool,
    clearsWeakReferencesAgain: Bool,
    plainWeakReferences: PlainWeakReferences,
    threshold0: Int64,
    incremental: Incremental.Rules? = nil
  ) {
    self.resurrection = resurrection
    self.timing = timing
    self.untracksDicts = untracksDicts
    self.clearsWeakReferencesAgain = clearsWeakReferencesAgain
    self.plainWeakReferences = plainWeakReferences
    self.threshold0 = threshold0
    self.incremental = incremental
  }
}

extension CollectorVersion.Timing: Equatable {}
