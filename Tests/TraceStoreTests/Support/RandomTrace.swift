import HeapTrace
import SQLite
import TraceStore
import TraceTesting

/// A trace with every kind of event, near and far objects, gaps in the lines, and numbers up to every limit. No program produces it, but
/// a log may contain it, and the store must keep it.
struct RandomTrace {
  var batches: [EventBatch] = []
  var numbering = ObjectNumbering()
  private var generator: SplitMix64
  private var objects: [Int64] = []
  private var nextNear: Int64 = 1
  private var line: Int64 = 1
  private var time: Int64 = 0
  private var namesReferences = false

  init(seed: UInt64, sizes: [Int], alwaysNames: Bool = false) {
    generator = SplitMix64(seed: seed)
    var sequence: Int64 = 1
    for size in sizes {
      var batch = EventBatch()
      batch.firstSequence = sequence
      if sequence == 1 { define(&batch) }
      namesReferences = alwaysNames || chance(60)
      for _ in 0..<size { append(to: &batch) }
      sequence += Int64(size)
      batches.append(batch)
    }
  }

  /// A trace in which each of some objects refers to all of them.
  init(objects: [Int64]) {
    generator = SplitMix64(seed: 0)
    var batch = EventBatch()
    batch.types = [TypeDefinition(number: 1, name: "t")]
    for object in objects {
      _ = numbering.insert(object)
      batch.events.append(Event(.allocate, object: object, n: 16, type: 1))
    }
    for object in objects {
      batch.events += objects.map { Event(.reference, object: object, target: $0) }
    }
    batch.lines = batch.events.indices.map { Int64($0) + 2 }
    batches = [batch]
  }

  var events: Int { batches.reduce(0) { $0 + $1.events.count } }

  private func define(_ batch: inout EventBatch) {
    batch.types = [
      TypeDefinition(number: 1, name: "list"),
      TypeDefinition(
        number: 2,
        name: "a b%",
        kind: .tuple,
        hasFinalizer: true,
        isLegacy: true,
        freeListLimit: 80
      ),
      TypeDefinition(number: Int32.max, name: "list", kind: .weakref),
      TypeDefinition(number: 7, name: "int", kind: .atomic),
      TypeDefinition(number: 8, name: "dict", kind: .dict, freeListLimit: 0),
    ]
    batch.sites = [
      SiteDefinition(number: 1, file: "a b.py", line: 10, function: "<module>"),
      SiteDefinition(number: Int32.max, file: "ü.py", line: 0, function: ""),
    ]
    batch.names = [
      NameDefinition(number: 1, text: "parser"), NameDefinition(number: 70_000, text: "a b%"),
      NameDefinition(number: Int32.max, text: "é\u{1F600}"),
    ]
    batch.metadata = [
      MetadataEntry(key: "python", text: "3.11.7"), MetadataEntry(key: "argv", text: "x \"y\" \\"),
      MetadataEntry(key: "python", text: "3.12.1"),
    ]
  }

  private mutating func chance(_ percent: Int) -> Bool {
    Int.random(in: 0..<100, using: &generator) < percent
  }

  /// A number of a random magnitude.
  private mutating func number(upTo bits: Int) -> Int64 {
    let width = Int64(Int.random(in: 0...bits, using: &generator))
    return Int64.random(in: 0...(width >= 63 ? Int64.max : (1 << width) - 1), using: &generator)
  }

  private mutating func birth() -> Int64 {
    var number: Int64
    repeat {
      if chance(90) {
        number = nextNear
        nextNear += chance(95) ? 1 : 1 + self.number(upTo: 21)
      } else {
        number = max(1, self.number(upTo: 63))
      }
    } while !numbering.insert(number)
    objects.append(number)
    return number
  }

  private mutating func object() -> Int64 {
    let recent = chance(70) ? min(20, objects.count) : objects.count
    return objects[objects.count - 1 - Int.random(in: 0..<recent, using: &generator)]
  }

  private mutating func flags(_ all: Event.Flags) -> Event.Flags {
    chance(60)
      ? [] : Event.Flags(rawValue: UInt8.random(in: 0...31, using: &generator) & all.rawValue)
  }

  private mutating func name() -> Int32 {
    // Blocks without any name, too.
    guard namesReferences, chance(40) else { return 0 }
    return [1, 1, 1, 70_000, Int32.max].randomElement(using: &generator) ?? 1
  }

