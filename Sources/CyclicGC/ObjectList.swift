/// The doubly linked lists of objects: CPython's `PyGC_Head` lists.
///
/// A list's raw value is also the slot of its head. The first slots of the heap's columns are heads and not objects, so appending and
/// removing have no special case for an empty list.
package struct ObjectList: Hashable, CaseIterable, Sendable, CustomStringConvertible {
  package let rawValue: Int32

  @inline(__always) private init(number: Int32) { rawValue = number }

  @inline(__always) package static var young: ObjectList { ObjectList(number: 0) }
  @inline(__always) package static var middle: ObjectList { ObjectList(number: 1) }
  @inline(__always) package static var oldest: ObjectList { ObjectList(number: 2) }
  /// The list of gc.freeze. No collection examines it.
  @inline(__always) package static var permanent: ObjectList { ObjectList(number: 3) }
  /// The tentatively unreachable candidates.
  @inline(__always) package static var unreachable: ObjectList { ObjectList(number: 4) }
  /// Unreachable objects with a legacy finalizer, and the objects that they reach.
  @inline(__always) package static var legacyFinalizers: ObjectList { ObjectList(number: 5) }
  /// Weak references whose callback has yet to be called.
  @inline(__always) package static var callbacks: ObjectList { ObjectList(number: 6) }
  /// Unreachable objects whose finalizer had its turn.
  @inline(__always) package static var finalized: ObjectList { ObjectList(number: 7) }
  /// Objects that the second deduction, after the finalizers, still finds unreachable.
  @inline(__always) package static var stillUnreachable: ObjectList { ObjectList(number: 8) }
  /// The incremental collector's old objects that its scavenge has visited. Those that it has yet to visit are on `oldest`. PEP 848's
  /// visited and pending spaces are the same two.
  @inline(__always) package static var visited: ObjectList { ObjectList(number: 9) }
  /// The objects that an increment examines, and later its survivors.
  @inline(__always) package static var increment: ObjectList { ObjectList(number: 10) }
  @inline(__always) package static var survivors: ObjectList { ObjectList(number: 11) }
  /// Of PEP 848's collector: old objects that are marked but not scanned.
  @inline(__always) package static var marked: ObjectList { ObjectList(number: 12) }

  /// PEP 848's aging spaces, by number from 0; there are at most `agingCount`.
  @inline(__always) static func aging(_ number: Int) -> ObjectList {
    ObjectList(number: firstAging + Int32(truncatingIfNeeded: number))
  }

  private static var firstAging: Int32 { 13 }
  static var agingCount: Int { 64 }
  /// The number of slots that are heads.
  static var headCount: Int32 { firstAging + Int32(agingCount) }
  /// The value of the heap's `list` column for an object on no list: untracked.
  static var none: UInt8 { 255 }

  package static var allCases: [ObjectList] { (0..<headCount).map { ObjectList(number: $0) } }

  /// The list of generation 0, 1, 2 or 3 (permanent).
  init(generation: Int) {
    self.init(number: (0...3).contains(generation) ? Int32(generation) : 2)
  }

  /// The head's slot.
  @inline(__always) var head: Int32 { rawValue }
  /// The value of the heap's `list` column for objects on it.
  @inline(__always) var tag: UInt8 { UInt8(truncatingIfNeeded: rawValue) }
  /// The generation of the objects on the list, as in gc.get_objects; 3: the permanent one.
  @inline(__always) var generation: UInt8 { ObjectList.generation(ofTag: tag) }
  /// Whether objects stay on it between collections.
  var isLasting: Bool {
    rawValue <= ObjectList.permanent.rawValue || self == .visited || self == .marked
      || rawValue >= ObjectList.firstAging
  }

  /// The generation for a value of the heap's `list` column, which must be that of a list.
  @inline(__always) static func generation(ofTag tag: UInt8) -> UInt8 {
    if tag < ObjectList.visited.tag { return tag }
    return tag < UInt8(truncatingIfNeeded: firstAging)
      ? ObjectList.oldest.tag : ObjectList.middle.tag
  }

  package var description: String { "list \(rawValue)" }
}

extension Heap {
  /// Whether the object is tracked, that is, on some list.
  @inline(__always) func isTracked(_ object: Int32) -> Bool {
    list[object] != ObjectList.none
  }

  /// Appends an object that is on no list (gc_list_append).
  @inline(__always) mutating func append(_ object: Int32, to destination: ObjectList) {
    assert(!isTracked(object))
    let last = previous[destination.head]
    next[last] = object
    previous[object] = last
    next[object] = destination.head
    previous[destination.head] = object
    list[object] = destination.tag
    lengths[destination.rawValue] += 1
  }

  /// Takes an object from the list it is on (gc_list_remove).
  @inline(__always) mutating func remove(_ object: Int32) {
    assert(isTracked(object))
    let (before, after) = (previous[object], next[object])
    next[before] = after
    previous[after] = before
    lengths[Int32(list[object])] -= 1
    list[object] = ObjectList.none
  }

  /// Moves an object to the end of another list (gc_list_move).
  @inline(__always) mutating func move(_ object: Int32, to destination: ObjectList) {
    remove(object)
    append(object, to: destination)
  }

  /// Appends all of one list to another (gc_list_merge). O(length of `source`), because every member notes its list.
  mutating func merge(_ source: ObjectList, into destination: ObjectList) {
    guard source != destination, next[source.head] != source.head else { return }
    var object = next[source.head]
    while object != source.head {
      list[object] = destination.tag
      object = next[object]
    }
    let (first, last) = (next[source.head], previous[source.head])
    let tail = previous[destination.head]
    next[tail] = first
    previous[first] = tail
    next[last] = destination.head
    previous[destination.head] = last
    next[source.head] = source.head
    previous[source.head] = source.head
    lengths[destination.rawValue] += lengths[source.rawValue]
    lengths[source.rawValue] = 0
  }

  /// The length of a list (gc_list_size, which counts). O(1).
  @inline(__always) func length(of list: ObjectList) -> Int64 {
    lengths[list.rawValue]
  }
}
