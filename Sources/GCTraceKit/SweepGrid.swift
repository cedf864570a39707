/// The settings of a sweep: every combination of the given values.
package struct SweepGrid: Equatable, Sendable {
  /// nil: the log's.
  package var thresholds: ThresholdGrid?
  /// By name; empty: CPython's.
  package var policies: [String] = []
  /// Empty: the log's.
  package var pythons: [String] = []
  /// Empty: the policy's default.
  package var fullPercents: [String] = []
  /// Each is tried, and also none.
  package var freezePlaces: [String] = []

  package init() {}

  /// Every combination, then the other given settings.
  package func settings(
    besides others: [String]
  ) throws(SettingRequest.SyntaxError) -> [SettingRequest] {
    typealias Pair = SettingRequest.Pair
    func axis(_ key: String, _ values: [String]) -> [[Pair]] {
      values.isEmpty ? [[]] : values.map { [Pair(key, $0)] }
    }
    let axes: [[[Pair]]] = [
      axis("python", pythons), axis("policy", policies), axis("full-percent", fullPercents),
      axis(
        "threshold",
        thresholds?.combinations.map { $0.map(String.init).joined(separator: "/") } ?? []
      ),
      [[]] + freezePlaces.map { [Pair("freeze-at", $0)] },
    ]
    let grid = axes.reduce([[]]) { heads, axis in heads.flatMap { head in axis.map { head + $0 } } }
    var settings: [SettingRequest] = []
    for pairs in grid { settings.append(try SettingRequest(pairs)) }
    for other in others {
      settings.append(try SettingRequest(SettingRequest.pairs(of: other)))
    }
    return settings
  }
}
