import Testing

@testable import CyclicGC

struct CollectorUntrackingTests {
  /// docs/collector.md 9.28: nested tuples of which only the outermost is held.
  @Test func nestedTuplesAreUntrackedOneACollection() throws {
    let depth = 6
    var log = "alloc 1 4 8\n"
    for number in 2...depth {
      log += "alloc \(number) 4 8\nref \(number) \(number - 1)\nrelease \(number - 1)\n"
    }
    for collections in 1...depth {
      let replayed = try Replayed(
        log + Array(repeating: "collect", count: collections).joined(separator: "\n")
      )
      let tracked = (1...depth).filter { replayed.survivors[$0]?.generation != nil }
      #expect(tracked == Array(1...depth).filter { $0 > collections })
      #expect(replayed.records.allSatisfy { $0.untracked == 1 })
    }
  }

  @Test func nestedTuplesHeldFromOutsideGoAllAtOnce() throws {
    var log = "alloc 1 4 8\n"
    for number in 2...6 { log += "alloc \(number) 4 8\nref \(number) \(number - 1)\n" }
    let replayed = try Replayed(log + "collect 0")
    #expect(replayed.records.first?.untracked == 6)
    #expect(replayed.records.first?.promoted == 0)
    #expect(replayed.generations == [[], [], [], []])
  }

  /// A tuple holds one untracked object. It is untracked if that object is a tuple or atomic.
  @Test(arguments: [(1, true), (4, false), (5, true), (7, false)])
  func whatATupleHolds(type: Int, staysTracked: Bool) throws {
    let replayed = try Replayed("alloc 1 \(type) 8 untracked\nalloc 2 4 8\nref 2 1\ncollect 0")
    #expect((replayed.survivors[2]?.generation != nil) == staysTracked)
  }

  /// docs/collector.md 9.29.
  @Test(arguments: [("3.8.18", true), ("3.13.15", true), ("3.14.7", false), ("3.15.0", false)])
  func dictsAreUntrackedInFullCollections(python: String, untracks: Bool) throws {
    let log = "alloc 1 5 8\nalloc 2 4 8\nref 1 2\nrelease 2\n"
    #expect(try Replayed(log + "collect 0\ncollect 1", python: python).generations[2] == [1])
    let full = try Replayed(log + "collect 2", python: python)
    #expect(full.generations[2] == (untracks ? [] : [1]))
    #expect(full.longLived.total == (untracks ? 0 : 1))
  }

  @Test func untrackingLeavesTheCount() throws {
    let replayed = try Replayed(
      "alloc 1 4 8\nalloc 2 1 8\ncollect 1\nrelease 1\nalloc 3 1 8\nrelease 3"
    )
    #expect(replayed.longLived.pending == 1)
    #expect(replayed.counts[0] == 0)
  }

  /// docs/collector.md 9.30.
  @Test func anOldDictThatIsTrackedAgainIsYoung() throws {
    let replayed = try Replayed("alloc 1 5 8\ncollect\nalloc 2 1 8\nref 1 2\ntrack 1\ntrack 1")
    #expect(replayed.generations[0] == [2, 1])
    #expect(replayed.counts[0] == 1)
  }
}
