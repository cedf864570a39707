/// The records of a random log.
extension RandomTrace {
  mutating func emitStep() throws(NaiveError) {
    switch pickStep() {
    case .allocate: _ = try emitAllocation(ofType: pickPlainType())
    case .reference:
      if let source = pick(), let target = pick() {
        try emit("ref \(source.number) \(target.number)\(referenceFields())")
      }
    case .unreference:
      if let source = pick(where: { !$0.references.isEmpty }),
        let target = source.references.randomElement(using: &random)
      {
        let held = source.references.count { $0 === target }
        let count = Int.random(in: 1...held, using: &random)
        try emit("unref \(source.number) \(target.number) \(count)")
      }
    case .release:
      if let object = pick(where: { $0.external > 0 }) {
        let count = Int.random(in: 1...object.external, using: &random)
        try emit("release \(object.number)\(count == 1 ? "" : " \(count)")")
      }
    case .retain:
      if let object = pick() { try emit("retain \(object.number)\(smallNumber())") }
    case .clear:
      if let object = pick() { try emit("clear \(object.number)") }
    case .size:
      if let object = pick() {
        try emit("size \(object.number) \(Int.random(in: 0...1000, using: &random))")
      }
    case .track:
      if let object = pick() { try emit("track \(object.number)") }
    case .untrack:
      if let object = pick(), !(options.isForDriver && object.type.isWeakReference) {
        try emit("untrack \(object.number)")
      }
    case .count: try emit("count \(Int.random(in: -20...30, using: &random))")
    case .collect:
      // Work for an increment, beyond the young objects.
      if options.version.incremental != nil, random.chance(1, in: 3) {
        try emit("count \(Int.random(in: 1...60, using: &random))")
      }
      try emit(
        (["collect", "collect 0", "collect 1", "collect 2"]
          + (isOfVersion2 ? ["collect 0 1", "collect 2 7"] : [])).randomElement(using: &random)
          ?? ""
      )
    case .payload:
      if isOfVersion2, let object = pick() {
        try emit("payload \(object.number) \(Int.random(in: 0...1000, using: &random))")
      }
    case .bytes:
      if isOfVersion2 { try emit("bytes \(Int.random(in: 0...3000, using: &random))") }
    case .sample:
      if isOfVersion2 { try emit("sample \(Int.random(in: 0...2, using: &random))") }
    case .enable: try emit("enable")
    case .disable: try emit("disable")
    case .threshold: try emitThreshold()
    case .freeze: try emit("freeze")
    case .unfreeze: try emit("unfreeze")
    case .saveAll: try emit("debug saveall")
    case .saveAllOff: try emit("debug off")
    case .poll: try emit("poll")
    case .time: try emit("time \(naive.event * 1000)")
    case .mark: try emit("mark phase \(naive.event)")
    case .observed: try emit("observed 0 1 0 1000 1 2 3")
    case .weakReference: try emitWeakReference()
    case .finalizer:
      if let object = pick(where: { $0.type.has("finalizer") || $0.type.number == 1 }) {
        try emitScript("finalizer", of: object)
      }
    case .callback:
      if let object = pick(where: { $0.type.isWeakReference }) {
        try emitScript("callback", of: object)
      }
    case .watch: try emitWatch()
    case .state: try emitState()
    case .heap: try emitHeapObject()
    case .cycle: try emitCycle()
    case .garbage: try emitGarbage()
    case .chain: try emitChain()
    case .tuples: try emitTuples()
    case .root:
      if options.version.incremental != nil, naive.rootCount < 200, let object = pick() {
        try emit("root \(object.number)")
      }
    case .unroot:
      if let root = naive.randomRoot(using: &random) { try emit("unroot \(root.number)") }
    case .drop:
      if let object = pick(where: { $0.external > 0 }) {
        try emit("release \(object.number) \(object.external)")
      }
    }
  }

  /// Returns the new object's number. The object is alive, because it has a reference from outside.
  mutating func emitAllocation(ofType type: Int) throws(NaiveError) -> Int {
    let number = newNumber()
    // Short tuples have few sizes, so that their free list serves some allocations and not others.
    let size = Int.random(in: type == 6 ? 64...65 : 0...200, using: &random)
    var line = "alloc \(number) \(type) \(size)"
    if random.chance(1, in: 5) { line += " 7" }
    if random.chance(1, in: type == 5 || type == 7 ? 2 : 15) { line += " untracked" }
    if random.chance(1, in: type == 6 || type == 12 ? 2 : 20) { line += " reused" }
    if random.chance(1, in: 20) { line += " error" }
    try emit(line)
    return number
  }

  private mutating func emitWeakReference() throws(NaiveError) {
    // If the collection runs inside the allocation, it may free the target. No program can produce such a log.
    let isSafe = options.version.waitsForSafePoint || !naive.isOnTheEdge
    let target = isSafe && !random.chance(1, in: 8) ? pick()?.number ?? 0 : 0
    let type = RandomTrace.weakTypes.randomElement(using: &random) ?? 8
    let number = newNumber()
    let callback = random.chance(2, in: 3) ? " callback" : ""
    try emit("weakref \(number) \(type) 64 \(target)\(callback)")
    if callback.isEmpty || !random.chance(1, in: 2) { return }
    if let object = naive.object(number) { try emitScript("callback", of: object) }
  }

