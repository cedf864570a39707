import ArgumentParser
import Benchmarks

/// `benchmark compare`: two results, figure by figure.
struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Prints two results that `run --json` wrote side by side, say of two commits."
  )

  @Argument(help: "The result to compare with.") var before: String
  @Argument(help: "The result to compare.") var after: String

  func run() throws {
    let (one, other) = (
      try BenchmarkResult(contentsOf: before), try BenchmarkResult(contentsOf: after)
    )
    if one.events != other.events {
      print("not of the same log: \(one.events) and \(other.events) events")
    }
    for line in BenchmarkTable.comparison(one, other) { print(line) }
  }
}
