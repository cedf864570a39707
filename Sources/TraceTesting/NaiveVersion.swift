/// The naive collector's facts about a release: the columns of the table of versions in docs/collector.md, one flag for each.
package struct NaiveVersion: Sendable, CustomStringConvertible {
  /// A release of the row, in the form that `--python` takes.
  package var python: String
  package var threshold0: Int
  /// 3.8: one resurrected object saves all of the collection's garbage.
  package var savesAllWhenAnyIsResurrected = false
  /// 3.12 on: a collection waits for a safe point.
  package var waitsForSafePoint = true
  /// 3.12.3 on: the collection does not run if the collector was disabled in the meantime.
  package var looksAtEnabledAgain = true
  /// Up to 3.13.
  package var untracksDicts = true
  /// 3.13.13 on: pass 9b.
  package var clearsWeakReferencesAfterFinalizers = false
  /// 3.15: step 7 leaves weak references without a callback, and garbage weak references, to pass 9b.
  package var leavesPlainWeakReferencesToFinalizers = false

  /// The incremental collector; nil: the generational one.
  package var incremental: Incremental?

  package enum Incremental: Sendable {
    /// 3.14.0.
    case first
    /// 3.14.1 on: objects are counted when they are tracked, an increment with a debt does nothing, and the share of the heap is smaller.
    case revised
  }

  package var description: String { python }

  /// The table's rows, the newest release of each and the oldest of some.
  package static let all: [NaiveVersion] = [
    NaiveVersion(
      python: "3.8.18",
      threshold0: 700,
      savesAllWhenAnyIsResurrected: true,
      waitsForSafePoint: false
    ),
    NaiveVersion(python: "3.9.18", threshold0: 700, waitsForSafePoint: false),
    NaiveVersion(python: "3.11.7", threshold0: 700, waitsForSafePoint: false),
    NaiveVersion(python: "3.12.1", threshold0: 700, looksAtEnabledAgain: false),
    NaiveVersion(python: "3.12.14", threshold0: 700),
    NaiveVersion(python: "3.13.0", threshold0: 2000),
    NaiveVersion(python: "3.13.15", threshold0: 2000, clearsWeakReferencesAfterFinalizers: true),
    NaiveVersion(
      python: "3.14.7",
      threshold0: 2000,
      untracksDicts: false,
      clearsWeakReferencesAfterFinalizers: true
    ),
    NaiveVersion(
      python: "3.15.0",
      threshold0: 2000,
      untracksDicts: false,
      clearsWeakReferencesAfterFinalizers: true,
      leavesPlainWeakReferencesToFinalizers: true
    ),
    NaiveVersion(python: "3.14.0", threshold0: 2000, untracksDicts: false, incremental: .first),
    NaiveVersion(python: "3.14.1", threshold0: 2000, untracksDicts: false, incremental: .revised),
    NaiveVersion(
      python: "3.14.4",
      threshold0: 2000,
      untracksDicts: false,
      clearsWeakReferencesAfterFinalizers: true,
      incremental: .revised
    ),
  ]
}
