import HeapTrace

/// The free lists: for each type with a free list, the number of dead objects that wait for the next allocation.
///
/// An object that goes to its free list does not lower the count of generation 0, and an object that comes from there does not raise it.
struct FreeLists {
  struct FreeList {
    /// The most objects on the list.
    let limit: Int32
    /// The number of objects on the list.
    var length: Int32 = 0
    /// The size of the objects in bytes, as of the last one.
    var size: Int64 = 0
    /// Whether it is a list of tuples, which all have one length.
    let isOfTuples: Bool

    /// Whether the list serves an allocation, if the replay simulates free lists. A tuple of another size than these comes from
    /// elsewhere.
    func serves(size: Int64) -> Bool {
      length > 0 && (!isOfTuples || size == self.size)
    }
  }

  /// By index of the type. A type without a free list has one with no room.
  private var lists: [FreeList]
  /// Whether the contents of the lists decide which allocations they serve, and not the log's `reused`.
  let areSimulated: Bool

  init(_ definitions: [TypeDefinition], areSimulated: Bool = false) {
    lists = definitions.map {
      FreeList(limit: $0.freeListLimit ?? 0, isOfTuples: $0.kind == .tuple)
    }
    self.areSimulated = areSimulated
  }

  subscript(type: Int32) -> FreeList { lists[Int(type)] }

  /// Takes an object from the free list of a type. Returns false if there is none; otherwise, the list serves the allocation.
  mutating func take(_ type: Int32, size: Int64) -> Bool {
    guard lists[Int(type)].serves(size: size) else { return false }
    lists[Int(type)].length -= 1
    return true
  }

  /// Takes an object from the free list, if there is one, for an allocation that the log marks as `reused`.
  mutating func takeAny(_ type: Int32) {
    if lists[Int(type)].length > 0 { lists[Int(type)].length -= 1 }
  }

  /// Puts a dead object on the free list of its type. Returns false if the list is full.
  mutating func put(_ type: Int32, size: Int64) -> Bool {
    guard lists[Int(type)].length < lists[Int(type)].limit else { return false }
    lists[Int(type)].length += 1
    lists[Int(type)].size = size
    return true
  }

  /// Empties every free list and returns the number of objects that were on them (clear_freelists).
  mutating func clear() -> Int64 {
    var freed: Int64 = 0
    for index in lists.indices where lists[index].length > 0 {
      freed += Int64(lists[index].length)
      lists[index].length = 0
    }
    return freed
  }
}
