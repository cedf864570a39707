import GCTraceKit

/// The comparison of two runs, as rows or as a text.
struct CompareReport {
  /// `part` is `figure` (name, a, b, change), `parting` (name, a, b; about the first collection that differs) or `kept` (name is the
  /// type; a and b are the numbers of objects that the run freed and the other kept).
  static let columns = [
    "part", "name", "file", "line", "function", "a", "b", "change", "bytes_a", "bytes_b",
  ]

  private let comparison: RunComparison

  init(_ comparison: RunComparison) {
    self.comparison = comparison
  }

  // MARK: Rows

  var rows: [[SQLValue]] {
    func row(
      _ part: String,
      _ name: String,
      _ values: [SQLValue],
      site: [SQLValue] = [.null, .null, .null],
      bytes: [SQLValue] = [.null, .null]
    ) -> [SQLValue] {
      [.text(part), .text(name)] + site + values + bytes
    }
    func optional(_ text: String?) -> SQLValue { text.map(SQLValue.text) ?? .null }
    var rows = [
      row("figure", "run", [.integer(comparison.a.id), .integer(comparison.b.id), .null]),
      row("figure", "setting", [.text(comparison.a.options), .text(comparison.b.options), .null]),
    ]
    rows += comparison.figures.map { row("figure", $0.name, [$0.a, $0.b, $0.change]) }
    if let parting = comparison.parting {
      let number = SQLValue.integer(parting.collection)
      rows.append(row("parting", parting.kind.rawValue, [number, number, .null]))
      func add(_ name: String, _ value: (RunComparison.Parting.Collection) -> SQLValue) {
        let values = [parting.a.map(value) ?? .null, parting.b.map(value) ?? .null, .null]
        rows.append(row("parting", name, values))
      }
      add("event") { .integer($0.event) }
      add("generation") { .integer(Int64($0.generation)) }
      add("candidates") { .integer($0.candidates) }
      add("freed") { .integer($0.freed) }
      add("reason") { optional($0.reason) }
    }
    rows += comparison.kept.map { kept in
      row(
        "kept",
        kept.type,
        [
          .integer(kept.freedByA), .integer(kept.freedByB),
          .integer(kept.freedByB - kept.freedByA),
        ],
        site: [
          optional(kept.file), kept.line.map(SQLValue.integer) ?? .null, optional(kept.function),
        ],
        bytes: [.integer(kept.bytesFreedByA), .integer(kept.bytesFreedByB)]
      )
    }
    return rows
  }

  // MARK: Text

  /// - Parameter left: the rows of types and sites that are not shown.
  func text(left: [RunComparison.Kept]) -> String {
    var parts = [
      """
      A: run \(comparison.a.id) (\(visible(comparison.a.name)))
      B: run \(comparison.b.id) (\(visible(comparison.b.name)))
      of trace \(comparison.traceID) (\(visible(comparison.traceName)))
      """,
      figures, parting, kept(left),
    ]
    if comparison.model?.isDefault == true {
      parts.append(
        "The recording has too few durations: times are by defaults, good for order only."
      )
    }
    return parts.joined(separator: "\n\n")
  }

  /// The figures, without those that are 0 or unknown in both runs.
  private var figures: String {
    let shown = comparison.figures.filter { figure in
      ![figure.a, figure.b].allSatisfy { [.null, .integer(0), .real(0)].contains($0) }
    }
    return TableWriter.text(
      ["figure", "A", "B", "change", "share"],
      shown.map { figure in
        [
          .text(figure.name), Self.cell(figure.a), Self.cell(figure.b),
          .text(Self.signed(figure.change)), .text(Self.percent(figure.share)),
        ]
      }
    ).trimmedEnd
  }

  private static func cell(_ value: SQLValue) -> SQLValue {
    if case .real(let number) = value { .real(rounded(number)) } else { value }
  }

  private static func rounded(_ number: Double) -> Double { (number * 10_000).rounded() / 10_000 }

  private static func signed(_ value: SQLValue) -> String {
    switch value {
    case .integer(0), .real(0): "0"
    case .integer(let number): number > 0 ? "+\(number)" : "\(number)"
    case .real(let number): (number > 0 ? "+" : "") + "\(rounded(number))"
    default: ""
    }
  }

  private static func percent(_ share: Double?) -> String {
    guard let share else { return "" }
    let tenths = (share * 1000).rounded() / 10
    return tenths == 0 ? "0 %" : (tenths > 0 ? "+" : "") + "\(tenths) %"
  }

  private var parting: String {
    guard let parting = comparison.parting else {
      return "Their collections are the same from the first to the last."
    }
    let heading =
      switch parting.kind {
      case .moment: "They part at collection \(parting.collection), which comes at another time:"
      case .generation:
        "They part at collection \(parting.collection), which is of another generation:"
      case .findings: "They part at collection \(parting.collection), which finds something else:"
      }
    func words(_ collection: RunComparison.Parting.Collection?) -> String {
      if let collection { return Self.words(collection) }
      return parting.collection == 1 ? "no collection" : "no collection any more"
    }
    return """
      \(heading)
        A: \(words(parting.a))
        B: \(words(parting.b))
      """
  }

  private static func words(_ collection: RunComparison.Parting.Collection) -> String {
    let reason = collection.reason.map { " (\(visible($0)))" } ?? ""
    return "event \(collection.event), generation \(collection.generation)\(reason): "
      + "\(grouped(collection.candidates)) candidates, \(grouped(collection.freed)) freed"
  }

  private func kept(_ left: [RunComparison.Kept]) -> String {
    guard !comparison.kept.isEmpty else { return "The same objects are alive at the end of both." }
    let table = TableWriter.text(
      ["type", "site", "freed by A alone", "bytes", "freed by B alone", "bytes"],
      comparison.kept.map { kept in
        let site = kept.file.map { "\($0):\(kept.line ?? 0) \(kept.function ?? "")" }
        return [
          .text(kept.type), site.map(SQLValue.text) ?? .null, .integer(kept.freedByA),
          .integer(kept.bytesFreedByA), .integer(kept.freedByB), .integer(kept.bytesFreedByB),
        ]
      }
    ).trimmedEnd
    var text = "What one freed and the other kept to the end\n" + table
    if !left.isEmpty {
      let objects = left.reduce(0) { $0 + $1.freedByA + $1.freedByB }
      text += "\n... and \(grouped(objects)) objects of \(grouped(Int64(left.count))) more rows"
    }
    return text
  }
}

extension String {
  /// The text without the line feeds at its end.
  fileprivate var trimmedEnd: String {
    var text = self
    while text.hasSuffix("\n") { text.removeLast() }
    return text
  }
}
