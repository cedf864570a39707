import Testing

@testable import CyclicGC

struct CollectorVersionTests {
  struct Row: Sendable {
    var releases: [String]
    var resurrection: CollectorVersion.Resurrection = .precise
    var timing: CollectorVersion.Timing
    var threshold: Int64
    var untracksDicts: Bool
    var clearsAgain: Bool
    var plain: CollectorVersion.PlainWeakReferences = .clearedBeforeFinalizers
    var incremental: Incremental.Rules?
  }

  /// The facts of each release: the first and last release of each row.
  static let rows = [
    Row(
      releases: ["3.8.0", "3.8.20"],
      resurrection: .allOrNothing,
      timing: .insideAllocation,
      threshold: 700,
      untracksDicts: true,
      clearsAgain: false
    ),
    Row(
      releases: ["3.9.0", "3.10.13", "3.11.15"],
      timing: .insideAllocation,
      threshold: 700,
      untracksDicts: true,
      clearsAgain: false
    ),
    Row(
      releases: ["3.12.0", "3.12.2"],
      timing: .atSafePoint(rechecksEnabled: false),
      threshold: 700,
      untracksDicts: true,
      clearsAgain: false
    ),
    Row(
      releases: ["3.12.3", "3.12.14"],
      timing: .atSafePoint(rechecksEnabled: true),
      threshold: 700,
      untracksDicts: true,
      clearsAgain: false
    ),
    Row(
      releases: ["3.13.0rc3", "3.13.0", "3.13.12"],
      timing: .atSafePoint(rechecksEnabled: true),
      threshold: 2000,
      untracksDicts: true,
      clearsAgain: false
    ),
    Row(
      releases: ["3.13.13", "3.13.15"],
      timing: .atSafePoint(rechecksEnabled: true),
      threshold: 2000,
      untracksDicts: true,
      clearsAgain: true
    ),
    Row(
      releases: ["3.14.5", "3.14.7"],
      timing: .atSafePoint(rechecksEnabled: true),
      threshold: 2000,
      untracksDicts: false,
      clearsAgain: true
    ),
    Row(
      releases: ["3.14.0"],
      timing: .atSafePoint(rechecksEnabled: true),
      threshold: 2000,
      untracksDicts: false,
      clearsAgain: false,
      incremental: .first
    ),
    Row(
      releases: ["3.14.1", "3.14.3"],
      timing: .atSafePoint(rechecksEnabled: true),
      threshold: 2000,
      untracksDicts: false,
      clearsAgain: false,
      incremental: .revised
    ),
    Row(
      releases: ["3.14.4"],
      timing: .atSafePoint(rechecksEnabled: true),
      threshold: 2000,
      untracksDicts: false,
      clearsAgain: true,
      incremental: .revised
    ),
    Row(
      releases: ["3.15.0b1", "3.15.0rc1", "3.15.0"],
      timing: .atSafePoint(rechecksEnabled: true),
      threshold: 2000,
      untracksDicts: false,
      clearsAgain: true,
      plain: .clearedAfterFinalizers
    ),
  ]

  @Test(arguments: rows)
  func table(row: Row) throws {
    for release in row.releases {
      let python = try #require(PythonVersion(release))
      let version = try #require(CollectorVersion(python))
      #expect(version.resurrection == row.resurrection, "\(release)")
      #expect(version.timing == row.timing, "\(release)")
      #expect(version.thresholds.0 == row.threshold, "\(release)")
      #expect(version.thresholds.1 == 10, "\(release)")
      #expect(version.thresholds.2 == (row.incremental == nil ? 10 : 0), "\(release)")
      #expect(version.incremental == row.incremental, "\(release)")
      #expect(version.policy.isIncremental == (row.incremental != nil), "\(release)")
      #expect(version.untracksDicts == row.untracksDicts, "\(release)")
      #expect(version.clearsWeakReferencesAgain == row.clearsAgain, "\(release)")
      #expect(version.plainWeakReferences == row.plain, "\(release)")
    }
  }

  @Test(arguments: ["3.7.17", "2.7.18", "3.13.0b1", "3.14.0rc2", "3.16.0", "4.0.0", "3.15.0a2"])
  func notModelled(release: String) throws {
    let python = try #require(PythonVersion(release))
    #expect(CollectorVersion(python) == nil)
  }
}
