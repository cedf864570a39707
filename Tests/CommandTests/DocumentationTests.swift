import Foundation
import Testing

/// The pages of `docs` show the real output of the program.
///
/// A block that begins with ```` ```console ```` holds commands, each after `$ `, and their output. A line `...` stands for any lines.
/// The blocks of a page run one after another in one folder, which contains `fixtures`.
@Suite struct DocumentationTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  struct Example: CustomTestStringConvertible {
    var line: Int
    var command: String
    var output: [String] = []

    var testDescription: String { command }
  }

  private func examples(_ page: String) throws -> [Example] {
    let text = try String(
      contentsOf: Self.root.appending(path: "docs").appending(path: page),
      encoding: .utf8
    )
    var examples: [Example] = []
    var isInBlock = false
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      if line.hasPrefix("```") {
        isInBlock = line == "```console"
      } else if isInBlock, line.hasPrefix("$ ") {
        examples.append(Example(line: index + 1, command: String(line.dropFirst(2))))
      } else if isInBlock, !examples.isEmpty {
        examples[examples.count - 1].output.append(String(line))
      }
    }
    return examples
  }

  /// Whether the lines are those expected, of which `...` stands for any number.
  private func matches(_ lines: ArraySlice<Substring>, _ expected: ArraySlice<String>) -> Bool {
    guard let first = expected.first else { return lines.isEmpty }
    guard first == "..." else {
      return lines.first.map { $0 == first } == true
        && matches(lines.dropFirst(), expected.dropFirst())
    }
    let rest = expected.dropFirst()
    guard let next = rest.first else { return true }
    return lines.indices.contains {
      lines[$0] == next && matches(lines[$0...], rest)
    }
  }

  @Test(arguments: [
    "cycles.md", "why.md", "snapshots.md", "explain.md", "leaks.md", "garbage.md", "report.md",
    "compare.md",
  ])
  func examplesPrintWhatThePageShows(page: String) throws {
    let program = try Program()
    try FileManager.default.createSymbolicLink(
      at: program.file("fixtures"),
      withDestinationURL: Self.root.appending(path: "fixtures")
    )
    let examples = try examples(page)
    #expect(examples.count > 2)
    for example in examples {
      let printed = try program.printed(byShell: example.command)
      let lines = printed.replacing("\r\n", with: "\n").split(
        separator: "\n",
        omittingEmptySubsequences: false
      ).dropLast()
      // An empty line before the block's end belongs to the example, not to the output.
      let expected = example.output.last == "" ? example.output.dropLast() : example.output[...]
      #expect(
        matches(lines, expected),
        "docs/\(page):\(example.line): \(example.command)\n\(printed)"
      )
    }
  }
}
