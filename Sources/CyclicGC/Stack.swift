/// A stack: an array that is never shared, so no check precedes a change. Appending is amortised O(1), all else O(1).
struct Stack<Element: BitwiseCopyable>: ~Copyable {
  private var elements: Column<Element>
  private(set) var count = 0

  /// An empty stack; `filler` is never seen.
  init(filler: Element) {
    elements = Column(repeating: filler, capacity: 64)
  }

  var isEmpty: Bool { count == 0 }

  /// The element at `index`, from 0 for the one that was put there first.
  subscript(index: Int) -> Element {
    @inline(__always) get {
      assert(index < count)
      return elements[Int32(truncatingIfNeeded: index)]
    }
    @inline(__always) set {
      assert(index < count)
      elements[Int32(truncatingIfNeeded: index)] = newValue
    }
  }

  @inline(__always) mutating func append(_ element: Element) {
    if count == elements.capacity { elements.grow(to: 2 * count) }
    count &+= 1
    self[count &- 1] = element
  }

  @inline(__always) mutating func removeLast() {
    assert(count > 0)
    count &-= 1
  }
}
