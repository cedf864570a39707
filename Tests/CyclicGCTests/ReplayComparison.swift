import HeapTrace
import TraceTesting

@testable import CyclicGC

/// One log, replayed by this module and by the naive collector, side by side.
struct ReplayComparison {
  /// The first few differences. Empty if there are none or the log is invalid.
  private(set) var differences: [String] = []
  private(set) var collections = 0
  private(set) var divergences: Int64 = 0
  private let trace: DecodedTrace
  /// The whole heap is checked after each event whose number is a multiple of this.
  private let checkInterval: Int
  private var awaited: [NaiveCollection] = []

  /// Replays the log's lines, the module's share in batches of `batchLength`; after each the state is compared, and after
  /// the event numbers that `checkInterval` divides, the whole heap is checked.
  static func differences(
    _ lines: [String],
    _ version: NaiveVersion,
    batchLength: Int = 1,
    checkInterval: Int = 1,
    settingSeed: UInt64? = nil
  ) -> [String] {
    run(
      lines,
      version,
      batchLength: batchLength,
      checkInterval: checkInterval,
      settingSeed: settingSeed
    )?.differences ?? []
  }

  /// Nil: the log is invalid. `settingSeed` is the seed of a random setting; nil: the recording's own setting.
  static func run(
    _ lines: [String],
    _ version: NaiveVersion,
    batchLength: Int,
    checkInterval: Int,
    settingSeed: UInt64? = nil
  ) -> ReplayComparison? {
    guard let trace = try? DecodedTrace(log: lines.joined(separator: "\n") + "\n"),
      let python = PythonVersion(version.python), let collector = CollectorVersion(python)
    else { return nil }
    var comparison = ReplayComparison(trace: trace, checkInterval: checkInterval)
    let setting =
      settingSeed.map { ComparedSetting(drawnFrom: $0, collector, trace, lines, version) }
      ?? ComparedSetting(collector)
    comparison.compare(lines, version, setting, batchLength)
    return comparison
  }

  private init(trace: DecodedTrace, checkInterval: Int) {
    self.trace = trace
    self.checkInterval = checkInterval
  }

  private mutating func compare(
    _ lines: [String],
    _ version: NaiveVersion,
    _ setting: ComparedSetting,
    _ batchLength: Int
  ) {
    let naive = NaiveCollector(version: version, setting: setting.naive)
    let outline = trace.outline
    // A policy by times asks for them; the naive one runs without, too.
    if setting.module.policy.needsTimes, !outline.hasTimes { return }
    guard
      let foresight = try? trace.foresight(
        for: setting.module,
        outline,
        toleratesDivergences: true
      ), let agenda = try? Agenda(setting.module, outline, foresight: foresight)
    else { return note("a place that is not there") }
    var replay = trace.replay(
      setting.module,
      agenda: agenda,
      toleratesDivergences: setting.naive.toleratesDivergences
    )
    var batches = trace.batches(of: batchLength).makeIterator()
    var done = 0
    for line in lines {
      var naiveError: NaiveError?
      do {
        awaited += try naive.apply(line)
      } catch {
        naiveError = error
      }
      guard naive.event > done else { continue }
      guard
        naiveError != nil || naive.event % batchLength == 0
          || naive.event == Int(trace.eventCount)
      else { continue }
      done = naive.event
      guard let batch = batches.next() else { return note("no batch for event \(done)") }
      let replayError = runModule(&replay, batch)
      guard naiveError == nil, replayError == nil else {
        if describe(replayError) != naiveError {
          note(
            "event \(done): \(String(describing: replayError)), not \(String(describing: naiveError))"
          )
        }
        return
      }
      compareState(replay, naive)
      if !differences.isEmpty { return }
    }
    compareEnd(replay, naive)
  }

  private mutating func note(_ difference: String) {
    if differences.count < 12 { differences.append(difference) }
  }

  // MARK: Collections

  private mutating func runModule(_ replay: inout Replay, _ batch: ReplayBatch) -> ReplayError? {
    do {
      while try replay.run(batch) == .collected {
        collections += 1
        guard !awaited.isEmpty else {
          note("event \(replay.collector.record.event): a collection that should not run")
          continue
        }
        compare(replay.collector.record, awaited.removeFirst())
      }
    } catch {
      return error
    }
    for missed in awaited { note("event \(missed.event): no collection") }
    awaited = []
    return nil
  }

