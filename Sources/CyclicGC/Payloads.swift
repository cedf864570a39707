/// The bytes that objects keep alive and that no object of the log stands for (`payload`), by slot: kept from the first that a log tells
/// of, so that one that tells of none pays nothing.
struct Payloads: ~Copyable {
  private var bytes = Column<Int64>(repeating: 0, capacity: 0)
  private(set) var isKept = false

  /// Starts keeping them: 0 for each of the `capacity` slots. O(capacity) the first time.
  mutating func begin(capacity: Int) {
    guard !isKept else { return }
    isKept = true
    bytes = Column(repeating: 0, capacity: capacity)
  }

  /// Makes room for more slots, which hold anything until they are set.
  mutating func grow(to capacity: Int) {
    if isKept { bytes.grow(to: capacity) }
  }

  subscript(slot: Int32) -> Int64 {
    @inline(__always) get { bytes[slot] }
    @inline(__always) set { bytes[slot] = newValue }
  }
}
