import ArgumentParser
import Benchmarks
import Foundation
import TraceTesting

/// `benchmark run`: the suite, or some of it.
struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Measures, prints a line a figure and writes them all as JSON.",
    discussion: "The exit status is 1 if a bar does not hold."
  )

  @Option(help: "The program to measure.") var gctrace = ".build/release/gctrace"
  @Option(help: "Where logs and databases go.") var folder = ".build/work/bench"
  @Option(help: "Where insert.c, graph.c and time_collections.py are.") var sources = "Benchmarks"
  @Option(help: "Events of the service's log.") var events: Int64 = 10_000_000
  @Option(help: "Events of the longest log of the service.") var largest: Int64 = 10_000_000
  @Option(help: "How often each thing is measured.") var runs = 5
  @Option(help: "The seed of the made-up programs.") var seed: UInt64 = 1
  @Option(help: "Measure these groups only, with a comma between: \(Self.groupNames).")
  var only = ""
  @Option(help: "Write the figures to this file, as JSON.") var json: String?
  @Argument(help: "Recordings of real programs; those that the tests read, if none is named.")
  var recordings: [String] = []

  private static var groupNames: String {
    BenchmarkSuite.Group.allCases.map(\.rawValue).joined(separator: ", ")
  }

  func validate() throws {
    guard events >= 10_000, largest >= events else {
      throw ValidationError("--events is 10000 or more, and --largest is not below it.")
    }
    guard runs >= 1 else { throw ValidationError("--runs is 1 or more.") }
    for name in only.split(separator: ",")
    where BenchmarkSuite.Group(rawValue: String(name)) == nil {
      throw ValidationError("There is no group '\(name)': \(Self.groupNames).")
    }
  }

  func run() throws {
    var settings = BenchmarkSettings(
      gctrace: gctrace,
      folder: URL(filePath: folder),
      sources: URL(filePath: sources)
    )
    settings.events = events
    settings.largest = largest
    settings.runs = runs
    settings.seed = seed
    settings.recordings =
      recordings.isEmpty
      ? (try Fixtures.recordings() + Fixtures.sharedRecordings()).map(\.path) : recordings
    settings.only = only.split(separator: ",").compactMap {
      BenchmarkSuite.Group(rawValue: String($0))
    }
    var suite = try BenchmarkSuite(settings) { figure in
      print(BenchmarkTable.line(figure))
      // A measurement takes minutes, so the results so far must appear at once.
      fflush(nil)
    }
    try suite.run()
    let result = BenchmarkResult(
      commit: commit(),
      date: Date().ISO8601Format(),
      machine: machine,
      events: events,
      figures: suite.figures
    )
    if let json { try result.write(to: json) }
    if !result.holds { throw ExitCode(1) }
  }

  /// The commit checked out; empty if git does not say.
  private func commit() -> String {
    let scratch = URL(filePath: folder)
    let describe = ["describe", "--always", "--abbrev=12", "--dirty=+"]
    let output = try? ChildProcess.run("git", describe, scratch: scratch).output
    return output?.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
  }

  private var machine: String {
    let process = ProcessInfo.processInfo
    return "\(process.activeProcessorCount) processors, \(process.physicalMemory >> 30) GiB"
  }
}
