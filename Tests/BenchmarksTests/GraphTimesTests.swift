import Foundation
import TraceTesting
import Testing

@testable import Benchmarks

@Suite struct GraphTimesTests {
  @Test(arguments: GraphShape.allCases) func `C and Swift make and see the same graph`(
    _ shape: GraphShape
  ) throws {
    let folder = try TemporaryFolder()
    let program = folder.path("graph")
    let source = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Benchmarks/graph.c").path
    let scratch = URL(filePath: program).deletingLastPathComponent()
    try ChildProcess.run("cc", ["-O2", "-o", program, source], scratch: scratch)
    let output = try ChildProcess.run(
      program,
      [shape.rawValue, "3000", "9000", "7", "1"],
      scratch: scratch
    ).output
    let words = output.split(whereSeparator: \.isWhitespace)
    let rounds = GraphTimes.measure(shape, nodes: 3000, references: 9000, seed: 7, rounds: 1)
    #expect(
      rounds.map { [String($0.count), String($0.sum)] } == [words.suffix(2).map(String.init)]
    )
    #expect((rounds.first?.count ?? 0) > 1)
  }
}
