/// The kinds of events in a gctrace log, one for each record of the format that is not a definition.
///
/// The raw value is the ASCII code of the kind's letter in a stored block of events. `schema.sql` has the same letters in its table
/// `event_kind`, and a test compares the two.
package enum EventKind: UInt8, CaseIterable, BitwiseCopyable, Sendable {
  case allocate = 0x61  // a
  case callback = 0x62  // b
  case clear = 0x63  // c
  case disable = 0x64  // d
  case enable = 0x65  // e
  case finalizer = 0x66  // f
  case heap = 0x68  // h
  case time = 0x69  // i
  case mark = 0x6D  // m
  case count = 0x6E  // n
  case observed = 0x6F  // o
  case poll = 0x70  // p
  case reference = 0x72  // r
  case state = 0x73  // s
  case track = 0x74  // t
  case unreference = 0x75  // u
  case weakReference = 0x77  // w
  case size = 0x7A  // z
  case retain = 0x2B  // +
  case release = 0x2D  // -
  case bytes = 0x42  // B
  case collect = 0x43  // C
  case debug = 0x44  // D
  case freeze = 0x46  // F
  case threshold = 0x48  // H
  case payload = 0x50  // P
  case root = 0x52  // R
  case sample = 0x53  // S
  case untrack = 0x54  // T
  case unfreeze = 0x55  // U
  case watch = 0x57  // W
  case unroot = 0x58  // X

  /// The record's name in the log.
  package var name: String {
    switch self {
    case .allocate: "alloc"
    case .bytes: "bytes"
    case .callback: "callback"
    case .clear: "clear"
    case .collect: "collect"
    case .count: "count"
    case .debug: "debug"
    case .disable: "disable"
    case .enable: "enable"
    case .finalizer: "finalizer"
    case .freeze: "freeze"
    case .heap: "heap"
    case .mark: "mark"
    case .observed: "observed"
    case .payload: "payload"
    case .poll: "poll"
    case .reference: "ref"
    case .release: "release"
    case .retain: "retain"
    case .root: "root"
    case .sample: "sample"
    case .size: "size"
    case .state: "state"
    case .threshold: "threshold"
    case .time: "time"
    case .track: "track"
    case .unfreeze: "unfreeze"
    case .unreference: "unref"
    case .unroot: "unroot"
    case .untrack: "untrack"
    case .watch: "watch"
    case .weakReference: "weakref"
    }
  }

  /// The first version of the format that has the record.
  package var since: Int {
    switch self {
    case .root, .unroot, .bytes, .payload, .sample: 2
    default: 1
    }
  }

  /// Whether the event creates an object: `heap`, `alloc` and `weakref`.
  @inlinable package var isBirth: Bool {
    self == .allocate || self == .heap || self == .weakReference
  }

  /// The `n` of an event whose record leaves out its number; 0 for kinds without a number.
  package var defaultNumber: Int64 {
    switch self {
    case .retain, .release, .reference, .unreference: 1
    default: 0
    }
  }
}
