import ArgumentParser

/// The program that `make bench` runs.
@main
struct BenchmarkCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "benchmark",
    abstract: "Measures gctrace against what it is held to.",
    subcommands: [
      RunCommand.self, CompareCommand.self, GenerateCommand.self, CollectionsCommand.self,
      GraphCommand.self,
    ]
  )
}
