internal import Glibc

/// A block of numbers for an algorithm: an array that is never shared. Only debug builds check its indices.
///
/// All unsafe code of this module is here. An index is a node or a position, which `HeapGraph` checked when the graph was built.
@safe struct Numbers<Element: BitwiseCopyable>: ~Copyable {
  private let base: UnsafeMutablePointer<Element>
  let count: Int

  /// `count` numbers, all `value`.
  init(repeating value: Element, count: Int) {
    self.init(room: count)
    unsafe base.update(repeating: value, count: count)
  }

  /// `count` numbers with undefined values.
  init(room count: Int) {
    let bytes = max(count, 1) * MemoryLayout<Element>.stride
    guard let room = unsafe malloc(bytes) else { fatalError("out of memory") }
    unsafe base = room.bindMemory(to: Element.self, capacity: count)
    self.count = count
  }

  deinit {
    unsafe free(base)
  }

  subscript(index: Int) -> Element {
    @inline(__always) get {
      assert(index >= 0 && index < count)
      return unsafe base[index]
    }
    @inline(__always) nonmutating set {
      assert(index >= 0 && index < count)
      unsafe base[index] = newValue
    }
  }

  @inline(__always) subscript(index: Int32) -> Element {
    @inline(__always) get { self[Int(index)] }
    @inline(__always) nonmutating set { self[Int(index)] = newValue }
  }

  /// The first `length` numbers as an array. O(length).
  func array(prefix length: Int) -> [Element] {
    assert(length <= count)
    return unsafe Array(UnsafeBufferPointer(start: base, count: length))
  }

  /// All of them as an array. O(count).
  consuming func array() -> [Element] { array(prefix: count) }
}

/// The rows of a graph while an algorithm reads them.
@safe struct Rows {
  private let starts: UnsafePointer<Int32>
  private let targets: UnsafePointer<Int32>
  private let nodes: Int
  private let references: Int

  /// The result is valid as long as both arguments are.
  @unsafe init(_ starts: UnsafeBufferPointer<Int32>, _ targets: UnsafeBufferPointer<Int32>) {
    // An empty buffer may have no address. It is never read.
    unsafe self.starts = starts.baseAddress ?? UnsafePointer(Self.nothing)
    unsafe self.targets = targets.baseAddress ?? UnsafePointer(Self.nothing)
    nodes = starts.count - 1
    references = targets.count
  }

  private static var nothing: UnsafeMutablePointer<Int32> {
    unsafe UnsafeMutablePointer(bitPattern: MemoryLayout<Int32>.alignment) ?? .allocate(capacity: 1)
  }

  /// Where the references of a node begin.
  @inline(__always) func start(_ node: Int32) -> Int32 {
    assert(node >= 0 && Int(node) < nodes)
    return unsafe starts[Int(node)]
  }

  /// Where they end.
  @inline(__always) func end(_ node: Int32) -> Int32 {
    assert(node >= 0 && Int(node) < nodes)
    return unsafe starts[Int(node) + 1]
  }

  @inline(__always) func target(_ index: Int32) -> Int32 {
    assert(index >= 0 && Int(index) < references)
    return unsafe targets[Int(index)]
  }
}
