package import Foundation
import TraceTesting

/// Random logs, each run in a real interpreter and replayed as that interpreter's release, and compared in all that the driver reports.
package struct ConformanceRun {
  /// A log in which the two differ.
  package struct Disagreement: Sendable, CustomStringConvertible {
    package var seed: UInt64
    /// The smallest log found that still shows a difference.
    package var log: String
    package var real: String
    package var replayed: String

    package var description: String {
      "seed \(seed)\nreal:     \(real)\nreplayed: \(replayed)\nlog:\n\(log)"
    }
  }

  /// What came of one interpreter.
  package struct Outcome: Sendable {
    package var interpreter: Interpreter
    package var logs = 0
    package var events = 0
    /// Collections of the real interpreter, all compared.
    package var collections = 0
    /// Logs that the driver could not take to their end; compared up to there.
    package var cutShort = 0
    /// What the driver said of those.
    package var errors: [String] = []
    package var disagreements: [Disagreement] = []
  }

  private let driver: Driver
  private let folder: URL
  private let eventsPerLog: Int
  private let version: NaiveVersion

  /// How many logs go through one process of the interpreter.
  private static let chunk = 50

  /// - Parameter folder: where logs and drivers are kept while it goes on.
  package init(_ interpreter: Interpreter, eventsPerLog: Int, folder: URL) throws {
    driver = try Driver(interpreter, into: folder)
    self.folder = folder
    self.eventsPerLog = eventsPerLog
    version = Self.version(of: interpreter)
  }

  /// Makes, runs and compares one log for each seed.
  package func run(seeds: Range<UInt64>) throws -> Outcome {
    var outcome = Outcome(interpreter: driver.interpreter)
    var start = seeds.lowerBound
    while start < seeds.upperBound {
      let end = min(seeds.upperBound, start + UInt64(Self.chunk))
      try run(Array(start..<end), &outcome)
      start = end
    }
    return outcome
  }

  private func run(_ seeds: [UInt64], _ outcome: inout Outcome) throws {
    let logs = try seeds.map { try makeLog($0) }
    let reports = try report(onLogs: logs)
    for (index, real) in reports.enumerated() {
      outcome.logs += 1
      outcome.events += eventsPerLog
      outcome.collections += real.reduce(0) {
        $0 + $1.components(separatedBy: "\"generation\":").count - 1
      }
      if let last = real.last, last.hasPrefix("{\"error\"") {
        outcome.cutShort += 1
        outcome.errors.append(String(last))
      }
      guard try difference(logs[index], real) != nil else { continue }
      outcome.disagreements.append(
        try shrink(logs[index], seeds[index], limit: outcome.disagreements.count < 2 ? 150 : 0)
      )
    }
  }

  private func makeLog(_ seed: UInt64) throws -> String {
    var options = RandomTrace.Options(drawnFrom: seed, events: eventsPerLog, version: version)
    options.isForDriver = true
    return try RandomTrace(options).text
  }

  private func report(onLogs logs: [String]) throws -> [[Substring]] {
    var paths: [String] = []
    for (index, log) in logs.enumerated() {
      let path = folder.appending(path: "\(driver.interpreter.series)-\(index).log")
      try log.write(to: path, atomically: false, encoding: .utf8)
      paths.append(path.path)
    }
    return try driver.report(onLogs: paths)
  }

  /// The first line in which a replay is not what really happened; nil if there is none.
  private func difference(_ log: String, _ real: [Substring]) throws -> (
    real: String, replayed: String
  )? {
    let replayed = try ReplayReport.lines(of: log, python: driver.interpreter.version)
    for (index, line) in real.enumerated() {
      if line.hasPrefix("{\"error\"") { return nil }
      guard index < replayed.count else { return (String(line), "nothing more") }
      if line != replayed[index] { return (String(line), replayed[index]) }
    }
    return replayed.count > real.count ? ("nothing more", replayed[real.count]) : nil
  }

  private func shrink(_ log: String, _ seed: UInt64, limit: Int) throws -> Disagreement {
    func differing(_ lines: [String]) -> (real: String, replayed: String)? {
      let text = lines.joined(separator: "\n") + "\n"
      guard let real = try? report(onLogs: [text]).first else { return nil }
      return try? difference(text, real)
    }
    let lines = log.split(separator: "\n").map(String.init)
    let smallest = Shrinker.shrink(lines, limit: limit) { differing($0) != nil }
    let shown = differing(smallest) ?? ("", "")
    return Disagreement(
      seed: seed,
      log: smallest.joined(separator: "\n"),
      real: shown.real,
      replayed: shown.replayed
    )
  }

  /// The naive collector that keeps the generator's logs valid: the one of the interpreter's release.
  private static func version(of interpreter: Interpreter) -> NaiveVersion {
    let micro = interpreter.version.split(separator: ".").last.flatMap { Int($0) } ?? 0
    let python: String =
      switch interpreter.series {
      case "3.8": "3.8.18"
      case "3.9": "3.9.18"
      case "3.10", "3.11": "3.11.7"
      case "3.12": micro < 3 ? "3.12.1" : "3.12.14"
      default: micro < 13 ? "3.13.0" : "3.13.15"
      }
    return NaiveVersion.all.first { $0.python == python } ?? NaiveVersion.all[0]
  }
}
