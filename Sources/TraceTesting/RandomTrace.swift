/// A random valid log, the same for the same seed.
///
/// A naive collector replays every line as it is made, so that the next line can name objects that are alive. A log is therefore made for one
/// version: another collects at other moments, and may find an object dead that the log still uses.
package struct RandomTrace {
  /// What a log is to be like.
  package struct Options: Sendable, CustomStringConvertible {
    package var seed: UInt64
    package var events: Int
    package var version: NaiveVersion
    /// How many objects it keeps alive, about.
    package var population = 60
    /// How often each kind of step is taken, against the others; a step left out is never taken.
    package var weights: [Step: Int] = Options.usualWeights
    /// Whether safe points are marked.
    package var polls = false
    /// Whether objects made in C must be able to stand for all: no tuples and dicts, no untracked weak reference with a callback.
    package var isForDriver = false
    /// Whether events are only of objects that the program can reach, as a real program's are (one that a weak reference still leads to may
    /// be retained), and nothing has a script.
    package var touchesOnlyReachable = false

    package init(seed: UInt64, events: Int, version: NaiveVersion) {
      self.seed = seed
      self.events = events
      self.version = version
      if version.incremental != nil { weights.merge([.root: 3, .unroot: 1]) { $1 } }
    }

    package static let usualWeights: [Step: Int] = [
      .allocate: 20, .reference: 30, .unreference: 8, .release: 24, .retain: 4, .clear: 2,
      .size: 2, .track: 2, .untrack: 2, .count: 2, .collect: 3, .enable: 2, .disable: 1,
      .threshold: 1, .freeze: 1, .unfreeze: 1, .saveAll: 1, .saveAllOff: 4, .poll: 4, .time: 1,
      .mark: 1, .observed: 1, .weakReference: 5, .finalizer: 6, .callback: 5, .cycle: 4,
      .chain: 2, .tuples: 2, .drop: 4, .watch: 1, .state: 1, .heap: 1, .garbage: 6,
      .payload: 3, .bytes: 2, .sample: 1,
    ]

    /// Options drawn from the seed: other weights, sizes and ways to mark safe points each time.
    package init(drawnFrom seed: UInt64, events: Int, version: NaiveVersion) {
      self.init(seed: seed, events: events, version: version)
      var random = SplitMix64(seed: seed ^ 0xD1B5_4A32_D192_ED03)
      for step in Step.allCases where weights[step] != nil && random.chance(1, in: 4) {
        weights[step] = (weights[step] ?? 0) * Int.random(in: 0...4, using: &random)
      }
      polls = random.chance(1, in: 3)
      population = [8, 30, 60, 120].randomElement(using: &random) ?? 60
    }

    package var description: String {
      "seed \(seed), \(events) events, Python \(version)\(polls ? ", polls" : "")"
    }
  }

  /// What the generator may do next.
  package enum Step: CaseIterable, Sendable {
    case allocate, reference, unreference, release, retain, clear, size, track, untrack, count
    case collect, enable, disable, threshold, freeze, unfreeze, saveAll, saveAllOff, poll, time
    case mark, observed, weakReference, finalizer, callback, watch, state, heap
    /// Only in logs of version 2.
    case payload, bytes, sample
    /// Only for the incremental collector.
    case root, unroot
    /// Several records: a ring, a chain, nested tuples; the last reference from outside to an object goes.
    case cycle, chain, tuples, drop
    /// Garbage that does not go quietly: finalizers that bring it back, weak references with callbacks to it.
    case garbage
  }

  package let options: Options
  package private(set) var lines: [String] = []
  package let naive: NaiveCollector
  var random: SplitMix64
  package internal(set) var born: [Int] = []
  private var nextNumber = 1
  /// Numbers passed over, to be given later.
  private var spareNumbers: [Int] = []
  private let steps: [Step]
  /// Whether the log is of version 2 of the format.
  package private(set) var isOfVersion2 = false

  /// The log's text.
  package var text: String { lines.joined(separator: "\n") + "\n" }

  /// Makes a log.
  ///
  /// Throws `NaiveError` if it made one that is not valid, which is an error of its own.
  package init(_ options: Options) throws(NaiveError) {
    self.options = options
    naive = NaiveCollector(version: options.version)
    random = SplitMix64(seed: options.seed)
    steps = Step.allCases.flatMap { Array(repeating: $0, count: options.weights[$0] ?? 0) }
    try begin()
    while naive.event < options.events { try emitStep() }
  }

  /// The types of every log; what a type can be told by is its number's meaning here.
  private static let types = [
    "type 1 node", "type 2 finalized finalizer", "type 3 legacy legacy",
    "type 4 old%20and%20new legacy finalizer", "type 5 tuple kind=tuple",
    "type 6 short kind=tuple freelist=3", "type 7 dict kind=dict freelist=2",
    "type 8 weakref kind=weakref", "type 9 finalized-weakref kind=weakref finalizer",
    "type 10 str kind=atomic", "type 11 handle kind=atomic finalizer", "type 12 list freelist=5",
    "type 13 none freelist=0", "type 5000 far finalizer freelist=1",
    "type 2147483647 last kind=tuple finalizer",
  ]
  private static let plainTypes = [1, 1, 1, 2, 2, 3, 4, 5, 5, 6, 7, 7, 10, 11, 12, 13, 5000]
  static let weakTypes = [8, 8, 8, 9]

  mutating func emit(_ line: String) throws(NaiveError) {
    if options.touchesOnlyReachable, !isOfReachable(line) { return }
    lines.append(line)
    _ = try naive.apply(line)
  }

  /// Whether a program could do what the record says.
  private func isOfReachable(_ line: String) -> Bool {
    let fields = line.split(separator: " ")
    let named: Range<Int>
    switch fields[0] {
    case "finalizer", "callback": return false
    case "ref", "unref", "watch": named = 1..<3
    case "clear", "size", "payload", "track", "untrack": named = 1..<2
    case "weakref": named = 4..<5
    default: return true
    }
    let reachable = NaiveGarbage.reachable(naive)
    return fields[named].allSatisfy { field in
      Int(field).map { naive.object($0) == nil || reachable.contains($0) } ?? true
    }
  }

  private mutating func begin() throws(NaiveError) {
    let marksRoots = options.version.incremental != nil
    isOfVersion2 = marksRoots || random.chance(1, in: 2)
    try emit(isOfVersion2 ? "gctrace 2" : "gctrace 1")
    try emit("meta python \(options.version.python)")
    // Real ones follow only what they are told.
    if marksRoots, options.isForDriver || random.chance(2, in: 3) {
      try emit("meta roots marked")
    }
    if options.polls, random.chance(1, in: 2) {
      try emit("meta safepoints poll")
    }
    if random.chance(1, in: 2) { try emit("meta freelists simulated") }
    for line in RandomTrace.types {
      try emit(
        options.isForDriver
          ? line.replacing(" kind=tuple", with: "").replacing(" kind=dict", with: "") : line
      )
    }
    try emit("site 1 a.py:1 f")
    try emit("site 7 b%20c.py:20 <module>")
    if isOfVersion2 {
      try emit("name 1 parser")
      try emit("name 3000000 a%20key")
    }
    if options.polls, !naive.polls { try emit("poll") }
    if random.chance(2, in: 3) {
      for _ in 0..<Int.random(in: 0..<20, using: &random) { try emitHeapObject() }
    }
    if random.chance(2, in: 3) { try emitThreshold() }
  }

  // MARK: Drawing

  func isAlive(_ number: Int) -> Bool { naive.object(number) != nil }

  /// A number never given before: most often the next one.
  mutating func newNumber() -> Int {
    if !spareNumbers.isEmpty, random.chance(1, in: 8) {
      let number = spareNumbers.remove(at: Int.random(in: spareNumbers.indices, using: &random))
      born.append(number)
      return number
    }
    if random.chance(1, in: 40) {
      let skipped = Int.random(in: 1...4, using: &random)
      spareNumbers.append(contentsOf: nextNumber..<(nextNumber + skipped))
      nextNumber += skipped
    }
    defer { nextNumber += 1 }
    born.append(nextNumber)
    return nextNumber
  }

  /// An object alive that passes; nil if a few draws find none. The young are drawn more often.
  mutating func pick(where passes: (NaiveObject) -> Bool = { _ in true }) -> NaiveObject? {
    let alive = naive.alive
    guard !alive.isEmpty else { return nil }
    for _ in 0..<12 {
      let lowest = random.chance(1, in: 2) ? max(0, alive.count - 12) : 0
      let object = alive[Int.random(in: lowest..<alive.count, using: &random)]
      if passes(object) { return object }
    }
    return nil
  }

  /// Any number that the log has given, alive or not; the living more often.
  mutating func pickBorn() -> Int? {
    if random.chance(4, in: 5), let object = pick() { return object.number }
    return born.randomElement(using: &random)
  }

  mutating func pickStep() -> Step {
    if naive.alive.count > options.population, random.chance(1, in: 2) {
      return random.chance(1, in: 3) ? .clear : .drop
    }
    return steps.randomElement(using: &random) ?? .allocate
  }

  mutating func pickPlainType() -> Int {
    RandomTrace.plainTypes.randomElement(using: &random) ?? 1
  }

  /// How many references a `ref` adds, and in a log of version 2 perhaps their name: "", or a space and the fields.
  mutating func referenceFields() -> String {
    guard isOfVersion2, random.chance(1, in: 2) else { return smallNumber() }
    return " \(Int.random(in: 1...3, using: &random)) \(random.chance(1, in: 2) ? 1 : 3_000_000)"
  }

  /// The number of a record that may leave it out: "", or a space and the number.
  mutating func smallNumber() -> String {
    random.chance(3, in: 4) ? "" : " \(Int.random(in: 1...3, using: &random))"
  }
}
