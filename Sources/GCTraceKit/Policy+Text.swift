package import CyclicGC

/// Policies by name. `docs/policies.md` describes each.
extension Policy {
  /// Every name, in the order of the documentation.
  package static let names = [
    "generational", "incremental", "pep848", "pep848-legacy", "single", "free-threaded",
    "byte-gate", "sqrt", "membalancer", "clairvoyant", "never",
  ]

  /// The policy with this name and these parameters. Other parameters have their defaults.
  init(
    named name: String,
    _ pairs: [SettingRequest.Pair]
  ) throws(SettingRequest.SyntaxError) {
    var parameters = PolicyParameters(policy: name, pairs)
    switch name {
    case "generational": self = .generational(try parameters.generational())
    case "pep848-legacy":
      self = .pep848Legacy(
        PEP848Legacy(
          threshold0: try parameters.number(
            "threshold0",
            in: 0...1_000_000_000,
            default: PEP848Legacy.standardThreshold0
          ),
          generational: try parameters.generational()
        )
      )
    case "pep848":
      self = .pep848(
        PEP848(
          threshold0: try parameters.number(
            "threshold0",
            in: 0...1_000_000_000,
            default: PEP848.standardThreshold0
          ),
          threshold1: try parameters.number(
            "threshold1",
            in: PEP848.threshold1Range,
            default: PEP848.standardThreshold1
          ),
          work: try parameters.number(
            "work",
            in: -1_000_000_000...1_000_000_000,
            default: PEP848.standardWork
          )
        )
      )
    case "membalancer":
      self = .memBalancer(
        MemBalancer(c: try parameters.positive("c", default: MemBalancer.standardC))
      )
    case "clairvoyant":
      guard let budget = try parameters.optionalBytes("budget") else {
        throw SettingRequest.SyntaxError(
          message: "policy 'clairvoyant' needs a budget in bytes, such as budget=5MB"
        )
      }
      self = .clairvoyant(Clairvoyant(budget: budget))
    case "single": self = .single(Single())
    case "free-threaded": self = .freeThreaded(FreeThreaded())
    case "byte-gate":
      self = .byteGate(
        ByteGate(
          gate: try parameters.bytes("gate", default: ByteGate.standardGate),
          generational: try parameters.generational()
        )
      )
    case "sqrt":
      self = .squareRoot(
        SquareRoot(
          base: try parameters.optionalNumber("base", in: 0...Int64(Int32.max)),
          generational: try parameters.generational()
        )
      )
    // The release determines the rules.
    case "incremental": self = .incremental(Incremental(.revised))
    case "never": self = .never
    default:
      throw SettingRequest.SyntaxError(
        message:
          "no policy is called '\(name)'; there are \(Policy.names.joined(separator: ", "))"
      )
    }
    try parameters.finish()
  }

  package var name: String {
    switch self {
    case .generational: "generational"
    case .pep848: "pep848"
    case .pep848Legacy: "pep848-legacy"
    case .memBalancer: "membalancer"
    case .clairvoyant: "clairvoyant"
    case .single: "single"
    case .freeThreaded: "free-threaded"
    case .byteGate: "byte-gate"
    case .squareRoot: "sqrt"
    case .incremental: "incremental"
    case .never: "never"
    }
  }

  /// The policy's parameters with their values in JSON.
  package var parameters: [(key: String, value: String)] {
    switch self {
    case .generational(let policy): policy.parameters
    case .pep848Legacy(let policy):
      [("threshold0", "\(policy.threshold0)")] + policy.generational.parameters
    case .byteGate(let policy): [("gate", "\(policy.gate)")] + policy.generational.parameters
    case .squareRoot(let policy):
      (policy.base.map { [("base", "\($0)")] } ?? []) + policy.generational.parameters
    case .pep848(let policy):
      [
        ("threshold0", "\(policy.threshold0)"), ("threshold1", "\(policy.threshold1)"),
        ("work", "\(policy.startingWork)"),
      ]
    case .memBalancer(let policy): [("c", "\(policy.c)")]
    case .clairvoyant(let policy): [("budget", "\(policy.budget)")]
    case .incremental, .single, .freeThreaded, .never: []
    }
  }
}

extension Generational {
  fileprivate var parameters: [(key: String, value: String)] {
    [("full-percent", "\(fullPercent)")]
  }
}

/// The parameters that a person gave to a policy, taken one by one.
struct PolicyParameters {
  private let policy: String
  private var left: [SettingRequest.Pair]

  init(policy: String, _ pairs: [SettingRequest.Pair]) {
    self.policy = policy
    left = pairs
  }

  private mutating func take(_ key: String) -> String? {
    guard let index = left.firstIndex(where: { $0.key == key }) else { return nil }
    return left.remove(at: index).value
  }

  mutating func generational() throws(SettingRequest.SyntaxError) -> Generational {
    Generational(
      fullPercent: try number(
        "full-percent",
        in: 0...10_000,
        default: Generational.standardFullPercent
      )
    )
  }

  /// A number of bytes. k, M or G after it stand for thousands, millions, thousand millions; kB, MB and GB mean the same.
  mutating func bytes(
    _ key: String,
    default standard: Int64
  ) throws(SettingRequest.SyntaxError) -> Int64 {
    guard let text = take(key) else { return standard }
    var digits = Substring(text)
    if digits.hasSuffix("B") { digits.removeLast() }
    let units: [Character: Int64] = ["k": 1000, "M": 1_000_000, "G": 1_000_000_000]
    let unit = digits.last.flatMap { units[$0] }
    if unit != nil { digits.removeLast() }
    let (bytes, overflow) = (Int64(digits) ?? -1).multipliedReportingOverflow(by: unit ?? 1)
    guard !overflow, bytes >= 0 else {
      throw SettingRequest.SyntaxError(
        message: "expected \(key) in bytes, such as 5000000 or 5MB, found '\(text)'"
      )
    }
    return bytes
  }

  /// The same; nil: not given.
  mutating func optionalBytes(_ key: String) throws(SettingRequest.SyntaxError) -> Int64? {
    guard left.contains(where: { $0.key == key }) else { return nil }
    return try bytes(key, default: 0)
  }

  /// A number above 0, with a fraction or without.
  mutating func positive(
    _ key: String,
    default standard: Double
  ) throws(SettingRequest.SyntaxError) -> Double {
    guard let text = take(key) else { return standard }
    guard let number = Double(text), number > 0, number.isFinite, number.isNormal else {
      throw SettingRequest.SyntaxError(
        message: "expected \(key) above 0, such as \(standard), found '\(text)'"
      )
    }
    return number
  }

  mutating func optionalNumber(
    _ key: String,
    in range: ClosedRange<Int64>
  ) throws(SettingRequest.SyntaxError) -> Int64? {
    guard left.contains(where: { $0.key == key }) else { return nil }
    return try number(key, in: range, default: 0)
  }

  mutating func number(
    _ key: String,
    in range: ClosedRange<Int64>,
    default standard: Int64
  ) throws(SettingRequest.SyntaxError) -> Int64 {
    guard let text = take(key) else { return standard }
    guard let number = Int64(text), range.contains(number) else {
      throw SettingRequest.SyntaxError(
        message:
          "expected \(key) from \(range.lowerBound) to \(range.upperBound), found '\(text)'"
      )
    }
    return number
  }

  /// Any remaining parameter is unknown to the policy.
  func finish() throws(SettingRequest.SyntaxError) {
    guard let pair = left.first else { return }
    throw SettingRequest.SyntaxError(
      message: "no setting is called '\(pair.key)', and policy '\(policy)' has no such parameter"
    )
  }
}
