import GCTraceKit

/// The result of an import: a few lines, or a row.
struct ImportReport {
  static let columns = [
    "trace_id", "name", "source", "is_new", "python", "events", "objects", "live_at_start", "types",
    "sites", "marks", "observed", "bytes",
  ]

  /// The log's path as given. If the log was imported before, the summary has the path of that first import.
  private let log: String
  private let summary: ImportSummary

  init(log: String, _ summary: ImportSummary) {
    self.log = log
    self.summary = summary
  }

  /// For people; no end of line.
  var text: String {
    let trace = "trace \(summary.traceID) (\(visible(summary.name)))"
    guard summary.isNew else { return "\(source): already imported as \(trace)" }
    let figures = [
      ("python", visible(summary.python ?? "not said"), ""),
      ("events", grouped(summary.events), ""),
      ("objects", grouped(summary.objects), startNote),
      ("types", grouped(summary.types), ""),
      ("sites", grouped(summary.sites), ""),
      ("marks", grouped(summary.marks), ""),
      (
        "observed", grouped(summary.observed),
        summary.observed == 1 ? " collection" : " collections"
      ),
    ]
    return "\(source): imported as \(trace), \(byteCount(summary.bytes))\n" + aligned(figures)
  }

  /// A warning about a log that breaks off; nil if the log is whole. No line feed at the end.
  var warning: String? {
    summary.brokeOffAfter.map {
      "gctrace: \(source) breaks off after line \(grouped($0)); \(grouped(summary.events)) events were read"
    }
  }

  /// The values of `columns`. If the log was imported before, the figures that this import did not compute are NULL.
  var row: [SQLValue] {
    [
      .integer(summary.traceID), .text(summary.name), .text(summary.source),
      .integer(summary.isNew ? 1 : 0), summary.python.map(SQLValue.text) ?? .null,
      .integer(summary.events), .integer(summary.objects),
    ]
      + [
        summary.liveAtStart, summary.types, summary.sites, summary.marks, summary.observed,
      ].map { summary.isNew ? .integer($0) : .null }
      + [.integer(summary.bytes)]
  }

  private var source: String { visible(log == "-" ? "standard input" : log) }

  private var startNote: String {
    summary.liveAtStart == 0 ? "" : " (\(grouped(summary.liveAtStart)) of them there at the start)"
  }
}

/// Lines with a label and a figure, each in its own column, and a note after the figure; indented by two.
func aligned(_ lines: [(label: String, figure: String, note: String)]) -> String {
  let labelWidth = lines.map { displayWidth($0.label) }.max() ?? 0
  let figureWidth = lines.map { displayWidth($0.figure) }.max() ?? 0
  return lines.map { label, figure, note in
    let gap = String(repeating: " ", count: labelWidth - displayWidth(label) + 2)
    let indent = String(repeating: " ", count: figureWidth - displayWidth(figure))
    return "  \(label)\(gap)\(indent)\(figure)" + note
  }.joined(separator: "\n")
}
