package import HeapTrace
package import SQLite

/// Turns rows of `event_block` back into events for a replay, with the ranks of objects instead of their numbers.
///
/// The decoder is the inverse of `EventBlock`. An event's `object` and `target`, and the `second` of a script, are -1 if there is no
/// object. `time` events have their nanoseconds in `n`. `mark` and `observed` events come without text and operands, which are in tables
/// of their own. Decoding allocates nothing for each event.
///
/// The decoder finds damage in the packing itself. `TraceValidator` checks the contents of the events; see `EventCursor`.
package struct EventBlockDecoder {
  /// The columns of `event_block` that `decode` expects, in order, from `firstColumn` on.
  package static let columns = """
    first_seq, events, base_object, kind, object, wide_object, target, wide_target, n, times, detail, named, wide_named
    """

  /// The values that an event has besides objects and `n`.
  private enum Detail: UInt8 {
    case none, birth, heap, flags, state, threshold, script, collect, sample, time
    /// A letter that no event has.
    case unknown
  }

  /// The properties that follow from an event's letter alone.
  private struct Shape {
    var event: Event
    var detail: Detail
  }

  private let database: String
  private let trace: Int64
  private let ranks: ObjectRanks
  /// The first number of the only run, and the length of that run. Most traces have one run, for which the decoder needs no call for each
  /// object. For any other trace, this run is empty.
  private let firstNumber: Int64
  private let runLength: Int64
  /// By letter.
  private let shapes: [Shape]
  private let scripts: [EventKind?]

  /// A decoder for the blocks of a trace. `database` (a path) and `trace` appear in errors.
  package init(ranks: ObjectRanks, trace: Int64, database: String) {
    self.ranks = ranks
    self.trace = trace
    self.database = database
    firstNumber = ranks.firstOfOnlyRun ?? 1
    runLength = ranks.firstOfOnlyRun == nil ? 0 : Int64(ranks.count)
    var shapes = [Shape](
      repeating: Shape(event: Event(.poll, object: -1, target: -1), detail: .unknown),
      count: 256
    )
    var scripts = [EventKind?](repeating: nil, count: 256)
    for kind in EventKind.allCases {
      let isScript = kind == .finalizer || kind == .callback
      let event = Event(
        kind,
        object: -1,
        target: -1,
        second: isScript ? -1 : 0
      )
      shapes[Int(kind.rawValue)] = Shape(event: event, detail: Self.detail(of: kind))
      scripts[Int(kind.rawValue)] = kind
    }
    self.shapes = shapes
    self.scripts = scripts
  }

  private static func detail(of kind: EventKind) -> Detail {
    switch kind {
    case .allocate, .weakReference: .birth
    case .heap: .heap
    case .watch, .debug: .flags
    case .state: .state
    case .threshold: .threshold
    case .finalizer, .callback: .script
    case .collect: .collect
    case .sample: .sample
    case .time: .time
    default: .none
    }
  }

  /// Decodes the current row, whose columns are `columns`, and replaces the contents of `batch`.
  package func decode(
    _ row: borrowing Statement,
    into batch: inout EventBatch
  ) throws(TraceStoreError) {
    let sequence = row.integer(at: 0)
    // Reuses the events' memory, because most blocks have the same length.
    var events: [Event] = []
    swap(&events, &batch.events)
    batch.removeAll()
    batch.firstSequence = sequence
    try decode(row, sequence, into: &events, &batch.operands)
    swap(&events, &batch.events)
  }

  private func decode(
    _ row: borrowing Statement,
    _ sequence: Int64,
    into events: inout [Event],
    _ operands: inout [Int64]
  ) throws(TraceStoreError) {
    let stored = row.integer(at: 1)
    let base = row.integer(at: 2)
    let kinds = unsafe row.textBytes(at: 3)
    var objects = unsafe PackedReader(row.textBytes(at: 4))
    var wideObjects = unsafe SparseReader(row.textBytes(at: 5))
    var targets = unsafe PackedReader(row.textBytes(at: 6))
    let hasTargets = !targets.isAtEnd
    var wideTargets = unsafe SparseReader(row.textBytes(at: 7))
    var n = unsafe SparseReader(row.textBytes(at: 8))
    var times = unsafe SparseReader(row.textBytes(at: 9))
    var detail = unsafe VarintReader(row.blobBytes(at: 10))
    guard stored >= 1, stored <= EventBlock.capacity, kinds.count == stored else {
      throw damage(sequence, "kind")
    }
    let count = Int(stored)
    // Set if a number is too wide for its field.
    var isTooWide = false
    if events.count != count {
      events.removeAll(keepingCapacity: true)
      events.append(contentsOf: repeatElement(shapes[0].event, count: count))
    }
    var filled = events.mutableSpan
    for index in 0..<count {
      let shape = unsafe shapes[Int(kinds[index])]
      // Fills the event in place. Building it elsewhere and copying it took a sixth of the decoding time.
      filled[index] = shape.event
      var object: Int64 = 0
      switch objects.next() {
      case 0: break
      case let code where code > 0:
        object = number(code, near: base)
        filled[index].object = try rank(of: object, sequence)
      case PackedReader.wide:
        object = wideObjects.take(index) ?? 0
        filled[index].object = try rank(of: object, sequence)
      default: throw damage(sequence, "object")
      }
      var target: Int64 = 0
      if hasTargets {
        switch targets.next() {
        case 0: break
        case let code where code > 0:
          target = number(code, near: object)
          filled[index].target = try rank(of: target, sequence)
        case PackedReader.wide:
          target = wideTargets.take(index) ?? 0
          filled[index].target = try rank(of: target, sequence)
        default: throw damage(sequence, "target")
        }
      }
      let number = n.take(index)
      if let number { filled[index].n = number }
      switch shape.detail {
      case .none: break
      case .birth:
        isTooWide = readBirth(&detail, into: &filled[index]) || number != nil || isTooWide
      case .heap:
        isTooWide = readBirth(&detail, into: &filled[index]) || number != nil || isTooWide
        let generation = detail.next()
        isTooWide = isTooWide || generation > 4
        filled[index].generation = Int8(truncatingIfNeeded: Int64(bitPattern: generation) &- 1)
      case .flags:
        let flags = detail.next()
        isTooWide = isTooWide || flags > UInt64(UInt8.max)
        filled[index].flags = Event.Flags(rawValue: UInt8(truncatingIfNeeded: flags))
      case .state: readOperands(5, &detail, into: &filled[index], &operands)
      case .threshold:
        let count = detail.next()
        isTooWide = isTooWide || count > 3
        readOperands(Int64(count & 3), &detail, into: &filled[index], &operands)
      case .script:
        let letter = detail.next()
        let script = letter > UInt64(UInt8.max) ? nil : scripts[Int(letter)]
        isTooWide = isTooWide || (letter != 0 && script == nil)
        filled[index].script = script
        if filled[index].script == .reference || filled[index].script == .unreference {
          filled[index].second = try rank(of: target &+ detail.nextSigned(), sequence)
        }
      case .collect:
        isTooWide = isTooWide || Int8(exactly: number ?? 2) == nil
        filled[index].generation = Int8(truncatingIfNeeded: number ?? 2)
        filled[index].n = 0
      case .sample:
        isTooWide = isTooWide || number.flatMap { Int8(exactly: $0) } == nil
        filled[index].generation = Int8(truncatingIfNeeded: number ?? 0)
        filled[index].n = 0
      case .time:
        isTooWide = isTooWide || number != nil
        filled[index].n = times.take(index) ?? -1
      case .unknown: throw damage(sequence, "kind")
      }
    }
    guard objects.isAtEnd, targets.isAtEnd, detail.isAtEnd, !detail.isDamaged,
      isSpent(wideObjects), isSpent(wideTargets), isSpent(n), isSpent(times), !isTooWide
    else { throw damage(sequence, "a column") }
    let names = unsafe row.textBytes(at: 11)
    if !names.isEmpty {
      let wide = unsafe SparseReader(row.textBytes(at: 12))
      guard readNames(unsafe PackedReader(names), wide, into: &filled) else {
        throw damage(sequence, "named")
      }
    }
  }

  /// Gives references their names; false if what stands there is not what the program writes.
  private func readNames(
    _ names: consuming PackedReader,
    _ wideNames: consuming SparseReader,
    into events: inout MutableSpan<Event>
  ) -> Bool {
    for index in events.indices {
      let name: Int64
      switch names.next() {
      case 0: continue
      case let code where code > 0: name = code
      case PackedReader.wide: name = wideNames.take(index) ?? 0
      default: return false
      }
      let isReference = events[index].kind == .reference || events[index].script == .reference
      guard isReference, name > 0, let narrow = Int32(exactly: name) else { return false }
      events[index].type = narrow
    }
    return names.isAtEnd && isSpent(wideNames)
  }

  /// The object that a code above 0 stands for.
  @inline(__always)
  private func number(_ code: Int64, near base: Int64) -> Int64 {
    let relativeCodes = Int64(EventBlock.relativeCodes)
    return code <= relativeCodes
      ? base &+ PackedColumn.unfold(UInt64(bitPattern: code - 1)) : code - relativeCodes
  }

  @inline(__always)
  private func rank(of number: Int64, _ sequence: Int64) throws(TraceStoreError) -> Int64 {
    // `number` may be anything. It is not below the first number, which is above 0, so the subtraction does not overflow.
    if number >= firstNumber, number &- firstNumber < runLength { return number &- firstNumber }
    return try rankAmongRuns(number, sequence)
  }

  @inline(never)
  private func rankAmongRuns(
    _ number: Int64,
    _ sequence: Int64
  ) throws(TraceStoreError) -> Int64 {
    guard let rank = ranks.rank(of: number) else {
      throw damaged(sequence, "expected an object of object_run, found object \(number)")
    }
    return Int64(rank)
  }

  /// Reads the numbers of a birth. Returns true if one of them is too wide for its field.
  @inline(__always)
  private func readBirth(_ detail: inout VarintReader, into event: inout Event) -> Bool {
    let type = detail.next()
    var isTooWide = type >> 2 > UInt64(Int32.max)
    event.type = Int32(truncatingIfNeeded: type >> 2)
    event.n = Int64(bitPattern: detail.next())
    if type & 2 != 0 {
      let flags = detail.next()
      isTooWide = isTooWide || flags > UInt64(UInt8.max)
      event.flags = Event.Flags(rawValue: UInt8(truncatingIfNeeded: flags))
    }
    if type & 1 != 0 { event.second = Int64(bitPattern: detail.next()) }
    return isTooWide
  }

  private func readOperands(
    _ count: Int64,
    _ detail: inout VarintReader,
    into event: inout Event,
    _ operands: inout [Int64]
  ) {
    event.second = count
    event.n = Int64(operands.count)
    for _ in 0..<count { operands.append(detail.nextSigned()) }
  }

  private func isSpent(_ numbers: SparseReader) -> Bool {
    numbers.index == Int.max && !numbers.isDamaged
  }

  private func damage(_ sequence: Int64, _ column: String) -> TraceStoreError {
    damaged(sequence, "\(column) is not what the program writes")
  }

  /// The error of the block that begins with the event `sequence`.
  func damaged(_ sequence: Int64, _ problem: String) -> TraceStoreError {
    .damaged(
      Damage(
        database: database,
        table: "event_block",
        row: "trace_id \(trace), first_seq \(sequence)",
        problem: problem
      )
    )
  }
}
