import Foundation
import GCTraceKit
import TraceTesting
import Testing

@Suite struct SummarizerTests {
  private let folder: TemporaryFolder
  private var database: String { folder.path("gctrace.db") }

  init() throws { folder = try TemporaryFolder() }

  private func summary(_ log: String, python: String? = nil) throws -> RunSummary {
    let path = try folder.write("gctrace 1\nmeta python 3.11.7\n" + log, to: "app.log")
    _ = try Importer(databasePath: database).importLog(path: path, name: nil)
    _ = try Replayer(databasePath: database).replay(trace: nil, options: .init(python: python))
    return try Summarizer(databasePath: database).summary(of: nil)
  }

  /// A ring of two that is promoted before it becomes garbage, one object that stays, one that a legacy finalizer keeps, and a collection
  /// that finds nothing.
  private static let log = """
    type 1 Node
    type 2 Old legacy
    site 1 a.py:7 make
    alloc 1 1 100 1
    alloc 2 1 50 1
    ref 1 2
    ref 2 1
    collect 0
    observed 0 0 0 100
    release 1
    release 2
    alloc 3 1 30
    alloc 4 2 7
    ref 4 4
    release 4
    collect 2
    observed 2 3 1 300

    """

  @Test func theFiguresAreThoseOfTheRun() throws {
    let summary = try summary(Self.log)
    #expect(summary.isAsRecorded)
    #expect(summary.thresholds == [700, 10, 10])
    #expect(summary.events == 14)
    #expect(summary.objects == 4)
    #expect(summary.bytes == 187)
    #expect(summary.survivors == 2)
    #expect(summary.collections == [1, 0, 1])
    #expect(summary.explicit == 2)
    #expect(summary.candidates == 6)
    #expect(summary.collected == 2)
    #expect(summary.bytesCollected == 150)
    #expect(
      summary.pauses == .init(count: 2, median: 100, percentile99: 300, longest: 300, total: 400)
    )
    #expect(summary.gaps == [.marks])
  }

  @Test func whatStandsOutIsFound() throws {
    let findings = try summary(Self.log).findings
    #expect(Set(findings.map(\.command)).count == findings.count)
    #expect(findings.map(\.weight) == findings.map(\.weight).sorted(by: >))
    let expected: [RunSummary.Finding] = [
      .foundNothing(collections: .init(1, of: 2), examined: .init(2, of: 6)),
      .garbageType(name: "Node", objects: 2, bytes: .init(150, of: 150)),
      .garbageSite(file: "a.py", line: 7, function: "make", objects: .init(2, of: 2)),
      .kept(objects: 1, type: "Old", outcome: "uncollectable"),
      .longestPause(nanoseconds: .init(300, of: 400), pauses: 2),
      .grown(objects: 2, bytes: .init(37, of: 187), type: "Node"),
    ]
    for finding in expected { #expect(findings.contains(finding), "\(finding)") }
  }

  @Test func everyFindingsCommandIsAQuestion() throws {
    for finding in try summary(Self.log).findings {
      let words = finding.command.split(separator: " ")
      #expect(words[0] == "query")
      #expect(CannedQuestion.named(String(words[1])) != nil, "\(finding.command)")
    }
  }

  @Test func anEmptyRunHasNothingToSay() throws {
    let summary = try summary("poll\n", python: "3.12")
    #expect(!summary.isAsRecorded)
    #expect(summary.findings.isEmpty)
    #expect(summary.pauses == nil)
    #expect(summary.gaps == [.sites, .marks, .durations, .reports])
  }
}
