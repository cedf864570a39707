/// Turns lines into events and definitions, one at a time, and remembers the numbers of the log.
struct RecordParser {
  /// The first record of a log, in an error's words.
  static let magic = "'gctrace 1' or 'gctrace 2'"

  /// The version of the log's format; 0: its first record was not read yet.
  private(set) var version = 0

  /// Whether the first record was read.
  var sawMagic: Bool { version > 0 }
  /// What the log has defined so far.
  private(set) var validator = TraceValidator(.numbers)

  /// Reads the scanner's current line into `batch`, which may be empty. Returns the start of the next line.
  @inline(__always)
  mutating func parseLine(
    of scanner: borrowing LineScanner,
    into batch: inout EventBatch
  ) throws(HeapTraceError) -> Int {
    let bytes = scanner.buffer.span
    var fields = FieldScanner(line: scanner.line, start: scanner.start)
    do {
      if !fields.isAtEnd(bytes) { try parse(bytes, &fields, into: &batch) }
      return fields.nextLine(bytes)
    } catch {
      // A line that is not UTF-8 is reported as such, whatever else is wrong with it. A line that was parsed is ASCII or was checked.
      try fields.checkUTF8(bytes)
      throw error
    }
  }

  @inline(__always) private mutating func parse(
    _ bytes: Span<UInt8>,
    _ fields: inout FieldScanner,
    into batch: inout EventBatch
  ) throws(HeapTraceError) {
    let name = fields.recordName(bytes)
    guard sawMagic else {
      if fields.isComment(bytes) { return try fields.checkUTF8(bytes) }
      return try parseMagic(name, bytes, &fields)
    }
    switch name {
    case .event(let kind) where kind.since <= version:
      let event = try parseEvent(kind, bytes, &fields, into: &batch)
      do throws(TraceViolation) { try validator.admit(event, batch.operands) } catch {
        throw fields.malformed(error)
      }
      batch.events.append(event)
      batch.lines.append(fields.line)
    case .type:
      let type = try parseType(bytes, &fields)
      do throws(TraceViolation) { try validator.admit(type) } catch {
        throw fields.malformed(error)
      }
      batch.types.append(type)
    case .name where version >= 2:
      let name = try parseName(bytes, &fields)
      do throws(TraceViolation) { try validator.admitName(Int64(name.number)) } catch {
        throw fields.malformed(error)
      }
      batch.names.append(name)
    case .site:
      let site = try parseSite(bytes, &fields)
      do throws(TraceViolation) { try validator.admitSite(Int64(site.number)) } catch {
        throw fields.malformed(error)
      }
      batch.sites.append(site)
    case .meta:
      let entry = try parseMetadata(bytes, &fields)
      do throws(TraceViolation) { try validator.admit(entry) } catch {
        throw fields.malformed(error)
      }
      batch.metadata.append(entry)
    case .gctrace:
      throw fields.malformed(
        expected: "'gctrace' as the first record only",
        found: "'gctrace' again"
      )
    case nil where fields.isComment(bytes): try fields.checkUTF8(bytes)
    case nil, .event, .name:
      throw fields.malformed(
        expected: "a record of version \(version)",
        found: fields.quotedName(bytes)
      )
    }
  }

  private mutating func parseMagic(
    _ name: RecordName?,
    _ bytes: Span<UInt8>,
    _ fields: inout FieldScanner
  ) throws(HeapTraceError) {
    let wrong = fields.malformed(expected: Self.magic, found: fields.quotedLine(bytes))
    guard name == .gctrace, fields.isDigitNext(bytes) else { throw wrong }
    let version = try fields.field(bytes, expected: Self.magic)
    guard version.count == 1, fields.isAtEnd(bytes) else { throw wrong }
    let number = Int(bytes[version.lowerBound]) - Int(UInt8(ascii: "0"))
    guard TraceReader.formatVersions.contains(number) else { throw wrong }
    self.version = number
  }
}
