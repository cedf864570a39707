import ArgumentParser
import GCTraceKit

/// `gctrace cycles`: the cycles by signature.
struct CyclesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cycles",
    abstract:
      "Show which code makes the cycles that the collector has to find, the most expensive first.",
    discussion: """
      Cycles that consist of the same classes of objects have one signature: a ring of 3 Nodes \
      and one of 3,000 are both "Node -> Node". With --signature, the command shows where the \
      objects of that signature were allocated, which references closed its cycles, and the \
      smallest of its cycles. If the run has no cycles yet, the command finds them first.

      EXAMPLE:
        gctrace cycles
        gctrace cycles 2 --format csv
        gctrace cycles --signature 1
        gctrace cycles --signature 1 --dot

      EXIT STATUS:
        0    done, whether there are cycles or not
        64   wrong usage
        66   no such database, run or signature
        130  interrupted
      """
  )

  @Argument(
    help: ArgumentHelp(
      "The run, by id or name. (default: the newest complete one)",
      valueName: "run"
    )
  )
  var wantedRun: String?

  @Option(help: ArgumentHelp("Show one signature, by its number.", valueName: "id"))
  var signature: Int64?

  @Option(help: "How many signatures to list. (default: 20 in a table, else all)")
  var limit: Int?

  @Flag(help: "Write the signature's smallest cycle for Graphviz.")
  var dot = false

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var output: FormatOptions

  func validate() throws {
    if dot, signature == nil { throw ValidationError("--dot needs --signature ID") }
    try checkLimit(limit)
  }

  func run() throws {
    let cycles = Cycles(databasePath: database.path)
    let run = try longWork("Finding cycles") { (monitor) throws(GCTraceError) in
      try cycles.prepare(run: wantedRun, monitor: monitor) { run in
        announce(
          "Run \(run) has no cycles yet: finding them (replay --with cycles does so, too)."
        )
      }
    }
    if let signature {
      try show(signature, of: run, cycles)
    } else {
      try list(run, cycles)
    }
  }

  private func list(_ run: Cycles.Prepared, _ cycles: Cycles) throws {
    let isTable = output.format == .table
    let limit = limit ?? (isTable ? 20 : nil)
    // One extra row tells whether there are more.
    var table = try cycles.signatures(ofRun: run.run, limit: limit.map { $0 + 1 })
    let isCut = limit.map { table.rows.count > $0 } ?? false
    if isCut { table.rows.removeLast() }
    var standardOutput = StandardOutput()
    if isTable, table.rows.isEmpty {
      try standardOutput.line("Run \(run.run) (\(visible(run.name))) found no cycles.")
    } else {
      try standardOutput.rows(table.columns, table.rows, as: output.format)
    }
    if isTable, !table.rows.isEmpty {
      if isCut { try standardOutput.line("... more with --limit") }
      let first = table.rows[0].first?.integer ?? 1
      try standardOutput.line(
        "\nNext: gctrace cycles \(run.run) --signature \(first)\(database.suffix)"
      )
    }
    try standardOutput.flush()
  }

  private func show(_ signature: Int64, of run: Cycles.Prepared, _ cycles: Cycles) throws {
    let limit = output.format == .table ? CycleReport.rows : nil
    let report = CycleReport(
      sites: try cycles.sites(ofSignature: signature, run: run.run, limit: limit),
      closing: try cycles.closingReferences(ofSignature: signature, run: run.run, limit: limit),
      example: try cycles.example(ofSignature: signature, run: run.run)
    )
    var standardOutput = StandardOutput()
    if dot {
      try standardOutput.line(report.dot)
    } else if output.format == .table {
      try standardOutput.line(report.text)
    } else {
      try standardOutput.rows(CycleReport.columns, report.rows, as: output.format)
    }
    try standardOutput.flush()
  }
}
