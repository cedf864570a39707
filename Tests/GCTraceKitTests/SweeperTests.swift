import CyclicGC
import Foundation
import HeapTrace
import SQLite
import TraceStore
import TraceTesting
import Testing

@testable import GCTraceKit

/// The rows of a sweep agree with single replays, for any number of workers and interruptions.
struct SweeperTests {
  private let folder: TemporaryFolder
  private var database: String { folder.path("sweep.db") }

  /// A trace of random garbage, with a duration for each collection of its own.
  init() throws {
    folder = try TemporaryFolder()
    var lines = try RandomTrace(
      RandomTrace.Options(seed: 5, events: 3000, version: NaiveVersion.all[2])
    ).lines
    lines.insert("meta python 3.11.7", at: 1)
    let log = folder.path("sweep.log")
    try (lines.joined(separator: "\n") + "\n").write(toFile: log, atomically: true, encoding: .utf8)
    _ = try Importer(databasePath: database).importLog(path: log, name: "random")
  }

  private func options(_ jobs: Int) throws -> Sweeper.Options {
    var grid = SweepGrid()
    grid.thresholds = try ThresholdGrid("5,20,100/2,10")
    grid.policies = ["generational", "single"]
    return Sweeper.Options(settings: try grid.settings(besides: ["policy=never"]), jobs: jobs)
  }

  @Test(arguments: [1, 3])
  func rowsAreWhatReplaysSay(jobs: Int) throws {
    var found: [Int64] = []
    let summary = try Sweeper(databasePath: database)
      .sweep(trace: nil, options: try options(jobs)) { (point) throws(GCTraceError) in
        found.append(point.sequence)
      }
    #expect(summary.points.count == 14 && found.sorted() == (1...14).map(Int64.init))
    #expect(summary.points.map(\.sequence) == (1...14).map(Int64.init))
    for point in summary.points {
      let request = try SettingRequest(
        point.setting.isEmpty ? [] : SettingRequest.pairs(of: point.setting)
      )
      let replay = try Replayer(databasePath: database)
        .replay(trace: nil, options: .init(setting: request, isDryRun: true))
      #expect(point.collections == replay.byGeneration.map(\.collections), "\(point.setting)")
      #expect(point.candidates == replay.byGeneration.map(\.candidates).reduce(0, +))
      #expect(point.peakBytes == replay.peakBytes && point.peakObjects == replay.peakObjects)
      #expect(point.divergences == replay.divergences)
    }
    #expect(!summary.points.filter(\.isPareto).isEmpty)
  }

