import Foundation

extension BenchmarkSuite {
  /// The measured graphs: shape, nodes, references.
  private static let graphs: [(GraphShape, Int, Int)] = [
    (.tree, 1_000_000, 4_000_000), (.random, 1_000_000, 4_000_000), (.tree, 10_000_000, 40_000_000),
  ]

  /// The most CPU time that an answer of `HeapGraph` may take, as a multiple of that of C.
  private static let graphLimit = 1.3

  /// Components and dominators, compared with the same algorithms in C. Each runs in its own process, in turns.
  mutating func measureGraph() throws {
    let reference = try buildGraph()
    for (shape, nodes, references) in Self.graphs {
      let words = [
        shape.rawValue, String(nodes), String(references), String(settings.seed), "1",
      ]
      var ours: [GraphTimes.Round] = []
      var theirs: [GraphTimes.Round] = []
      for _ in 0..<settings.runs {
        theirs += try rounds(reference, words)
        ours += try rounds(CommandLine.arguments[0], ["graph"] + words)
      }
      for (one, other) in zip(ours, theirs)
      where one.count != other.count || one.sum != other.sum {
        throw BenchmarkFailure.unexpected("\(words) are \(one) here and \(other) in C")
      }
      let name = "\(shape.rawValue)-\(nodes)"
      let title = "\(shape.rawValue), \(nodes / 1_000_000) x 10^6 objects"
      let answers: [(String, KeyPath<GraphTimes.Round, Double>)] = [
        ("components", \.components), ("dominators", \.dominators),
      ]
      for (answer, seconds) in answers {
        note(
          Figure(
            "graph.\(name).\(answer).ratio",
            "\(answer) of a \(title), CPU to C's",
            unit: "ratio",
            zip(ours, theirs).map { $0[keyPath: seconds] / $1[keyPath: seconds] },
            bar: .atMost(Self.graphLimit)
          )
        )
        note(
          Figure(
            "graph.\(name).\(answer).cpu",
            "  CPU",
            unit: "s",
            ours.map { $0[keyPath: seconds] }
          )
        )
      }
    }
  }

  private func rounds(_ program: String, _ words: [String]) throws -> [GraphTimes.Round] {
    let output = try ChildProcess.run(program, words, scratch: settings.folder).output
    return output.split(separator: "\n").compactMap { line in
      let words = line.split(separator: " ").map(String.init)
      guard words.count == 4, let components = Double(words[0]), let dominators = Double(words[1]),
        let count = Int64(words[2]), let sum = Int64(words[3])
      else { return nil }
      return GraphTimes.Round(
        components: components,
        dominators: dominators,
        count: count,
        sum: sum
      )
    }
  }

  private func buildGraph() throws -> String {
    let program = path("graph")
    let source = settings.sources.appending(path: "graph.c").path
    try ChildProcess.run("cc", ["-O2", "-o", program, source], scratch: settings.folder)
    return program
  }
}
