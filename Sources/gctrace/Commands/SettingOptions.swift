import ArgumentParser
import GCTraceKit

/// The parts of a setting in which a replay differs from the recording. `docs/policies.md` lists them all.
struct SettingOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The whole setting at once.", valueName: "key=value,..."))
  var setting: String?

  @Option(
    help: ArgumentHelp(
      """
      What decides when the collector runs: \(SettingRequest.policyNames.joined(separator: ", ")). \
      (default: generational)
      """,
      valueName: "name"
    )
  )
  var policy: String?

  @Option(
    help: ArgumentHelp(
      """
      Put a full collection off while fewer than this share of the old objects are new. \
      (default: 25)
      """,
      valueName: "percent"
    )
  )
  var fullPercent: Int64?

  @Option(
    help: ArgumentHelp("Call gc.collect() and gc.freeze() at this moment.", valueName: "place")
  )
  var freezeAt: [String] = []

  @Option(help: ArgumentHelp("Call gc.freeze() alone at this moment.", valueName: "place"))
  var freezeOnlyAt: [String] = []

  @Option(help: ArgumentHelp("Call gc.collect() at this moment.", valueName: "place"))
  var collectAt: [String] = []

  @Option(help: ArgumentHelp("Call gc.collect() at every n-th mark.", valueName: "n"))
  var collectEvery: Int64?

  @Flag(help: "Ignore the program's own gc.collect() calls.")
  var ignoreCollect = false

  @Flag(help: "Ignore the program's own gc.enable, disable, set_threshold, freeze and unfreeze.")
  var ignoreSettings = false

  /// The request that the options make. Throws ArgumentParser's error if they do not fit together.
  func request(python: String?, threshold: [Int64]?) throws -> SettingRequest {
    typealias Pair = SettingRequest.Pair
    var pairs: [Pair] = []
    if let python { pairs.append(Pair("python", python)) }
    if let threshold {
      pairs.append(Pair("threshold", threshold.map(String.init).joined(separator: "/")))
    }
    if let policy { pairs.append(Pair("policy", policy)) }
    if let fullPercent { pairs.append(Pair("full-percent", String(fullPercent))) }
    if ignoreCollect { pairs.append(Pair("ignore-collect", "1")) }
    if ignoreSettings { pairs.append(Pair("ignore-settings", "1")) }
    pairs += freezeAt.map { Pair("freeze-at", $0) }
    pairs += freezeOnlyAt.map { Pair("freeze-only-at", $0) }
    pairs += collectAt.map { Pair("collect-at", $0) }
    if let collectEvery { pairs.append(Pair("collect-every", String(collectEvery))) }
    do throws(SettingRequest.SyntaxError) {
      if let setting { pairs += try SettingRequest.pairs(of: setting) }
      return try SettingRequest(pairs)
    } catch {
      throw ValidationError(error.message + ".")
    }
  }
}
