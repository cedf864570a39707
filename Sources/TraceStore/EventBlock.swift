package import HeapTrace

/// Up to 512 events as a row of `event_block`, being filled; `schema.sql` says what the columns hold.
///
/// The view `event` reads the text columns. `detail` holds what it does not show and a replay needs, as LEB128 numbers in the
/// order of the events (folded: as `PackedColumn.fold` does):
///
/// | kind | numbers |
/// | --- | --- |
/// | alloc, weakref | type x 4 + (2 if flags follow) + (1 if a site follows), size, flags, site |
/// | heap | as alloc, then generation + 1 |
/// | watch, debug | flags |
/// | state | five folded |
/// | threshold | how many, then each folded |
/// | finalizer, callback | the letter of what the script does, 0 for nothing; ref and unref: folded (second object - first) |
package struct EventBlock {
  /// The most events in a block: `position` has that many indices.
  package static let capacity = 512
  /// Codes up to this one encode the distance of an object from another; codes above it encode the object's number.
  static let relativeCodes: UInt64 = 579_582

  package private(set) var firstSequence: Int64 = 0
  /// The letters of the events.
  package private(set) var kinds: [UInt8] = []
  package private(set) var line: Int64 = 0
  package private(set) var lineGap = PackedColumn()
  /// Whether any of `lineGap` is not 0.
  package private(set) var hasLineGap = false
  package private(set) var timeBefore: Int64?
  package private(set) var times = SparseNumbers()
  package private(set) var baseObject: Int64 = 0
  package private(set) var object = PackedColumn()
  /// Empty if no event of the block has a second object.
  package private(set) var target = PackedColumn()
  package private(set) var n = SparseNumbers()
  /// The names of references; empty if no event of the block has one.
  package private(set) var named = PackedColumn()
  package private(set) var detail = VarintWriter()
  /// The value of the last `time` before or in the block.
  package private(set) var timeAfter: Int64?

  private var sample: [Int64] = []

  package init() {}

  /// Takes as many events as fit from a batch of a `TraceReader`, from index `start` on.
  ///
  /// - Parameter timeBefore: the value of the last `time` before them.
  /// - Returns: the number of events taken, at least one if there is one.
  package mutating func fill(
    from batch: borrowing EventBatch,
    at start: Int,
    timeBefore: Int64?
  ) -> Int {
    let end = min(batch.events.count, start + Self.capacity)
    removeAll()
    guard start < end else { return 0 }
    firstSequence = batch.firstSequence + Int64(start)
    self.timeBefore = timeBefore
    timeAfter = timeBefore
    let count = packLines(batch.lines.span.extracting(start..<end))
    let events = batch.events.span.extracting(start..<start + count)
    packKinds(of: events)
    packObjects(of: events)
    packTargets(of: events)
    for index in events.indices { packRest(of: events[index], at: index, batch.operands) }
    if named.count > 0 { packNoNames(upTo: count) }
    return count
  }

  private mutating func removeAll() {
    kinds.removeAll(keepingCapacity: true)
    lineGap.removeAll()
    hasLineGap = false
    times.removeAll()
    object.removeAll()
    target.removeAll()
    n.removeAll()
    named.removeAll()
    detail.removeAll()
  }

  // MARK: A column at a time

  /// The number of events that fit: up to one with more lines before it than a character can encode.
  private mutating func packLines(_ lines: Span<Int64>) -> Int {
    line = lines[0]
    // Lines ascend, so without a gap at the end there is no gap before.
    guard lines[lines.count - 1] - line != Int64(lines.count - 1) else { return lines.count }
    for index in lines.indices {
      let gap = lines[index] - line - Int64(index)
      if gap > PackedColumn.limit { return index }
      if gap != 0 { hasLineGap = true }
      lineGap.append(gap)
    }
    return lines.count
  }

  private mutating func packKinds(of events: Span<Event>) {
    kinds.append(addingCapacity: events.count) { letters in
      for index in events.indices { letters.append(events[index].kind.rawValue) }
    }
  }

  private mutating func packObjects(of events: Span<Event>) {
    let base = typicalObject(of: events)
    baseObject = base
    object.append(count: events.count) { index in
      let number = events[index].object
      return (Self.code(number, near: base), number)
    }
  }

  private mutating func packTargets(of events: Span<Event>) {
    guard events.indices.contains(where: { events[$0].target != 0 }) else { return }
    target.append(count: events.count) { index in
      let event = events[index]
      return (Self.code(event.target, near: event.object), event.target)
    }
  }

  /// Roughly the median of the events' objects. Most objects differ little from it.
  private mutating func typicalObject(of events: Span<Event>) -> Int64 {
    sample.removeAll(keepingCapacity: true)
    for index in stride(from: 0, to: events.count, by: 24) {
      let number = events[index].object
      if number > 0 { sample.append(number) }
    }
    sample.sort()
    return sample.isEmpty ? 0 : sample[sample.count / 2]
  }

  /// `n`, `times` and `detail`.
  @inline(__always)
  private mutating func packRest(of event: Event, at index: Int, _ operands: borrowing [Int64]) {
    switch event.kind {
    case .allocate, .weakReference:
      appendBirth(event, at: index)
    case .heap:
      appendBirth(event, at: index)
      detail.append(UInt64(bitPattern: Int64(event.generation) + 1))
    case .reference:
      if event.n != 1 { n.append(event.n, at: index) }
      if event.type != 0 { packName(event.type, at: index) }
    case .unreference, .retain, .release:
      if event.n != 1 { n.append(event.n, at: index) }
    case .watch:
      detail.append(UInt64(event.flags.rawValue))
    case .finalizer, .callback:
      appendScript(event, at: index)
    default:
      appendRare(event, at: index, operands)
    }
  }

  /// The code of an object. Most objects are near a known one; of the others, many are old and have low numbers.
  @inline(__always)
  private static func code(_ number: Int64, near base: Int64) -> UInt64 {
    if number == 0 { return 0 }
    let folded = PackedColumn.fold(number &- base)
    if folded < relativeCodes { return folded + 1 }
    // Above the limit, the number does not fit, and the column takes the code for wide numbers.
    return UInt64(bitPattern: number) &+ relativeCodes
  }

  private mutating func appendBirth(_ event: Event, at index: Int) {
    let flags = event.flags.rawValue
    detail.append(
      UInt64(bitPattern: Int64(event.type)) << 2 | (flags == 0 ? 0 : 2)
        | (event.second == 0 ? 0 : 1)
    )
    detail.append(UInt64(bitPattern: event.n))
    if flags != 0 { detail.append(UInt64(flags)) }
    if event.second != 0 { detail.append(UInt64(bitPattern: event.second)) }
  }

  private mutating func packName(_ name: Int32, at index: Int) {
    packNoNames(upTo: index)
    named.append(Int64(name))
  }

  /// The events before `index` whose names have not been packed have none.
  private mutating func packNoNames(upTo index: Int) {
    named.append(count: index - named.count) { _ in (0, 0) }
  }

  private mutating func appendScript(_ event: Event, at index: Int) {
    detail.append(UInt64(event.script?.rawValue ?? 0))
    switch event.script {
    case .reference, .unreference:
      detail.append(signed: event.second &- event.target)
      n.append(event.n, at: index)
      if event.type != 0 { packName(event.type, at: index) }
    case .retain, .release: n.append(event.n, at: index)
    default: break
    }
  }

  private mutating func appendRare(_ event: Event, at index: Int, _ operands: borrowing [Int64]) {
    switch event.kind {
    case .size, .count, .payload, .bytes: n.append(event.n, at: index)
    case .collect: if event.generation != 2 { n.append(Int64(event.generation), at: index) }
    case .sample: n.append(Int64(event.generation), at: index)
    case .time:
      times.append(event.n, at: index)
      timeAfter = event.n
    case .debug: detail.append(UInt64(event.flags.rawValue))
    case .state, .threshold:
      if event.kind == .threshold { detail.append(UInt64(bitPattern: event.second)) }
      for operand in Int(event.n)..<Int(event.n + event.second) {
        detail.append(signed: operands[operand])
      }
    default: break
    }
  }
}
