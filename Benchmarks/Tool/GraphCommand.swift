import ArgumentParser
import Benchmarks

/// `benchmark graph`: the timing of `HeapGraph` for `run`, in a process of its own.
struct GraphCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "graph",
    abstract: "Times the components and the dominators of a made-up heap.",
    discussion: """
      A line a round: CPU seconds of each, how many components there are, and the sum of the \
      immediate dominators' numbers. Benchmarks/graph.c takes and prints the same.
      """
  )

  @Argument(help: "\(GraphShape.allCases.map(\.rawValue).joined(separator: ", ")).")
  var shape: GraphShape
  @Argument(help: "How many objects.") var nodes: Int
  @Argument(help: "How many references.") var references: Int
  @Argument(help: "Another seed gives another graph.") var seed: UInt64
  @Argument(help: "How often it is measured.") var rounds: Int

  func validate() throws {
    guard (1...100_000_000).contains(nodes), (0...1_000_000_000).contains(references) else {
      throw ValidationError("There are 1 to 10^8 objects and up to 10^9 references.")
    }
  }

  func run() {
    let measured = GraphTimes.measure(
      shape,
      nodes: nodes,
      references: references,
      seed: seed,
      rounds: rounds
    )
    for round in measured { print(round.components, round.dominators, round.count, round.sum) }
  }
}

extension GraphShape: ExpressibleByArgument {}
