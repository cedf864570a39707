import HeapTrace
import TraceTesting
import Testing

@testable import CyclicGC

/// A log replayed by this module, and its results, with the log's object numbers.
struct Replayed {
  let trace: DecodedTrace
  private(set) var records: [CollectionRecord] = []
  private(set) var generations: [[Int]] = [[], [], [], []]
  private(set) var counts: [Int64] = []
  private(set) var longLived: (pending: Int64, total: Int64) = (0, 0)
  private(set) var survivors: [Int: Replay.Survivor] = [:]
  private(set) var deaths: [Int: Death] = [:]
  private(set) var broken: [String] = []

  /// Replays the records, one on each line, after a header. Types 1 to 9 are defined as in `header`.
  init(_ records: String, python: String = "3.11.7", members: Bool = true) throws {
    trace = try DecodedTrace(log: Replayed.header + records + "\n")
    let release = try #require(PythonVersion(python))
    let version = try #require(CollectorVersion(release))
    var replay = Replay(
      Setting(version),
      types: trace.types,
      objectCount: Int(trace.ranks.count),
      polls: trace.polls,
      simulatesFreeLists: trace.simulatesFreeLists,
      marksRoots: trace.marksRoots,
      listsMembers: members
    )
    for batch in trace.batches {
      while try replay.run(batch) == .collected { self.records.append(replay.collector.record) }
    }
    for generation in 0...3 {
      generations[generation] = replay.members(ofGeneration: generation).map(number)
    }
    let counts = replay.collector.pacing.counts
    self.counts = [counts.0, counts.1, counts.2]
    longLived = (replay.collector.pacing.longLivedPending, replay.collector.pacing.longLivedTotal)
    for rank in 0..<trace.ranks.count {
      survivors[number(rank)] = replay.survivor(atRank: rank)
      deaths[number(rank)] = Death(encoded: replay.collector.heap.slotOfRank[rank])
    }
    broken = replay.collector.heap.checkInvariants()
  }

  static let header = """
    gctrace 1
    type 1 node
    type 2 finalized finalizer
    type 3 legacy legacy
    type 4 tuple kind=tuple
    type 5 dict kind=dict
    type 6 weakref kind=weakref
    type 7 str kind=atomic
    type 8 list freelist=2
    type 9 far kind=weakref finalizer

    """

  func number(_ rank: Int32) -> Int { Int(trace.ranks.number(ofRank: rank)) }

  /// The members of a fate in one collection.
  func members(_ outcome: CollectionRecord.Outcome, in record: CollectionRecord) -> [Int] {
    record.members.filter { $0.outcome == outcome }.flatMap(\.ranks).map(number).sorted()
  }
}

/// The error that ends a log's replay; nil if there is none.
func replayError(of records: String, python: String = "3.11.7") throws -> ReplayError? {
  do {
    _ = try Replayed(records, python: python)
    return nil
  } catch let error as ReplayError {
    return error
  }
}
