/// The references of every object: for each object a short list in the order of addition, all in one pool.
///
/// A list is a span of the pool whose room is a power of two. Freed room waits for the next list of that size. Consecutive references to
/// the same target share an entry. Appending is amortised O(1). Removing searches from the end, because the log's `unref` drops the
/// latest reference. A list of more than `wideLength` entries has an index by target, and leaves holes (`target` -1), which readers skip.
struct References: ~Copyable {
  /// Consecutive references from one holder to one target.
  struct Entry: BitwiseCopyable {
    /// The target's slot; -1: a hole.
    var target: Int32
    var count: Int32
  }

  /// An object's list: entries `start` ..< `start + length` of the pool.
  struct Span: BitwiseCopyable {
    var start: Int32 = 0
    var length: Int32 = 0
    /// The room is 1 << (roomClass - 1) entries; 0: none.
    var roomClass: Int32 = 0

    var end: Int32 { start + length }
    @inline(__always) var room: Int32 { roomClass == 0 ? 0 : 1 &<< (roomClass - 1) }
  }

  /// For a list that is too long to search.
  struct WideIndex {
    /// The last entry of each target.
    var last: [Int32: Int32] = [:]
    /// Targets that have had more than one entry at a time.
    var repeated: Set<Int32> = []
    var holes: Int32 = 0

    mutating func note(_ target: Int32, at position: Int32) {
      if last.updateValue(position, forKey: target) != nil { repeated.insert(target) }
    }

    /// Notes that the last entry of the target became a hole. Always returns true, so that callers can chain it to the index's existence.
    mutating func forget(_ target: Int32) -> Bool {
      last[target] = nil
      holes += 1
      return true
    }
  }

  /// Lists longer than this are indexed.
  static let wideLength: Int32 = 64

  private var pool: Column<Entry>
  private(set) var used: Int32 = 0
  private var spans: Column<Span>
  /// By room class, the start of the span that was freed last. The target of its first entry is the start of the one freed before it; -1:
  /// none.
  private var freeSpans = Column<Int32>(repeating: -1, capacity: 33)
  private(set) var wideIndexes: [Int32: WideIndex] = [:]

  init(capacity: Int) {
    pool = Column(repeating: Entry(target: -1, count: 0), capacity: capacity)
    spans = Column(repeating: Span(), capacity: capacity)
  }

  mutating func grow(to capacity: Int) {
    spans.grow(to: capacity)
  }

  /// An empty list for a holder that never had one.
  mutating func begin(_ holder: Int32) { spans[holder] = Span() }

  @inline(__always) func span(of holder: Int32) -> Span { spans[holder] }
  /// The span of a room class that was freed last; -1: none.
  func freeStart(ofClass roomClass: Int32) -> Int32 { freeSpans[roomClass] }
  @inline(__always) func entry(at index: Int32) -> Entry { pool[index] }

  /// Adds `count` references at the end. Returns false if the entry cannot count that many.
  @inline(__always) mutating func append(_ target: Int32, count: Int32, to holder: Int32) -> Bool {
    var span = spans[holder]
    if span.length > 0 {
      let last = pool[span.end - 1]
      if last.target == target {
        let (sum, overflow) = last.count.addingReportingOverflow(count)
        guard !overflow else { return false }
        pool[span.end - 1].count = sum
        return true
      }
    }
    if span.length == span.room {
      span = widen(span)
    }
    pool[span.end] = Entry(target: target, count: count)
    span.length += 1
    spans[holder] = span
    if span.length > References.wideLength { note(target, of: holder) }
    return true
  }

  /// The number of references from the holder to the target. O(length).
  func count(of target: Int32, in holder: Int32) -> Int64 {
    let span = spans[holder]
    var total: Int64 = 0
    for index in span.start..<span.end where pool[index].target == target {
      total += Int64(pool[index].count)
    }
    return total
  }

  /// Removes the latest `count` references to the target. Returns false and does nothing if there are fewer.
  mutating func remove(_ target: Int32, count: Int32, from holder: Int32) -> Bool {
    guard let last = lastIndex(of: target, in: holder),
      pool[last].count >= count || self.count(of: target, in: holder) >= Int64(count)
    else { return false }
    var left = count
    while left > 0, let index = lastIndex(of: target, in: holder) {
      let held = pool[index].count
      if held > left {
        pool[index].count = held - left
        return true
      }
      removeEntry(at: index, of: holder)
      left -= held
    }
    return true
  }

