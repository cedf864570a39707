internal import Glibc

/// The thresholds of a sweep: the values to try for each generation, in all combinations.
///
/// The text is `AXIS[/AXIS[/AXIS]]`. Each AXIS is a list of numbers and ranges, separated by commas. `700,2000,5000:100000:log6/10` means
/// threshold 0 at 700, at 2000 and at six values from 5,000 to 100,000 of equal ratio, each with threshold 1 at 10.
package struct ThresholdGrid: Equatable, Sendable {
  /// By generation, from 0 on.
  package private(set) var axes: [[Int64]]

  /// - Throws: `SettingRequest.SyntaxError`.
  package init(_ text: String) throws(SettingRequest.SyntaxError) {
    axes = []
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count <= 3 else { throw Self.error(text) }
    for part in parts {
      var values: [Int64] = []
      for item in part.split(separator: ",", omittingEmptySubsequences: false) {
        for value in try Self.values(item) where !values.contains(value) { values.append(value) }
      }
      axes.append(values)
    }
  }

  /// Every combination; the last generation's values change fastest.
  package var combinations: [[Int64]] {
    axes.reduce([[]]) { heads, axis in heads.flatMap { head in axis.map { head + [$0] } } }
  }

  /// `N`, `LOW:HIGH:logK` or `LOW:HIGH:linK`.
  private static func values(_ item: Substring) throws(SettingRequest.SyntaxError) -> [Int64] {
    let fields = item.split(separator: ":", omittingEmptySubsequences: false)
    if fields.count == 1, let number = Int32(fields[0]), !item.hasPrefix("+") {
      return [Int64(number)]
    }
    guard fields.count == 3, let low = Int32(fields[0]), let high = Int32(fields[1]), low < high,
      let steps = Int(fields[2].dropFirst(3)), (2...10_000).contains(steps)
    else { throw error(String(item)) }
    let (first, last) = (Double(low), Double(high))
    let positions = (0..<steps).map { Double($0) / Double(steps - 1) }
    switch fields[2].prefix(3) {
    case "lin": return positions.map { Int64((first + (last - first) * $0).rounded()) }
    case "log" where low > 0:
      return positions.map { Int64((first * pow(last / first, $0)).rounded()) }
    default: throw error(String(item))
    }
  }

  private static func error(_ text: String) -> SettingRequest.SyntaxError {
    SettingRequest.SyntaxError(
      message: """
        expected thresholds such as 700,2000 or 5000:100000:log6 (for generation 0, then 1, 2 after \
        a /), found '\(text)'
        """
    )
  }
}
