import Foundation
@testable import GCTraceKit
import HeapTrace
import TraceTesting
import Testing

@Suite struct ImporterTests {
  private let folder: TemporaryFolder
  private var database: String { folder.path("gctrace.db") }

  init() throws {
    folder = try TemporaryFolder()
  }

  private let log = """
    gctrace 1
    meta python 3.11.7
    type 1 list
    site 1 app.py:3 main
    heap 7 1 56 2
    mark start
    alloc 1 1 64 1
    collect
    observed 2 0 0
    """

  @Test func saysWhatTheLogHolds() throws {
    let path = try folder.write(log, to: "app.log")
    let summary = try Importer(databasePath: database).importLog(path: path, name: nil)
    #expect(
      summary
        == ImportSummary(
          traceID: 1,
          name: "app",
          source: path,
          isNew: true,
          python: "3.11.7",
          events: 5,
          objects: 2,
          types: 1,
          sites: 1,
          marks: 1,
          observed: 1,
          liveAtStart: 1,
          bytes: Int64(log.utf8.count)
        )
    )
  }

  @Test func recognisesTheSameBytes() throws {
    let importer = Importer(databasePath: database)
    let first = try importer.importLog(path: try folder.write(log, to: "app.log"), name: nil)
    let again = try importer.importLog(
      path: try folder.write(log, to: "other.log"),
      name: "another name"
    )
    #expect(!again.isNew)
    #expect(again.traceID == first.traceID)
    #expect(again.name == "app")
    #expect(try Catalogue(databasePath: database).traces().rows.count == 1)
  }

  @Test func namesTraces() throws {
    let importer = Importer(databasePath: database)
    let path = try folder.write(log, to: "app.log.gz")
    #expect(try importer.importLog(path: path, name: "named").name == "named")
    let other = try folder.write(log + "\ncollect 0\n", to: "b.log.gz")
    #expect(try importer.importLog(path: other, name: nil).name == "b")
  }

  @Test func aBadLogLeavesNoDatabaseBehind() throws {
    let path = try folder.write(log + "\nfrob 1\n", to: "bad.log")
    #expect(throws: GCTraceError.self) {
      try Importer(databasePath: database).importLog(path: path, name: nil)
    }
    #expect(try folder.contents() == ["bad.log"])
  }

  @Test func aMissingLogLeavesNoDatabaseBehind() throws {
    #expect(throws: GCTraceError.self) {
      try Importer(databasePath: database).importLog(path: folder.path("none.log"), name: nil)
    }
    #expect(try folder.contents() == [])
  }

  @Test func aBadLogLeavesTheDatabaseAsItWas() throws {
    let importer = Importer(databasePath: database)
    _ = try importer.importLog(path: try folder.write(log, to: "app.log"), name: nil)
    let before = try Data(contentsOf: URL(filePath: database))
    let events = (0..<20_000).map { "alloc \($0 + 100) 1 64" }.joined(separator: "\n")
    let bad = try folder.write(log + "\n" + events + "\nalloc 100 1 64\n", to: "bad.log")
    do throws(GCTraceError) {
      _ = try importer.importLog(path: bad, name: nil)
      Issue.record("expected an error")
    } catch {
      #expect(
        error
          == .log(
            file: bad,
            .malformed(
              line: 20_010,
              expected: "an object number not given before",
              found: "object 100 again"
            )
          )
      )
    }
    #expect(try Data(contentsOf: URL(filePath: database)) == before)
    #expect(try folder.contents() == ["app.log", "bad.log", "gctrace.db"])
  }

  @Test func stopsWhenInterrupted() throws {
    let path = try folder.write(log, to: "app.log")
    #expect(throws: GCTraceError.interrupted) {
      try Importer(databasePath: database)
        .importLog(path: path, name: nil, monitor: Monitor(isInterrupted: { true }))
    }
    #expect(try folder.contents() == ["app.log"])
  }

  @Test func reportsProgressInBytes() throws {
    let path = try folder.write(log, to: "app.log")
    var last: GCTraceKit.Progress?
    _ = try Importer(databasePath: database)
      .importLog(path: path, name: nil, monitor: Monitor(progress: { last = $0 }))
    let bytes = Int64(log.utf8.count)
    #expect(last == GCTraceKit.Progress(done: bytes, total: bytes, unit: .bytes))
  }
}

/// Every log of `fixtures/errors` is refused with the message beside it, and leaves nothing behind.
@Suite struct ImporterErrorFixturesTests {
  static let logs: [URL] =
    ((try? FileManager.default.contentsOfDirectory(
      at: Fixtures.folder.appending(path: "errors"),
      includingPropertiesForKeys: nil
    )) ?? [])
    .filter { $0.pathExtension != "expected" }
    .sorted { $0.path < $1.path }

  @Test func thereAreFixtures() {
    #expect(Self.logs.count > 50)
  }

  @Test(arguments: logs)
  func isRefused(_ log: URL) throws {
    let folder = try TemporaryFolder()
    let stem = log.lastPathComponent.split(separator: ".").first.map(String.init) ?? ""
    let expected = try String(
      contentsOf: log.deletingLastPathComponent().appending(path: stem + ".expected"),
      encoding: .utf8
    )
    do throws(GCTraceError) {
      _ = try Importer(databasePath: folder.path("gctrace.db")).importLog(path: log.path, name: nil)
      Issue.record("\(log.lastPathComponent): expected an error, found none")
    } catch {
      let message = error.message.replacing(log.path, with: log.lastPathComponent)
      #expect(message == expected.trimmingCharacters(in: .newlines))
      #expect(!message.contains("\n"))
    }
    #expect(try folder.contents() == [])
  }
}