  private mutating func compare(_ record: CollectionRecord, _ naive: NaiveCollection) {
    let place = "event \(naive.event), collection \(naive.numbers["seq"] ?? 0)"
    if Int(record.event) != naive.event { note("\(place): at event \(record.event)") }
    if record.time.map(Int.init) != naive.time { note("\(place): another time") }
    if record.generation != naive.generation { note("\(place): generation \(record.generation)") }
    if (record.trigger == .explicit) != naive.isExplicit { note("\(place): \(record.trigger)") }
    for (name, number) in record.numbers where naive.numbers[name] != Int(number) {
      note("\(place): \(name) is \(number), not \(naive.numbers[name].map(String.init) ?? "-")")
    }
    if record.numbers.count != naive.numbers.count { note("\(place): not the same numbers") }
    var members: [NaiveCollection.Fate: [Int]] = [:]
    for group in record.members where !group.ranks.isEmpty {
      let fate = NaiveCollection.Fate(
        generation: group.generation,
        outcome: "\(group.outcome)",
        toGeneration: group.toGeneration
      )
      if members[fate] != nil { note("\(place): two groups of \(fate)") }
      members[fate] = group.ranks.map { Int(trace.ranks.number(ofRank: $0)) }.sorted()
    }
    for fate in Set(members.keys).union(naive.members.keys).sorted()
    where members[fate] != naive.members[fate] {
      note("\(place): \(fate): \(members[fate] ?? []), not \(naive.members[fate] ?? [])")
    }
  }

  // MARK: State

  private mutating func compareState(_ replay: borrowing Replay, _ naive: NaiveCollector) {
    let place = "after event \(naive.event)"
    let counts = replay.collector.pacing.counts
    if [counts.0, counts.1, counts.2].map(Int.init) != naive.counts {
      note("\(place): counts \(counts), not \(naive.counts)")
    }
    var lists: [(ObjectList, [Int])] = (0...3).map {
      (ObjectList(generation: $0), naive.members(ofGeneration: $0))
    }
    if naive.version.incremental != nil {
      lists[2] = (.oldest, naive.pendingMembers)
      lists.append((.visited, naive.visitedMembers))
      if Int(replay.collector.pacing.heapSize) != naive.heapSize {
        note("\(place): heap size \(replay.collector.pacing.heapSize), not \(naive.heapSize)")
      }
    }
    if let spaces = naive.spaces, let module = replay.collector.spaces {
      lists[1] = (.middle, [])
      lists[2] = (.oldest, naive.pendingMembers)
      lists.append((.visited, naive.visitedMembers))
      lists.append((.marked, naive.markedMembers))
      lists += zip(module.agingLists, naive.agingMembers).map { ($0, $1) }
      if (Int(module.work), module.isYoungNext) != (spaces.work, spaces.isYoungNext) {
        note("\(place): work \(module.work), not \(spaces.work)")
      }
    }
    for (list, expected) in lists {
      let members = replay.members(of: list).map { Int(trace.ranks.number(ofRank: $0)) }
      if members != expected { note("\(place): \(list) is \(members), not \(expected)") }
    }
    guard naive.event % checkInterval == 0 else { return }
    for broken in replay.collector.heap.checkInvariants() { note("\(place): \(broken)") }
  }

  private mutating func compareEnd(_ replay: borrowing Replay, _ naive: NaiveCollector) {
    for broken in naive.checkConsistency() { note("the naive collector: \(broken)") }
    for broken in replay.collector.heap.checkInvariants() { note("at the end: \(broken)") }
    divergences = replay.divergences.count
    if Int(replay.divergences.count) != naive.divergences {
      note("\(replay.divergences.count) divergences, not \(naive.divergences)")
    }
    if Int(replay.eventsReplayed) != naive.event { note("\(replay.eventsReplayed) events") }
    let heap = (replay.collector.heap.peakObjects, replay.collector.heap.peakBytes)
    if Int(heap.0) != naive.peakObjects || Int(heap.1) != naive.peakBytes { note("peaks \(heap)") }
    for (index, statistics) in replay.collector.statistics.enumerated() {
      let numbers = [statistics.collections, statistics.collected, statistics.uncollectable]
      if numbers.map(Int.init) != naive.statistics[index] {
        note("statistics of \(index): \(numbers), not \(naive.statistics[index])")
      }
    }
    for rank in 0..<trace.ranks.count {
      let number = Int(trace.ranks.number(ofRank: rank))
      let survivor = replay.survivor(atRank: rank)
      let expected = naive.object(number).map {
        Replay.Survivor(
          rank: rank,
          generation: $0.generation,
          referenceCount: Int64($0.count),
          external: Int64($0.external)
        )
      }
      if survivor != expected {
        note(
          "object \(number): \(String(describing: survivor)), not \(String(describing: expected))"
        )
      }
      compareWeakReferences(replay, naive, rank)
      let death = describe(Death(encoded: replay.collector.heap.slotOfRank[rank]))
      if survivor == nil, death != naive.deaths[number] { note("object \(number): another death") }
    }
  }

