import TraceTesting

/// A service: each request allocates a small graph, which most often dies at the end of the request.
///
/// A graph is a tree of three to eight objects. One graph in three has a reference across. In a quarter of the graphs, the last object
/// refers back to the first. One request in ten leaves its graph in a cache of 200,000 objects, from which other graphs, chosen at
/// random, are dropped.
struct ServiceWorkload: WorkloadGenerator {
  static let types = """
    type 1 Request
    type 2 Session
    type 3 Row
    type 4 Field

    """

  /// The number of objects in the cache.
  private static let cacheSize = 200_000

  /// A graph in the cache.
  private struct Entry {
    var root: Int64
    var objects: Int8
    var references: Int8
  }

  private var random: SplitMix64
  private var newest: Int64 = 0
  private var cache: [Entry] = []
  private var cached = 0
  private(set) var references: Int64 = 0

  init(events: Int64, seed: UInt64) {
    random = SplitMix64(seed: seed)
  }

  mutating func step(_ log: inout LogFile) {
    let count = 3 + random.below(6)
    let root = newest + 1
    var held: Int64 = 0
    log.alloc(root, type: 1 + Int64(random.below(2)), size: 64)
    for index in 1..<count {
      let object = root + Int64(index)
      log.alloc(object, type: 3 + Int64(random.below(2)), size: 48 + Int64(16 * random.below(4)))
      log.ref(root + Int64(random.below(index)), object)
      log.release(object)
      held += 1
    }
    newest += Int64(count)
    if random.below(3) == 0 {
      log.ref(root + 1, newest)
      held += 1
    }
    if random.below(4) == 0 {
      log.ref(newest, root)
      held += 1
    }
    guard random.below(10) == 0 else { return log.release(root) }
    cache.append(Entry(root: root, objects: Int8(count), references: Int8(held)))
    cached += count
    references += held
    while cached > Self.cacheSize { evict(&log) }
  }

  private mutating func evict(_ log: inout LogFile) {
    let victim = random.below(cache.count)
    cache.swapAt(victim, cache.count - 1)
    guard let entry = cache.popLast() else { return }
    cached -= Int(entry.objects)
    references -= Int64(entry.references)
    log.release(entry.root)
  }
}
