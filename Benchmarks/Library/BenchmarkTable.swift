import Foundation

/// Results as text.
package enum BenchmarkTable {
  /// A line for a figure: its median, the least and the greatest sample, the bar, and whether the figure meets it.
  package static func line(_ figure: Figure) -> String {
    let samples = figure.samples
    let range =
      samples.count > 1
      ? "\(number(samples.min() ?? .nan)) to \(number(samples.max() ?? .nan)), n=\(samples.count)"
      : ""
    let verdict =
      switch figure.holds {
      case true?: "holds"
      case false?: "FAILS"
      case nil: ""
      }
    let bar = figure.bar.map { text($0) } ?? ""
    return pad(figure.title, 58) + pad(left: number(figure.value), 9) + " " + pad(figure.unit, 13)
      + pad(bar, 11) + pad(verdict, 7) + range
  }

  /// Two results side by side, with the ratio of the second to the first. Figures that only one of them has are left out.
  package static func comparison(_ one: BenchmarkResult, _ other: BenchmarkResult) -> [String] {
    var lines = [
      pad("", 58) + pad(left: name(one), 10) + pad(left: name(other), 10) + pad(left: "ratio", 8)
    ]
    for figure in one.figures {
      guard let match = other.figures.first(where: { $0.name == figure.name }) else { continue }
      var line = pad(figure.title, 58) + pad(left: number(figure.value), 10)
      line += pad(left: number(match.value), 10)
      line += pad(left: number(match.value / figure.value), 8) + "  " + figure.unit
      if figure.holds != match.holds, let holds = match.holds {
        line += holds ? "  (holds now)" : "  (FAILS now)"
      }
      lines.append(line)
    }
    return lines
  }

  private static func name(_ result: BenchmarkResult) -> String {
    result.commit.isEmpty ? "?" : String(result.commit.prefix(9))
  }

  private static func text(_ bar: Bar) -> String {
    switch bar {
    case .atMost(let limit): "<= " + number(limit)
    case .atLeast(let limit): ">= " + number(limit)
    }
  }

  /// Three digits, or all before the point.
  static func number(_ value: Double) -> String {
    guard value.isFinite else { return "?" }
    let magnitude = abs(value)
    let digits =
      magnitude >= 100 || magnitude == 0 ? 0 : magnitude >= 10 ? 1 : magnitude >= 1 ? 2 : 3
    return String(format: "%.\(digits)f", value)
  }

  private static func pad(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(1, width - text.count))
  }

  private static func pad(left text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }
}
