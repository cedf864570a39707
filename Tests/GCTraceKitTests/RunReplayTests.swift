import Foundation
import CyclicGC
import SQLite
import TraceStore
import TraceTesting
import Testing

@testable import GCTraceKit

@Suite struct RunReplayTests {
  private static let log: String = {
    var lines = ["gctrace 1", "meta python 3.11.7", "type 1 node", "threshold 20 2 2"]
    for number in 1...300 {
      lines += ["alloc \(number) 1 16", "ref \(number) \(number)", "release \(number)"]
      if number % 60 == 0 { lines += ["mark round \(number)", "collect 0", "threshold 30"] }
    }
    return lines.joined(separator: "\n") + "\n"
  }()

  /// A run that is replayed again under the setting in its options gives the same collections.
  @Test(arguments: [
    "", "python=3.12.1", "threshold=7/3", "policy=never,collect-every=2",
    "policy=generational,full-percent=0", "threshold=15,ignore-collect=1,ignore-settings=1",
    "freeze-at=mark:round 120,collect-at=event:40,collect-at=end",
  ])
  func theSettingIsReadBack(setting: String) throws {
    try expectTheSameAgain(Self.log, setting: setting)
  }

  /// Roots in the log. The incremental collector would mark other objects if it had to guess.
  private static let logWithRoots: String = {
    var lines = ["gctrace 2", "meta python 3.14.4", "meta roots marked", "type 1 node"]
    for number in 1...400 { lines.append("heap \(number) 1 16 2") }
    // A full collection ends the debt that the collector begins with.
    lines += ["threshold 20 10", "root 1", "collect"]
    for number in 401...1000 {
      lines += ["alloc \(number) 1 16", "ref \(number) \(number)", "release \(number)"]
    }
    return lines.joined(separator: "\n") + "\n"
  }()

  @Test func rootsAreToldAgain() throws {
    let survivors = try expectTheSameAgain(Self.logWithRoots, setting: "")
    // Marking everything that existed when recording began would leave so much work that nothing is freed.
    #expect(survivors < 1000)
  }

  /// - Returns: how many objects are alive at the end.
  @discardableResult
  private func expectTheSameAgain(_ log: String, setting: String) throws -> Int64 {
    let folder = try TemporaryFolder()
    let path = folder.path("again.db")
    try log.write(toFile: folder.path("again.log"), atomically: true, encoding: .utf8)
    _ = try Importer(databasePath: path).importLog(path: folder.path("again.log"), name: nil)
    let request =
      setting.isEmpty
      ? SettingRequest() : try SettingRequest(SettingRequest.pairs(of: setting))
    let options = Replayer.Options(setting: request)
    let summary = try Replayer(databasePath: path).replay(trace: nil, options: options)
    let database = try TraceDatabase.open(path: path, mode: .read)
    let run = try #require(try database.run(summary.runID ?? 0))
    let again = try RunReplay(run, in: database)
    var replay = again.begin()
    try again.feed(&replay, monitor: Monitor())
    let events = try database.connection.integer("SELECT sum(event * seq) FROM collection")
    let repeated = replay.collector.collectionEvents.enumerated().reduce(Int64(0)) {
      $0 + $1.element * (Int64($1.offset) + 1)
    }
    #expect(repeated == events)
    #expect(Int64(replay.collector.collectionEvents.count) == run.collections)
    #expect(replay.collector.heap.objectsAlive == summary.survivors)
    #expect(run.collections > 0)
    return summary.survivors
  }
}
