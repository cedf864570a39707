internal import Glibc

/// A growable block of memory, indexed by slot or by another number that `Heap` assigns.
///
/// All unsafe code of this module is here and in `ObjectTable`. Debug builds, which the tests use, check indices. A number of a log
/// becomes an index only after `Heap` has found its object alive.
@safe package struct Column<Element: BitwiseCopyable>: ~Copyable {
  private var base: UnsafeMutablePointer<Element>
  package private(set) var capacity: Int

  /// A column of `capacity` elements, all `value`.
  package init(repeating value: Element, capacity: Int) {
    unsafe base = Self.room(for: capacity, inPlaceOf: nil)
    self.capacity = capacity
    unsafe base.update(repeating: value, count: capacity)
  }

  deinit {
    unsafe free(base)
  }

  package subscript(index: Int32) -> Element {
    @inline(__always) get {
      assert(index >= 0 && Int(index) < capacity)
      return unsafe base[Int(index)]
    }
    @inline(__always) set {
      assert(index >= 0 && Int(index) < capacity)
      unsafe base[Int(index)] = newValue
    }
  }

  /// Makes room for `newCapacity` elements. O(old capacity) at most. The system moves the pages of a large column, not their contents, so
  /// the column never exists twice.
  ///
  /// The new elements are undefined until they are set. The system does not provide memory that is never written, so unused room costs
  /// nothing.
  package mutating func grow(to newCapacity: Int) {
    guard newCapacity > capacity else { return }
    unsafe base = Self.room(for: newCapacity, inPlaceOf: base)
    capacity = newCapacity
  }

  private static func room(
    for capacity: Int,
    inPlaceOf old: UnsafeMutablePointer<Element>?
  ) -> UnsafeMutablePointer<Element> {
    // malloc's alignment is enough for every field of an object: at most 16 bytes.
    assert(MemoryLayout<Element>.alignment <= 16)
    let bytes = max(capacity, 1) * MemoryLayout<Element>.stride
    guard let room = unsafe realloc(old, bytes) else { fatalError("out of memory") }
    return unsafe room.assumingMemoryBound(to: Element.self)
  }

  /// Moves `count` elements that start at `source` to where `destination` starts; the two may overlap.
  package mutating func move(from source: Int32, to destination: Int32, count: Int32) {
    assert(source >= 0 && Int(source) + Int(count) <= capacity)
    assert(destination >= 0 && Int(destination) + Int(count) <= capacity)
    unsafe (base + Int(destination)).update(from: base + Int(source), count: Int(count))
  }
}
