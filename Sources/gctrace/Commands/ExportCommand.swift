import ArgumentParser
import GCTraceKit
import Glibc
import HeapReport

/// `gctrace export`: a run for other tools.
struct ExportCommand: ParsableCommand {
  /// What other tools read.
  enum Target: String, CaseIterable, ExpressibleByArgument {
    case perfetto
    case csv
    case jsonl
  }

  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write a run for other tools: Perfetto, CSV or JSON Lines.",
    discussion: """
      perfetto is one file for https://ui.perfetto.dev: collections as slices, a track for each \
      generation, with their figures as arguments; counters for the heap, its garbage, counts, \
      pending and total objects and the generations' sizes; marks as instants. Its time is the \
      log's; a log without times has an event a microsecond, and the trace says so.

      csv and jsonl are a folder with a file for each relation of the database that people may \
      ask, with the rows of the run and of its trace. Rows are written as they are read: a large \
      run needs no memory. Relations without rows have a file, too.

      EXAMPLE:
        gctrace export --to perfetto -o app.pftrace
        gctrace export 2 --to csv -o app-csv
        gctrace export 2 --to jsonl -o app-jsonl --relation collection,pause

      EXIT STATUS:
        0    done
        64   wrong usage; no such relation
        65   the database is damaged
        66   no such database or run
        73   the file or folder cannot be made, or is there already
        74   writing failed, or the disk is full
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

  @Option(help: "For what: perfetto, csv or jsonl.")
  var to: Target

  @Option(
    name: [.customShort("o"), .customLong("output")],
    help: ArgumentHelp("The file; for csv and jsonl, the folder.", valueName: "path")
  )
  var path: String

  @Option(help: ArgumentHelp("Only these relations.", valueName: "name,..."))
  var relation: String?

  @Flag(help: "Replace files that are there.")
  var force = false

  @OptionGroup var database: DatabaseOptions

  func validate() throws {
    _ = try relations()
    if path.isEmpty { throw ValidationError("-o needs a path, found an empty one.") }
    if to == .perfetto, relation != nil {
      throw ValidationError("--relation goes with csv and jsonl; perfetto has what it shows.")
    }
  }

  /// What is to be written, in the order of the database.
  private func relations() throws -> [ExportedRelation] {
    guard let relation else { return ExportedRelation.all }
    let names = relation.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    for name in names where !ExportedRelation.all.contains(where: { $0.name == name }) {
      let hint =
        nearest(name, among: ExportedRelation.all.map(\.name))
        .map { "; did you mean '\($0)'?" } ?? ""
      throw ValidationError("there is no relation '\(name)'\(hint)")
    }
    return ExportedRelation.all.filter { names.contains($0.name) }
  }

  func run() throws {
    let summary = try Catalogue(databasePath: database.path).completeRunID(wantedRun)
    if to == .perfetto {
      try writePerfetto(summary)
    } else {
      try writeRelations(summary)
    }
    var standardOutput = StandardOutput()
    try standardOutput.line(visible(path))
    try standardOutput.flush()
  }

  private func writePerfetto(_ run: Int64) throws {
    var file = try OutputFile(path: path, force: force)
    var failure: OutputError?
    var clock: PerfettoTrace.Clock?
    do {
      clock = try longWork("Exporting") { (monitor) throws(GCTraceError) in
        try PerfettoExport(databasePath: database.path, monitor: monitor).write(run: run) {
          (bytes) throws(GCTraceError) in
          do throws(OutputError) { try file.add(bytes) } catch {
            failure = error
            throw .interrupted
          }
        }
      }
    } catch { throw failure ?? error }
    try file.finish()
    if clock == .events {
      announce("The log has no times: an event is shown as a microsecond.")
    }
  }

  private func writeRelations(_ run: Int64) throws {
    try makeFolder()
    for relation in try relations() {
      let name = "\(path)/\(relation.name).\(to.rawValue)"
      var file = try OutputFile(path: name, force: force)
      var writer: any RowWriter = to == .csv ? CSVWriter() : JSONLinesWriter()
      var failure: OutputError?
      var text = ""
      // The kit knows nothing of our output: its error waits here while the query is stopped by one of the kit's.
      func put(_ append: (inout String) -> Void) throws(GCTraceError) {
        append(&text)
        do throws(OutputError) { try file.add(text.utf8) } catch {
          failure = error
          throw .interrupted
        }
        text.removeAll(keepingCapacity: true)
      }
      do {
        try longWork("Exporting \(relation.name)") { (monitor) throws(GCTraceError) in
          try Catalogue(databasePath: database.path).query(
            relation.sql,
            run: String(run),
            monitor: monitor,
            columns: { (columns) throws(GCTraceError) in
              try put { writer.begin(columns, into: &$0) }
            },
            row: { (row) throws(GCTraceError) in try put { writer.add(row, into: &$0) } }
          )
        }
      } catch { throw failure ?? error }
      writer.end(into: &text)
      try file.add(text.utf8)
      try file.finish()
    }
  }

  private func makeFolder() throws(CommandError) {
    guard unsafe mkdir(path, 0o777) != 0 else { return }
    // A folder that is there will do: each of its files is looked at by itself.
    if errno == EEXIST, unsafe access(path + "/.", F_OK) == 0 { return }
    throw .cannotCreate("cannot create \(path): \(unsafe String(cString: strerror(errno)))")
  }
}
