import ArgumentParser
import GCTraceKit

/// An analysis that `replay --with` adds to a run.
enum Analysis: String, CaseIterable {
  /// The time at which objects became garbage.
  case garbage
  /// The generation in which objects died.
  case deaths
  /// The cycles, and the code that makes them.
  case cycles

  static var allNames: String { allCases.map(\.rawValue).joined(separator: ", ") }

  /// The analyses that an argument names, each once.
  static func parse(_ argument: String) throws -> [Analysis] {
    var kinds: [Analysis] = []
    for word in argument.split(separator: ",", omittingEmptySubsequences: false) {
      guard let kind = Analysis(rawValue: String(word)) else {
        throw ValidationError("expected \(allNames), found '\(word)'")
      }
      if !kinds.contains(kind) { kinds.append(kind) }
    }
    return kinds
  }
}
