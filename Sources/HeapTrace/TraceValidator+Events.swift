/// The rules for each kind of event.
extension TraceValidator {
  /// Admits the events of a batch, in order.
  ///
  /// - Returns: nil if all are admitted, otherwise the number of the first bad event, and the violation. The validator cannot be used any
  ///   more then.
  package mutating func admit(
    _ batch: borrowing EventBatch
  ) -> (event: Int64, kind: EventKind, violation: TraceViolation)? {
    let events = batch.events.span
    for index in events.indices {
      do throws(TraceViolation) { try admit(events[index], batch.operands) } catch {
        return (batch.firstSequence &+ Int64(index), events[index].kind, error)
      }
    }
    return nil
  }

  /// Admits an event. Its `n` is the index of its operands in `operands`.
  @inline(__always)
  mutating func admit(
    _ event: Event,
    _ operands: borrowing [Int64]
  ) throws(TraceViolation) {
    switch event.kind {
    case .reference:
      try require(born: event.object)
      try require(born: event.target)
      try require(event.n, .references)
      try require(name: event.type)
    case .unreference:
      try require(born: event.object)
      try require(born: event.target)
      try require(event.n, .references)
      try require(noName: event.type)
    case .retain, .release:
      try require(born: event.object)
      try require(noObject: event.target)
      try require(event.n, .references)
    case .allocate:
      try require(noObject: event.target)
      try bear(event, [.untracked, .reused, .error])
    case .weakReference:
      // Before the birth, because the object does not refer to itself.
      if event.target != none { try require(born: event.target) }
      try bear(event, .callback)
    default:
      try admitRare(event, operands)
    }
  }

  private mutating func admitRare(
    _ event: Event,
    _ operands: borrowing [Int64]
  ) throws(TraceViolation) {
    switch event.kind {
    case .heap:
      try require(noObject: event.target)
      try require(Int64(event.generation), .heapGeneration)
      try bear(event, [])
    case .watch:
      try require(born: event.object)
      try require(born: event.target)
      try require(noNumber: event.n)
      try require(flagsOf: event, among: .callback)
    case .finalizer, .callback:
      try require(born: event.object)
      try require(script: event)
    case .size:
      try require(born: event.object)
      try require(noObject: event.target)
      try require(event.n, .size)
    case .payload:
      try require(born: event.object)
      try require(noObject: event.target)
      try require(event.n, .bytes)
    case .clear, .track, .untrack, .root, .unroot:
      try require(born: event.object)
      try require(noObject: event.target)
      try require(noNumber: event.n)
    default:
      try require(noObject: event.object)
      try require(noObject: event.target)
      try require(objectless: event, operands)
    }
  }

  /// Checks an event that names no object.
  private func require(
    objectless event: Event,
    _ operands: borrowing [Int64]
  ) throws(TraceViolation) {
    switch event.kind {
    case .count: try require(event.n, .count)
    case .bytes: try require(event.n, .bytes)
    case .time: try require(event.n, .nanoseconds)
    case .collect:
      try require(Int64(event.generation), .generation)
      try require(noNumber: event.n)
      try require(site: event.second)
    case .sample:
      try require(Int64(event.generation), .generation)
      try require(noNumber: event.n)
    case .debug:
      try require(noNumber: event.n)
      try require(flagsOf: event, among: .saveAll)
    case .state, .threshold, .observed:
      // A stored trace has its reports in a table of their own.
      if event.kind == .observed, none < 0, event.second == 0 { return }
      let (end, overflows) = event.n.addingReportingOverflow(event.second)
      guard !overflows, event.n >= 0, event.second >= 0, end <= operands.count else {
        throw TraceViolation(expected: "the numbers of '\(event.kind.name)'", found: "none")
      }
      try Self.require(operandsOf: event.kind, operands[Int(event.n)..<Int(end)])
    case .enable, .disable, .freeze, .unfreeze, .poll: try require(noNumber: event.n)
    // In a batch of a log, `n` is the index of the text.
    case .mark: if none < 0 { try require(noNumber: event.n) }
    default: break
    }
  }

  /// Checks the event of a `finalizer` or `callback` record, or none.
  private func require(script event: Event) throws(TraceViolation) {
    let holdsTwo = event.script == .reference || event.script == .unreference
    switch event.script {
    case nil:
      try require(noObject: event.target)
    case .retain, .release, .reference, .unreference:
      try require(born: event.target)
      try require(event.n, .references)
    case .clear:
      try require(born: event.target)
    default:
      throw TraceViolation(
        expected: "'retain', 'release', 'ref', 'unref' or 'clear'",
        found: "'\(event.script?.name ?? "")'"
      )
    }
    if holdsTwo {
      try require(born: event.second)
    } else {
      try require(noObject: event.second)
    }
    if event.script == nil || event.script == .clear { try require(noNumber: event.n) }
    if event.script == .reference {
      try require(name: event.type)
    } else {
      try require(noName: event.type)
    }
  }

  /// Checks the numbers of a `state`, `threshold` or `observed` event: how many there are, and their limits.
  package static func require(
    operandsOf kind: EventKind,
    _ operands: ArraySlice<Int64>
  ) throws(TraceViolation) {
    let limits: [NumberLimit]
    let counts: [Int]
    switch kind {
    case .state:
      limits = Array(repeating: .stateCount, count: 5)
      counts = [5]
    case .threshold:
      limits = Array(repeating: .threshold, count: 3)
      counts = [1, 2, 3]
    default:
      limits =
        [.generation, .objectCount, .objectCount, .nanoseconds]
        + Array(repeating: .objectCount, count: 3)
      counts = [3, 4, 7]
    }
    guard counts.contains(operands.count) else {
      throw TraceViolation(
        expected: "the numbers of '\(kind.name)'",
        found: "\(operands.count) numbers"
      )
    }
    for (number, limit) in zip(operands, limits) where !limit.contains(number) {
      throw TraceViolation(limit, found: number)
    }
  }
}
