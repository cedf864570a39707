package import HeapTrace

/// Writes logs: the inverse of `TraceReader`, for tests and benchmarks.
///
/// A canonical log that a `TraceReader` read comes out as the same bytes. A log is canonical if it leaves out defaults (an N of 1,
/// `collect 2`) where nothing follows them, has the words after an `alloc` and the attributes of a type in the order of the format, has no comments, and ends
/// lines with LF.
///
/// The writer checks nothing: values that break the format give a log that breaks it. The one exception is a line feed or a carriage
/// return in a text or a name. The writer replaces it with a space, because it would otherwise begin another record.
package struct TraceWriter: Sendable {
  /// The log so far.
  package private(set) var bytes: [UInt8] = []

  /// Begins a log with its first record.
  ///
  /// - Parameter version: the version of the format. Records of a later version break the log.
  package init(version: Int = 1) {
    begin("gctrace")
    field(Int64(version))
    endLine()
  }

  /// Forgets the bytes so far, so that a caller can write a long log in pieces.
  package mutating func removeBytes() {
    bytes.removeAll(keepingCapacity: true)
  }

  /// Appends records that are text already, each with its line feed.
  package mutating func write(records: String) {
    bytes += records.utf8
  }

  // MARK: Definitions

  /// `meta KEY TEXT`
  package mutating func write(_ entry: MetadataEntry) {
    begin("meta")
    field(entry.key)
    field(entry.text)
    endLine()
  }

  /// `type TYPE NAME [ATTR ...]`
  package mutating func write(_ type: TypeDefinition) {
    begin("type")
    field(Int64(type.number))
    name(type.name)
    if type.kind != .container { field("kind=\(type.kind.rawValue)") }
    if type.hasFinalizer { field("finalizer") }
    if type.isLegacy { field("legacy") }
    if let limit = type.freeListLimit { field("freelist=\(limit)") }
    endLine()
  }

  /// `site SITE FILE:LINE FUNCTION`
  package mutating func write(_ site: SiteDefinition) {
    begin("site")
    field(Int64(site.number))
    name(site.file)
    append(":\(site.line)")
    name(site.function)
    endLine()
  }

  /// `name NAME TEXT`
  package mutating func write(_ name: NameDefinition) {
    begin("name")
    field(Int64(name.number))
    self.name(name.text)
    endLine()
  }

  // MARK: Events

  /// Writes a batch: its metadata, types, sites and names, then its events.
  package mutating func write(_ batch: EventBatch) {
    for entry in batch.metadata { write(entry) }
    for type in batch.types { write(type) }
    for site in batch.sites { write(site) }
    for name in batch.names { write(name) }
    for event in batch.events { write(event, operands: batch.operands, texts: batch.texts) }
  }

  /// Writes an event with the log's object numbers. Its `n` is the index of its operands in `operands`, or of its text in `texts`.
  package mutating func write(_ event: Event, operands: [Int64] = [], texts: [String] = []) {
    begin(event.kind.name)
    switch event.kind {
    case .heap, .allocate, .weakReference: birth(event)
    case .retain, .release, .clear: change(event.kind, event.object, nil, event.n)
    case .reference, .unreference:
      change(event.kind, event.object, event.target, event.n, name: event.type)
    case .track, .untrack, .root, .unroot: field(event.object)
    case .size, .payload:
      field(event.object)
      field(event.n)
    case .watch:
      field(event.object)
      field(event.target)
      flags(event.flags)
    case .finalizer, .callback:
      field(event.object)
      if let script = event.script {
        field(script.name)
        let isEdge = script == .reference || script == .unreference
        change(script, event.target, isEdge ? event.second : nil, event.n, name: event.type)
      }
    case .count, .time, .bytes: field(event.n)
    case .collect:
      if event.generation != 2 || event.second != 0 { field(Int64(event.generation)) }
      if event.second != 0 { field(event.second) }
    case .sample: field(Int64(event.generation))
    case .state, .threshold, .observed:
      for index in event.n..<event.n + event.second { field(operands[Int(index)]) }
    case .mark: field(texts[Int(event.n)])
    case .debug: field(event.flags.contains(.saveAll) ? "saveall" : "off")
    case .enable, .disable, .freeze, .unfreeze, .poll: break
    }
    endLine()
  }

  /// The fields of `heap`, `alloc` and `weakref`.
  private mutating func birth(_ event: Event) {
    field(event.object)
    field(Int64(event.type))
    field(event.n)
    if event.kind == .heap {
      if event.generation < 0 { field("-") } else { field(Int64(event.generation)) }
    }
    if event.kind == .weakReference { field(event.target) }
    if event.second != 0 { field(event.second) }
    flags(event.flags)
  }

  /// The fields of an event that a script may hold too.
  private mutating func change(
    _ kind: EventKind,
    _ object: Int64,
    _ target: Int64?,
    _ n: Int64,
    name: Int32 = 0
  ) {
    field(object)
    if let target { field(target) }
    if kind != .clear, n != kind.defaultNumber || name != 0 { field(n) }
    if name != 0 { field(Int64(name)) }
  }

  private mutating func flags(_ flags: Event.Flags) {
    if flags.contains(.untracked) { field("untracked") }
    if flags.contains(.reused) { field("reused") }
    if flags.contains(.error) { field("error") }
    if flags.contains(.callback) { field("callback") }
  }

  // MARK: Lines

  private mutating func begin(_ name: String) {
    append(name)
  }

  private mutating func field(_ number: Int64) {
    bytes.append(UInt8(ascii: " "))
    if number < 0 { bytes.append(UInt8(ascii: "-")) }
    let start = bytes.count
    var rest = number.magnitude
    repeat {
      bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
      rest /= 10
    } while rest > 0
    var (low, high) = (start, bytes.count - 1)
    while low < high {
      bytes.swapAt(low, high)
      low += 1
      high -= 1
    }
  }

  private mutating func field(_ text: String) {
    bytes.append(UInt8(ascii: " "))
    append(text)
  }

  /// A field in which spaces and percent signs are escaped.
  private mutating func name(_ name: String) {
    bytes.append(UInt8(ascii: " "))
    for byte in name.utf8 {
      switch byte {
      case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"): append("%20")
      case UInt8(ascii: "%"): append("%25")
      default: bytes.append(byte)
      }
    }
  }

  private mutating func append(_ text: String) {
    for byte in text.utf8 {
      let breaksLine = byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
      bytes.append(breaksLine ? UInt8(ascii: " ") : byte)
    }
  }

  private mutating func endLine() {
    bytes.append(UInt8(ascii: "\n"))
  }
}
