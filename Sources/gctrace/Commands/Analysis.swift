import ArgumentParser
import GCTraceKit

/// What `replay --with` makes of a run beyond its collections.
enum Analysis: String, CaseIterable {
  /// When objects became garbage.
  case garbage
  /// In which generation objects died.
  case deaths
  /// Who makes the cycles.
  case cycles

  static var allNames: String { allCases.map(\.rawValue).joined(separator: ", ") }

  /// The kinds that an argument names, each once.
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
