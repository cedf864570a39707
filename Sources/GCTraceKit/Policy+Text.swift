package import CyclicGC

/// Policies by the names that people give them: `docs/policies.md` says what each does.
extension Policy {
  /// Every name, in the order of the documentation.
  package static let names = ["generational", "never"]

  /// The policy of a name with these parameters; those that are not given have their defaults.
  init(
    named name: String,
    _ pairs: [SettingRequest.Pair]
  ) throws(SettingRequest.SyntaxError) {
    var parameters = PolicyParameters(policy: name, pairs)
    switch name {
    case "generational":
      self = .generational(
        Generational(
          fullPercent: try parameters.number(
            "full-percent",
            in: 0...10_000,
            default: Generational.standardFullPercent
          )
        )
      )
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
    case .never: "never"
    }
  }

  /// Its parameters and their values as JSON has them.
  package var parameters: [(key: String, value: String)] {
    switch self {
    case .generational(let policy): [("full-percent", "\(policy.fullPercent)")]
    case .never: []
    }
  }
}

/// The parameters that a person gave a policy, taken one by one.
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

  /// Whatever is left is no parameter of the policy.
  func finish() throws(SettingRequest.SyntaxError) {
    guard let pair = left.first else { return }
    throw SettingRequest.SyntaxError(
      message: "no setting is called '\(pair.key)', and policy '\(policy)' has no such parameter"
    )
  }
}
