extension RecordParser {
  /// `meta KEY TEXT`
  func parseMetadata(
    _ bytes: Span<UInt8>,
    _ fields: inout FieldScanner
  ) throws(HeapTraceError) -> MetadataEntry {
    let key = try fields.filledField(bytes, expected: "a key")
    let text = try fields.rest(bytes, expected: "a text")
    return MetadataEntry(key: try fields.text(bytes, key), text: try fields.text(bytes, text))
  }

  /// `type TYPE NAME [ATTR ...]`
  func parseType(
    _ bytes: Span<UInt8>,
    _ fields: inout FieldScanner
  ) throws(HeapTraceError) -> TypeDefinition {
    let number = try fields.typeNumber(bytes)
    let name = try fields.filledField(bytes, expected: "a type's name")
    var type = TypeDefinition(number: number, name: try fields.unescaped(bytes, name))
    var given: Set<String> = []
    while !fields.isAtEnd(bytes) {
      try parseAttribute(of: &type, given: &given, bytes, &fields)
    }
    return type
  }

  private func parseAttribute(
    of type: inout TypeDefinition,
    given: inout Set<String>,
    _ bytes: Span<UInt8>,
    _ fields: inout FieldScanner
  ) throws(HeapTraceError) {
    let expected = "a type's attribute (kind=, finalizer, legacy or freelist=)"
    var freeList = fields
    let field = try fields.filledField(bytes, expected: expected)
    let word = try fields.text(bytes, field)
    let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let value = parts.count == 2 ? parts[1] : nil
    switch (String(parts[0]), value) {
    case ("kind", let value?):
      guard let kind = TypeDefinition.Kind(rawValue: String(value)) else {
        throw fields.malformed(
          expected: "kind=container, kind=tuple, kind=dict, kind=weakref or kind=atomic",
          found: fields.quoted(bytes, field)
        )
      }
      type.kind = kind
    case ("finalizer", nil): type.hasFinalizer = true
    case ("legacy", nil): type.isLegacy = true
    case ("freelist", .some):
      freeList.skip("freelist=".utf8.count)
      type.freeListLimit = Int32(
        truncatingIfNeeded: try freeList.number(bytes, .freeListLimit)
      )
    default: throw fields.malformed(expected: expected, found: fields.quoted(bytes, field))
    }
    guard given.insert(String(parts[0])).inserted else {
      throw fields.malformed(
        expected: "each attribute once",
        found: "\(fields.quoted(bytes, field)) again"
      )
    }
  }

  /// `name NAME TEXT`
  func parseName(
    _ bytes: Span<UInt8>,
    _ fields: inout FieldScanner
  ) throws(HeapTraceError) -> NameDefinition {
    let number = try fields.nameNumber(bytes)
    let text = try fields.filledField(bytes, expected: "a name")
    try fields.finish(bytes)
    return NameDefinition(number: number, text: try fields.unescaped(bytes, text))
  }

  /// `site SITE FILE:LINE FUNCTION`
  func parseSite(
    _ bytes: Span<UInt8>,
    _ fields: inout FieldScanner
  ) throws(HeapTraceError) -> SiteDefinition {
    let number = try fields.siteNumber(bytes)
    var place = fields
    let field = try fields.filledField(bytes, expected: "a file and a line (FILE:LINE)")
    // The last colon: a file's name may have one too.
    guard let colon = field.last(where: { bytes[$0] == UInt8(ascii: ":") }),
      colon > field.lowerBound
    else {
      throw fields.malformed(
        expected: "a file and a line (FILE:LINE)",
        found: fields.quoted(bytes, field)
      )
    }
    place.skip(colon - field.lowerBound + 1)
    let line = try place.number(bytes, .siteLine)
    let function = try fields.filledField(bytes, expected: "a function's name")
    try fields.finish(bytes)
    return SiteDefinition(
      number: number,
      file: try fields.unescaped(bytes, field.lowerBound..<colon),
      line: line,
      function: try fields.unescaped(bytes, function)
    )
  }
}
