package import HeapTrace

/// All objects alive, field by field: the contents of CPython's object headers, and the references between objects.
///
/// An object is a *slot*, an index into the fields. A later object takes over the slot of a dead one. The log's objects are known by
/// *rank* (see `ObjectNumbering`). `slotOfRank` converts a rank to a slot, and remembers how dead objects died.
///
/// The values of `gcRefs`:
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

  /// The most references to an object. Above it is room for those that a collection or a deallocation holds for a while.
  static let mostReferences = Int32.max - 16

  /// Properties of an object, from its type and its life.
  struct Flags: OptionSet, BitwiseCopyable {
    let rawValue: UInt16

    static let tuple = Flags(rawValue: 1)
    static let dict = Flags(rawValue: 2)
    static let weakref = Flags(rawValue: 4)
    static let atomic = Flags(rawValue: 8)
    static let hasFinalizer = Flags(rawValue: 16)
    static let legacy = Flags(rawValue: 32)
    static let hasFreeList = Flags(rawValue: 64)
    /// The finalizer has been called. Stays for life (_PyGC_FINALIZED).
    static let finalized = Flags(rawValue: 256)
    /// The deallocation is past the finalizer, and nothing can refer to the object any more.
    static let dying = Flags(rawValue: 512)
    /// A finalizer or callback has resurrected the object in the running collection.
    static let resurrected = Flags(rawValue: 1024)
    /// The object was kept for a legacy finalizer in the running collection.
    static let uncollectable = Flags(rawValue: 2048)
    /// The object is known to be garbage, because the running collection or `garbageAlive` found it so. Used only while garbage is dated.
    static let garbage = Flags(rawValue: 4096)
    /// The object has its date. Used only while garbage is dated.
    static let dated = Flags(rawValue: 8192)

    /// The object existed when recording began.
    static let initial = Flags(rawValue: 16384)
    /// The object was young when the incremental collector last began to mark.
    static let wasYoung = Flags(rawValue: 32768)

    /// The flags that are set only while a collection runs.
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
  /// The references from outside the traced containers.
  var external: ObjectField<Int32> { @inline(__always) get { fields.external } }
  /// Index into `types`.
  var type: ObjectField<Int32> { @inline(__always) get { fields.type } }
  /// Its weak references and scripts: an index into `annexes`, or -1.
  var annex: ObjectField<Int32> { @inline(__always) get { fields.annex } }
  var flags: ObjectField<UInt16> { @inline(__always) get { fields.flags } }
  /// The `ObjectList` that the object is on, or `ObjectList.none`.
  var list: ObjectField<UInt8> { @inline(__always) get { fields.list } }
  /// The generation of the object; for a candidate, its generation before the running collection.
  var generation: ObjectField<UInt8> { @inline(__always) get { fields.generation } }
  /// What is gone when the object is: its own size and its payload.
  private(set) var size: Column<Int64>
  /// Of it, what the log does not describe; all 0 where no log says of any.
  private var payloads = Payloads()
  private(set) var rank: Column<Int32>
  /// The references from each object.
  var references: References

  // MARK: All objects

  /// By rank: the slot of an object alive, or a `Death`.
  var slotOfRank: Column<Int32>
  /// The slot that was freed last. Each free slot's `next` is the one that was freed before it. -1: none is free.
  var freeSlot: Int32 = -1
  /// The first slot that was never used.
  var unusedSlot: Int32 = ObjectList.headCount
  var lengths: Column<Int64>
  var annexes = AnnexPool()
  let types: TypeTable
  var freeLists: FreeLists
  /// Deallocations, scripts and clears in progress; empty between events.
  var frames = Stack(filler: Frame(step: .begin, object: -1))
  /// Weak references whose callbacks the deallocations in `frames` have yet to call.
  var pendingCallbacks: [Int32] = []

  /// The counts, which deallocations change, and the other values on which a policy bases its decisions.
  package internal(set) var pacing: Pacing
  /// What is happening now: the cause of deaths.
  var cause: Death.Cause = .referenceCount
  /// The event or the collection to which deaths are attributed.
  var causeIndex: Int64 = 0
  /// The moment, as `Moments` counts them: one for each event, and two more for each collection.
  var now: Int64 = 0
  /// The bytes of all objects born so far, whether or not they are still alive.
  package private(set) var bytesBorn: Int64 = 0

  package private(set) var objectsAlive: Int64 = 0
  package private(set) var bytesAlive: Int64 = 0
  package private(set) var peakObjects: Int64 = 0
  package private(set) var peakBytes: Int64 = 0
  /// Finalizers and weak-reference callbacks called so far.
  var finalizersCalled: Int64 = 0
  var callbacksCalled: Int64 = 0
  /// When references were added; kept only on request.
  var referenceWatch: ReferenceWatch?
  /// The event in which the running or latest collection began.
  var collectionEvent: Int64 = 0
  /// Whether to fill in `history`.
  var keepsHistory = false
  var history = History()
  /// How objects died; kept only on request.
  var deaths: DeathTally?
  /// The data that dates garbage.
  var losses = Losses()

  /// An empty heap for a trace of `objectCount` objects.
  ///
  /// - Parameter simulatesFreeLists: whether the contents of free lists decide which allocations they serve, and not the log's `reused`.
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

  /// Gives a newborn object a slot, with one external reference and on no list. Amortised O(1). The caller has checked that there is room
  /// for its bytes (`hasRoom`).
  mutating func makeObject(rank newRank: Int32, type newType: Int32, size newSize: Int64) -> Int32 {
    let slot = takeSlot()
    gcRefs[slot] = Heap.notCandidate
    referenceCount[slot] = 1
    external[slot] = 1
    flags[slot] = types.flags(at: newType).rawValue
    type[slot] = newType
    size[slot] = newSize
    if payloads.isKept { payloads[slot] = 0 }
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
    // Fields that `makeObject` does not set, because an object's death leaves them in this state.
    list[unusedSlot] = ObjectList.none
    references.begin(unusedSlot)
    return unusedSlot
  }

  private mutating func grow() {
    let capacity = objects.capacity + max(objects.capacity / 2, 1024)
    objects.grow(to: capacity)
    fields = ObjectFields(objects)
    size.grow(to: capacity)
    payloads.grow(to: capacity)
    rank.grow(to: capacity)
    references.grow(to: capacity)
    losses.grow(to: capacity)
  }

  /// Starts keeping the data that dates garbage.
  mutating func keepLosses(_ mode: Losses.Mode) {
    losses.begin(mode, capacity: objects.capacity)
  }

  /// Frees the slot of a dead object of which nothing else is left.
  @inline(__always) mutating func free(_ slot: Int32) {
    if losses.isKept { noteDeath(of: slot) }
    objectsAlive -= 1
    bytesAlive &-= size[slot]
    slotOfRank[rank[slot]] = Death(cause: cause, index: causeIndex).encoded
    next[slot] = freeSlot
    freeSlot = slot
  }

  /// Whether the sum of bytes alive can still be counted with an object of that size, in the place of one of another size or of none.
  @inline(__always) func hasRoom(forBytes newSize: Int64, inPlaceOf oldSize: Int64 = 0) -> Bool {
    newSize <= Int64.max &- (bytesAlive &- oldSize)
  }

  /// Changes the size of an object. The caller has checked that there is room (`hasRoom`).
  mutating func resize(_ slot: Int32, to newSize: Int64) {
    setBytes(of: slot, to: newSize &+ payload(of: slot))
  }

  /// What the object alone keeps alive besides, and the log does not describe, came to so many bytes; there is room for them (`hasRoom`).
  mutating func setPayload(of slot: Int32, to newPayload: Int64) {
    let own = ownSize(of: slot)
    payloads.begin(capacity: objects.capacity)
    payloads[slot] = newPayload
    setBytes(of: slot, to: own &+ newPayload)
  }

  private mutating func setBytes(of slot: Int32, to newBytes: Int64) {
    bytesAlive &+= newBytes &- size[slot]
    if bytesAlive > peakBytes { peakBytes = bytesAlive }
    size[slot] = newBytes
    noteChange(of: slot)
  }

  /// What the log says that the object alone keeps alive, bytes.
  func payload(of slot: Int32) -> Int64 { payloads.isKept ? payloads[slot] : 0 }

  /// The object's own bytes, without its payload.
  func ownSize(of slot: Int32) -> Int64 { size[slot] &- payload(of: slot) }

  @inline(__always) func has(_ flag: Flags, _ slot: Int32) -> Bool {
    flags[slot] & flag.rawValue != 0
  }

  @inline(__always) mutating func set(_ flag: Flags, _ slot: Int32) {
    flags[slot] |= flag.rawValue
  }
}
