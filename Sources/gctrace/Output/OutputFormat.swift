import ArgumentParser

/// How rows come out of a command.
enum OutputFormat: String, CaseIterable, ExpressibleByArgument, Sendable {
  case table
  case csv
  case json
  case jsonl

  /// A fresh writer of the format.
  func makeWriter() -> any RowWriter {
    switch self {
    case .table: TableWriter()
    case .csv: CSVWriter()
    case .json: JSONWriter()
    case .jsonl: JSONLinesWriter()
    }
  }
}

/// The option that chooses the format.
struct FormatOptions: ParsableArguments {
  @Option(help: "How rows are printed.", completion: .list(OutputFormat.allCases.map(\.rawValue)))
  var format = OutputFormat.table
}
