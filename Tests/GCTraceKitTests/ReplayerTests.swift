import Foundation
import GCTraceKit
import SQLite
import Testing
import TraceStore
import TraceTesting

@Suite struct ReplayerTests {
  private let folder: TemporaryFolder
  private var database: String { folder.path("gctrace.db") }

  init() throws {
    folder = try TemporaryFolder()
  }

  private func importLog(_ text: String, name: String = "app") throws {
    _ = try Importer(databasePath: database)
      .importLog(path: try folder.write(text, to: "\(name).log"), name: name)
  }

  private func answer(_ sql: String) throws -> [[SQLValue]] {
    var rows: [[SQLValue]] = []
    try Catalogue(databasePath: database).query(sql, columns: { _ in }, row: { rows.append($0) })
    return rows
  }

  /// Two self-cycles dropped, one object kept.
  private let garbage = """
    gctrace 1
    type 1 list
    alloc 1 1 64
    ref 1 1
    release 1
    alloc 2 1 64
    ref 2 2
    release 2
    alloc 3 1 64
    collect

    """

  @Test func summarises() throws {
    try importLog(garbage)
    let summary = try Replayer(databasePath: database).replay(trace: nil, options: .init())
    #expect(summary.runID == 1)
    #expect(summary.python == "3.11.15")
    #expect(summary.thresholds == [700, 10, 10])
    #expect(summary.collections == 1)
    #expect(summary.explicit == 1)
    #expect(summary.byGeneration[2].collected == 2)
    #expect(summary.survivors == 1)
    #expect(summary.peakObjects == 3)
  }

  @Test func aDryRunWritesNothing() throws {
    try importLog(garbage)
    let before = try Data(contentsOf: URL(filePath: database))
    let summary = try Replayer(databasePath: database)
      .replay(trace: "app", options: .init(isDryRun: true))
    #expect(summary.runID == nil)
    #expect(summary.byGeneration[2].collected == 2)
    #expect(try Data(contentsOf: URL(filePath: database)) == before)
  }

  @Test func aDryRunSaysTheSameAsARun() throws {
    for recording in try Fixtures.recordings() {
      let trace = try Importer(databasePath: database).importLog(path: recording.path, name: nil)
        .traceID
      let replayer = Replayer(databasePath: database)
      var dry = try replayer.replay(trace: String(trace), options: .init(isDryRun: true))
      let wet = try replayer.replay(trace: String(trace), options: .init())
      dry.runID = wet.runID
      #expect(dry == wet)
    }
  }