  private mutating func emitWatch() throws(NaiveError) {
    guard let weak = pick(where: { $0.type.isWeakReference && $0.target == nil }),
      let target = pick()
    else { return }
    try emitWatch(weak.number, target.number, callbacks: 1, in: 2)
  }

  /// `watch`, with a callback in some of the cases.
  mutating func emitWatch(
    _ weak: Int,
    _ target: Int,
    callbacks: Int,
    in times: Int
  ) throws(NaiveError) {
    let mayCall = !options.isForDriver || naive.object(weak)?.list != nil
    let word = random.chance(callbacks, in: times) && mayCall ? " callback" : ""
    try emit("watch \(weak) \(target)\(word)")
  }

  /// Steps that resurrect, break or drop objects. Some of them may be dead when the script runs.
  private mutating func emitScript(_ record: String, of object: NaiveObject) throws(NaiveError) {
    if random.chance(1, in: 12) { return try emit("\(record) \(object.number)") }
    let own = object.number
    let near =
      object.references.randomElement(using: &random)?.number ?? object.target?.number ?? own
    guard let other = pickBorn(), let another = pickBorn() else { return }
    let steps = [
      "retain \(own)", "retain \(near)", "retain \(other) 2", "release \(own)", "release \(other)",
      "ref \(other) \(own)", "ref \(near) \(own)", "ref \(own) \(other)\(smallNumber())",
      "unref \(own) \(near)", "unref \(other) \(another)", "unref \(other) \(own)",
      "clear \(own)", "clear \(other)", "clear \(near)",
    ]
    for _ in 0..<Int.random(in: 1...3, using: &random) {
      if let step = steps.randomElement(using: &random) {
        guard isAlive(own) else { return }
        try emit("\(record) \(own) \(step)")
      }
    }
  }

  mutating func emitHeapObject() throws(NaiveError) {
    let isWeak = random.chance(1, in: 6)
    let type = isWeak ? RandomTrace.weakTypes.randomElement(using: &random) ?? 8 : pickPlainType()
    let generation = ["0", "1", "2", "2", "3", "-"].randomElement(using: &random) ?? "0"
    let number = newNumber()
    try emit("heap \(number) \(type) 48 \(generation)")
    guard isWeak, isAlive(number), let target = pick() else { return }
    try emitWatch(number, target.number, callbacks: 2, in: 3)
  }

  private mutating func emitState() throws(NaiveError) {
    let numbers = (0..<5).map { Int.random(in: 0...($0 < 3 ? 12 : 60), using: &random) }
    try emit("state " + numbers.map(String.init).joined(separator: " "))
  }

  mutating func emitThreshold() throws(NaiveError) {
    let first = [0, 1, 2, 3, 5, 8, 13, 13, 21, -1, -5].randomElement(using: &random) ?? 5
    let others = [0, 1, 1, 2, 3, -1]
    var line = "threshold \(first)"
    if random.chance(2, in: 3) {
      line += " \(others.randomElement(using: &random) ?? 1)"
      if random.chance(2, in: 3) { line += " \(others.randomElement(using: &random) ?? 1)" }
    }
    try emit(line)
  }

  // MARK: Shapes

  private mutating func emitCycle() throws(NaiveError) {
    var ring: [Int] = []
    for _ in 0..<Int.random(in: 1...5, using: &random) {
      ring.append(try emitAllocation(ofType: pickPlainType()))
    }
    for (index, number) in ring.enumerated() {
      let next = ring[(index + 1) % ring.count]
      if isAlive(number), isAlive(next) { try emit("ref \(number) \(next)") }
    }
    try emitReleases(of: ring, butFirst: random.chance(1, in: 4))
  }

  private mutating func emitChain() throws(NaiveError) {
    var chain: [Int] = []
    for _ in 0..<Int.random(in: 2...12, using: &random) {
      let number = try emitAllocation(ofType: random.chance(1, in: 4) ? pickPlainType() : 1)
      if let last = chain.last, isAlive(last), isAlive(number) {
        try emit(random.chance(1, in: 2) ? "ref \(number) \(last)" : "ref \(last) \(number)")
      }
      chain.append(number)
    }
    try emitReleases(of: chain, butFirst: true)
  }

  private mutating func emitTuples() throws(NaiveError) {
    let depth = Int.random(in: 1...5, using: &random)
    var inner: Int?
    for _ in 0..<depth {
      let outer = try emitAllocation(ofType: random.chance(1, in: 5) ? 7 : 5)
      if let inner, isAlive(inner), isAlive(outer) {
        try emit("ref \(outer) \(inner)")
        if random.chance(2, in: 3) { try emitReleases(of: [inner], butFirst: false) }
      }
      inner = outer
    }
  }

  mutating func emitReleases(of numbers: [Int], butFirst: Bool) throws(NaiveError) {
    for number in numbers.dropFirst(butFirst ? 1 : 0) {
      guard let object = naive.object(number), object.external > 0 else { continue }
      try emit("release \(number) \(object.external)")
    }
  }
}
