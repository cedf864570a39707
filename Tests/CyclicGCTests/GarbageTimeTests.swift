import Foundation
import HeapTrace
import TraceTesting
import Testing

@testable import CyclicGC

/// The dates of garbage, compared with the definition, which looks at all objects after every event.
struct GarbageTimeTests {
  private static let environment = ProcessInfo.processInfo.environment
  private static let seeds = environment["GCTRACE_TEST_SEEDS"].flatMap(Int.init) ?? 60
  private static let firstSeed = environment["GCTRACE_TEST_SEED"].flatMap(UInt64.init) ?? 1

  /// Any log: its events also change objects that no program could reach, and its scripts run among garbage. Stamps may be wrong only
  /// about garbage that is changed and resurrected afterwards, which no program can do.
  @Test(arguments: NaiveVersion.all)
  func anyLog(version: NaiveVersion) throws {
    var (rows, byStamps) = (0, 0)
    for index in 0..<GarbageTimeTests.seeds {
      let seed = GarbageTimeTests.firstSeed &+ 3_000_000 &+ UInt64(index)
      let options = RandomTrace.Options(drawnFrom: seed, events: 200, version: version)
      let found = try check(RandomTrace(options), options)
      rows += found.rows
      byStamps += found.isRegular ? 1 : 0
    }
    #expect(rows > GarbageTimeTests.seeds * 5)
    #expect(byStamps < GarbageTimeTests.seeds, "no log changes its garbage")
  }

  /// Logs of real programs, which change only objects that they can reach. The stamps alone must suffice.
  @Test(arguments: NaiveVersion.all)
  func programs(version: NaiveVersion) throws {
    var rows = 0
    for index in 0..<GarbageTimeTests.seeds {
      let seed = GarbageTimeTests.firstSeed &+ 4_000_000 &+ UInt64(index)
      var options = RandomTrace.Options(drawnFrom: seed, events: 300, version: version)
      options.touchesOnlyReachable = true
      let found = try check(RandomTrace(options), options)
      #expect(found.isRegular, "\(options)")
      rows += found.rows
    }
    #expect(rows > GarbageTimeTests.seeds * 5)
  }

  private func check(
    _ trace: RandomTrace,
    _ options: RandomTrace.Options
  ) throws -> (rows: Int, isRegular: Bool) {
    let isProgram = options.touchesOnlyReachable
    let comparison = try GarbageComparison(trace.lines, options.version, isProgram: isProgram)
    guard !comparison.differences.isEmpty else {
      return (comparison.rows, comparison.isRegular)
    }
    let small = Shrinker.shrink(trace.lines) {
      (try? GarbageComparison($0, options.version, isProgram: isProgram).differences.isEmpty)
        == false
    }
    let found = try GarbageComparison(small, options.version, isProgram: isProgram)
    Issue.record(
      """
      \(options): \(comparison.differences.joined(separator: "\n"))
      the small log: \(found.differences.joined(separator: "\n"))
      \(small.joined(separator: "\n"))
      """
    )
    return (comparison.rows, comparison.isRegular)
  }
}

/// One log, its garbage dated by the definition, by stamps, and by boundaries.
private struct GarbageComparison {
  private(set) var differences: [String] = []
  private(set) var rows = 0
  /// Whether the replay says that its stamps can be trusted.
  private(set) var isRegular = false

  init(_ lines: [String], _ version: NaiveVersion, isProgram: Bool) throws {
    let naive = NaiveCollector(version: version)
    let box = Box()
    naive.atBoundary = { box.garbage.look(at: $0, $1) }
    for line in lines { _ = try naive.apply(line) }
    box.garbage.end()
    rows = box.garbage.rows.count
    let trace = try DecodedTrace(log: lines.joined(separator: "\n") + "\n")
    guard let python = PythonVersion(version.python), let collector = CollectorVersion(python)
    else { return }
    isRegular = try compare(trace, collector, box.garbage, isExact: false)
    if box.garbage.hasBroughtBack, !isProgram { differences = [] }
    _ = try compare(trace, collector, box.garbage, isExact: true)
  }

  private final class Box { var garbage = NaiveGarbage() }

  /// Compares the dates. Returns false if the replay says that they cannot be trusted.
  private mutating func compare(
    _ trace: DecodedTrace,
    _ version: CollectorVersion,
    _ naive: NaiveGarbage,
    isExact: Bool
  ) throws -> Bool {
    var replay = trace.replay(version)
    replay.keepGarbage(isExact: isExact)
    var records: [GarbageRecord] = []
    for batch in trace.batches(of: 7) {
      while try replay.run(batch) == .collected { records += replay.takeGarbage() }
      records += replay.takeGarbage()
    }
    records += replay.garbageLeft()
    guard !replay.hasChangedGarbage else { return false }
    for broken in replay.collector.heap.checkInvariants() { differences.append(broken) }
    var tally = GarbageTally()
    for record in records { tally.add(record) }
    let events = replay.collector.collectionEvents
    let (peak, collections) = tally.close(collectionEvents: events)
    let how = isExact ? "by boundaries" : "by stamps"

    var found: Set<NaiveGarbage.Row> = []
    for record in records {
      let row = NaiveGarbage.Row(
        object: Int(trace.ranks.number(ofRank: record.rank)),
        unreachableEvent: Int(replay.event(ofMoment: record.unreachable)),
        freedEvent: record.freed.map { Int(replay.event(ofMoment: $0)) },
        collection: record.collection.map(Int.init),
        ageBytes: record.ageBytes.map(Int.init)
      )
      if !found.insert(row).inserted { differences.append("\(how): \(row) twice") }
    }
    for row in found.subtracting(naive.rows) { differences.append("\(how): \(row) is wrong") }
    for row in naive.rows.subtracting(found) { differences.append("\(how): \(row) is missing") }
    let floating = collections.map { (amount($0.before), amount($0.left)) }
    for (index, pair) in floating.enumerated()
    where pair != (naive.before[index], naive.left[index]) {
      differences.append(
        "\(how): collection \(index + 1): \(pair), not \(naive.before[index]), \(naive.left[index])"
      )
    }
    if floating.count != naive.before.count { differences.append("\(how): collections") }
    let peakEvent = peak.moment.map { Int(replay.event(ofMoment: $0)) }
    if (Int(peak.objects), Int(peak.bytes)) != (naive.peakObjects, naive.peakBytes)
      || peakEvent != naive.peakEvent
    {
      differences.append(
        "\(how): peak \(peak), not \(naive.peakObjects), \(naive.peakBytes) at \(naive.peakEvent ?? 0)"
      )
    }
    return true
  }

  private func amount(_ amount: GarbageTally.Amount) -> NaiveGarbage.Floating {
    NaiveGarbage.Floating(objects: Int(amount.objects), bytes: Int(amount.bytes))
  }
}
