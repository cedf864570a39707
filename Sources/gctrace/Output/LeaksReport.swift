import GCTraceKit

/// The leaks: a page of tables, or rows with the same content.
struct LeaksReport {
  static let columns = [
    "section", "basis", "object_id", "type", "site", "points", "first", "last", "slope",
    "intercept", "r2", "first_bytes", "last_bytes", "bytes_slope", "bytes_intercept", "bytes_r2",
    "sparkline", "generation", "size", "retained_objects", "retained_bytes", "held_by",
  ]

  private let leaks: Leaks

  init(_ leaks: Leaks) {
    self.leaks = leaks
  }

  // MARK: For people

  /// The text without a line feed at its end.
  var text: String {
    let heading =
      "Run \(leaks.runID) (\(visible(leaks.runName))) of trace \(visible(leaks.traceName))"
    return ([heading] + leaks.bases.map(text) + missing + [survivors] + uncollectable)
      .joined(separator: "\n\n")
  }

  private func text(_ basis: Leaks.Basis) -> String {
    let looks =
      basis.places > basis.events.count
      ? "\(grouped(Int64(basis.places))), of which \(basis.events.count) were looked at"
      : "\(grouped(Int64(basis.places)))"
    let title = "GROWTH across \(visible(basis.name)) (\(looks))"
    guard !basis.growths.isEmpty else { return title + "\n  Nothing grew." }
    let sites = leaks.hasSites
    let rows = basis.growths.map { growth -> [SQLValue] in
      let line = growth.line
      return [.text(visible(growth.type))]
        + (sites ? [.text(visible(growth.site ?? ""))] : []) + [
          .integer(growth.objects.first ?? 0), .integer(growth.objects.last ?? 0),
          .text(signed(line.slope)), .text(signed(growth.bytesLine.slope)),
          .text(decimal(line.r2)), .text(GrowthLine.sparkline(growth.objects)),
        ]
    }
    let columns =
      ["type"] + (sites ? ["site"] : [])
      + ["first", "last", "objects a step", "bytes a step", "R2", "objects"]
    let grows = title + "\n" + TableWriter.indented(columns, rows)
    return basis.holders.isEmpty ? grows : grows + "\n\n" + text(basis.holders)
  }

  private func text(_ holders: [Leaks.Holders]) -> String {
    let lines = holders.map { holders in
      let links = holders.links.map { link in
        let name = link.type.map(visible) ?? "outside"
        return "\(name) (\(signed(link.slope)))"
      }
      return "  \(visible(holders.type)) <- " + links.joined(separator: " <- ")
    }
    return (["WHAT HOLDS IT (types, and how many references come with a step)"] + lines)
      .joined(separator: "\n")
  }

  /// The questions that the run cannot answer, and a way to answer them.
  private var missing: [String] {
    guard leaks.bases.isEmpty else { return [] }
    return [
      """
      GROWTH
        It takes \(Leaks.fewestPlaces) full collections, or marks of one name, to see anything grow; this run has
        \(grouped(Int64(leaks.fullCollections))) full collections. A program sets marks with gctrace_recorder.mark("request 1").
      """
    ]
  }

  private var survivors: String {
    guard !leaks.survivors.isEmpty else {
      return "SURVIVORS\n  Nothing that was alive at the end keeps another object alive."
    }
    return "SURVIVORS that retain most (themselves and what only they keep alive)\n"
      + table(leaks.survivors)
  }

  private var uncollectable: [String] {
    guard !leaks.uncollectable.isEmpty else { return [] }
    return ["UNCOLLECTABLE objects that are still there\n" + table(leaks.uncollectable)]
  }

  private func table(_ survivors: [Leaks.Survivor]) -> String {
    let sites = leaks.hasSites
    return TableWriter.indented(
      ["object", "type"] + (sites ? ["site"] : [])
        + ["generation", "bytes", "retained objects", "retained bytes"],
      survivors.map { survivor in
        [.integer(survivor.object), .text(visible(survivor.type))]
          + (sites ? [.text(visible(survivor.site ?? ""))] : []) + [
            .text(generation(survivor.generation)), .integer(survivor.bytes),
            .integer(survivor.retainedObjects), .integer(survivor.retainedBytes),
          ]
      }
    )
  }

  private func generation(_ generation: Int?) -> String {
    guard let generation else { return "untracked" }
    return generation == 3 ? "frozen" : String(generation)
  }

  /// The number with a sign and one decimal.
  private func signed(_ number: Double) -> String {
    let tenths = Int64((abs(number) * 10).rounded())
    return "\(number < 0 ? "-" : "+")\(grouped(tenths / 10)).\(tenths % 10)"
  }

  private func decimal(_ number: Double) -> String {
    let hundredths = Int64((number * 100).rounded())
    return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
  }

  // MARK: For machines

  /// The values of `columns`.
  var rows: [[SQLValue]] {
    var rows: [[SQLValue]] = []
    for basis in leaks.bases {
      rows += basis.growths.map { row($0, basis.name) }
      rows += basis.holders.map { row($0, basis.name) }
    }
    rows += leaks.survivors.map { row($0, "survivor") }
    return rows + leaks.uncollectable.map { row($0, "uncollectable") }
  }

  private func row(_ growth: Leaks.Growth, _ basis: String) -> [SQLValue] {
    let (line, bytes) = (growth.line, growth.bytesLine)
    return [
      .text("growth"), .text(basis), .null, .text(growth.type),
      growth.site.map(SQLValue.text) ?? .null, .integer(Int64(growth.objects.count)),
      .integer(growth.objects.first ?? 0), .integer(growth.objects.last ?? 0), .real(line.slope),
      .real(line.intercept), .real(line.r2), .integer(growth.bytes.first ?? 0),
      .integer(growth.bytes.last ?? 0), .real(bytes.slope), .real(bytes.intercept),
      .real(bytes.r2), .text(GrowthLine.sparkline(growth.objects)), .null, .null, .null, .null,
      .null,
    ]
  }

  private func row(_ holders: Leaks.Holders, _ basis: String) -> [SQLValue] {
    let path = holders.links.map { $0.type ?? "outside" }.joined(separator: " <- ")
    return [.text("holders"), .text(basis), .null, .text(holders.type)]
      + Array(repeating: .null, count: 4)
      + [holders.links.first.map { .real($0.slope) } ?? .null]
      + Array(repeating: .null, count: 12) + [.text(path)]
  }

  private func row(_ survivor: Leaks.Survivor, _ section: String) -> [SQLValue] {
    [
      .text(section), .null, .integer(survivor.object), .text(survivor.type),
      survivor.site.map(SQLValue.text) ?? .null,
    ] + Array(repeating: .null, count: 12) + [
      survivor.generation.map { .integer(Int64($0)) } ?? .null, .integer(survivor.bytes),
      .integer(survivor.retainedObjects), .integer(survivor.retainedBytes), .null,
    ]
  }
}
