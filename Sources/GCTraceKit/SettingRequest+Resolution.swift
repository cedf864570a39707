package import CyclicGC
package import TraceStore

extension SettingRequest {
  /// The version of Python for a replay if neither the user nor the log names one.
  static let defaultPython = PythonVersion(3, 11, 15)

  /// The setting that this request means for a trace.
  package func setting(for trace: Trace) throws(GCTraceError) -> Setting {
    let text = python ?? trace.python
    let isFromLog = python == nil
    guard let version = text.map(PythonVersion.init) ?? Self.defaultPython else {
      throw GCTraceError.notModelled(
        python: text ?? "",
        reason: "expected a version, X.Y or X.Y.Z",
        fromLog: isFromLog
      )
    }
    guard var setting = Setting(python: version, policy: policy, thresholds: thresholds) else {
      let reason =
        version.isIncremental
        ? "it is a pre-release with an incremental collector of its own"
        : "3.8 to 3.15 are"
      throw GCTraceError.notModelled(
        python: version.description,
        reason: reason,
        fromLog: isFromLog
      )
    }
    setting.ignoresCollect = ignoresCollect
    setting.ignoresSettings = ignoresSettings
    setting.interventions = interventions
    return setting
  }

  /// The pairs of this request, in the order of the documentation. Pairs with default values are left out.
  var pairs: [Pair] {
    var pairs: [Pair] = []
    if let python { pairs.append(Pair("python", python)) }
    if !thresholds.isEmpty {
      pairs.append(Pair("threshold", thresholds.map(String.init).joined(separator: "/")))
    }
    if policy != .standard {
      pairs.append(Pair("policy", policy.name))
      for (key, value) in policy.parameters { pairs.append(Pair(key, value)) }
    }
    if ignoresCollect { pairs.append(Pair("ignore-collect", "1")) }
    if ignoresSettings { pairs.append(Pair("ignore-settings", "1")) }
    for intervention in interventions {
      pairs.append(Pair(intervention.action.rawValue, intervention.moments.text))
    }
    return pairs
  }

  /// The request as a person writes it: `KEY=VALUE,KEY=VALUE`. Empty: everything has its default.
  package var text: String {
    pairs.map { pair in
      let value = pair.value.replacing("%", with: "%25").replacing(",", with: "%2C")
      return "\(pair.key)=\(value)"
    }.joined(separator: ",")
  }
}

extension Setting {
  /// The setting by its keys, as in the column `options` of a run, without the braces.
  ///
  /// - Parameter request: the part that a person asked for; the rest came from the trace.
  func json(_ request: SettingRequest) -> String {
    // Versions consist of digits, letters, dots and a plus, so nothing needs an escape.
    var fields = [
      "\"python\":" + (request.python == nil ? "null" : "\"\(python)\""),
      "\"threshold\":[\(thresholds.map(String.init).joined(separator: ","))]",
      "\"policy\":\(JSONText.string(policy.name))",
    ]
    for (key, value) in policy.parameters { fields.append("\"\(key)\":\(value)") }
    if ignoresCollect { fields.append("\"ignore-collect\":1") }
    if ignoresSettings { fields.append("\"ignore-settings\":1") }
    for action in Intervention.Action.allCases {
      let places = interventions.filter { $0.action == action }.map {
        JSONText.string($0.moments.text)
      }
      if !places.isEmpty {
        fields.append("\"\(action.rawValue)\":[\(places.joined(separator: ","))]")
      }
    }
    return fields.joined(separator: ",")
  }
}
