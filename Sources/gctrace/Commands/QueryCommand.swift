import ArgumentParser
import GCTraceKit
import Glibc

/// `gctrace query`: a question in SQL.
struct QueryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "query",
    abstract: "Ask a question: by its name, or in read-only SQL.",
    discussion: """
      Frequent questions have names; --list prints them. For other questions, write one or \
      several SQL statements that change nothing. :run stands for the run's id, :trace for the \
      id of its trace. The comments in the database's schema explain its tables and views.

      EXAMPLE:
        gctrace query --list
        gctrace query garbage_by_type
        gctrace query garbage_by_type --sql
        gctrace query "SELECT generation, count(*) FROM collection WHERE run_id = :run GROUP BY 1"
        gctrace query "SELECT sql FROM sqlite_schema" --format csv
        gctrace query --file questions.sql --run "wide nursery" --format jsonl
        gctrace query - < question.sql

      For several statements, an empty line separates tables and CSV, and each has its own JSON array.

      EXIT STATUS:
        0    done, whether there are rows or not
        64   there is no such question; the SQL is wrong, or would change something
        66   no such database, run or file
        74   reading or writing failed, or the disk is full
        130  interrupted
      """
  )

  @Argument(help: "A question's name, or SQL; - reads it from standard input.")
  var question: String?

  @Option(
    help: ArgumentHelp("A file with the SQL.", valueName: "path"),
    completion: .file(extensions: ["sql"])
  )
  var file: String?

  @Option(
    name: .customLong("run"),
    help: ArgumentHelp(
      "The run, by id or name. (default: the newest complete one)",
      valueName: "run"
    )
  )
  var wantedRun: String?

  @Flag(help: "List the questions that have names.")
  var list = false

  @Flag(name: .customLong("sql"), help: "Print the SQL of the question instead of asking it.")
  var showsSQL = false

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var output: FormatOptions

  func validate() throws {
    let given = [question != nil, file != nil, list].filter { $0 }.count
    guard given == 1 else {
      throw ValidationError(
        "expected a question, --file or --list, found \(given == 0 ? "none" : "several")."
      )
    }
    if showsSQL, question.flatMap(CannedQuestion.named) == nil {
      throw ValidationError("--sql goes with the name of a question; --list prints them.")
    }
  }

  func run() throws {
    var standardOutput = StandardOutput()
    if list {
      let rows = CannedQuestion.all.map { [SQLValue.text($0.name), .text($0.question)] }
      try standardOutput.rows(["name", "question"], rows, as: output.format)
      return try standardOutput.flush()
    }
    let sql = try sql()
    if showsSQL {
      try standardOutput.line(sql)
      return try standardOutput.flush()
    }
    let hasRows = try ask(sql, &standardOutput)
    try standardOutput.flush()
    if !hasRows, let needs = question.flatMap(CannedQuestion.named)?.needs {
      var standardError = StandardOutput(descriptor: STDERR_FILENO)
      try standardError.line(
        "gctrace: no rows; `gctrace replay --with \(needs)\(database.suffix)` makes the data for this question"
      )
      try standardError.flush()
    }
  }

  /// Asks the question and prints the answer. Returns whether there was a row.
  private func ask(_ sql: String, _ standardOutput: inout StandardOutput) throws -> Bool {
    var hasRows = false
    var writer: (any RowWriter)?
    var outputError: OutputError?
    // GCTraceKit does not know `OutputError`. The error waits here while an error of GCTraceKit stops the query.
    func put(_ append: (inout String) -> Void) throws(GCTraceError) {
      do throws(OutputError) { try standardOutput.add(append) } catch {
        outputError = error
        throw .interrupted
      }
    }
    do {
      try longWork("Querying") { (monitor) throws(GCTraceError) in
        try Catalogue(databasePath: database.path).query(
          sql,
          run: wantedRun,
          monitor: monitor,
          columns: { (columns) throws(GCTraceError) in
            if var last = writer {
              try put { last.end(into: &$0) }
              if output.format.isSeparated { try put { $0 += "\n" } }
            }
            var next = output.format.makeWriter()
            try put { next.begin(columns, into: &$0) }
            writer = next
          },
          row: { (row) throws(GCTraceError) in
            hasRows = true
            try put { writer?.add(row, into: &$0) }
          }
        )
      }
    } catch {
      throw outputError ?? error
    }
    try standardOutput.add { writer?.end(into: &$0) }
    return hasRows
  }

  /// The SQL to run.
  private func sql() throws -> String {
    if let file {
      let descriptor = unsafe open(file, O_RDONLY | O_CLOEXEC)
      guard descriptor >= 0 else {
        throw CommandError.noFile(file, reason: unsafe String(cString: strerror(errno)))
      }
      defer { close(descriptor) }
      return try text(from: descriptor)
    }
    guard let question else { return "" }
    if question == "-" { return try text(from: STDIN_FILENO) }
    if let canned = CannedQuestion.named(question) { return canned.sql }
    // SQL never consists of a single word.
    if question.wholeMatch(of: /\w+/) != nil {
      let names = CannedQuestion.all.map(\.name)
      throw CommandError.unknownQuestion(question, nearest: nearest(question, among: names))
    }
    return question
  }

  /// Everything that can be read from a descriptor, as text.
  private func text(from descriptor: Int32) throws(CommandError) -> String {
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = unsafe piece.withUnsafeMutableBytes { buffer in
        unsafe read(descriptor, buffer.baseAddress, buffer.count)
      }
      if count == 0 { break }
      if count > 0 {
        bytes += piece[..<count]
      } else if errno != EINTR {
        throw .unreadableQuery(unsafe String(cString: strerror(errno)))
      }
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw .unreadableQuery("expected UTF-8, found other bytes")
    }
    return text
  }
}
