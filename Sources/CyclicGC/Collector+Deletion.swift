/// Breaks the cycles of the remaining garbage.
extension Collector {
  /// Clears the unreachable objects one by one, and reference counting does the rest (delete_garbage). An object that is still alive
  /// after its own turn joins the old list.
  mutating func deleteGarbage(_ old: ObjectList) {
    while true {
      let object = heap.next[ObjectList.unreachable.head]
      guard object != ObjectList.unreachable.head else { break }
      if savesAll {
        appendToGarbage(object)
      } else if !heap.has(.tuple, object) {
        // Tuples have no tp_clear. The other objects of their cycle must drop them.
        heap.referenceCount[object] += 1
        heap.clear(object)
        heap.decrement(object, heldBy: Heap.lent)
      }
      if heap.next[ObjectList.unreachable.head] == object {
        heap.gcRefs[object] = Heap.notCandidate
        moveToOld(object, old)
      }
    }
  }

  /// Moves one object to the end of the old list (gc_list_move).
  mutating func moveToOld(_ object: Int32, _ old: ObjectList) {
    heap.move(object, to: old)
    heap.generation[object] = old.generation
  }
}
