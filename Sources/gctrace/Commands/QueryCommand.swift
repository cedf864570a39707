import ArgumentParser
import GCTraceKit
import Glibc

/// `gctrace query`: a question in SQL.
struct QueryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "query",
    abstract: "Run read-only SQL and print the rows.",
    discussion: """
      One statement that changes nothing. The database's own comments explain its tables and \
      views; the first example prints them.

      EXAMPLE:
        gctrace query "SELECT sql FROM sqlite_schema" --format csv
        gctrace query "SELECT generation, count(*), sum(collected) FROM collection GROUP BY 1"
        gctrace query - --format jsonl < question.sql

      EXIT STATUS:
        0    done, whether there are rows or not
        64   the SQL is wrong, or would change something
        66   no such database
        74   reading or writing failed, or the disk is full
        130  interrupted
      """
  )

  @Argument(help: "The question; - reads it from standard input.")
  var sql: String

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var output: FormatOptions

  func run() throws {
    let question = sql == "-" ? try standardInput() : sql
    var standardOutput = StandardOutput()
    var writer = output.format.makeWriter()
    var outputError: OutputError?
    // The kit knows nothing of our output: its error waits here while the query is stopped by one of the kit's.
    func put(_ append: (inout String) -> Void) throws(GCTraceError) {
      do throws(OutputError) { try standardOutput.add(append) } catch {
        outputError = error
        throw .interrupted
      }
    }
    do {
      try longWork("Querying") { (monitor) throws(GCTraceError) in
        try Catalogue(databasePath: database.path).query(
          question,
          monitor: monitor,
          columns: { (columns) throws(GCTraceError) in
            try put { writer.begin(columns, into: &$0) }
          },
          row: { (row) throws(GCTraceError) in try put { writer.add(row, into: &$0) } }
        )
      }
    } catch {
      throw outputError ?? error
    }
    try standardOutput.add { writer.end(into: &$0) }
    try standardOutput.flush()
  }

  /// All of standard input as text.
  private func standardInput() throws(CommandError) -> String {
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = unsafe piece.withUnsafeMutableBytes { buffer in
        unsafe read(STDIN_FILENO, buffer.baseAddress, buffer.count)
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
