import CyclicGC
import HeapTrace
import TraceStore

extension Trace {
  /// A replay of the trace before its first event; what the log says of itself (safe points, free lists, roots) goes along.
  ///
  /// - Parameters:
  ///   - agenda: the setting's interventions, found in this trace.
  ///   - toleratesDivergences: whether an event that does not apply is left out and counted, not an error.
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
