package import CyclicGC

/// What of a setting a person asked for: `KEY=VALUE` pairs, as `docs/policies.md` lists them.
///
/// What is not asked for comes from the trace, which the request does not know yet: see `setting(for:)`.
package struct SettingRequest: Equatable, Sendable {
  /// Whose collector, X.Y or X.Y.Z; nil: what the log's `meta python` says, or 3.11.
  package var python: String?
  /// Thresholds that stand against the log's, from generation 0 on; at most three.
  package var thresholds: [Int64] = []
  package var policy = Policy.standard
  package var ignoresCollect = false
  package var ignoresSettings = false
  package var interventions: [Intervention] = []

  package init(python: String? = nil, thresholds: [Int64] = []) {
    self.python = python
    self.thresholds = thresholds
  }

  /// The policies that there are.
  package static let policyNames = Policy.names

  /// One of the pairs of a setting.
  package struct Pair: Equatable, Sendable {
    package var key: String
    package var value: String

    package init(_ key: String, _ value: String) {
      self.key = key
      self.value = value
    }
  }

  /// The pair cannot be understood: what was expected, and what was found.
  package struct SyntaxError: Error, Equatable {
    package var message: String
  }

  /// The pairs of a text `KEY=VALUE,KEY=VALUE`; a comma in a value is written %2C, a percent sign %25.
  package static func pairs(of text: String) throws(SyntaxError) -> [Pair] {
    var pairs: [Pair] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      guard let equals = part.firstIndex(of: "="), equals > part.startIndex else {
        throw SyntaxError(message: "expected KEY=VALUE, found '\(part)'")
      }
      let value = part[part.index(after: equals)...]
        .replacing("%2C", with: ",").replacing("%25", with: "%")
      pairs.append(Pair(String(part[..<equals]), String(value)))
    }
    return pairs
  }

  /// A request of these pairs. The interventions may be given several times, all else once.
  package init(_ pairs: [Pair]) throws(SyntaxError) {
    self.init()
    var given: Set<String> = []
    var policyName = "generational"
    var parameters: [Pair] = []
    for pair in pairs {
      if let action = Intervention.Action(rawValue: pair.key) {
        interventions.append(try Self.intervention(action, pair.value))
        continue
      }
      guard given.insert(pair.key).inserted else {
        throw SyntaxError(message: "'\(pair.key)' is given twice")
      }
      switch pair.key {
      case "python": python = pair.value
      case "threshold": thresholds = try Self.thresholds(pair.value)
      case "policy": policyName = pair.value
      case "ignore-collect": ignoresCollect = try Self.isOn(pair)
      case "ignore-settings": ignoresSettings = try Self.isOn(pair)
      default: parameters.append(pair)
      }
    }
    policy = try Policy(named: policyName, parameters)
  }

  // MARK: Values

  /// `T0[/T1[/T2]]`, each what fits a C int.
  private static func thresholds(_ text: String) throws(SyntaxError) -> [Int64] {
    let fields = text.split(separator: "/", omittingEmptySubsequences: false)
    let numbers = fields.compactMap { $0.hasPrefix("+") ? nil : Int32($0) }
    guard numbers.count == fields.count, numbers.count <= 3 else {
      throw SyntaxError(message: "expected thresholds, T0[/T1[/T2]], found '\(text)'")
    }
    return numbers.map(Int64.init)
  }

  private static func isOn(_ pair: Pair) throws(SyntaxError) -> Bool {
    switch pair.value {
    case "1": return true
    case "0": return false
    default: throw SyntaxError(message: "expected \(pair.key)=0 or 1, found '\(pair.value)'")
    }
  }

  private static func intervention(
    _ action: Intervention.Action,
    _ text: String
  ) throws(SyntaxError) -> Intervention {
    guard action == .collectEvery else { return Intervention(action, at: try place(text)) }
    guard let interval = Int64(text), interval > 0 else {
      throw SyntaxError(message: "expected \(action.rawValue)=N, N > 0, found '\(text)'")
    }
    return Intervention(action, at: .everyMark(interval))
  }

  /// `event:N`, `mark:TEXT`, `mark:TEXT*` or `end`.
  package static func place(_ text: String) throws(SyntaxError) -> Intervention.Place {
    if text == "end" { return .end }
    if text.hasPrefix("event:"), let event = Int64(text.dropFirst("event:".count)), event > 0 {
      return .event(event)
    }
    let mark = String(text.dropFirst("mark:".count))
    guard text.hasPrefix("mark:"), !mark.isEmpty else {
      throw SyntaxError(message: "expected event:N, mark:TEXT, mark:TEXT* or end, found '\(text)'")
    }
    return mark.hasSuffix("*") ? .marks(beginning: String(mark.dropLast())) : .mark(mark)
  }
}

extension Intervention.Place {
  /// As a person writes it.
  package var text: String {
    switch self {
    case .event(let event): "event:\(event)"
    case .mark(let text): "mark:\(text)"
    case .marks(let beginning): "mark:\(beginning)*"
    case .everyMark(let interval): "\(interval)"
    case .end: "end"
    }
  }
}
