import Foundation
import TraceTesting
import Testing

/// The whole replay, compared with an independent one on random logs, for every version.
///
/// `GCTRACE_TEST_SEEDS` sets the number of logs for each version, and `GCTRACE_TEST_SEED` the first seed.
struct ReplayAgainstNaiveTests {
  private static let environment = ProcessInfo.processInfo.environment
  private static let seeds = environment["GCTRACE_TEST_SEEDS"].flatMap(Int.init) ?? 60
  private static let firstSeed = environment["GCTRACE_TEST_SEED"].flatMap(UInt64.init) ?? 1

  @Test(arguments: NaiveVersion.all)
  func shortLogs(version: NaiveVersion) throws {
    var collections = 0
    for index in 0..<ReplayAgainstNaiveTests.seeds {
      let seed = ReplayAgainstNaiveTests.firstSeed &+ UInt64(index)
      collections += try check(
        RandomTrace.Options(drawnFrom: seed, events: 300, version: version),
        batchLength: index % 4 == 3 ? 64 : 1
      )
    }
    #expect(collections > ReplayAgainstNaiveTests.seeds * 5)
  }

  @Test(arguments: NaiveVersion.all)
  func longLogs(version: NaiveVersion) throws {
    var collections = 0
    for index in 0..<max(1, ReplayAgainstNaiveTests.seeds / 40) {
      let seed = ReplayAgainstNaiveTests.firstSeed &+ 1_000_000 &+ UInt64(index)
      var options = RandomTrace.Options(drawnFrom: seed, events: 2000, version: version)
      options.population = 150
      collections += try check(options, batchLength: 1, checkInterval: 16)
    }
    #expect(collections > 5)
  }

  /// Logs under other settings than their own.
  @Test(arguments: NaiveVersion.all)
  func otherSettings(version: NaiveVersion) throws {
    var collections = 0
    for index in 0..<ReplayAgainstNaiveTests.seeds {
      let seed = ReplayAgainstNaiveTests.firstSeed &+ 3_000_000 &+ UInt64(index)
      collections += try check(
        RandomTrace.Options(drawnFrom: seed, events: 250, version: version),
        batchLength: index % 4 == 3 ? 64 : 1,
        checkInterval: 4,
        settingSeed: seed
      )
    }
    #expect(collections > ReplayAgainstNaiveTests.seeds * 3)
  }

  /// A log that ends in an event that contradicts the heap.
  @Test(arguments: NaiveVersion.all)
  func contradictions(version: NaiveVersion) throws {
    for index in 0..<max(1, ReplayAgainstNaiveTests.seeds / 4) {
      let seed = ReplayAgainstNaiveTests.firstSeed &+ 2_000_000 &+ UInt64(index)
      let trace = try RandomTrace(
        RandomTrace.Options(drawnFrom: seed, events: 80, version: version)
      )
      for last in RandomTrace.contradictions(in: trace) {
        let lines = trace.lines + [last]
        #expect(throws: NaiveError.self, "seed \(seed): \(last)") {
          let naive = NaiveCollector(version: version)
          for line in lines { _ = try naive.apply(line) }
        }
        let differences = ReplayComparison.differences(lines, version, batchLength: 64)
        #expect(differences.isEmpty, "seed \(seed), Python \(version): \(last)")
      }
    }
  }

  /// Replays a random log both ways. Reports the differences, and a small log that shows them.
  private func check(
    _ options: RandomTrace.Options,
    batchLength: Int,
    checkInterval: Int = 1,
    settingSeed: UInt64? = nil
  ) throws -> Int {
    let trace = try RandomTrace(options)
    guard
      let comparison = ReplayComparison.run(
        trace.lines,
        options.version,
        batchLength: batchLength,
        checkInterval: checkInterval,
        settingSeed: settingSeed
      )
    else {
      Issue.record("\(options): not a log")
      return 0
    }
    guard !comparison.differences.isEmpty else { return comparison.collections }
    let small = Shrinker.shrink(trace.lines) {
      !ReplayComparison.differences(
        $0,
        options.version,
        batchLength: batchLength,
        checkInterval: checkInterval,
        settingSeed: settingSeed
      ).isEmpty
    }
    let found = ReplayComparison.differences(
      small,
      options.version,
      batchLength: batchLength,
      checkInterval: checkInterval,
      settingSeed: settingSeed
    )
    Issue.record(
      """
      \(options), setting \(String(describing: settingSeed)): \(comparison.differences.joined(separator: "; "))
      the small log, \(found.joined(separator: "; ")):
      \(small.joined(separator: "\n"))
      """
    )
    return comparison.collections
  }
}

