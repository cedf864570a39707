extension RecordParser {
  /// Reads the fields of an event. Its operands and its text go into `batch`.
  @inline(__always) func parseEvent(
    _ kind: EventKind,
    _ bytes: Span<UInt8>,
    _ fields: inout FieldScanner,
    into batch: inout EventBatch
  ) throws(HeapTraceError) -> Event {
    var event = Event(kind)
    switch kind {
    case .retain, .release, .reference, .unreference, .clear:
      event.object = try fields.number(bytes, .objectNumber)
      if kind == .reference || kind == .unreference {
        event.target = try fields.number(bytes, .objectNumber)
      }
      if kind != .clear, !fields.isAtEnd(bytes) {
        event.n = try fields.number(bytes, .references)
        if kind == .reference { event.type = try parseReferenceName(bytes, &fields) }
      }
    case .allocate, .heap, .weakReference:
      try parseBirth(&event, bytes, &fields)
    case .track, .untrack, .root, .unroot:
      event.object = try fields.number(bytes, .objectNumber)
    case .size:
      event.object = try fields.number(bytes, .objectNumber)
      event.n = try fields.number(bytes, .size)
    case .payload:
      event.object = try fields.number(bytes, .objectNumber)
      event.n = try fields.number(bytes, .bytes)
    case .bytes:
      event.n = try fields.number(bytes, .bytes)
    case .watch:
      event.object = try fields.number(bytes, .objectNumber)
      event.target = try fields.number(bytes, .objectNumber)
      try parseFlags(of: &event, bytes, &fields)
    case .finalizer, .callback:
      event.object = try fields.number(bytes, .objectNumber)
      if !fields.isAtEnd(bytes) { try parseScript(&event, bytes, &fields) }
    case .count:
      event.n = try fields.anyNumber(bytes, .count)
    case .collect:
      event.generation =
        fields.isAtEnd(bytes) ? 2 : Int8(truncatingIfNeeded: try fields.number(bytes, .generation))
      if version >= 2, !fields.isAtEnd(bytes) {
        event.second = Int64(try fields.siteNumber(bytes))
      }
    case .sample:
      event.generation = Int8(truncatingIfNeeded: try fields.number(bytes, .generation))
    case .time:
      event.n = try fields.number(bytes, .nanoseconds)
    case .state, .threshold, .observed:
      event.n = Int64(batch.operands.count)
      try parseOperands(kind, bytes, &fields, into: &batch.operands)
      event.second = Int64(batch.operands.count) - event.n
    case .mark:
      event.n = Int64(batch.texts.count)
      let rest = try fields.rest(bytes, expected: "a text")
      batch.texts.append(try fields.text(bytes, rest))
    case .debug:
      event.flags = try parseDebug(bytes, &fields)
    case .enable, .disable, .freeze, .unfreeze, .poll: break
    }
    try fields.finish(bytes)
    return event
  }

  /// The NAME that may end a `ref` of version 2; 0: there is none.
  private func parseReferenceName(
    _ bytes: Span<UInt8>,
    _ fields: inout FieldScanner
  ) throws(HeapTraceError) -> Int32 {
    guard version >= 2, !fields.isAtEnd(bytes) else { return 0 }
    return try fields.nameNumber(bytes)
  }

  /// `alloc OBJ TYPE SIZE [SITE] [untracked] [reused] [error]`, `heap OBJ TYPE SIZE GEN [SITE]` and
  /// `weakref OBJ TYPE SIZE TARGET [SITE] [callback]`
  private func parseBirth(
    _ event: inout Event,
    _ bytes: Span<UInt8>,
    _ fields: inout FieldScanner
  ) throws(HeapTraceError) {
    event.object = try fields.number(bytes, .objectNumber)
    event.type = try fields.typeNumber(bytes)
    event.n = try fields.number(bytes, .size)
    switch event.kind {
    case .heap: event.generation = try parseHeapGeneration(bytes, &fields)
    case .weakReference: event.target = try fields.number(bytes, .weakTarget)
    default: break
    }
    if !fields.isAtEnd(bytes) {
      if fields.isDigitNext(bytes) {
        event.second = Int64(try fields.siteNumber(bytes))
      }
      if event.kind == .heap {
        // A field that is not a number is not a site either, and this call reports it.
        if event.second == 0 { _ = try fields.siteNumber(bytes) }
      } else {
        try parseFlags(of: &event, bytes, &fields)
      }
    }
  }

  /// GEN of `heap`: 0 to 3, or -1 for `-`.
  private func parseHeapGeneration(
    _ bytes: Span<UInt8>,
    _ fields: inout FieldScanner
  ) throws(HeapTraceError) -> Int8 {
    let expected = "\(NumberLimit.heapGeneration.expected)"
    let field = try fields.field(bytes, expected: expected)
    switch field.count == 1 ? bytes[field.lowerBound] : 0 {
    case UInt8(ascii: "-"): return -1
    case UInt8(ascii: "0"): return 0
    case UInt8(ascii: "1"): return 1
    case UInt8(ascii: "2"): return 2
    case UInt8(ascii: "3"): return 3
    default: throw fields.malformed(expected: expected, found: fields.quoted(bytes, field))
    }
  }

  /// Reads the words at the end of an `alloc`, `weakref` or `watch` record, in any order, each at most once.
  private func parseFlags(
    of event: inout Event,
    _ bytes: Span<UInt8>,
    _ fields: inout FieldScanner
  ) throws(HeapTraceError) {
    while !fields.isAtEnd(bytes) {
      let expected =
        event.kind == .allocate
        ? "'untracked', 'reused', 'error' or end of line" : "'callback' or end of line"
      let field = try fields.field(bytes, expected: expected)
      let flag: Event.Flags
      if event.kind == .allocate, fields.matches(bytes, field, "untracked") {
        flag = .untracked
      } else if event.kind == .allocate, fields.matches(bytes, field, "reused") {
        flag = .reused
      } else if event.kind == .allocate, fields.matches(bytes, field, "error") {
        flag = .error
      } else if event.kind != .allocate, fields.matches(bytes, field, "callback") {
        flag = .callback
      } else {
        throw fields.malformed(expected: expected, found: fields.quoted(bytes, field))
      }
      guard event.flags.insert(flag).inserted else {
        throw fields.malformed(
          expected: "each word once",
          found: "\(fields.quoted(bytes, field)) again"
        )
      }
    }
  }

  /// The event of a `finalizer` or `callback` record.
  private func parseScript(
    _ event: inout Event,
    _ bytes: Span<UInt8>,
    _ fields: inout FieldScanner
  ) throws(HeapTraceError) {
    let expected = "'retain', 'release', 'ref', 'unref' or 'clear'"
    let field = try fields.field(bytes, expected: expected)
    var name = FieldScanner(line: fields.line, start: field.lowerBound)
    let script: EventKind
    switch field.isEmpty ? nil : name.recordName(bytes) {
    case .event(let kind) where kind.isScriptable: script = kind
    default: throw fields.malformed(expected: expected, found: fields.quoted(bytes, field))
    }
    event.script = script
    event.target = try fields.number(bytes, .objectNumber)
    if script == .reference || script == .unreference {
      event.second = try fields.number(bytes, .objectNumber)
    }
    guard script != .clear else { return }
    guard !fields.isAtEnd(bytes) else {
      event.n = script.defaultNumber
      return
    }
    event.n = try fields.number(bytes, .references)
    if script == .reference { event.type = try parseReferenceName(bytes, &fields) }
  }

  /// `state C0 C1 C2 PENDING TOTAL`, `threshold T0 [T1 [T2]]`, `observed GEN COLLECTED
  /// UNCOLLECTABLE [NS [N0 N1 N2]]`
  private func parseOperands(
    _ kind: EventKind,
    _ bytes: Span<UInt8>,
    _ fields: inout FieldScanner,
    into operands: inout [Int64]
  ) throws(HeapTraceError) {
    switch kind {
    case .state:
      for _ in 0..<5 {
        operands.append(
          try fields.number(bytes, .stateCount)
        )
      }
    case .threshold:
      for index in 0..<3 where index == 0 || !fields.isAtEnd(bytes) {
        operands.append(
          try fields.anyNumber(bytes, .threshold)
        )
      }
    default:
      operands.append(try fields.number(bytes, .generation))
      for _ in 0..<2 { operands.append(try fields.number(bytes, .objectCount)) }
      guard !fields.isAtEnd(bytes) else { return }
      operands.append(try fields.number(bytes, .nanoseconds))
      guard !fields.isAtEnd(bytes) else { return }
      for _ in 0..<3 { operands.append(try fields.number(bytes, .objectCount)) }
    }
  }

  /// `debug saveall` / `debug off`
  private func parseDebug(
    _ bytes: Span<UInt8>,
    _ fields: inout FieldScanner
  ) throws(HeapTraceError) -> Event.Flags {
    let field = try fields.field(bytes, expected: "'saveall' or 'off'")
    if fields.matches(bytes, field, "saveall") { return .saveAll }
    if fields.matches(bytes, field, "off") { return [] }
    throw fields.malformed(expected: "'saveall' or 'off'", found: fields.quoted(bytes, field))
  }
}

extension EventKind {
  /// Whether the script of a finalizer or a callback may have this event.
  fileprivate var isScriptable: Bool {
    switch self {
    case .retain, .release, .reference, .unreference, .clear: true
    default: false
    }
  }
}
