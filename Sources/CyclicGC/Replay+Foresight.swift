/// What a clairvoyant policy does: it looks after each event with which garbage comes.
extension Replay {
  /// Where in the batch the events end that come up to the next with which garbage comes.
  func indexOfNextArrival(in batch: borrowing ReplayBatch) -> Int {
    let arrivals = agenda.foresight.arrivals
    guard nextArrival < arrivals.count else { return batch.events.count }
    return min(batch.events.count, Int(arrivals[nextArrival].event - batch.firstSequence) + 1)
  }

  /// Takes in what has become garbage by the events before `event`, and collects if that is too much. True if it did.
  mutating func collectForeseen(before event: Int64) -> Bool {
    guard countLeft == 0, nextArrival < agenda.foresight.arrivals.count,
      agenda.foresight.arrivals[nextArrival].event < event,
      case .clairvoyant(var policy) = collector.policy
    else { return false }
    while nextArrival < agenda.foresight.arrivals.count,
      agenda.foresight.arrivals[nextArrival].event < event
    {
      // What has been freed in the very event, by reference count or a collection, is no garbage any more.
      let slot = collector.heap.slotOfRank[agenda.foresight.arrivals[nextArrival].rank]
      if slot >= 0 { policy.floating &+= collector.heap.size[slot] }
      nextArrival += 1
    }
    collector.policy = .clairvoyant(policy)
    guard let decision = policy.decision(collector.heap.pacing) else { return false }
    collector.collect(decision, event: sequence, time: time)
    return true
  }
}
