/// The moments at which objects lost references that may have kept them alive. They date garbage, and are kept only on request.
///
/// The algorithm is Merlin (Hertz, Blackburn, Moss, McKinley, Stefanovic: "Error-free garbage collection traces: how to cheat and not get
/// caught", SIGMETRICS 2002). Each loss of a reference stamps the reference's target with the moment. An object that is known to be
/// unreachable became so at the latest stamp among the objects that reach it, because the last reference that went from a path to it
/// stamped one of them. The moments are therefore found by spreading the stamps of garbage along its references, the latest first
/// (`Heap.dateGarbage`).
///
/// This holds as long as nothing changes garbage. A program cannot change what it cannot reach. A recorder that guesses the order of
/// events can, and so can a finalizer's script. `touched` detects such changes: garbage that was changed after it became garbage makes
/// the replay *irregular*, and `BoundaryGraph` has to date it instead. Only garbage that is changed and then resurrected goes unnoticed,
/// and by then it is no garbage.
struct Losses: ~Copyable {
  /// The data for one object.
  struct Stamp: BitwiseCopyable {
    /// The moment of its latest loss of a reference.
    var moment: Int64
    /// Bytes born up to that moment.
    var bytesBorn: Int64
    /// The moment of the latest change of its references, its size, or the references to it from outside.
    var touched: Int64
  }

  /// How garbage is dated.
  enum Mode { case off, stamps, boundaries }

  private(set) var mode = Mode.off
  /// By slot; without room while nothing is kept.
  private var stamps = Column(repeating: Stamp(moment: 0, bytesBorn: 0, touched: 0), capacity: 0)
  /// Garbage deallocated since the records were last taken.
  var records: [GarbageRecord] = []
  /// Whether garbage was changed. The stamps cannot be trusted then.
  var isIrregular = false
  /// With `boundaries`: the objects, by rank, that changed since the last boundary.
  var changed: [Int32] = []
  /// With `boundaries`: the heap as it was at the last boundary.
  var graph: BoundaryGraph?
  /// Working memory of `Heap.dateGarbage`.
  var dated: [Dated] = []
  var stack = Stack<Int32>(filler: -1)

  /// An object to be dated.
  struct Dated: BitwiseCopyable {
    var moment: Int64
    var slot: Int32
  }

  @inline(__always) var isKept: Bool { mode != .off }

  /// Starts keeping the data, for slots below `capacity`.
  mutating func begin(_ mode: Mode, capacity: Int) {
    self.mode = mode
    if mode == .boundaries { graph = BoundaryGraph() }
    stamps.grow(to: capacity)
  }

  mutating func grow(to capacity: Int) {
    if isKept { stamps.grow(to: capacity) }
  }

  subscript(slot: Int32) -> Stamp {
    @inline(__always) get { stamps[slot] }
    @inline(__always) set { stamps[slot] = newValue }
  }
}
