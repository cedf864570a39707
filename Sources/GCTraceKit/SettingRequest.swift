package import CyclicGC

/// The part of a setting that a person asked for: `KEY=VALUE` pairs, as `docs/policies.md` lists them.
///
/// The rest comes from the trace, which the request does not know yet (`setting(for:)`).
package struct SettingRequest: Equatable, Sendable {
  /// The release of CPython whose collector replays the trace, X.Y or X.Y.Z; nil: the one in the log's `meta python`, or else 3.11.
  package var python: String?
  /// Thresholds that override the log's, from generation 0 on; at most three.
  package var thresholds: [Int64] = []
  package var policy = Policy.standard
  package var ignoresCollect = false
  package var ignoresSettings = false
  package var interventions: [Intervention] = []

  package init(python: String? = nil, thresholds: [Int64] = []) {
    self.python = python
    self.thresholds = thresholds
  }

  /// The names of all policies.
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

  /// A pair that cannot be understood. The message says what was expected and what was found.
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

  /// Makes a request of these pairs. Interventions may be given several times, every other key once.
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

  /// `T0[/T1[/T2]]`; each number must fit a C int.
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
    guard action == .collectEvery else { return Intervention(action, at: try moments(text)) }
    guard let interval = Int64(text), interval > 0 else {
      throw SyntaxError(message: "expected \(action.rawValue)=N, N > 0, found '\(text)'")
    }
    return Intervention(action, at: .everyMark(interval))
  }

  /// `event:N`, `mark:TEXT`, `mark:TEXT*` or `end`.
  package static func moments(_ text: String) throws(SyntaxError) -> Intervention.Moments {
    guard let moment = TraceMoment(text) else {
      throw SyntaxError(message: "expected event:N, mark:TEXT, mark:TEXT* or end, found '\(text)'")
    }
    guard case .mark(let text) = moment, text.hasSuffix("*") else { return .one(moment) }
    return .marks(beginning: String(text.dropLast()))
  }
}

extension Intervention.Moments {
  /// The moments as a person writes them.
  package var text: String {
    switch self {
    case .one(let moment): moment.text
    case .marks(let beginning): "mark:\(beginning)*"
    case .everyMark(let interval): "\(interval)"
    }
  }
}
