import HeapTrace

/// The free lists: for each type that has one, how many dead objects wait there for the next allocation.
///
/// An object that goes to its free list does not lower the generation 0 count, and one that comes from there does not raise it.
struct FreeLists {
  struct FreeList {
    /// How many dead objects may wait.
    let limit: Int32
    /// How many do.
    var length: Int32 = 0
    /// How long they are, bytes: as the last was.
    var size: Int64 = 0
    /// Whether it is one of tuples, which are all of one length.
    let isOfTuples: Bool

    /// Whether it serves an allocation, where it decides: a tuple that came longer or shorter than it is now is from elsewhere.
    func serves(size: Int64) -> Bool {
      length > 0 && (!isOfTuples || size == self.size)
    }
  }

  /// By index of the type; a type without a free list has one that holds nothing.
  private var lists: [FreeList]
  /// Whether they serve allocations by what waits on them, not by the log's `reused`.
  let areSimulated: Bool

  init(_ definitions: [TypeDefinition], areSimulated: Bool = false) {
    lists = definitions.map {
      FreeList(limit: $0.freeListLimit ?? 0, isOfTuples: $0.kind == .tuple)
    }
    self.areSimulated = areSimulated
  }

  subscript(type: Int32) -> FreeList { lists[Int(type)] }

  /// Takes an object from the free list of a type, if there is one for it; true: the allocation is served by it.
  mutating func take(_ type: Int32, size: Int64) -> Bool {
    guard lists[Int(type)].serves(size: size) else { return false }
    lists[Int(type)].length -= 1
    return true
  }

  /// An allocation that the log says came from the free list takes an object from it, if one is there.
  mutating func takeAny(_ type: Int32) {
    if lists[Int(type)].length > 0 { lists[Int(type)].length -= 1 }
  }

  /// Puts a dead object on the free list of its type; false if that is full.
  mutating func put(_ type: Int32, size: Int64) -> Bool {
    guard lists[Int(type)].length < lists[Int(type)].limit else { return false }
    lists[Int(type)].length += 1
    lists[Int(type)].size = size
    return true
  }

  /// Empties every free list and says how many objects were on them (clear_freelists).
  mutating func clear() -> Int64 {
    var freed: Int64 = 0
    for index in lists.indices where lists[index].length > 0 {
      freed += Int64(lists[index].length)
      lists[index].length = 0
    }
    return freed
  }
}