extension RandomTrace {
  /// Records that are valid by themselves but cannot follow the log.
  static func contradictions(in trace: RandomTrace) -> [String] {
    var found: [String] = []
    if let dead = trace.naive.deaths.keys.min(), let living = trace.naive.alive.last?.number {
      found += [
        "retain \(dead)", "release \(dead)", "ref \(dead) \(living)", "ref \(living) \(dead)",
        "unref \(living) \(dead)", "clear \(dead)", "size \(dead) 8",
        trace.isOfVersion2 ? "payload \(dead) 8" : "size \(dead) 9", "track \(dead)",
        "untrack \(dead)", "finalizer \(dead)", "callback \(dead) retain \(living)",
        "watch \(living) \(dead)", "weakref 999999 8 64 \(dead) callback",
      ]
    }
    if let object = trace.naive.alive.first {
      found.append("release \(object.number) \(object.external + 1)")
      let held = object.references.count { $0 === object }
      found.append("unref \(object.number) \(object.number) \(held + 1)")
    }
    return found
  }
}

/// The random logs are worth replaying: everything that can happen in a collection happens in them.
struct RandomTraceTests {
  @Test(arguments: NaiveVersion.all)
  func everythingHappens(version: NaiveVersion) throws {
    var awaited = [
      "collected", "uncollectable", "resurrected", "finalized", "callbacks", "untracked",
      "promoted",
      "explicit", "threshold", "generation 0", "generation 1", "generation 2", "reachable", "freed",
      "saved", "moved", "size3", "heap", "watch", "state", "alloc", "weakref", "size", "retain",
      "release", "ref", "unref", "clear", "track", "untrack", "count", "finalizer", "callback",
      "collect", "enable", "disable", "freeze", "unfreeze", "debug", "poll", "time", "mark",
      "observed", "payload", "bytes", "sample", "name",
    ]
    if version.incremental != nil { awaited += ["root", "unroot", "marked", "part", "rest"] }
    if version.incremental == .revised { awaited.append("debt") }
    var totals: [String: Int] = [:]
    // Some of it is rare: as many logs as it takes, but no more than this.
    for seed in 1...400 as ClosedRange<UInt64> {
      if seed > 60, awaited.allSatisfy({ totals[$0, default: 0] > 0 }) { break }
      let trace = try RandomTrace(
        RandomTrace.Options(drawnFrom: seed, events: 300, version: version)
      )
      let naive = NaiveCollector(version: version)
      for line in trace.lines {
        totals[String(line.prefix { $0 != " " }), default: 0] += 1
        for collection in try naive.apply(line) {
          for (name, number) in collection.numbers { totals[name, default: 0] += number }
          totals[collection.isExplicit ? "explicit" : "threshold", default: 0] += 1
          totals["generation \(collection.generation)", default: 0] += 1
          for fate in collection.members.keys { totals[fate.outcome, default: 0] += 1 }
          if version.incremental != nil { note(collection, naive, &totals) }
        }
      }
      #expect(naive.checkConsistency().isEmpty, "seed \(seed)")
    }
    for name in awaited { #expect(totals[name, default: 0] > 0, "\(name) never happens") }
  }

  /// The result of an increment: it took a part of the waiting objects, or the rest of them, or had a debt and did nothing.
  private func note(
    _ collection: NaiveCollection,
    _ naive: NaiveCollector,
    _ totals: inout [String: Int]
  ) {
    guard collection.generation == 1 else { return }
    let takesOld = collection.members.keys.contains { $0.generation == 2 }
    if takesOld { totals[naive.pendingMembers.count > 1 ? "part" : "rest", default: 0] += 1 }
    if let work = collection.numbers["work_to_do"], work < 0, collection.members.isEmpty,
      collection.numbers["marked"] == 0
    {
      totals["debt", default: 0] += 1
    }
  }

  @Test func theSameSeedMakesTheSameLog() throws {
    let options = RandomTrace.Options(drawnFrom: 7, events: 300, version: NaiveVersion.all[0])
    let lines = try RandomTrace(options).lines
    #expect(try lines == RandomTrace(options).lines)
    let other = RandomTrace.Options(drawnFrom: 8, events: 300, version: NaiveVersion.all[0])
    #expect(try lines != RandomTrace(other).lines)
  }

  @Test func shrinkingKeepsWhatFails() {
    let lines = (0..<200).map(String.init)
    let small = Shrinker.shrink(lines) { $0.contains("77") && $0.contains("150") }
    #expect(small == ["0", "77", "150"])
  }
}