  /// Compares the weak references to an object, the newest first. A dead one without a callback is visible nowhere else.
  private mutating func compareWeakReferences(
    _ replay: borrowing Replay,
    _ naive: NaiveCollector,
    _ rank: Int32
  ) {
    let number = Int(trace.ranks.number(ofRank: rank))
    guard let object = naive.object(number) else { return }
    let slot = replay.collector.heap.slotOfRank[rank]
    guard slot >= 0 else { return }
    var found: [Int] = []
    var weakReference = replay.collector.heap.firstWeakReference(to: slot)
    while weakReference >= 0 {
      found.append(Int(trace.ranks.number(ofRank: replay.collector.heap.rank[weakReference])))
      weakReference = replay.collector.heap.weakReference(after: weakReference)
    }
    let expected = object.weakReferences.map(\.number)
    if found != expected {
      note("object \(number): weak references \(found), not \(expected)")
    }
  }

  // MARK: Errors

  private func describe(_ death: Death?) -> NaiveError.Death? {
    death.map { $0.cause == .collection ? .collection(Int($0.index)) : .event(Int($0.index)) }
  }

  private func describe(_ error: ReplayError?) -> NaiveError? {
    func number(_ rank: Int32) -> Int { Int(trace.ranks.number(ofRank: rank)) }
    switch error {
    case .notAlive(let event, _, let object, let death):
      return .notAlive(event: Int(event), object: number(object), death: describe(death))
    case .referenceNotHeld(let event, let source, let target, let held, let dropped):
      return .referenceNotHeld(
        event: Int(event),
        source: number(source),
        target: number(target),
        held: Int(held),
        dropped: Int(dropped)
      )
    case .releaseBelowZero(let event, let object, let held, let dropped):
      return .releaseBelowZero(
        event: Int(event),
        object: number(object),
        held: Int(held),
        dropped: Int(dropped)
      )
    case .tooManyReferences, .tooManyBytes, .unknownType:
      return .malformed("\(String(describing: error))")
    case nil: return nil
    }
  }
}

extension CollectionRecord {
  /// The figures of the record under the naive collector's names.
  var numbers: [String: Int64] {
    [
      "seq": sequence, "count0": counts.0, "count1": counts.1, "count2": counts.2,
      "threshold0": thresholds.0, "threshold1": thresholds.1, "threshold2": thresholds.2,
      "full_put_off": decision.isFullPutOff ? 1 : 0,
      "long_lived_pending_before": longLivedPendingBefore,
      "long_lived_total_before": longLivedTotalBefore, "candidates": candidates,
      "reachable": reachable, "unreachable": unreachable, "tentative": tentative,
      "collected": collected, "uncollectable": uncollectable, "resurrected": resurrected,
      "finalized": finalized, "callbacks": callbacks, "untracked": untracked,
      "promoted": promoted, "long_lived_pending": longLivedPending,
      "long_lived_total": longLivedTotal, "visits": visits, "bytes_candidates": bytesCandidates,
      "bytes_collected": bytesCollected, "heap_objects_before": heapObjectsBefore,
      "heap_bytes_before": heapBytesBefore, "heap_objects": heapObjects, "heap_bytes": heapBytes,
      "size0": sizes.0, "size1": sizes.1, "size2": sizes.2, "size3": sizes.3,
    ].merging(incrementalNumbers) { $1 }
  }

  private var incrementalNumbers: [String: Int64] {
    if let spaces {
      return [
        "work": spaces.work, "pending": spaces.pending, "visited": spaces.visited,
        "marked": spaces.marked,
      ]
    }
    guard let incremental else { return [:] }
    return [
      "heap_size": heapSize, "work_to_do": incremental.workToDo, "marked": incremental.marked,
      "phase": incremental.isMarking ? 0 : 1,
    ]
  }
}
