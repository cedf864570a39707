/// One event of a log: what the mutator did.
///
/// A fixed-size value, so that a batch of events is one flat array. What the fields mean depends on `kind`:
///
/// | kind | object | target | second | n | type | generation |
/// | --- | --- | --- | --- | --- | --- | --- |
/// | heap | OBJ | | SITE | SIZE | TYPE | GEN, -1 if untracked |
/// | allocate | OBJ | | SITE | SIZE | TYPE | |
/// | weakReference | OBJ | TARGET, 0 if none | SITE | SIZE | TYPE | |
/// | watch | OBJ | TARGET | | | | |
/// | size | OBJ | | | SIZE | | |
/// | payload | OBJ | | | N | | |
/// | retain, release | OBJ | | | N | | |
/// | reference | SRC | DST | | N | NAME, 0 if none | |
/// | unreference | SRC | DST | | N | | |
/// | clear, track, untrack | OBJ | | | | | |
/// | count, bytes | | | | N | | |
/// | finalizer, callback | OBJ | the script event's first object | its second | its N | the NAME of its `ref`, 0 if none | |
/// | collect | | | SITE, 0 if none | | | GEN |
/// | sample | | | | | | GEN |
/// | time | | | | NS | | |
/// | state, threshold, observed | | | how many operands | where the operands start in the batch | | |
/// | mark | | | | where the text is in the batch | | |
///
/// In a batch from a `TraceReader`, `object`, `target` and a script's `second` are the log's object numbers, 0 for none; in a batch made
/// for a replay they are ranks (see `ObjectNumbering`), -1 for none.
package struct Event: BitwiseCopyable, Equatable, Sendable {
  package var kind: EventKind
  package var flags: Flags
  package var generation: Int8
  /// The event in the script of a `finalizer` or `callback` event; nil for a line that empties the script.
  package var script: EventKind?
  package var type: Int32
  package var object: Int64
  package var target: Int64
  package var second: Int64
  package var n: Int64

  package init(
    _ kind: EventKind,
    object: Int64 = 0,
    target: Int64 = 0,
    second: Int64 = 0,
    n: Int64? = nil,
    type: Int32 = 0,
    generation: Int8 = 0,
    flags: Flags = [],
    script: EventKind? = nil
  ) {
    self.kind = kind
    self.flags = flags
    self.generation = generation
    self.script = script
    self.type = type
    self.object = object
    self.target = target
    self.second = second
    self.n = n ?? kind.defaultNumber
  }

  /// The words at the end of an `alloc`, `weakref`, `watch` or `debug` record.
  package struct Flags: OptionSet, BitwiseCopyable, Equatable, Sendable {
    package let rawValue: UInt8
    package init(rawValue: UInt8) { self.rawValue = rawValue }

    /// `alloc`: not tracked at birth.
    package static let untracked = Flags(rawValue: 1)
    /// `alloc`: taken from a free list, so not counted.
    package static let reused = Flags(rawValue: 2)
    /// `alloc`: an exception was set in the thread, so it starts no collection.
    package static let error = Flags(rawValue: 4)
    /// `weakref`, `watch`: the weak reference has a callback.
    package static let callback = Flags(rawValue: 8)
    /// `debug`: saveall, not off.
    package static let saveAll = Flags(rawValue: 16)
  }
}