  /// Another process deletes the trace, holds the lock when the replay begins, and commits while the replay waits.
  @Test func aTraceThatIsBeingDeletedIsNotReplayed() throws {
    try importLog(garbage)
    let other = try TraceDatabase.open(path: database, mode: .write)
    try other.connection.begin()
    try other.deleteTrace(1)
    var asked = 0
    let monitor = Monitor(isInterrupted: {
      asked += 1
      // All that the replay would read before it has the lock, it has read by now.
      if asked == 3 { try? other.connection.commit() }
      return false
    })
    #expect(throws: GCTraceError.noTraces) {
      try Replayer(databasePath: database).replay(trace: nil, options: .init(), monitor: monitor)
    }
    #expect(try answer("SELECT count(*) FROM run") == [[.integer(0)]])
    try importLog(garbage)
    #expect(try answer("SELECT id FROM trace") == [[.integer(2)]])
    #expect(try answer("PRAGMA foreign_key_check") == [])
  }

  /// One event may start two thousand million collections.
  @Test(arguments: [true, false]) func aReplayStopsWithinOneEvent(isDryRun: Bool) throws {
    try importLog("gctrace 1\ntype 1 A\nthreshold 1\nalloc 1 1 10\ncount 2147483647\n")
    var asked = 0
    let monitor = Monitor(isInterrupted: {
      asked += 1
      return asked > 20
    })
    #expect(throws: GCTraceError.interrupted) {
      try Replayer(databasePath: database)
        .replay(trace: nil, options: .init(isDryRun: isDryRun), monitor: monitor)
    }
    #expect(asked < 100)
  }

  /// 1,024 objects of the largest size are just within what can be counted, a 1,025th is not.
  @Test(arguments: [
    ["alloc # 1 9007199254740991"], ["heap # 1 9007199254740991 2"],
    ["heap # 1 0 -", "size # 9007199254740991"],
  ])
  func bytesThatCannotBeCountedAreRefused(eventsOfAnObject: [String]) throws {
    let events = (1...1029).flatMap { object in
      eventsOfAnObject.map { $0.replacing("#", with: "\(object)") }
    }
    try importLog("gctrace 1\ntype 1 A\n" + events.joined(separator: "\n") + "\n")
    let line = eventsOfAnObject.count * 1025 + 2
    #expect(
      throws: GCTraceError.contradicted(
        """
        \(folder.path("app.log")):\(line): expected at most 9223372036854775807 bytes alive, \
        found more (event \(line - 2))
        """
      )
    ) { try Replayer(databasePath: database).replay(trace: nil, options: .init()) }
    #expect(
      try answer("SELECT status, events FROM run") == [
        [.text("failed"), .integer(Int64(line - 3))]
      ]
    )
  }

  /// As many bytes as can be counted, and again after some have gone.
  @Test func bytesUpToTheLastAreCounted() throws {
    let sizes = (1...1024).map { "alloc \($0) 1 9007199254740991" } + ["alloc 1025 1 1023"]
    let log =
      sizes + ["release 1", "alloc 1026 1 9007199254740991", "size 1025 0", "size 1025 1023"]
    try importLog("gctrace 1\ntype 1 A\n" + log.joined(separator: "\n") + "\n")
    let summary = try Replayer(databasePath: database).replay(trace: nil, options: .init())
    #expect(summary.survivorBytes == Int64.max)
  }

  @Test func followsTheLogsPython() throws {
    try importLog(garbage.replacing("gctrace 1\n", with: "gctrace 1\nmeta python 3.13.0\n"))
    let replayer = Replayer(databasePath: database)
    #expect(try replayer.replay(trace: nil, options: .init()).python == "3.13.0")
    #expect(try replayer.replay(trace: nil, options: .init(python: "3.9")).python.hasPrefix("3.9."))
  }

  @Test(arguments: ["3.14.0rc1", "3.13.0rc1", "3.15.0a1", "3.7", "2.7.18", "3.16", "three"])
  func refusesWhatIsNotModelled(_ python: String) throws {
    try importLog(garbage)
    do throws(GCTraceError) {
      _ = try Replayer(databasePath: database).replay(trace: nil, options: .init(python: python))
      Issue.record("expected \(python) to be refused")
    } catch {
      guard case .notModelled(let named, _, fromLog: false) = error else {
        Issue.record("\(error)")
        return
      }
      #expect(error.message.contains(named))
      #expect(python.hasPrefix(named) || named.hasPrefix(python))
    }
  }

  @Test func fixedThresholdsStandAgainstTheLogs() throws {
    try importLog(garbage.replacing("type 1 list\n", with: "type 1 list\nthreshold 500 5 5\n"))
    let replayer = Replayer(databasePath: database)
    #expect(try replayer.replay(trace: nil, options: .init()).thresholds == [500, 5, 5])
    #expect(
      try replayer.replay(trace: nil, options: .init(thresholds: [1])).thresholds == [1, 5, 5]
    )
    #expect(
      try replayer.replay(trace: nil, options: .init(thresholds: [1, 2, 3])).thresholds == [
        1, 2, 3,
      ]
    )
  }

  @Test func aContradictedReplayIsRecordedWithoutResults() throws {
    try importLog(garbage + "release 3\nretain 3\n")
    do throws(GCTraceError) {
      _ = try Replayer(databasePath: database).replay(trace: nil, options: .init())
      Issue.record("expected an error")
    } catch {
      #expect(
        error.message.hasSuffix(
          "app.log:12: expected object 3 alive, found it dead: its reference count fell to zero at event 9 (event 10)"
        )
      )
    }
    #expect(
      try answer("SELECT status, events, collections FROM run") == [
        [.text("failed"), .integer(9), .integer(1)]
      ]
    )
    #expect(try answer("SELECT count(*) FROM collection") == [[.integer(0)]])
    #expect(try answer("SELECT count(*) FROM member_block") == [[.integer(0)]])
  }

  @Test func anInterruptedReplayIsRecordedWithoutResults() throws {
    try importLog(garbage)
    #expect(throws: GCTraceError.interrupted) {
      try Replayer(databasePath: database)
        .replay(trace: nil, options: .init(), monitor: Monitor(isInterrupted: { true }))
    }
    #expect(try answer("SELECT status, error FROM run") == [[.text("interrupted"), .null]])
    #expect(try answer("SELECT count(*) FROM collection") == [[.integer(0)]])
    #expect(try answer("SELECT count(*) FROM survivor") == [[.integer(0)]])
  }

  @Test func findsTracesByNameAndId() throws {
    try importLog(garbage, name: "one")
    try importLog(garbage + "collect 0\n", name: "two")
    let replayer = Replayer(databasePath: database)
    #expect(try replayer.replay(trace: nil, options: .init()).traceID == 2)
    #expect(try replayer.replay(trace: "one", options: .init()).traceID == 1)
    #expect(try replayer.replay(trace: "1", options: .init()).traceID == 1)
    #expect(throws: GCTraceError.noSuchTrace("three")) {
      try replayer.replay(trace: "three", options: .init())
    }
  }

  @Test func marksHoldUntilTheNext() throws {
    try importLog("gctrace 1\ncollect 0\nmark a b\ncollect 0\ncollect 1\nmark c\ncollect 2\n")
    _ = try Replayer(databasePath: database).replay(trace: nil, options: .init())
    #expect(
      try answer("SELECT mark FROM collection ORDER BY seq")
        == [[.null], [.text("a b")], [.text("a b")], [.text("c")]]
    )
  }
}
