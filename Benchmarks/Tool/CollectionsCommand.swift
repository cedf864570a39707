import ArgumentParser
import Benchmarks

/// `benchmark collections`: the timing of the collector for `run`, in a process of its own.
struct CollectionsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "collections",
    abstract: "Times the collections that the newest trace of a database asks for.",
    discussion: "A line each: CPU seconds, candidates, references visited."
  )

  @Argument(help: "The database.") var database: String

  func run() throws {
    for collection in try CollectionTimes.measure(database: database) {
      print(collection.seconds, collection.candidates, collection.visits)
    }
  }
}
