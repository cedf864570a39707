import GCTraceKit

/// A signature for people: the types of its cycles, where they were allocated, what closed them, and a drawing of one of them.
struct CycleReport {
  /// How many rows each table has.
  static let rows = 10

  let sites: Table
  let closing: Table
  let example: CycleExample

  /// For people; no end of line.
  var text: String {
    [
      visible(example.signature),
      section("Allocated", sites),
      section("Closed by", closingForPeople),
      drawing,
    ].joined(separator: "\n\n")
  }

  /// A cycle that no event closed is described as such.
  private var closingForPeople: Table {
    var table = closing
    for index in table.rows.indices where table.rows[index].last == .null {
      table.rows[index][1] = .text("(before the recording)")
    }
    return table
  }

  private func section(_ title: String, _ table: Table) -> String {
    title + "\n" + TableWriter.text(table.columns, table.rows).dropLast()
  }

  /// The shortest way around the example, one object on each line.
  private var drawing: String {
    let size = example.objects.count
    var lines = [
      "Example: cycle \(example.cycle) of collection \(example.collection), "
        + "\(grouped(Int64(size))) \(size == 1 ? "object" : "objects")"
        + (example.tailObjects == 0 ? "" : ", \(grouped(example.tailObjects)) more in its tail")
    ]
    let ring = example.ring
    if let first = ring.first { lines.append("     " + label(first.source)) }
    for (index, reference) in ring.enumerated() {
      let isLast = index == ring.count - 1
      var notes: [String] = []
      if let name = reference.name { notes.append("by \(visible(name))") }
      if isLast, let closing = example.closing {
        notes.append("event \(closing.event) closed the cycle")
      }
      let target = isLast ? "#\(reference.target)" : label(reference.target)
      lines.append(
        "  -> " + target + (notes.isEmpty ? "" : "   (" + notes.joined(separator: "; ") + ")")
      )
    }
    if ring.isEmpty {
      lines += example.objects.prefix(Self.rows).map { "     " + label($0.id) }
    } else if size > ring.count {
      lines.append("     and \(grouped(Int64(size - ring.count))) more in the cycle")
    }
    return lines.joined(separator: "\n")
  }

  private func label(_ id: Int64) -> String {
    guard let object = example.object(id) else { return "#\(id)" }
    return "#\(id) \(visible(object.type))" + (object.site.map { ", \(visible($0))" } ?? "")
  }

  /// The example for Graphviz; no end of line.
  var dot: String {
    var lines = [
      "digraph cycle {", "  label=\(quoted(example.signature));", "  node [shape=box];",
    ]
    let named = Set(example.references.flatMap { [$0.source, $0.target] })
    for object in example.objects where named.contains(object.id) {
      let label = "\(object.type)\n#\(object.id)" + (object.site.map { "\n\($0)" } ?? "")
      lines.append("  n\(object.id) [label=\(quoted(label))];")
    }
    for reference in example.references {
      var attributes: [String] = []
      if let name = reference.name { attributes.append("label=\(quoted(name))") }
      if example.closing?.source == reference.source, example.closing?.target == reference.target {
        attributes.append("color=red, penwidth=2")
      }
      lines.append(
        "  n\(reference.source) -> n\(reference.target)"
          + (attributes.isEmpty ? ";" : " [\(attributes.joined(separator: ", "))];")
      )
    }
    return (lines + ["}"]).joined(separator: "\n")
  }

  private func quoted(_ text: String) -> String {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map {
      visible(String($0)).replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    }
    return "\"" + lines.joined(separator: "\\n") + "\""
  }
}

/// The same content as rows.
extension CycleReport {
  /// `part` is `allocated`, `closed` or `example`. The rows of `example` are the references of the smallest cycle.
  static let columns = [
    "part", "role", "type", "file", "line", "function", "name", "target_type", "objects", "bytes",
    "cycles", "event", "source", "target",
  ]

  /// The values of `columns`.
  var rows: [[SQLValue]] {
    let allocated = sites.rows.map { row in
      [.text("allocated")] + row[0...4] + [.null, .null] + row[5...6]
        + Array(repeating: .null, count: 4)
    }
    let closed = closing.rows.map { row in
      [.text("closed"), .text("cycle"), row[1]] + row[4...6]
        + [row[2], row[3], .null, .null, row[0], row[7], .null, .null]
    }
    let references = example.references.map { reference in
      let isClosing =
        example.closing?.source == reference.source && example.closing?.target == reference.target
      return [
        .text("example"), .text("cycle"), .text(example.object(reference.source)?.type ?? ""),
        .null, .null, .null, reference.name.map(SQLValue.text) ?? .null,
        .text(example.object(reference.target)?.type ?? ""), .null, .null, .null,
        isClosing ? example.closing.map { .integer($0.event) } ?? .null : .null,
        .integer(reference.source), .integer(reference.target),
      ]
    }
    return allocated + closed + references
  }
}
