/// Garbage with finalizers and weak references, which random records alone produce too rarely.
extension RandomTrace {
  private static let types = [1, 1, 2, 2, 2, 5000, 3, 4, 5, 7, 8, 9]

  mutating func emitGarbage() throws(NaiveError) {
    // Otherwise, hardly any of it would live until it is complete.
    let isUndisturbed = random.chance(3, in: 4)
    if isUndisturbed { try emit("disable") }
    let root = try emitAllocation(ofType: 1)
    var ring: [Int] = []
    for _ in 0..<Int.random(in: 1...6, using: &random) {
      let type = RandomTrace.types.randomElement(using: &random) ?? 1
      ring.append(try emitAllocation(ofType: type))
    }
    for (index, number) in ring.enumerated() {
      try emitReference(from: number, to: ring[(index + 1) % ring.count])
      if random.chance(1, in: 3), let other = ring.randomElement(using: &random) {
        try emitReference(from: number, to: other)
      }
    }
    for number in ring {
      if random.chance(1, in: 3) { try emitFinalizer(of: number, root, ring) }
      // Several weak references to one object, because their callbacks have an order.
      while random.chance(1, in: 2) { try emitWeakReference(to: number, root, ring) }
    }
    try emitReleases(of: ring, butFirst: random.chance(1, in: 10))
    if random.chance(1, in: 2) { try emitReleases(of: [root], butFirst: false) }
    if isUndisturbed { try emit("enable") }
    if random.chance(1, in: 2) { try emit("collect \(Int.random(in: 0...2, using: &random))") }
  }

  private mutating func emitReference(from source: Int, to target: Int) throws(NaiveError) {
    guard isAlive(source), isAlive(target) else { return }
    try emit("ref \(source) \(target)")
  }

  /// Resurrects itself or another object, breaks the ring, or releases an older object.
  private mutating func emitFinalizer(
    of number: Int,
    _ root: Int,
    _ ring: [Int]
  ) throws(NaiveError) {
    let other = ring.randomElement(using: &random) ?? number
    let steps = [
      "retain \(number)", "ref \(root) \(other)", "ref \(root) \(number)", "clear \(other)",
      "clear \(number)", "release \(root)", "clear \(root)", "retain \(other)",
    ]
    for _ in 0..<Int.random(in: 1...2, using: &random) where isAlive(number) {
      try emit("finalizer \(number) \(steps.randomElement(using: &random) ?? "clear \(root)")")
    }
  }

  /// A weak reference to a member: a new or an existing one. The root or the ring may hold it, and it may have a script.
  private mutating func emitWeakReference(
    to number: Int,
    _ root: Int,
    _ ring: [Int]
  ) throws(NaiveError) {
    guard isAlive(number) else { return }
    let weak: Int
    if random.chance(1, in: 2),
      let older = pick(where: { $0.type.isWeakReference && $0.target == nil })
    {
      weak = older.number
      try emitWatch(weak, number, callbacks: 4, in: 5)
    } else {
      guard options.version.waitsForSafePoint || !naive.isOnTheEdge else { return }
      weak = newNumber()
      let type = RandomTrace.weakTypes.randomElement(using: &random) ?? 8
      let callback = random.chance(4, in: 5) ? " callback" : ""
      try emit("weakref \(weak) \(type) 64 \(number)\(callback)")
      if random.chance(1, in: 2) {
        try emitReference(from: random.chance(2, in: 3) ? root : number, to: weak)
        try emitReleases(of: [weak], butFirst: false)
      }
    }
    let other = ring.randomElement(using: &random) ?? number
    let steps = [
      "clear \(root)", "unref \(root) \(weak)", "release \(weak)", "retain \(other)",
      "clear \(other)",
      "ref \(root) \(other)", "retain \(weak)",
    ]
    guard isAlive(weak), random.chance(1, in: 2) else { return }
    try emit("callback \(weak) \(steps.randomElement(using: &random) ?? "clear \(root)")")
    guard isAlive(weak), random.chance(1, in: 3) else { return }
    try emit("finalizer \(weak) retain \(weak)")
  }
}
