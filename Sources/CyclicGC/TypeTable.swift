import HeapTrace

/// The types of a trace in the dense form that the heap needs.
struct TypeTable {
  /// The flags that an object of each type has from birth on.
  private let flags: [Heap.Flags]
  /// The flags that at least one type has.
  let allFlags: Heap.Flags
  /// From the log's number, which may be anything up to 2^31-1, to an index into `entries`.
  private var indexOfNumber: [Int32: Int32]
  /// The same for small numbers, which most types have; -1: no such type.
  private var indexOfSmallNumber: [Int32]

  init(_ definitions: [TypeDefinition]) {
    flags = definitions.map { Heap.Flags($0) }
    allFlags = flags.reduce(into: []) { $0.formUnion($1) }
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

  /// How many types there are.
  var count: Int { flags.count }

  /// The flags of the type at an index.
  @inline(__always) func flags(at index: Int32) -> Heap.Flags { flags[Int(index)] }
}

extension Heap.Flags {
  init(_ definition: TypeDefinition) {
    self =
      switch definition.kind {
      case .container: []
      case .tuple: .tuple
      case .dict: .dict
      case .weakref: .weakref
      case .atomic: .atomic
      }
    if definition.hasFinalizer { insert(.hasFinalizer) }
    if definition.isLegacy { insert(.legacy) }
    if definition.freeListLimit != nil { insert(.hasFreeList) }
  }
}
