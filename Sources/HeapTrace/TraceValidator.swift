/// Checks definitions and events against the rules of the format, as far as the state of the heap does not matter.
///
/// Every trace passes a validator on its way in: behind the parser of a log, which admits each record when it is read, and behind the
/// decoder of stored blocks, which admits one block at a time. Any new way in must admit its traces here, and need check nothing else: an
/// admitted number may become an index.
///
/// Memory: the numbers so far, as runs of neighbours (see `ObjectNumbering`).
package struct TraceValidator: Sendable {
  /// The numbers that stand for objects in events.
  package enum Naming: Sendable {
    /// The log's own numbers, 0 for none.
    case numbers
    /// Ranks, -1 for none, as in a batch for a replay; `mark` and `observed` events come without text and operands.
    case ranks
  }

  /// The objects born so far, by number; with `Naming.ranks` by rank + 1.
  package private(set) var objects = ObjectNumbering()
  private var types = ObjectNumbering()
  private var sites = ObjectNumbering()
  private var names = ObjectNumbering()
  private var metadataBytes = 0
  /// The most bytes in the keys and texts of all `meta` records of a log, which are kept together.
  static let mostMetadata = 64 << 20
  /// The value of an event's object if it names none.
  let none: Int64

  package init(_ naming: Naming) {
    none = naming == .ranks ? -1 : 0
  }

  // MARK: Definitions

  /// Admits a type's definition.
  package mutating func admit(_ type: TypeDefinition) throws(TraceViolation) {
    try require(Int64(type.number), .typeNumber)
    if let limit = type.freeListLimit { try require(Int64(limit), .freeListLimit) }
    guard types.insert(Int64(type.number)) else {
      throw TraceViolation(
        expected: "a type number not given before",
        found: "type \(type.number) again"
      )
    }
  }

  /// Admits the number of a site from its definition.
  package mutating func admitSite(_ number: Int64) throws(TraceViolation) {
    try require(number, .siteNumber)
    guard sites.insert(number) else {
      throw TraceViolation(
        expected: "a site number not given before",
        found: "site \(number) again"
      )
    }
  }

  /// Admits the number of a name, as its definition gives it.
  package mutating func admitName(_ number: Int64) throws(TraceViolation) {
    try require(number, .nameNumber)
    guard names.insert(number) else {
      throw TraceViolation(
        expected: "a name's number not given before",
        found: "name \(number) again"
      )
    }
  }

  /// Admits a `meta` record.
  package mutating func admit(_ entry: MetadataEntry) throws(TraceViolation) {
    metadataBytes += entry.key.utf8.count + entry.text.utf8.count
    guard metadataBytes <= Self.mostMetadata else {
      throw TraceViolation(
        expected: "at most \(Self.mostMetadata) bytes in all meta records",
        found: "more"
      )
    }
  }

  // MARK: What an event names

  /// Admits the birth of an object. Its type and its site must be defined, and the object must be new.
  @inline(__always)
  mutating func bear(_ event: Event, _ flags: Event.Flags) throws(TraceViolation) {
    try require(event.n, .size)
    try require(flagsOf: event, among: flags)
    guard types.contains(Int64(event.type)) else {
      throw TraceViolation(expected: "a type defined before", found: "type \(event.type)")
    }
    try require(site: event.second)
    try require(event.object &- none, .objectNumber)
    guard objects.insert(event.object &- none) else {
      throw TraceViolation(
        expected: "an object number not given before",
        found: none < 0 ? "one given before" : "object \(event.object) again"
      )
    }
    if objects.count > NumberLimit.objectsOfLog.range.upperBound {
      throw TraceViolation(expected: "\(NumberLimit.objectsOfLog.expected)", found: "one more")
    }
  }

  /// The site is none, or one defined before.
  @inline(__always)
  func require(site: Int64) throws(TraceViolation) {
    guard site == 0 || sites.contains(site) else {
      throw TraceViolation(expected: "a site defined before", found: "site \(site)")
    }
  }

  /// The name is none, or one defined before.
  @inline(__always)
  func require(name: Int32) throws(TraceViolation) {
    guard name == 0 || names.contains(Int64(name)) else {
      throw TraceViolation(expected: "a name defined before", found: "name \(name)")
    }
  }

  /// An event that goes by no name has none.
  @inline(__always)
  func require(noName name: Int32) throws(TraceViolation) {
    guard name == 0 else { throw TraceViolation(expected: "no name", found: "name \(name)") }
  }

  /// Requires that the object was born.
  @inline(__always)
  func require(born object: Int64) throws(TraceViolation) {
    guard objects.contains(object &- none) else { throw unborn(object) }
  }

  /// Requires that an event names no object where its kind has none.
  @inline(__always)
  func require(noObject object: Int64) throws(TraceViolation) {
    guard object == none else {
      throw TraceViolation(expected: "no object", found: "an object")
    }
  }

  @inline(never)
  private func unborn(_ object: Int64) -> TraceViolation {
    TraceViolation(expected: "an object defined before", found: described(object))
  }

  /// An object in the words of an error: people know its number, not its rank.
  private func described(_ object: Int64) -> String {
    if object == none { return "none" }
    return none < 0 ? "an object that is not" : "object \(object)"
  }

  // MARK: Numbers and words

  @inline(__always)
  func require(_ number: Int64, _ limit: NumberLimit) throws(TraceViolation) {
    guard limit.contains(number) else { throw TraceViolation(limit, found: number) }
  }

  /// Requires that an event has no number if its kind has none.
  @inline(__always)
  func require(noNumber number: Int64) throws(TraceViolation) {
    guard number == 0 else { throw TraceViolation(expected: "no number", found: "\(number)") }
  }

  @inline(__always)
  func require(flagsOf event: Event, among flags: Event.Flags) throws(TraceViolation) {
    guard event.flags.rawValue & ~flags.rawValue == 0 else {
      throw TraceViolation(
        expected: "flags of '\(event.kind.name)'",
        found: "flags \(event.flags.rawValue)"
      )
    }
  }
}