  private mutating func append(to batch: inout EventBatch) {
    if !batch.events.isEmpty || batch.firstSequence > 1 { line += 1 }
    if chance(5) { line += number(upTo: chance(5) ? 22 : 8) }
    batch.lines.append(line)
    batch.events.append(event(&batch))
  }

  private mutating func event(_ batch: inout EventBatch) -> Event {
    let kinds: [EventKind] =
      chance(70)
      ? [.allocate, .reference, .unreference, .retain, .release] : EventKind.allCases
    let kind =
      objects.isEmpty ? .allocate : kinds[Int.random(in: 0..<kinds.count, using: &generator)]
    var event = Event(kind)
    switch kind {
    case .allocate, .heap, .weakReference:
      event.target = kind == .weakReference && chance(80) ? object() : 0
      event.object = birth()
      event.type = [1, 2, 7, 8, Int32.max].randomElement(using: &generator) ?? 1
      event.n = number(upTo: 40)
      event.second = chance(50) ? 0 : chance(80) ? 1 : Int64(Int32.max)
      if kind == .heap {
        event.generation = Int8.random(in: -1...3, using: &generator)
      } else {
        event.flags = flags(kind == .allocate ? [.untracked, .reused, .error] : .callback)
      }
    case .reference, .unreference, .retain, .release:
      event.object = object()
      if kind == .reference || kind == .unreference { event.target = object() }
      if chance(10) { event.n = max(1, number(upTo: 31)) }
      if kind == .reference { event.type = name() }
    case .watch:
      event.object = object()
      event.target = object()
      event.flags = flags(.callback)
    case .clear, .track, .untrack, .root, .unroot: event.object = object()
    case .size, .payload:
      event.object = object()
      event.n = number(upTo: 53)
    case .bytes: event.n = number(upTo: 53)
    case .sample: event.generation = Int8.random(in: 0...2, using: &generator)
    case .count: event.n = number(upTo: 31) * (chance(50) ? 1 : -1)
    case .collect:
      event.generation = Int8.random(in: 0...2, using: &generator)
      event.second = chance(50) ? 0 : chance(80) ? 1 : Int64(Int32.max)
    case .debug: event.flags = flags(.saveAll)
    case .time:
      time += number(upTo: 30)
      event.n = time
    case .finalizer, .callback: fillScript(&event)
    case .mark:
      event.n = Int64(batch.texts.count)
      batch.texts.append(chance(50) ? "phase \(batch.texts.count) é\u{1F600}" : "")
    case .state: fillOperands(&event, &batch, 5)
    case .threshold: fillOperands(&event, &batch, Int.random(in: 1...3, using: &generator))
    case .observed: fillOperands(&event, &batch, [3, 4, 7].randomElement(using: &generator) ?? 3)
    case .enable, .disable, .freeze, .unfreeze, .poll: break
    }
    return event
  }

  private mutating func fillScript(_ event: inout Event) {
    event.object = object()
    let scripts: [EventKind?] = [nil, .retain, .release, .reference, .unreference, .clear]
    event.script = scripts[Int.random(in: 0..<scripts.count, using: &generator)]
    guard let script = event.script else { return }
    event.target = object()
    if script == .reference || script == .unreference { event.second = object() }
    if script != .clear { event.n = chance(70) ? 1 : max(1, number(upTo: 31)) }
    if script == .reference { event.type = name() }
  }

  private mutating func fillOperands(_ event: inout Event, _ batch: inout EventBatch, _ count: Int)
  {
    event.second = Int64(count)
    event.n = Int64(batch.operands.count)
    for index in 0..<count {
      switch event.kind {
      case .state: batch.operands.append(number(upTo: 31))
      case .threshold: batch.operands.append(number(upTo: 31) * (chance(80) ? 1 : -1))
      default: batch.operands.append(number(upTo: index == 0 ? 1 : 63))
      }
    }
  }

  /// Stores the trace.
  func store(
    in database: TraceDatabase,
    name: String = "random",
    digest: [UInt8] = [1, 2, 3]
  ) throws -> Trace {
    try database.connection.transaction { () throws(TraceStoreError) in
      var trace = try TraceImport(database)
      for batch in batches { try trace.write(batch) }
      return try trace.finish(
        name: name,
        source: "dir/\(name).log",
        digest: digest,
        bytes: 1234,
        numbering: numbering
      )
    }
  }
}
