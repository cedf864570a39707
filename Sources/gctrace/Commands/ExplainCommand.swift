import ArgumentParser
import GCTraceKit

/// `gctrace explain`: one collection, step by step.
struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Explain one collection, step by step, on its own objects.",
    discussion: """
      Shows why the collection ran, and what the algorithm did with its candidates: the copied \
      counts, the subtracted references, the objects that were put aside and came back, the final \
      sets, and the outcome of every object. A collection of up to \(ExplanationReport.whole) \
      candidates is shown completely, a larger one as a summary with samples. --format csv has \
      every step of any collection. The command replays the trace up to the collection.

      EXAMPLE:
        gctrace explain 1
        gctrace explain 2 133
        gctrace explain "large nursery" 12 --format csv

      EXIT STATUS:
        0    done
        64   wrong usage
        65   the database is damaged
        66   no such database, run or collection
        130  interrupted
      """
  )

  @Argument(
    help: ArgumentHelp(
      "The collection's number in the run; before it, the run's id or name. (default: the newest complete run)",
      valueName: "run collection"
    )
  )
  var words: [String]

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var output: FormatOptions

  func validate() throws {
    guard (1...2).contains(words.count) else {
      throw ValidationError("expected [RUN] COLLECTION, found \(words.count) arguments")
    }
    _ = try collection()
  }

  private func collection() throws -> Int64 {
    let text = words.last ?? ""
    guard let number = Int64(text), number > 0 else {
      throw ValidationError("expected the number of a collection, 1 or more, found '\(text)'")
    }
    return number
  }

  func run() throws {
    let number = try collection()
    let explanation = try longWork("Replaying") { (monitor) throws(GCTraceError) in
      try Explainer(databasePath: database.path).explain(
        run: words.count == 2 ? words[0] : nil,
        collection: number,
        monitor: monitor
      )
    }
    let report = ExplanationReport(explanation)
    var standardOutput = StandardOutput()
    if output.format == .table {
      try standardOutput.line(report.text)
    } else {
      try standardOutput.rows(ExplanationReport.columns, report.rows, as: output.format)
    }
    try standardOutput.flush()
  }
}
