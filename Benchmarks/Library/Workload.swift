import TraceTesting

/// The state of a generator of events between two steps of its program.
protocol WorkloadGenerator {
  /// The log's `type` records.
  static var types: String { get }

  /// Starts a program whose log will have about `events` events.
  init(events: Int64, seed: UInt64)

  /// Writes the next step of the program: a few events, after which the program may end.
  mutating func step(_ log: inout LogFile)

  /// References between objects alive now, as far as the program holds them. Never more than there are.
  var references: Int64 { get }
}

/// A generated program, named after what it does to its heap.
package enum Workload: String, CaseIterable, Sendable {
  /// Requests that allocate a small graph each; a quarter of the graphs are cyclic, a tenth goes into a cache.
  case service
  /// Objects born in three events each, beside 200,000 that stay.
  case turnover
  /// Everything is kept.
  case growth
  /// Only cycles, dropped at once.
  case garbage
  /// Chains of a million objects, each freed from its head.
  case deep
  /// One dict with a million entries, then entries replaced.
  case wide
  /// A heap of constant size, whose objects are replaced.
  case churn

  /// The size of a generated log.
  package struct Summary: Equatable, Sendable {
    package var events: Int64
    package var bytes: Int64
    /// The most references between objects that the program held at once. A lower bound, because references of garbage are not counted.
    package var peakReferences: Int64
  }

  /// Writes a log of at least `events` events, and at most one step more. The same seed gives the same log.
  ///
  /// - Parameter collections: the number of `collect` events at the end. If there are any, the collector is disabled before.
  package func write(
    to path: String,
    events: Int64,
    seed: UInt64 = 1,
    collections: Int = 0
  ) throws -> Summary {
    switch self {
    case .service: try write(ServiceWorkload.self, path, events, seed, collections)
    case .turnover: try write(TurnoverWorkload.self, path, events, seed, collections)
    case .growth: try write(GrowthWorkload.self, path, events, seed, collections)
    case .garbage: try write(GarbageWorkload.self, path, events, seed, collections)
    case .deep: try write(DeepWorkload.self, path, events, seed, collections)
    case .wide: try write(WideWorkload.self, path, events, seed, collections)
    case .churn: try write(ChurnWorkload.self, path, events, seed, collections)
    }
  }

  private func write<Generator: WorkloadGenerator>(
    _: Generator.Type,
    _ path: String,
    _ events: Int64,
    _ seed: UInt64,
    _ collections: Int
  ) throws -> Summary {
    var log = try LogFile(path: path, definitions: Generator.types)
    var generator = Generator(events: events, seed: seed)
    var peak: Int64 = 0
    if collections > 0 { log.disable() }
    while log.events < events {
      generator.step(&log)
      peak = max(peak, generator.references)
    }
    for _ in 0..<collections { log.collect() }
    try log.finish()
    return Summary(events: log.events, bytes: log.bytes, peakReferences: peak)
  }
}

extension SplitMix64 {
  /// A number from 0 to `bound` - 1, by multiplication. No number is more likely than another by more than 2^-32.
  @inline(__always)
  mutating func below(_ bound: Int) -> Int {
    Int(truncatingIfNeeded: ((next() >> 32) &* UInt64(bound)) >> 32)
  }
}
