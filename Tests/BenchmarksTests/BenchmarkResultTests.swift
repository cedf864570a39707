import TraceTesting
import Testing

@testable import Benchmarks

@Suite struct BenchmarkResultTests {
  private func result(_ commit: String, _ figures: [Figure]) -> BenchmarkResult {
    BenchmarkResult(
      commit: commit,
      date: "2026-01-01T00:00:00Z",
      machine: "2 processors",
      events: 10,
      figures: figures
    )
  }

  @Test func `a file gives back what was written`() throws {
    let folder = try TemporaryFolder()
    let written = result(
      "abc",
      [
        Figure("a", "A", unit: "s", [1, 2, 3], bar: .atMost(2)),
        Figure("b", "B", unit: "ratio", [4.5], bar: .atLeast(5)),
        Figure("c", "C", unit: "s", []),
      ]
    )
    try written.write(to: folder.path("result.json"))
    #expect(try BenchmarkResult(contentsOf: folder.path("result.json")) == written)
    #expect(!written.holds)
  }

  @Test func `two results are compared by name`() {
    let one = result(
      "before",
      [
        Figure("a", "import", unit: "s", [4], bar: .atMost(3)),
        Figure("gone", "gone", unit: "s", [1]),
      ]
    )
    let other = result(
      "after",
      [
        Figure("new", "new", unit: "s", [1]),
        Figure("a", "import", unit: "s", [2], bar: .atMost(3)),
      ]
    )
    let lines = BenchmarkTable.comparison(one, other)
    #expect(lines.count == 2)
    #expect(lines[0].contains("before") && lines[0].contains("after"))
    let words = lines[1].split(separator: " ")
    #expect(words == ["import", "4.00", "2.00", "0.500", "s", "(holds", "now)"])
  }

  @Test func `a line says whether the bar holds`() {
    let failing = Figure("a", "import", unit: "s", [4, 5, 6], bar: .atMost(3))
    let words = BenchmarkTable.line(failing).split(separator: " ")
    #expect(
      words == ["import", "5.00", "s", "<=", "3.00", "FAILS", "4.00", "to", "6.00,", "n=3"]
    )
  }
}
