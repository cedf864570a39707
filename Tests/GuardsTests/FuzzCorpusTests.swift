import Foundation
import Guards
import Testing
import TraceTesting

/// The initial inputs of the fuzzers, and inputs that once broke something.
@Suite struct FuzzCorpusTests {
  @Test(arguments: FuzzTarget.allCases) func everyInputHolds(target: FuzzTarget) throws {
    let folder = try TemporaryFolder()
    let session = try FuzzSession(target, folder: folder.url.path)
    let inputs = try FileManager.default.contentsOfDirectory(
      at: Fixtures.folder.appending(path: "fuzz/\(target.rawValue)"),
      includingPropertiesForKeys: nil
    )
    #expect(!inputs.isEmpty)
    for input in inputs {
      do { try session.run(Array(try Data(contentsOf: input))) } catch {
        Issue.record("\(input.lastPathComponent): \(error)")
      }
    }
  }

  /// Mutated logs through reader, replay and store; `make mutate` runs more of them.
  @Test func mutatedLogsHold() throws {
    let folder = try TemporaryFolder()
    let outcome = try MutationRun(folder: folder.url.path).run(seeds: 1..<61, events: 60)
    #expect(outcome.logs == 60)
    #expect(outcome.readable > 40)
    #expect(outcome.replayed > 10)
  }

  /// Every number of every record at every limit of the format.
  @Test(arguments: [
    "heap 5 1 8 0 1", "state 1 2 3 4 5", "alloc 5 1 8 1 untracked", "weakref 5 2 8 1 1 callback",
    "watch 4 1", "size 1 8", "retain 1 2", "release 1 1", "ref 1 2 3", "unref 1 2 1", "clear 1",
    "track 1", "untrack 1", "count 5", "finalizer 1 retain 2 1", "callback 4 ref 1 2 3",
    "collect 1", "threshold 1 2 3", "time 5", "observed 1 2 3 4 5 6 7", "type 9 a freelist=3",
    "site 9 a.py:3 f", "ref 1 2 3 1", "callback 4 ref 1 2 3 1", "collect 1 1", "payload 1 8",
    "bytes 5", "sample 1", "name 9 a", "root 1", "unroot 1",
  ])
  func everyNumberAtEveryLimit(record: String) throws {
    let folder = try TemporaryFolder()
    let sessions = try [FuzzTarget.reader, .replay].map {
      try FuzzSession($0, folder: folder.url.path)
    }
    let head = """
      gctrace 2
      type 1 list
      type 2 ref kind=weakref
      site 1 a.py:1 f
      name 1 a
      alloc 1 1 8
      alloc 2 1 8
      ref 1 2
      alloc 3 1 8
      weakref 4 2 8 3

      """
    let fields = record.split(separator: " ").map(String.init)
    for index in fields.indices.dropFirst() {
      for number in LogMutation.numbers {
        var changed = fields
        let isPart = fields[index].contains { "=:".contains($0) }
        changed[index] = isPart ? fields[index].replacing("3", with: number) : number
        let line = changed.joined(separator: " ")
        do {
          for session in sessions {
            try session.run(Array("\(head)\(line)\ncollect\n\(line)\ncollect\n".utf8))
            try session.run(Array("\(head)\(line)\nalloc 6 1 8\ncount 9\ncollect 1\n".utf8))
          }
        } catch {
          Issue.record("\(line): \(error)")
        }
      }
    }
  }
}
