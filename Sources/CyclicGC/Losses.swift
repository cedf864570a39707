/// When objects lost what may have kept them alive: what garbage is dated by, kept only where it is asked for.
///
/// The algorithm is Merlin's (Hertz, Blackburn, Moss, McKinley, Stefanovic: "Error-free garbage collection traces: how to cheat and not get
/// caught", SIGMETRICS 2002). Each loss of a reference stamps the object that was referred to with the moment. An object of which it is known
/// that it is unreachable became so at the latest stamp among those that reach it: the last reference that went from a path to it stamped one
/// of them. So the stamps of garbage, spread along its references, the latest first, are the moments asked for (`Heap.dateGarbage`).
///
/// That holds as long as garbage is left alone, which a program cannot help: it cannot change what it cannot reach. A recorder that guesses
/// the order of events can, and a finalizer's script can. `touched` tells: garbage that was changed after it became garbage makes the
/// replay *irregular*, and `BoundaryGraph` has to date it instead. Only garbage that is changed and then brought back gets away with it: by
/// then it is none.
struct Losses: ~Copyable {
  /// What is kept of an object.
  struct Stamp: BitwiseCopyable {
    /// The moment of its latest loss.
    var moment: Int64
    /// Bytes born by then.
    var bytesBorn: Int64
    /// The moment at which it last changed what it refers to, its size, or what holds it from outside.
    var touched: Int64
  }

  /// How garbage is dated.
  enum Mode { case off, stamps, boundaries }

  private(set) var mode = Mode.off
  /// By slot; with no room while nothing is kept.
  private var stamps = Column(repeating: Stamp(moment: 0, bytesBorn: 0, touched: 0), capacity: 0)
  /// Garbage deallocated since the records were last taken.
  var records: [GarbageRecord] = []
  /// Garbage was changed: the stamps are not to be trusted.
  var isIrregular = false
  /// With `boundaries`: the objects, by rank, that changed since the last boundary.
  var changed: [Int32] = []
  /// With `boundaries`: the heap as it was at the last boundary.
  var graph: BoundaryGraph?
  /// Room for `Heap.dateGarbage`.
  var dated: [Dated] = []
  var stack = Stack<Int32>(filler: -1)

  /// An object to be dated.
  struct Dated: BitwiseCopyable {
    var moment: Int64
    var slot: Int32
  }

  @inline(__always) var isKept: Bool { mode != .off }

  /// Starts keeping, for slots below `capacity`.
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
