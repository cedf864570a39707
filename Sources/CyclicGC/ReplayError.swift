package import HeapTrace

/// The log contradicts the heap: an event needs something that the objects do not allow in their present state. Objects are given by
/// rank.
package enum ReplayError: Error, Equatable {
  /// The event names an object that is not alive. `death` says how it died; nil: it is not born yet.
  case notAlive(event: Int64, kind: EventKind, object: Int32, death: Death?)
  /// `unref` of more references than the source holds.
  case referenceNotHeld(event: Int64, source: Int32, target: Int32, held: Int64, dropped: Int64)
  /// `release` of more references than come from outside.
  case releaseBelowZero(event: Int64, object: Int32, held: Int64, dropped: Int64)
  /// About 2^31 references to one object: more than can be counted.
  case tooManyReferences(event: Int64, object: Int32)
  /// The objects alive would have more bytes than can be counted, 2^63-1.
  case tooManyBytes(event: Int64)
  /// The event names a type that the trace does not have.
  case unknownType(event: Int64, type: Int32)

  /// The event that cannot be replayed.
  package var event: Int64 {
    switch self {
    case .notAlive(let event, _, _, _), .referenceNotHeld(let event, _, _, _, _),
      .releaseBelowZero(let event, _, _, _), .tooManyReferences(let event, _),
      .tooManyBytes(let event), .unknownType(let event, _):
      event
    }
  }
}
