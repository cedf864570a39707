import HeapTrace

/// The types of a trace as the heap needs them: dense, and with the state of their free lists.
struct TypeTable {
  struct Entry {
    let flags: Heap.Flags
    /// How many dead objects may wait on the free list.
    let freeListLimit: Int32
    /// How many do.
    var freeListLength: Int32 = 0
    /// How long they are, bytes: as the last was.
    var freeListSize: Int64 = 0

    /// Whether the free list serves an allocation, where it decides: a tuple that came longer or shorter than it is now is from elsewhere.
    func serves(size: Int64) -> Bool {
      freeListLength > 0 && (!flags.contains(.tuple) || size == freeListSize)
    }
  }

  private var entries: [Entry]
  /// What any of the types has.
  let allFlags: Heap.Flags
  /// From the log's number, which may be any up to 2^31-1, to an index into `entries`.
  private var indexOfNumber: [Int32: Int32]
  /// The same for small numbers, which nearly all are; -1: no such type.
  private var indexOfSmallNumber: [Int32]

  /// - Parameter simulatesFreeLists: whether free lists serve allocations by what waits on them, not by the log's `reused`.
  init(_ definitions: [TypeDefinition], simulatesFreeLists: Bool = false) {
    entries = definitions.map { Entry($0, simulatesFreeLists: simulatesFreeLists) }
    allFlags = entries.reduce(into: []) { $0.formUnion($1.flags) }
    indexOfNumber = [:]
    indexOfSmallNumber = Array(repeating: -1, count: 4096)
    for (index, definition) in definitions.enumerated() {
      let number = Int(definition.number)
      if indexOfSmallNumber.indices.contains(number) {
        indexOfSmallNumber[number] = Int32(index)
      } else {
        indexOfNumber[definition.number] = Int32(index)
      }
    }
  }

  /// The index of the type with the log's number; nil if there is none.
  @inline(__always) func index(ofNumber number: Int32) -> Int32? {
    guard number >= 0, number < 4096 else { return indexOfNumber[number] }
    let index = indexOfSmallNumber[Int(number)]
    return index < 0 ? nil : index
  }

  subscript(index: Int32) -> Entry {
    @inline(__always) get { entries[Int(index)] }
    @inline(__always) _modify { yield &entries[Int(index)] }
  }

  /// Empties every free list and says how many objects were on them (clear_freelists).
  mutating func clearFreeLists() -> Int64 {
    var freed: Int64 = 0
    for index in entries.indices where entries[index].freeListLength > 0 {
      freed += Int64(entries[index].freeListLength)
      entries[index].freeListLength = 0
    }
    return freed
  }
}

extension TypeTable.Entry {
  init(_ definition: TypeDefinition, simulatesFreeLists: Bool) {
    var flags: Heap.Flags =
      switch definition.kind {
      case .container: []
      case .tuple: .tuple
      case .dict: .dict
      case .weakref: .weakref
      case .atomic: .atomic
      }
    if definition.hasFinalizer { flags.insert(.hasFinalizer) }
    if definition.isLegacy { flags.insert(.legacy) }
    if definition.freeListLimit != nil {
      flags.insert(.hasFreeList)
      if simulatesFreeLists { flags.insert(.servedByFreeList) }
    }
    self.flags = flags
    freeListLimit = definition.freeListLimit ?? 0
  }
}
