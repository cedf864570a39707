package import HeapTrace

/// One event of a trace in the form for a replay: objects by rank (`ObjectNumbering`), in 24 bytes.
///
/// The reader's `Event` has the log's own numbers and the whole contents of a record. This one has only what changes a heap. The meaning of
/// the fields depends on `kind`:
///
/// | kind | object | target | other | n | generation |
/// | --- | --- | --- | --- | --- | --- |
/// | heap | OBJ | | TYPE | SIZE | GEN, -1 if untracked |
/// | allocate | OBJ | | TYPE | SIZE | |
/// | weakReference | OBJ | TARGET | TYPE | SIZE | |
/// | watch | OBJ | TARGET | | | |
/// | size | OBJ | | | SIZE | |
/// | payload | OBJ | | | N | |
/// | retain, release | OBJ | | | N | |
/// | reference | SRC | DST | NAME, 0 if none | N | |
/// | unreference | SRC | DST | | N | |
/// | clear, track, untrack | OBJ | | | | |
/// | count, bytes | | | | N | |
/// | finalizer, callback | OBJ | the script event's first object | its second | its N | |
/// | collect, sample | | | | | GEN |
/// | time | | | | NS | |
/// | state, threshold | | | how many operands | where they start in the batch | |
///
/// An object that is not there is -1. What moves no heap is left out: sites, and the name of a script's `ref`.
package struct ReplayEvent: BitwiseCopyable, Equatable, Sendable {
  package var kind: EventKind
  package var flags: Event.Flags
  package var generation: Int8
  /// The letter of the script event; 0: the event empties the script.
  private var scriptLetter: UInt8
  package var other: Int32
  package var object: Int32
  package var target: Int32
  package var n: Int64

  package init(
    _ kind: EventKind,
    object: Int32 = -1,
    target: Int32 = -1,
    other: Int32 = 0,
    n: Int64 = 0,
    generation: Int8 = 0,
    flags: Event.Flags = [],
    script: EventKind? = nil
  ) {
    self.kind = kind
    self.flags = flags
    self.generation = generation
    scriptLetter = script?.rawValue ?? 0
    self.other = other
    self.object = object
    self.target = target
    self.n = n
  }

  /// The script event of a `finalizer` or `callback` event; nil: the event empties the script.
  package var script: EventKind? { EventKind(rawValue: scriptLetter) }

  /// An event whose objects are ranks already, -1 for none.
  @inline(__always)
  init(ranked event: Event) {
    let other: Int64 =
      switch event.kind {
      case .heap, .allocate, .weakReference, .reference: Int64(event.type)
      case .finalizer, .callback, .state, .threshold: event.second
      default: 0
      }
    self.init(
      event.kind,
      object: Int32(truncatingIfNeeded: event.object),
      target: Int32(truncatingIfNeeded: event.target),
      other: Int32(truncatingIfNeeded: other),
      n: event.n,
      generation: event.generation,
      flags: event.flags,
      script: event.script
    )
  }
}
