package import HeapTrace

/// Every object alive, field by field: what CPython keeps in object headers, and what refers to what.
///
/// An object is a *slot*, an index into the fields, which a dead object leaves to a later one. The log's objects are known by
/// *rank* (see `ObjectNumbering`); `slotOfRank` leads from one to the other and remembers how the dead died.
///
/// What a value of `gcRefs` means:
///
/// | value | meaning | set by |
/// | --- | --- | --- |
/// | 0 ... | a candidate; references not yet accounted for by other candidates | update_refs, subtract_refs |
/// | `notCandidate` | in no collection, or found reachable in this one | birth, move_unreachable, the end of a collection |
/// | `tentativelyUnreachable` | on the unreachable list, from which move_unreachable may still rescue it | move_unreachable |
package struct Heap: ~Copyable {
  /// The object is in no collection, or was found reachable in this one.
  static let notCandidate: Int32 = -1
  /// The object is on the unreachable list.
  static let tentativelyUnreachable: Int32 = -2

  /// How many references an object may have; above it is room for those that a collection or a deallocation holds for a while.
  static let mostReferences = Int32.max - 16

  /// What is true of an object, from its type and its life.
  struct Flags: OptionSet, BitwiseCopyable {
    let rawValue: UInt16

    static let tuple = Flags(rawValue: 1)
    static let dict = Flags(rawValue: 2)
    static let weakref = Flags(rawValue: 4)
    static let atomic = Flags(rawValue: 8)
    static let hasFinalizer = Flags(rawValue: 16)
    static let legacy = Flags(rawValue: 32)
    static let hasFreeList = Flags(rawValue: 64)
    /// Its finalizer has been called; stays for life (_PyGC_FINALIZED).
    static let finalized = Flags(rawValue: 256)
    /// Its deallocation is past the finalizer: nothing can refer to it any more.
    static let dying = Flags(rawValue: 512)
    /// In the collection that is running, a finalizer or callback brought it back.
    static let resurrected = Flags(rawValue: 1024)
    /// In the collection that is running, it was kept for a legacy finalizer.
    static let uncollectable = Flags(rawValue: 2048)
    /// It is known to be garbage: a collection that runs has found it so, or `garbageAlive` has. Only while garbage is dated.
    static let garbage = Flags(rawValue: 4096)
    /// It has its date. Only while garbage is dated.
    static let dated = Flags(rawValue: 8192)

    /// It was there when recording began.
    static let initial = Flags(rawValue: 16384)
    /// It was young when the incremental collector last began to mark.
    static let wasYoung = Flags(rawValue: 32768)

    /// What is true only while a collection runs.
    static let ofCollection: Flags = [.resurrected, .uncollectable, .garbage]
  }

  // MARK: An object's fields, by slot

  private var objects: ObjectTable
  private var fields: ObjectFields

  var next: ObjectField<Int32> { @inline(__always) get { fields.next } }
  var previous: ObjectField<Int32> { @inline(__always) get { fields.previous } }
  var gcRefs: ObjectField<Int32> { @inline(__always) get { fields.gcRefs } }
  /// All references to it.
  var referenceCount: ObjectField<Int32> { @inline(__always) get { fields.referenceCount } }
  /// Those from outside the traced containers.
  var external: ObjectField<Int32> { @inline(__always) get { fields.external } }
  /// Index into `types`.
  var type: ObjectField<Int32> { @inline(__always) get { fields.type } }
  /// Its weak references and scripts: an index into `annexes`, or -1.
  var annex: ObjectField<Int32> { @inline(__always) get { fields.annex } }
  var flags: ObjectField<UInt16> { @inline(__always) get { fields.flags } }
  /// The `ObjectList` that it stands on, or `ObjectList.none`.
  var list: ObjectField<UInt8> { @inline(__always) get { fields.list } }
  /// The generation that it was in before the collection that is running, or is in.
  var generation: ObjectField<UInt8> { @inline(__always) get { fields.generation } }
  private(set) var size: Column<Int64>
  private(set) var rank: Column<Int32>
  /// What it refers to.
  var references: References

  // MARK: All objects

  /// By rank: the slot of an object alive, or a `Death`.
  var slotOfRank: Column<Int32>
  /// The slot that died last; each free slot's `next` is the one that died before it. -1: none is free.
  var freeSlot: Int32 = -1
  /// The first slot that was never used.
  var unusedSlot: Int32 = ObjectList.headCount
  var lengths: Column<Int64>
  var annexes = AnnexPool()
  let types: TypeTable
  var freeLists: FreeLists
  /// Deallocations, scripts and clears under way; empty between events.
  var frames = Stack(filler: Frame(step: .begin, object: -1))
  /// Weak references whose callbacks the deallocations in `frames` still have to call.
  var pendingCallbacks: [Int32] = []

  /// The counts, which deallocations move, and all else that a policy decides by.
  package internal(set) var pacing: Pacing
  /// What is going on now, for the objects that die of it.
  var cause: Death.Cause = .referenceCount
  /// The event (or the collection) that deaths are put down to.
  var causeIndex: Int64 = 0
  /// The moment, as `Moments` counts them: events, and two more for each collection.
  var now: Int64 = 0
  /// Gross bytes: of all objects born so far, whether or not they are still alive.
  package private(set) var bytesBorn: Int64 = 0

  package private(set) var objectsAlive: Int64 = 0
  package private(set) var bytesAlive: Int64 = 0
  package private(set) var peakObjects: Int64 = 0
  package private(set) var peakBytes: Int64 = 0
  /// Finalizers and weak-reference callbacks called so far.
  var finalizersCalled: Int64 = 0
  var callbacksCalled: Int64 = 0
  /// When references were added, where that is asked for.
  var referenceWatch: ReferenceWatch?
  /// The event in which the collection that runs, or ran last, began.
  var collectionEvent: Int64 = 0
  /// Whether `history` is filled in.
  var keepsHistory = false
  var history = History()
  /// How objects died, where that is asked for.
  var deaths: DeathTally?
  /// What garbage is dated by.
  var losses = Losses()

  /// An empty heap for a trace of `objectCount` objects.
  ///
  /// - Parameter simulatesFreeLists: whether free lists serve allocations by what waits on them, not by the log's `reused`.
  package init(
    types definitions: [TypeDefinition],
    objectCount: Int,
    simulatesFreeLists: Bool = false,
    pacing: Pacing = Pacing(thresholds: (0, 0, 0))
  ) {
    let capacity = 1024
    objects = ObjectTable(capacity: capacity)
    fields = ObjectFields(objects)
    size = Column(repeating: 0, capacity: capacity)
    rank = Column(repeating: -1, capacity: capacity)
    references = References(capacity: capacity)
    slotOfRank = Column(repeating: Death.unborn, capacity: objectCount)
    lengths = Column(repeating: 0, capacity: Int(ObjectList.headCount))
    types = TypeTable(definitions)
    freeLists = FreeLists(definitions, areSimulated: simulatesFreeLists)
    self.pacing = pacing
    for head in 0..<ObjectList.headCount {
      next[head] = head
      previous[head] = head
      gcRefs[head] = Heap.notCandidate
      referenceCount[head] = 0
      external[head] = 0
      type[head] = 0
      annex[head] = -1
      flags[head] = 0
      list[head] = ObjectList.none
      generation[head] = 0
    }
  }

  // MARK: Birth and death

  /// Gives a newborn object a slot, with one external reference; on no list yet. Amortised O(1). There is room for its bytes (`hasRoom`).
  mutating func makeObject(rank newRank: Int32, type newType: Int32, size newSize: Int64) -> Int32 {
    let slot = takeSlot()
    gcRefs[slot] = Heap.notCandidate
    referenceCount[slot] = 1
    external[slot] = 1
    flags[slot] = types.flags(at: newType).rawValue
    type[slot] = newType
    size[slot] = newSize
    rank[slot] = newRank
    annex[slot] = -1
    generation[slot] = 0
    slotOfRank[newRank] = slot
    objectsAlive += 1
    bytesAlive &+= newSize
    bytesBorn &+= newSize
    if losses.isKept { noteBirth(of: slot) }
    if objectsAlive > peakObjects { peakObjects = objectsAlive }
    if bytesAlive > peakBytes { peakBytes = bytesAlive }
    return slot
  }

  @inline(__always) private mutating func takeSlot() -> Int32 {
    let slot = freeSlot
    guard slot >= 0 else { return takeUnusedSlot() }
    freeSlot = next[slot]
    return slot
  }

  private mutating func takeUnusedSlot() -> Int32 {
    if Int(unusedSlot) == objects.capacity { grow() }
    defer { unusedSlot += 1 }
    // What `makeObject` does not set, since an object's death leaves it so.
    list[unusedSlot] = ObjectList.none
    references.begin(unusedSlot)
    return unusedSlot
  }

  private mutating func grow() {
    let capacity = objects.capacity + max(objects.capacity / 2, 1024)
    objects.grow(to: capacity)
    fields = ObjectFields(objects)
    size.grow(to: capacity)
    rank.grow(to: capacity)
    references.grow(to: capacity)
    losses.grow(to: capacity)
  }

  /// Starts keeping what garbage is dated by.
  mutating func keepLosses(_ mode: Losses.Mode) {
    losses.begin(mode, capacity: objects.capacity)
  }

  /// Returns a dead object's slot, when nothing of it is left but its numbers.
  @inline(__always) mutating func free(_ slot: Int32) {
    if losses.isKept { noteDeath(of: slot) }
    objectsAlive -= 1
    bytesAlive &-= size[slot]
    slotOfRank[rank[slot]] = Death(cause: cause, index: causeIndex).encoded
    next[slot] = freeSlot
    freeSlot = slot
  }

  /// Whether the bytes alive can still be counted with an object of that size, in place of one of another size or of none.
  @inline(__always) func hasRoom(forBytes newSize: Int64, inPlaceOf oldSize: Int64 = 0) -> Bool {
    newSize <= Int64.max &- (bytesAlive &- oldSize)
  }

  /// The object grew or shrank; there is room for it (`hasRoom`).
  mutating func resize(_ slot: Int32, to newSize: Int64) {
    bytesAlive &+= newSize &- size[slot]
    if bytesAlive > peakBytes { peakBytes = bytesAlive }
    size[slot] = newSize
    noteChange(of: slot)
  }

  @inline(__always) func has(_ flag: Flags, _ slot: Int32) -> Bool {
    flags[slot] & flag.rawValue != 0
  }

  @inline(__always) mutating func set(_ flag: Flags, _ slot: Int32) {
    flags[slot] |= flag.rawValue
  }
}
