internal import Glibc

/// The fields of an object that deallocations and collections use: 32 bytes for each object, all within one line of the processor's
/// cache.
///
/// Once long-lived objects come and go, a program's young objects get slots that are scattered over the heap. With a column for each
/// field, every field of every object would be a cache line of its own.
@safe struct ObjectTable: ~Copyable {
  static let stride = 32
  /// The size of a cache line. No object crosses two lines.
  private static let alignment = 64

  /// The allocated memory, and the position of the first object in it.
  private var block: UnsafeMutableRawPointer
  private var base: UnsafeMutableRawPointer
  private(set) var capacity: Int

  /// Room for `capacity` objects, whose fields are undefined until they are set.
  init(capacity: Int) {
    unsafe block = Self.room(for: capacity, inPlaceOf: nil)
    unsafe base = block.alignedUp(toMultipleOf: Self.alignment)
    self.capacity = capacity
  }

  deinit {
    unsafe free(block)
  }

  /// Makes room for `newCapacity` objects. Existing `ObjectFields` become invalid. O(old capacity) at most; as with `Column`, the table
  /// never exists twice.
  mutating func grow(to newCapacity: Int) {
    guard newCapacity > capacity else { return }
    let offset = unsafe base - block
    unsafe block = Self.room(for: newCapacity, inPlaceOf: block)
    unsafe base = block.alignedUp(toMultipleOf: Self.alignment)
    if unsafe base - block != offset {
      unsafe memmove(base, block + offset, capacity * Self.stride)
    }
    capacity = newCapacity
  }

  /// The field that lies `offset` bytes from an object's beginning.
  func field<Element>(at offset: Int) -> ObjectField<Element> {
    assert(offset >= 0 && offset + MemoryLayout<Element>.size <= Self.stride)
    assert(offset % MemoryLayout<Element>.alignment == 0)
    return unsafe ObjectField(base: base + offset, capacity: capacity)
  }

  private static func room(
    for capacity: Int,
    inPlaceOf old: UnsafeMutableRawPointer?
  ) -> UnsafeMutableRawPointer {
    guard let room = unsafe realloc(old, max(capacity, 1) * stride + alignment) else {
      fatalError("out of memory")
    }
    return unsafe room
  }
}

/// One field of all objects of an `ObjectTable`, indexed by slot, until the table grows.
@safe struct ObjectField<Element: BitwiseCopyable> {
  private let base: UnsafeMutableRawPointer
  private let capacity: Int

  fileprivate init(base: UnsafeMutableRawPointer, capacity: Int) {
    unsafe self.base = unsafe base
    self.capacity = capacity
  }

  subscript(slot: Int32) -> Element {
    @inline(__always) get {
      assert(slot >= 0 && Int(slot) < capacity)
      return unsafe base.load(fromByteOffset: Int(slot) * ObjectTable.stride, as: Element.self)
    }
    @inline(__always) nonmutating set {
      assert(slot >= 0 && Int(slot) < capacity)
      unsafe base.storeBytes(
        of: newValue,
        toByteOffset: Int(slot) * ObjectTable.stride,
        as: Element.self
      )
    }
  }
}

/// The offset of each field, the wider ones first: 32 bytes in all.
struct ObjectFields {
  let next: ObjectField<Int32>
  let previous: ObjectField<Int32>
  let gcRefs: ObjectField<Int32>
  let referenceCount: ObjectField<Int32>
  let external: ObjectField<Int32>
  let type: ObjectField<Int32>
  let annex: ObjectField<Int32>
  let flags: ObjectField<UInt16>
  let list: ObjectField<UInt8>
  let generation: ObjectField<UInt8>

  init(_ objects: borrowing ObjectTable) {
    next = objects.field(at: 0)
    previous = objects.field(at: 4)
    gcRefs = objects.field(at: 8)
    referenceCount = objects.field(at: 12)
    external = objects.field(at: 16)
    type = objects.field(at: 20)
    annex = objects.field(at: 24)
    flags = objects.field(at: 28)
    list = objects.field(at: 30)
    generation = objects.field(at: 31)
  }
}
