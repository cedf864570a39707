import Foundation
@testable import GCTraceKit
import TraceTesting
import Testing

@Suite struct VerifierTests {
  private let folder: TemporaryFolder
  private var database: String { folder.path("gctrace.db") }

  init() throws {
    folder = try TemporaryFolder()
  }

  private func verify(_ log: String) throws -> Verification {
    let path = try folder.write(log, to: "app.log")
    _ = try Importer(databasePath: database).importLog(path: path, name: nil)
    _ = try Replayer(databasePath: database).replay(trace: nil, options: .init())
    return try Verifier(databasePath: database).verify(run: nil)
  }

  @Test func agreesWithATrueReport() throws {
    let verification = try verify(
      "gctrace 1\ntype 1 list\nalloc 1 1 8\nref 1 1\nrelease 1\ncollect\nobserved 2 1 0 5 0 0 0\n"
    )
    #expect(verification.compared == 1)
    #expect(verification.agreeing == 1)
    #expect(verification.differences.isEmpty)
  }

  @Test func namesEachFigureThatDiffers() throws {
    let verification = try verify(
      "gctrace 1\ntype 1 list\nalloc 1 1 8\nref 1 1\nrelease 1\ncollect\nobserved 1 2 3 5 6 7 8\n"
    )
    #expect(verification.agreeing == 0)
    #expect(
      verification.differences.map { "\($0.field) \($0.observed) \($0.replayed)" } == [
        "generation 1 2", "collected 2 1", "uncollectable 3 0", "size0 6 0", "size1 7 0",
        "size2 8 0",
      ]
    )
    #expect(
      verification.differences.allSatisfy { $0.event == 5 && $0.line == 7 && $0.collection == 1 }
    )
  }

  @Test func certifiesEveryTraceWithReports() throws {
    let log =
      "gctrace 1\ntype 1 list\nalloc 1 1 8\nref 1 1\nrelease 1\nstate 3 4 5 60 70\ncollect 1\nobserved 1 %d 0\n"
    for (name, end) in [("true", "1"), ("false", "2"), ("silent", nil)] {
      let text = end.map { log.replacing("%d", with: $0) } ?? "gctrace 1\ncollect\n"
      _ = try Importer(databasePath: database)
        .importLog(path: try folder.write(text, to: "\(name).log"), name: name)
      _ = try Replayer(databasePath: database).replay(trace: name, options: .init())
    }
    let verifications = try Verifier(databasePath: database).verifyAll()
    #expect(verifications.map(\.traceName) == ["true", "false"])
    #expect(verifications.map(\.agreeing) == [1, 0])
    #expect(
      verifications.map(\.firstDiffering) == [
        nil,
        DecisionState(
          collection: 1,
          counts: [3, 4, 5],
          longLivedPending: 60,
          longLivedTotal: 70,
          candidates: 1
        ),
      ]
    )
  }

  /// The counters are those of the first difference, not of a later one. Here the run did not derive the first collection at all.
  @Test func standsNowhereWhereACollectionIsMissing() throws {
    let verification = try verify("gctrace 1\nobserved 2 0 0\ncollect 0\nobserved 1 0 0\n")
    #expect(verification.differences.map(\.collection) == [nil, 1])
    #expect(verification.firstDiffering == nil)
  }

  @Test func missesACollection() throws {
    let verification = try verify("gctrace 1\nobserved 2 0 0\n")
    #expect(
      verification.differences
        == [
          Difference(
            event: 1,
            line: 2,
            collection: nil,
            field: "collections",
            observed: "1",
            replayed: "0"
          )
        ]
    )
  }

  @Test func seesACollectionTooMany() throws {
    let verification = try verify("gctrace 1\ncollect 0\ncollect 0\nobserved 0 0 0\ncollect 1\n")
    #expect(verification.differences.map(\.field) == ["collections"])
    #expect(verification.differences.map(\.replayed) == ["2"])
    #expect(verification.unreported == 1)
  }

  @Test func refusesARunWithoutResults() throws {
    let path = try folder.write(
      "gctrace 1\ntype 1 a\nalloc 1 1 8\nrelease 1\nretain 1\n",
      to: "bad.log"
    )
    _ = try Importer(databasePath: database).importLog(path: path, name: nil)
    _ = try? Replayer(databasePath: database).replay(trace: nil, options: .init())
    #expect(throws: GCTraceError.noRuns) { try Verifier(databasePath: database).verify(run: nil) }
    #expect(throws: GCTraceError.incompleteRun(1, status: "failed")) {
      try Verifier(databasePath: database).verify(run: "1")
    }
  }

  /// The replay of every available recording agrees with the real collector in every collection.
  @Test func recordingsAgree() throws {
    for recording in try Fixtures.recordings() + Fixtures.sharedRecordings() {
      let trace = try Importer(databasePath: database).importLog(path: recording.path, name: nil)
      _ = try Replayer(databasePath: database).replay(
        trace: String(trace.traceID),
        options: .init()
      )
      let verification = try Verifier(databasePath: database).verify(run: nil)
      #expect(verification.compared == trace.observed)
      #expect(verification.compared > 0)
      #expect(verification.agreeing == verification.compared, "\(recording.lastPathComponent)")
      #expect(verification.unreported == 0)
    }
  }
}