  @Test func aSweepThatWasInterruptedGoesOn() throws {
    let whole = try options(2)
    var seen = 0
    #expect(throws: GCTraceError.interrupted) {
      try Sweeper(databasePath: database)
        .sweep(trace: nil, options: whole) { (_) throws(GCTraceError) in
          seen += 1
          if seen == 4 { throw .interrupted }
        }
    }
    let opened = try TraceDatabase.open(path: database, mode: .read)
    #expect(try opened.rows(ofSweep: 1).count >= 4)
    let summary = try Sweeper(databasePath: database).sweep(trace: nil, options: whole)
    #expect(summary.sweepID == 1 && summary.resumed >= 4 && summary.points.count == 14)
    // A finished sweep runs again if the same one is requested.
    #expect(try Sweeper(databasePath: database).sweep(trace: nil, options: whole).sweepID == 2)
  }

  /// The garbage of every point is that of a replay of its own, also where the points were there without it.
  @Test func garbageIsWhatReplaysSay() throws {
    var options = try options(2)
    var seen = 0
    _ = try? Sweeper(databasePath: database)
      .sweep(trace: nil, options: options) { (_) throws(GCTraceError) in
        seen += 1
        if seen == 3 { throw .interrupted }
      }
    options.datesGarbage = true
    let summary = try Sweeper(databasePath: database).sweep(trace: nil, options: options)
    #expect(summary.sweepID == 1 && summary.resumed >= 2 && summary.points.count == 14)
    for point in summary.points {
      let request = try SettingRequest(
        point.setting.isEmpty ? [] : SettingRequest.pairs(of: point.setting)
      )
      var replay = Replayer.Options(setting: request)
      replay.datesGarbage = true
      let run = try Replayer(databasePath: database).replay(trace: nil, options: replay).runID
      let rows = try Catalogue(databasePath: database).table(
        """
        SELECT r.peak_garbage_objects, r.peak_garbage_bytes, g.age_events
        FROM run AS r LEFT JOIN garbage AS g ON g.run_id = r.id AND g.freed_event IS NOT NULL
        WHERE r.id = \(run ?? 0) ORDER BY g.age_events
        """
      ).rows
      let garbage = try #require(point.garbage)
      #expect(rows[0][0] == .integer(garbage.peakObjects), "\(point.setting)")
      #expect(rows[0][1] == .integer(garbage.peakBytes), "\(point.setting)")
      let ages = rows.compactMap { if case .integer(let age) = $0[2] { age } else { nil } }
      #expect(garbage.ageMedian == (ages.isEmpty ? nil : ages[(ages.count * 50 + 99) / 100 - 1]))
      #expect(
        garbage.agePercentile95 == (ages.isEmpty ? nil : ages[(ages.count * 95 + 99) / 100 - 1])
      )
    }
    let stored = try TraceDatabase.open(path: database, mode: .read).rows(ofSweep: 1)
    #expect(stored.map { SweepPoint($0) } == summary.points)
  }

  @Test func marksSuggestSettings() {
    func suggested(_ count: Int) -> [String] {
      SweepWork.suggestions(
        (0..<count).map { DecodedTrace.Mark(event: Int64($0) + 1, text: "request \($0)") }
      ).map(\.text)
    }
    #expect(suggested(0) == [])
    #expect(suggested(9) == ["freeze-at=mark:request 0"])
    #expect(
      suggested(100) == [
        "freeze-at=mark:request 0", "policy=never,collect-every=1", "policy=never,collect-every=10",
      ]
    )
  }

  @Test func aPlaceThatIsNotThereIsNamed() throws {
    var grid = SweepGrid()
    grid.freezePlaces = ["mark:nowhere"]
    let options = Sweeper.Options(settings: try grid.settings(besides: []))
    #expect(throws: GCTraceError.self) {
      try Sweeper(databasePath: database).sweep(trace: nil, options: options)
    }
  }
}

struct RecommendationTests {
  private func point(
    _ sequence: Int64,
    _ milliseconds: Int64,
    _ megabytes: Int64,
    collections: Int64 = 100
  ) -> SweepPoint {
    var point = SweepPoint(sequence: sequence, setting: "threshold=\(sequence)", options: "{}")
    point.collections = [collections, 0, 0]
    point.predicted = milliseconds * 1_000_000
    point.predictedLow = point.predicted * 9 / 10
    point.predictedHigh = point.predicted * 11 / 10
    point.peakBytes = megabytes * 1_000_000
    return point
  }

  private func advice(
    _ points: [SweepPoint],
    memoryPercent: Double? = nil
  ) -> (Recommendation, [SweepPoint]) {
    var points = points
    let recommendation = Recommendation(
      &points,
      present: [],
      .standard,
      memoryPercent: memoryPercent
    )
    return (recommendation, points)
  }

  @Test func theFrontIsWhatNothingBeats() {
    let (_, points) = advice([
      point(1, 100, 100), point(2, 50, 110), point(3, 60, 120), point(4, 100, 100),
      point(5, 120, 90),
    ])
    #expect(points.map(\.isPareto) == [true, true, false, true, true])
  }

  @Test func theKneeGainsMostForItsPrice() {
    let (recommendation, points) = advice([
      point(1, 1000, 100), point(2, 300, 110), point(3, 250, 200), point(4, 240, 400),
    ])
    #expect(points.map(\.isRecommended) == [false, true, false, false])
    #expect(recommendation.criterion == .knee)
  }

  @Test func memorySetsALimit() {
    let all = [point(1, 1000, 100), point(2, 600, 104), point(3, 300, 106), point(4, 100, 200)]
    #expect(advice(all, memoryPercent: 5).1.map(\.isRecommended) == [false, true, false, false])
    #expect(advice(all, memoryPercent: 6).1.map(\.isRecommended) == [false, false, true, false])
  }

  @Test func whatTheIntervalsLeaveOpenIsNotWorthIt() {
    #expect(advice([point(1, 100, 100), point(2, 90, 100)]).0.verdict == .noChange)
  }

  @Test func aFewCollectionsSayNothing() {
    let points = [point(1, 100, 100, collections: 29), point(2, 10, 100)]
    #expect(advice(points).0.verdict == .tooFew(collections: 29))
  }
}
