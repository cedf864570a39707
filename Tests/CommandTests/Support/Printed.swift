import GCTraceKit

@testable import gctrace

/// The whole output of a writer for a table.
func printed(
  _ writer: some RowWriter,
  _ columns: [String],
  _ rows: [[SQLValue]]
) -> String {
  var writer = writer
  var text = ""
  writer.begin(columns, into: &text)
  for row in rows { writer.add(row, into: &text) }
  writer.end(into: &text)
  return text
}
