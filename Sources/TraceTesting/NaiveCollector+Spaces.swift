/// How the spaces of PEP 848's collector stand.
package struct NaiveSpaces {
  package var work: Int
  package var isYoungNext = false
  /// The aging spaces, the oldest first.
  var aging: [NaiveObject.List]

  /// - Parameter count: how many aging spaces there are, 1 to 3.
  init(work: Int, count: Int) {
    self.work = work
    aging = Array([NaiveObject.List.aging0, .aging1, .aging2].prefix(count))
  }
}

/// The collector that PEP 848's draft describes, from that description (`docs/policies.md`).
extension NaiveCollector {
  /// The members of the aging spaces, the oldest first, and of what is marked and not scanned.
  package var agingMembers: [[Int]] {
    (spaces?.aging ?? []).map { lists[$0.rawValue].map(\.number) }
  }
  package var markedMembers: [Int] { lists[NaiveObject.List.marked.rawValue].map(\.number) }

  func collectSpaces(_ generation: Int, _ isExplicit: Bool) {
    guard let old = spaces else { return }
    var new = old
    var record = begin(generation, isExplicit)
    for name in [
      "candidates", "bytes_candidates", "reachable", "unreachable", "resurrected",
      "bytes_collected", "collected", "uncollectable", "promoted", "full_put_off",
    ] {
      record.numbers[name] = 0
    }
    counts[0] = 0
    grossBytes = 0
    let collectionsBefore = statistics[generation][0]
    switch generation {
    case 0: collectYoung(&new, &record)
    case 1: collectOld(&new, &record)
    default:
      let before = generations
      for list in [.marked, .pending] + new.aging + [.generation0] { merge(list, into: .visited) }
      part(of: &record, .visited, .visited, before: before)
      counts = [0, 0, 0]
      new.isYoungNext = false
      clearFreeLists()
    }
    statistics[generation][0] = collectionsBefore + 1
    spaces = new
    record.numbers["work"] = new.work
    for (name, list) in [
      ("pending", NaiveObject.List.pending), ("visited", .visited), ("marked", .marked),
    ] {
      record.numbers[name] = lists[list.rawValue].count
    }
    end(&record)
  }

  /// Examines a list by itself, and adds what came of it to the record. The number collected, and that of the objects on the list `old` then.
  ///
  /// - Parameter before: the generations as the collection began, where they are others by now.
  @discardableResult private func part(
    of record: inout NaiveCollection,
    _ young: NaiveObject.List,
    _ old: NaiveObject.List,
    before: [Int: Int]? = nil
  ) -> (collected: Int, survivors: Int) {
    var part = NaiveCollection()
    part.generation = record.generation
    examine(young, old, before ?? generations, &part) {
      // A full collection.
      if young == .visited, version.untracksDicts { untrack("kind=dict", in: young, &$0) }
    }
    for (name, number) in part.numbers { record.numbers[name, default: 0] += number }
    for (fate, numbers) in part.members { record.members[fate, default: []] += numbers }
    return (part.numbers["collected"] ?? 0, lists[old.rawValue].count)
  }

  private func collectYoung(_ spaces: inout NaiveSpaces, _ record: inout NaiveCollection) {
    let oldest = spaces.aging.removeFirst()
    spaces.work += part(of: &record, oldest, .survivors).survivors
    merge(.survivors, into: .visited)
    merge(.generation0, into: oldest)
    spaces.aging.append(oldest)
    spaces.isYoungNext = false
  }

  private func collectOld(_ spaces: inout NaiveSpaces, _ record: inout NaiveCollection) {
    spaces.isYoungNext = true
    while spaces.work > 0 {
      if let next = lists[NaiveObject.List.marked.rawValue].first {
        // One at a time comes to the same as up to `work` of them.
        move(next, to: .visited)
        for target in next.references where target.list == .pending { move(target, to: .marked) }
        spaces.work -= 1
      } else if let first = lists[NaiveObject.List.pending.rawValue].first {
        move(first, to: .increment)
        var queue = [first]
        while !queue.isEmpty {
          for target in queue.removeFirst().references where target.list == .pending {
            move(target, to: .increment)
            queue.append(target)
          }
        }
        let came = part(of: &record, .increment, .survivors)
        spaces.work += 2 * came.collected - came.survivors
        merge(.survivors, into: .visited)
      } else {
        merge(.visited, into: .pending)
        let latest = marksRoots ? roots : initialRoots
        for root in latest.reversed() where root.list == .pending { move(root, to: .marked) }
        spaces.work = 0
      }
    }
  }
}
