import GCTraceKit

/// A table for people: aligned columns, numbers at the right, a line under the names.
///
/// The first `sampled` rows determine the widths of the columns. The writer holds these rows back until then. Later rows go out as they
/// come, so a result of any size takes little memory.
struct TableWriter: RowWriter {
  /// The number of rows that determine the widths.
  static let sampled = 1000
  /// The largest width of a column, in terminal cells. One long text must not push all others off the screen.
  static let widest = 80

  private var columns: [String] = []
  private var waiting: [[SQLValue]] = []
  /// Nil until the widths are fixed.
  private var layout: [ColumnLayout]?

  private struct ColumnLayout {
    var width: Int
    var isNumeric: Bool
  }

  /// A whole table. Each line ends with a line feed.
  static func text(_ columns: [String], _ rows: [[SQLValue]]) -> String {
    var writer = TableWriter()
    var text = ""
    writer.begin(columns, into: &text)
    for row in rows { writer.add(row, into: &text) }
    writer.end(into: &text)
    return text
  }

  /// A whole table, indented by two spaces, without a line feed at its end.
  static func indented(_ columns: [String], _ rows: [[SQLValue]]) -> String {
    text(columns, rows).split(separator: "\n").map { "  " + $0 }.joined(separator: "\n")
  }

  mutating func begin(_ columns: [String], into text: inout String) {
    self.columns = columns.map(visible)
  }

  mutating func add(_ row: [SQLValue], into text: inout String) {
    if let layout {
      write(row, layout, into: &text)
    } else {
      waiting.append(row)
      if waiting.count == Self.sampled { writeWaiting(into: &text) }
    }
  }

  mutating func end(into text: inout String) {
    if layout == nil { writeWaiting(into: &text) }
  }

  /// Fixes the widths, and writes the names and the rows that the writer held back.
  private mutating func writeWaiting(into text: inout String) {
    var layout = columns.map { ColumnLayout(width: displayWidth($0), isNumeric: true) }
    for row in waiting {
      for index in layout.indices where index < row.count {
        let width = displayWidth(visible(row[index].plainText))
        layout[index].width = min(max(layout[index].width, width), Self.widest)
        if row[index] != .null, !row[index].isNumber { layout[index].isNumeric = false }
      }
    }
    // A column without any value is not a column of numbers.
    for index in layout.indices where layout[index].isNumeric {
      layout[index].isNumeric = waiting.contains { index < $0.count && $0[index].isNumber }
    }
    self.layout = layout

    write(zip(columns, layout).map { ($0, $1.isNumeric) }, layout, into: &text)
    write(
      layout.map { (String(repeating: "-", count: $0.width), false) },
      layout,
      into: &text
    )
    for row in waiting { write(row, layout, into: &text) }
    waiting = []
  }

  private func write(_ row: [SQLValue], _ layout: [ColumnLayout], into text: inout String) {
    write(row.map { (visible($0.plainText), $0.isNumber) }, layout, into: &text)
  }

  private func write(
    _ cells: [(text: String, isRight: Bool)],
    _ layout: [ColumnLayout],
    into text: inout String
  ) {
    var gap = 0
    for (cell, column) in zip(cells, layout) {
      let padding = max(0, column.width - displayWidth(cell.text))
      if cell.isRight { gap += padding }
      // Spaces are only written before a text, so no line ends with spaces.
      if !cell.text.isEmpty {
        text += String(repeating: " ", count: gap)
        text += cell.text
        gap = 0
      } else if cell.isRight {
        gap -= padding
      }
      gap += cell.text.isEmpty ? column.width : cell.isRight ? 0 : padding
      gap += 2
    }
    text += "\n"
  }
}
