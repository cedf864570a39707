import ArgumentParser
import Benchmarks

/// `benchmark generate`: the log of a generated program.
struct GenerateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "generate",
    abstract: "Writes the log of a made-up program."
  )

  @Argument(help: "\(Workload.allCases.map(\.rawValue).joined(separator: ", ")).")
  var workload: Workload
  @Argument(help: "How many events, about.") var events: Int64
  @Argument(help: "The file to write.") var path: String
  @Option(help: "Another seed gives another log.") var seed: UInt64 = 1
  @Option(help: "How many full collections the program asks for at its end.") var collections = 0

  func run() throws {
    let summary = try workload.write(
      to: path,
      events: events,
      seed: seed,
      collections: collections
    )
    print("\(path): \(summary.events) events, \(summary.bytes) bytes")
  }
}

extension Workload: ExpressibleByArgument {}
