import CyclicGC
import HeapTrace
import TraceStore

extension Trace {
  /// A replay of the trace before its first event, with the log's safe points, free lists and roots.
  ///
  /// - Parameters:
  ///   - agenda: the setting's interventions, with their events in this trace.
  ///   - toleratesDivergences: whether the replay skips and counts an event that does not apply. Otherwise the event is an error.
  ///   - listsMembers: whether the records of collections list the objects concerned.
  func replay(
    _ setting: Setting,
    types: [TypeDefinition],
    ranks: ObjectRanks,
    agenda: Agenda,
    toleratesDivergences: Bool,
    listsMembers: Bool
  ) -> Replay {
    Replay(
      setting,
      types: types,
      objectCount: Int(ranks.count),
      polls: hasPolls,
      simulatesFreeLists: simulatesFreeLists,
      marksRoots: marksRoots,
      agenda: agenda,
      toleratesDivergences: toleratesDivergences,
      listsMembers: listsMembers
    )
  }
}