  /// Detaches the whole list from the holder, which has none afterwards. The caller reads the list and then passes it to `free`.
  mutating func detach(from holder: Int32) -> Span {
    let span = spans[holder]
    spans[holder] = Span()
    if span.length > References.wideLength { wideIndexes[holder] = nil }
    return span
  }

  /// Frees the room of a detached list.
  @inline(__always) mutating func free(_ span: Span) {
    guard span.roomClass > 0 else { return }
    pool[span.start].target = freeSpans[span.roomClass]
    freeSpans[span.roomClass] = span.start
  }

  // MARK: Room

  /// Moves the list to twice the room.
  private mutating func widen(_ span: Span) -> Span {
    var wider = Span(start: 0, length: span.length, roomClass: span.roomClass + 1)
    wider.start = takeRoom(ofClass: wider.roomClass)
    if span.length > 0 { pool.move(from: span.start, to: wider.start, count: span.length) }
    free(span)
    return wider
  }

  @inline(__always) private mutating func takeRoom(ofClass roomClass: Int32) -> Int32 {
    let free = freeSpans[roomClass]
    if free >= 0 {
      freeSpans[roomClass] = pool[free].target
      return free
    }
    let start = used
    used += 1 << (roomClass - 1)
    if Int(used) > pool.capacity {
      let capacity = max(Int(used), pool.capacity + pool.capacity / 2)
      pool.grow(to: capacity)
    }
    return start
  }

  // MARK: Long lists

  /// Updates the index for an entry that was just appended. Creates the index when the list has just become long.
  private mutating func note(_ target: Int32, of holder: Int32) {
    let span = spans[holder]
    guard span.length > References.wideLength + 1 else { return reindex(holder) }
    let position = span.length - 1
    wideIndexes[holder, default: WideIndex()].note(target, at: position)
  }

  /// Closes the holes and indexes the rest.
  private mutating func reindex(_ holder: Int32) {
    var span = spans[holder]
    // Drops the old index before it builds the new one, to save memory. Both may be large.
    wideIndexes[holder] = nil
    var index = WideIndex()
    var kept: Int32 = 0
    for position in 0..<span.length {
      let entry = pool[span.start + position]
      guard entry.target >= 0 else { continue }
      pool[span.start + kept] = entry
      index.note(entry.target, at: kept)
      kept += 1
    }
    span.length = kept
    spans[holder] = span
    if kept > References.wideLength { wideIndexes[holder] = index }
  }

  /// The position of the target's last entry in the pool.
  private func lastIndex(of target: Int32, in holder: Int32) -> Int32? {
    let span = spans[holder]
    if span.length > References.wideLength {
      return wideIndexes[holder]?.last[target].map { span.start + $0 }
    }
    var index = span.end - 1
    while index >= span.start {
      if pool[index].target == target { return index }
      index -= 1
    }
    return nil
  }

  private mutating func removeEntry(at index: Int32, of holder: Int32) {
    var span = spans[holder]
    guard span.length > References.wideLength else {
      pool.move(from: index + 1, to: index, count: span.end - index - 1)
      span.length -= 1
      spans[holder] = span
      return
    }
    let target = pool[index].target
    pool[index] = Entry(target: -1, count: 0)
    guard wideIndexes[holder]?.forget(target) == true else { return }
    relocate(target, before: index, of: holder)
    if let holes = wideIndexes[holder]?.holes, holes * 2 > span.length { reindex(holder) }
  }

  /// Finds the entry of a target before the one that was just removed, if there is one, and indexes it.
  private mutating func relocate(_ target: Int32, before index: Int32, of holder: Int32) {
    guard wideIndexes[holder]?.repeated.contains(target) == true else { return }
    let start = spans[holder].start
    var earlier = index - 1
    while earlier >= start {
      if pool[earlier].target == target {
        wideIndexes[holder]?.last[target] = earlier - start
        return
      }
      earlier -= 1
    }
  }
}
