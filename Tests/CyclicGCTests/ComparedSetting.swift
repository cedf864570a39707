import HeapTrace
import TraceTesting

@testable import CyclicGC

/// One setting, for the module and for the naive collector.
struct ComparedSetting {
  var module: Setting
  var naive = NaiveSetting()
  /// Of a clairvoyant policy; nil: it is another.
  private var drawnBudget: Int?

  /// The recording's own.
  init(_ version: CollectorVersion) {
    module = Setting(version)
  }

  /// A random one for a trace; events that do not apply are left out. What it does does not depend on how long the trace is, so that a
  /// log can be shrunk.
  ///
  /// - Parameter lines: the trace's.
  init(
    drawnFrom seed: UInt64,
    _ version: CollectorVersion,
    _ trace: DecodedTrace,
    _ lines: [String],
    _ naiveVersion: NaiveVersion
  ) {
    var random = SplitMix64(seed: seed ^ 0x5E77_1165)
    module = Setting(version)
    naive.toleratesDivergences = true
    let outline = trace.outline
    naive.stateEvent = outline.stateEvent.map(Int.init)
    if random.chance(1, in: 2) {
      let thresholds = [
        Int.random(in: 0...12, using: &random), Int.random(in: 0...3, using: &random),
        Int.random(in: 0...2, using: &random),
      ]
      naive.thresholds = Array(thresholds.prefix(Int.random(in: 1...3, using: &random)))
      module.thresholds = naive.thresholds.map(Int64.init)
    }
    // The naive collector has no other policy in the place of the incremental one.
    if version.incremental == nil { drawPolicy(&random) }
    let budget = drawnBudget
    naive.ignoresCollect = random.chance(1, in: 3)
    naive.ignoresSettings = random.chance(1, in: 3)
    module.ignoresCollect = naive.ignoresCollect
    module.ignoresSettings = naive.ignoresSettings
    for _ in 0..<Int.random(in: 0...3, using: &random) {
      let event = Int.random(in: 1...300, using: &random)
      let actions: [Intervention.Action] = [.freeze, .freezeOnly, .collect]
      guard let action = actions.randomElement(using: &random), event <= trace.eventCount else {
        continue
      }
      naive.actions[event, default: []].append(action.rawValue)
      module.interventions.append(Intervention(action, at: .one(.event(Int64(event)))))
    }
    if let budget {
      module.policy = .clairvoyant(Clairvoyant(budget: Int64(budget)))
      naive.policy = .clairvoyant(
        budget: budget,
        arrivals: Self.arrivals(lines, naiveVersion, naive)
      )
    }
  }

  /// The garbage that comes with each event, by the definition: every object is looked at after every event of a replay in which nothing
  /// collects by itself.
  private static func arrivals(
    _ lines: [String],
    _ version: NaiveVersion,
    _ setting: NaiveSetting
  ) -> [Int: [Int]] {
    final class Box { var garbage = NaiveGarbage() }
    var setting = setting
    setting.policy = .never
    let naive = NaiveCollector(version: version, setting: setting)
    let box = Box()
    naive.atBoundary = { box.garbage.look(at: $0, $1) }
    for line in lines { _ = try? naive.apply(line) }
    box.garbage.end()
    return Dictionary(grouping: box.garbage.rows, by: \.unreachableEvent)
      .mapValues { $0.map(\.object) }
  }

  private mutating func drawPolicy(_ random: inout SplitMix64) {
    naive.fullPercent = Int.random(in: 0...150, using: &random)
    let generational = Generational(fullPercent: Int64(naive.fullPercent))
    switch Int.random(in: 0...10, using: &random) {
    case 0:
      naive.policy = .never
      module.policy = .never
    case 1:
      naive.policy = .single
      module.policy = .single(Single())
    case 2:
      naive.policy = .freeThreaded
      module.policy = .freeThreaded(FreeThreaded())
    case 3:
      let gate = Int.random(in: 0...300, using: &random)
      naive.policy = .byteGate(gate: gate)
      module.policy = .byteGate(ByteGate(gate: Int64(gate), generational: generational))
    case 4:
      let base = random.chance(1, in: 2) ? Int.random(in: 0...9, using: &random) : nil
      naive.policy = .sqrt(base: base)
      module.policy = .squareRoot(
        SquareRoot(base: base.map(Int64.init), generational: generational)
      )
    case 5:
      let kilobytes = Int.random(in: 0...1, using: &random)
      naive.policy = .pep848Legacy(threshold0: kilobytes)
      module.policy = .pep848Legacy(
        PEP848Legacy(threshold0: Int64(kilobytes), generational: generational)
      )
    case 6:
      let threshold1 = Int.random(in: 1...6, using: &random)
      let work = Int.random(in: -20...5, using: &random)
      naive.policy = .pep848(threshold0: 0, threshold1: threshold1, work: work)
      module.policy = .pep848(
        PEP848(threshold0: 0, threshold1: Int64(threshold1), work: Int64(work))
      )
      if random.chance(1, in: 2) {
        naive.policy = .pep848(threshold0: 1, threshold1: threshold1, work: work)
        module.policy = .pep848(
          PEP848(threshold0: 1, threshold1: Int64(threshold1), work: Int64(work))
        )
      }
    case 7:
      // So large that every few births are too many: the first limit of 2 MB must be passed by a collection that is asked for.
      let choices: [Double] = [1e-6, 1, 1e6]
      let c = choices.randomElement(using: &random) ?? 1
      naive.policy = .memBalancer(c: c)
      module.policy = .memBalancer(MemBalancer(c: c))
    case 8:
      drawnBudget = Int.random(in: 0...500, using: &random)
    default:
      module.policy = .generational(generational)
    }
  }
}
