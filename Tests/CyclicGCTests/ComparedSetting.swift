import HeapTrace
import TraceTesting

@testable import CyclicGC

/// One setting, for the module and for the naive collector.
struct ComparedSetting {
  var module: Setting
  var naive = NaiveSetting()

  /// The recording's own.
  init(_ version: CollectorVersion) {
    module = Setting(version)
  }

  /// A random one for a trace; events that do not apply are left out. What it does does not depend on how long the trace is, so that a
  /// log can be shrunk.
  init(drawnFrom seed: UInt64, _ version: CollectorVersion, _ trace: DecodedTrace) {
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
  }

  private mutating func drawPolicy(_ random: inout SplitMix64) {
    naive.fullPercent = Int.random(in: 0...150, using: &random)
    let generational = Generational(fullPercent: Int64(naive.fullPercent))
    switch Int.random(in: 0...7, using: &random) {
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
    default:
      module.policy = .generational(generational)
    }
  }
}
