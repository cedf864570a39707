import ArgumentParser
import Glibc

/// The format in which a command prints rows.
enum OutputFormat: String, CaseIterable, ExpressibleByArgument, Sendable {
  case table
  case csv
  case json
  case jsonl

  /// Whether several results need a line between them.
  var isSeparated: Bool { self == .table || self == .csv }

  /// A new writer of the format.
  ///
  /// - Parameter descriptor: the text's destination. Text for a terminal is made safe for it.
  func makeWriter(for descriptor: Int32 = STDOUT_FILENO) -> any RowWriter {
    switch self {
    case .table: TableWriter()
    case .csv: CSVWriter(isForTerminal: isatty(descriptor) == 1)
    case .json: JSONWriter()
    case .jsonl: JSONLinesWriter()
    }
  }
}

/// Refuses a `--limit` that leaves no row.
func checkLimit(_ limit: Int?) throws {
  if let limit, limit < 1 { throw ValidationError("--limit is 1 or more, found \(limit)") }
}

/// The option that chooses the format.
struct FormatOptions: ParsableArguments {
  @Option(help: "How rows are printed.", completion: .list(OutputFormat.allCases.map(\.rawValue)))
  var format = OutputFormat.table
}
