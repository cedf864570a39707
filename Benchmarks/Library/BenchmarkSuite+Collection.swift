import Conformance
import Foundation

extension BenchmarkSuite {
  /// The number of full collections at the end of the log. The first one merges the generations and does not count.
  private static let collections = 6

  /// Full collections of a heap without garbage, compared with CPython 3.11's own collections of the same objects.
  mutating func measureCollection() throws {
    guard let python = try python311() else { return }
    // An object of `growth` takes three and a half events.
    let events = settings.events * 7 / 2
    let log = try log(.growth, events: events, collections: Self.collections).path
    let database = path("collection.db")
    remove(database)
    defer { remove(database) }
    try gctrace("import", [log], database: database)
    let benchmark = CommandLine.arguments[0]
    let ours = try ChildProcess.run(
      benchmark,
      ["collections", database],
      scratch: settings.folder
    ).output.split(separator: "\n").map { $0.split(separator: " ").compactMap { Double($0) } }
    let script = settings.sources.appending(path: "time_collections.py").path
    let theirs = try ChildProcess.run(
      python.interpreter.executable.path,
      ["-S", "-E", script, python.modules.path, log],
      scratch: settings.folder
    ).output.split(separator: "\n").compactMap { Double($0) }
    guard ours.count == Self.collections, theirs.count == Self.collections else {
      throw BenchmarkFailure.unexpected("\(ours.count) and \(theirs.count) collections")
    }
    let rounds = 1..<Self.collections
    note(
      Figure(
        "collection.ratio",
        "full collection, time to CPython 3.11's",
        unit: "ratio",
        rounds.map { ours[$0][0] / theirs[$0] },
        bar: .atMost(1)
      )
    )
    // A collection visits each reference twice.
    let work = ours[1][1] + ours[1][2] / 2
    note(Figure("collection.candidates", "  candidates", unit: "objects", [ours[1][1]]))
    note(
      Figure(
        "collection.cost",
        "  a candidate or reference",
        unit: "ns",
        rounds.map { ours[$0][0] / work * 1e9 }
      )
    )
    note(
      Figure(
        "collection.cpython.cost",
        "  the same in CPython 3.11",
        unit: "ns",
        rounds.map { theirs[$0] / work * 1e9 }
      )
    )
  }
}

/// A failure after which the measurement makes no sense.
package enum BenchmarkFailure: Error, CustomStringConvertible {
  case unexpected(String)

  package var description: String {
    switch self {
    case .unexpected(let what): "unexpected: \(what)"
    }
  }
}
