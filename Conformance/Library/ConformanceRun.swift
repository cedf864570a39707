import CyclicGC
package import Foundation
package import TraceTesting

/// Runs random logs in a real interpreter, replays them as that interpreter's release, and compares everything that the driver reports.
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

  package enum Failure: Error, CustomStringConvertible {
    case notModelled(Interpreter)

    package var description: String {
      switch self {
      case .notModelled(let interpreter): "the collector of \(interpreter) is not modelled"
      }
    }
  }

  /// The results for one interpreter.
  package struct Outcome: Sendable {
    package var interpreter: Interpreter
    package var logs = 0
    package var events = 0
    /// Collections of the real interpreter, all compared.
    package var collections = 0
    /// Logs with an intentional error at their end. The driver and the replay must report the same error.
    package var faulty = 0
    /// Logs that the driver could not run to their end, because the interpreter would not survive it. They are compared up to that point.
    package var cutShort = 0
    /// The driver's messages about those.
    package var errors: [String] = []

    /// Whether few enough logs were cut short that the others are representative: at most one in a hundred.
    package var isRepresentative: Bool { cutShort * 100 <= logs }
    package var disagreements: [Disagreement] = []
  }

  /// The implementation that is compared with the interpreter.
  package enum Subject: Sendable {
    case replay
    /// The naive collector of the tests.
    case naive
  }

  private let driver: Driver
  private let subject: Subject
  private let folder: URL
  private let eventsPerLog: Int
  private let version: NaiveVersion

  /// One log in this many ends with an error.
  private static let faultEvery: UInt64 = 8
  /// The number of logs that one process of the interpreter runs.
  private static let chunk = 50

  /// - Parameter folder: the folder for logs and drivers during the run.
  package init(
    _ interpreter: Interpreter,
    _ subject: Subject = .replay,
    eventsPerLog: Int,
    folder: URL
  ) throws {
    guard let version = Self.version(of: interpreter) else {
      throw Failure.notModelled(interpreter)
    }
    self.version = version
    self.subject = subject
    driver = try Driver(interpreter, into: folder)
    self.folder = folder
    self.eventsPerLog = eventsPerLog
  }

  /// Generates, runs and compares one log for each seed.
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
      if seeds[index] % Self.faultEvery == 0 { outcome.faulty += 1 }
      if let last = real.last, Self.isBeyondDriver(last) {
        outcome.cutShort += 1
        outcome.errors.append(String(last))
      }
      guard let shown = try difference(logs[index], real) else { continue }
      // The first few logs with a difference are shrunk, as long as that is quick.
      let limit = outcome.disagreements.count < 2 ? 150 : 0
      outcome.disagreements.append(try shrink(logs[index], seeds[index], shown, limit: limit))
    }
  }

  private func makeLog(_ seed: UInt64) throws -> String {
    var options = RandomTrace.Options(drawnFrom: seed, events: eventsPerLog, version: version)
    options.isForDriver = true
    let trace = try RandomTrace(options)
    return seed % Self.faultEvery == 0
      ? trace.text + Self.fault(in: trace, seed) + "\n" : trace.text
  }

  /// An event that contradicts the heap at the end of a log.
  private static func fault(in trace: RandomTrace, _ seed: UInt64) -> String {
    let choice = Int(seed / faultEvery)
    let alive = trace.naive.alive.map(\.number)
    let dead = trace.born.filter { !alive.contains($0) }
    guard let first = alive.first, let last = alive.last else { return "retain \(dead[0])" }
    switch choice % 3 {
    case 0 where !dead.isEmpty: return "retain \(dead[choice % dead.count])"
    case 1: return "unref \(first) \(last) 100000"
    default: return "release \(last) 100000"
    }
  }

  /// Whether a line says that the driver cannot go on where a replay can.
  private static func isBeyondDriver(_ line: Substring) -> Bool {
    line.hasPrefix("{\"error\"") && line.contains("the interpreter would crash")
  }

  private func report(onLogs logs: [String]) throws -> [[Substring]] {
    var paths: [String] = []
    for (index, log) in logs.enumerated() {
      let path = folder.appending(path: "\(driver.interpreter.version)-\(index).log")
      try log.write(to: path, atomically: false, encoding: .utf8)
      paths.append(path.path)
    }
    return try driver.report(onLogs: paths)
  }

  /// The first line in which a replay differs from the driver's report; nil if there is none.
  private func difference(_ log: String, _ real: [Substring]) throws -> (
    real: String, replayed: String
  )? {
    let replayed = try replayed(log)
    for (index, line) in real.enumerated() {
      if Self.isBeyondDriver(line) { return nil }
      guard index < replayed.count else { return (String(line), "nothing more") }
      // The driver also reports the line of the log with the error.
      let shown = line.hasPrefix("{\"error\"") ? line.replacing(/,"line":\d+}$/, with: "}") : line
      if shown != replayed[index] { return (String(line), replayed[index]) }
    }
    return replayed.count > real.count ? ("nothing more", replayed[real.count]) : nil
  }

  private func replayed(_ log: String) throws -> [String] {
    switch subject {
    case .replay: try ReplayReport.lines(of: log, python: driver.interpreter.version)
    case .naive: try NaiveReport.lines(of: log, version: version)
    }
  }

  private func shrink(
    _ log: String,
    _ seed: UInt64,
    _ shown: (real: String, replayed: String),
    limit: Int
  ) throws -> Disagreement {
    let isOfError = shown.real.hasPrefix("{\"error\"") || shown.replayed.hasPrefix("{\"error\"")
    func differing(_ lines: [String]) -> (real: String, replayed: String)? {
      let text = lines.joined(separator: "\n") + "\n"
      guard let real = try? report(onLogs: [text]).first else { return nil }
      // Otherwise, a log that names something that was cut away would pass for a smaller example.
      if !isOfError, real.last?.hasPrefix("{\"error\"") == true { return nil }
      return try? difference(text, real)
    }
    let lines = log.split(separator: "\n").map(String.init)
    let smallest = Shrinker.shrink(lines, limit: limit) { differing($0) != nil }
    let least = differing(smallest) ?? shown
    return Disagreement(
      seed: seed,
      log: smallest.joined(separator: "\n"),
      real: least.real,
      replayed: least.replayed
    )
  }

  /// The naive collector that keeps the generator's logs valid, for the interpreter's release. Nil: there is none. An alpha, beta or
  /// release candidate counts as its release.
  package static func version(of interpreter: Interpreter) -> NaiveVersion? {
    guard let wanted = CollectorVersion(interpreter.release) else { return nil }
    return NaiveVersion.all.last {
      PythonVersion($0.python).flatMap(CollectorVersion.init) == wanted
    }
  }
}
