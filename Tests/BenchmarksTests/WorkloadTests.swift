import CyclicGC
import Foundation
import HeapTrace
import TraceTesting
import Testing

@testable import Benchmarks

@Suite struct WorkloadTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func log(
    _ workload: Workload,
    events: Int64 = 20_000,
    seed: UInt64 = 1,
    collections: Int = 0
  ) throws -> (text: String, summary: Workload.Summary) {
    let path = folder.path("log")
    let summary = try workload.write(
      to: path,
      events: events,
      seed: seed,
      collections: collections
    )
    return (try String(contentsOfFile: path, encoding: .utf8), summary)
  }

  /// A replay of a log up to its end. Throws if the log contradicts the heap.
  private func replay(_ trace: DecodedTrace) throws -> Replay {
    var replay = trace.replay(try #require(CollectorVersion(PythonVersion(3, 11, 7))))
    for batch in trace.batches { while try replay.run(batch) == .collected {} }
    return replay
  }

  @Test(arguments: Workload.allCases) func `a log holds what its summary says`(
    _ workload: Workload
  ) throws {
    let (text, summary) = try log(workload)
    let trace = try DecodedTrace(log: text)
    #expect(trace.eventCount == summary.events)
    #expect(summary.bytes == Int64(text.utf8.count))
    #expect((20_000..<20_100).contains(summary.events))
    #expect(try replay(trace).eventsReplayed == summary.events)
  }

  @Test(arguments: Workload.allCases) func `the seed decides the log`(_ workload: Workload) throws {
    let first = try log(workload).text
    #expect(try log(workload).text == first)
    // Chains are all alike.
    if workload != .deep { #expect(try log(workload, seed: 2).text != first) }
  }

  @Test func `collections come at the end, with the collector off before`() throws {
    let (text, summary) = try log(.growth, collections: 3)
    let trace = try DecodedTrace(log: text)
    let events = trace.batches.flatMap(\.events)
    #expect(events.first?.kind == .disable)
    #expect(events.suffix(3).allSatisfy { $0.kind == .collect })
    #expect(events.filter { $0.kind == .collect }.count == 3)
    #expect(summary.events == trace.eventCount)
  }

  @Test func `growth keeps everything`() throws {
    let trace = try DecodedTrace(log: try log(.growth).text)
    let replay = try replay(trace)
    #expect(replay.collector.heap.objectsAlive == Int64(trace.ranks.count))
    #expect(replay.collector.statistics.allSatisfy { $0.collected == 0 })
  }

  @Test func `garbage is only cycles`() throws {
    let trace = try DecodedTrace(log: try log(.garbage).text)
    let replay = try replay(trace)
    let collected = replay.collector.statistics.map(\.collected).reduce(0, +)
    #expect(collected + replay.collector.heap.objectsAlive == Int64(trace.ranks.count))
    #expect(replay.collector.heap.objectsAlive < 2000)
  }

  @Test func `a chain is freed at once by its head`() throws {
    let (text, summary) = try log(.deep, events: 30_000)
    // The last object of a chain is not counted, because the step that adds it drops them all.
    #expect(summary.peakReferences == 9998)
    let replay = try replay(try DecodedTrace(log: text))
    #expect(replay.collector.heap.peakObjects == 10_000)
    #expect(replay.collector.heap.objectsAlive < 10)
  }

  @Test func `the dict keeps its width`() throws {
    let (text, summary) = try log(.wide, events: 30_000)
    #expect(summary.peakReferences == 5000)
    let replay = try replay(try DecodedTrace(log: text))
    #expect(replay.collector.heap.objectsAlive == 5001)
  }

  @Test func `churn keeps its heap's size`() throws {
    let half = try replay(try DecodedTrace(log: try log(.churn, events: 100_000).text))
    #expect(half.collector.heap.objectsAlive >= 10_000)
    #expect(half.collector.heap.peakObjects < 30_000)
    let figures = half.collector.statistics.map(\.collected).reduce(0, +)
    #expect(figures > 0)
  }

  @Test func `a quarter of the service's graphs are cycles`() throws {
    let trace = try DecodedTrace(log: try log(.service, events: 100_000).text)
    let replay = try replay(trace)
    let collected = replay.collector.statistics.map(\.collected).reduce(0, +)
    // A quarter of the nine in ten that are not cached; some are still there as the log ends.
    #expect((0.2...0.24).contains(Double(collected) / Double(trace.ranks.count)))
  }

  @Test func `an object of turnover is born in three events`() throws {
    let trace = try DecodedTrace(log: try log(.turnover, events: 100_000).text)
    let events = trace.batches.flatMap(\.events)
    #expect((events.count - 1) / 3 == Int(trace.ranks.count) - 1)
    for (place, event) in events.dropFirst().enumerated() {
      #expect(event.kind == [.allocate, .reference, .release][place % 3])
    }
    let replay = try replay(trace)
    // A sixteenth is kept, a quarter are cycles; the rest have died at once.
    let kept = replay.collector.heap.objectsAlive
    #expect((0.055...0.08).contains(Double(kept) / Double(trace.ranks.count)))
    let collected = replay.collector.statistics.map(\.collected).reduce(0, +)
    #expect((0.23...0.26).contains(Double(collected) / Double(trace.ranks.count)))
  }

  @Test func `a log that cannot be made says so`() {
    #expect(throws: LogFile.Failure.self) {
      try Workload.service.write(to: folder.path("none/log"), events: 10_000)
    }
  }
}
