/// What the collectors of CPython's releases do differently, as values: the one place where versions are told apart. 3.14.0 to 3.14.4 have the
/// incremental collector, by the rules of 3.14.0 or those of 3.14.1 (`Incremental`).
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
  /// What happens when a finalizer brings an object back.
  package enum Resurrection: Sendable {
    /// No object of the collection is freed (3.8).
    case allOrNothing
    /// What the object reaches lives on, the rest is freed (3.9; gh-82560).
    case precise
  }

  /// When a collection that an allocation calls for runs.
  package enum Timing: Sendable {
    /// At once, before the new object is on any list.
    case insideAllocation
    /// At the next safe point of the eval loop; `rechecksEnabled`: not if gc.disable() came in between (gh-116604).
    case atSafePoint(rechecksEnabled: Bool)
  }

  /// When weak references without a callback, and weak references that are garbage themselves, lose their target.
  package enum PlainWeakReferences: Sendable {
    /// With all others, before any callback or finalizer runs.
    case clearedBeforeFinalizers
    /// Only for what is still garbage after the finalizers (3.15; gh-136189).
    case clearedAfterFinalizers
  }

  package var resurrection: Resurrection
  package var timing: Timing
  /// gc.get_threshold() at start-up.
  package var thresholds: (Int64, Int64, Int64) { (threshold0, 10, incremental == nil ? 10 : 0) }
  /// The rules of the release's incremental collector; nil: it is generational.
  package var incremental: Incremental.Rules?
  /// What the release itself does.
  package var policy: Policy { incremental.map { .incremental(Incremental($0)) } ?? .standard }
  /// Whether a full collection untracks dicts that hold nothing trackable.
  package var untracksDicts: Bool
  /// Whether weak references to what is deleted are cleared once more after the finalizers, which may have made some.
  package var clearsWeakReferencesAgain: Bool
  package var plainWeakReferences: PlainWeakReferences
  private var threshold0: Int64

  /// Which collector from which release on, in rising order; each row holds up to the next.
  private static let table: [(from: PythonVersion, version: CollectorVersion)] = [
    (
      PythonVersion(3, 8, 0),
      CollectorVersion(
        resurrection: .allOrNothing,
        timing: .insideAllocation,
        untracksDicts: true,
        clearsWeakReferencesAgain: false,
        plainWeakReferences: .clearedBeforeFinalizers,
        threshold0: 700
      )
    ),
    (
      PythonVersion(3, 9, 0),
      CollectorVersion(
        resurrection: .precise,
        timing: .insideAllocation,
        untracksDicts: true,
        clearsWeakReferencesAgain: false,
        plainWeakReferences: .clearedBeforeFinalizers,
        threshold0: 700
      )
    ),
    (
      PythonVersion(3, 12, 0),
      CollectorVersion(
        resurrection: .precise,
        timing: .atSafePoint(rechecksEnabled: false),
        untracksDicts: true,
        clearsWeakReferencesAgain: false,
        plainWeakReferences: .clearedBeforeFinalizers,
        threshold0: 700
      )
    ),
    (
      PythonVersion(3, 12, 3),
      CollectorVersion(
        resurrection: .precise,
        timing: .atSafePoint(rechecksEnabled: true),
        untracksDicts: true,
        clearsWeakReferencesAgain: false,
        plainWeakReferences: .clearedBeforeFinalizers,
        threshold0: 700
      )
    ),
    (
      PythonVersion(3, 13, 0),
      CollectorVersion(
        resurrection: .precise,
        timing: .atSafePoint(rechecksEnabled: true),
        untracksDicts: true,
        clearsWeakReferencesAgain: false,
        plainWeakReferences: .clearedBeforeFinalizers,
        threshold0: 2000
      )
    ),
    (
      PythonVersion(3, 13, 13),
      CollectorVersion(
        resurrection: .precise,
        timing: .atSafePoint(rechecksEnabled: true),
        untracksDicts: true,
        clearsWeakReferencesAgain: true,
        plainWeakReferences: .clearedBeforeFinalizers,
        threshold0: 2000
      )
    ),
    (
      PythonVersion(3, 14, 0),
      CollectorVersion(
        resurrection: .precise,
        timing: .atSafePoint(rechecksEnabled: true),
        untracksDicts: false,
        clearsWeakReferencesAgain: false,
        plainWeakReferences: .clearedBeforeFinalizers,
        threshold0: 2000,
        incremental: .first
      )
    ),
    (
      PythonVersion(3, 14, 1),
      CollectorVersion(
        resurrection: .precise,
        timing: .atSafePoint(rechecksEnabled: true),
        untracksDicts: false,
        clearsWeakReferencesAgain: false,
        plainWeakReferences: .clearedBeforeFinalizers,
        threshold0: 2000,
        incremental: .revised
      )
    ),
    (
      PythonVersion(3, 14, 4),
      CollectorVersion(
        resurrection: .precise,
        timing: .atSafePoint(rechecksEnabled: true),
        untracksDicts: false,
        clearsWeakReferencesAgain: true,
        plainWeakReferences: .clearedBeforeFinalizers,
        threshold0: 2000,
        incremental: .revised
      )
    ),
    (
      PythonVersion(3, 14, 5),
      CollectorVersion(
        resurrection: .precise,
        timing: .atSafePoint(rechecksEnabled: true),
        untracksDicts: false,
        clearsWeakReferencesAgain: true,
        plainWeakReferences: .clearedBeforeFinalizers,
        threshold0: 2000
      )
    ),
    (
      PythonVersion(3, 15, 0),
      CollectorVersion(
        resurrection: .precise,
        timing: .atSafePoint(rechecksEnabled: true),
        untracksDicts: false,
        clearsWeakReferencesAgain: true,
        plainWeakReferences: .clearedAfterFinalizers,
        threshold0: 2000
      )
    ),
  ]

  /// The collector of a release; nil if it is not modelled: before 3.8, after 3.15, or a pre-release with the incremental collector
  /// (3.13.0a6 - rc2, those of 3.14.0, and 3.15's alphas).
  package init?(_ python: PythonVersion) {
    let isIncremental = python.isIncremental && (python.minor != 14 || !python.suffix.isEmpty)
    guard !isIncremental, python.major == 3, (8...15).contains(python.minor),
      let row = CollectorVersion.table.last(where: { $0.from <= python.withoutSuffix })
    else { return nil }
    self = row.version
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
