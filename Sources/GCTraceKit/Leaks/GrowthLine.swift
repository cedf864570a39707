/// The line that fits a series best (least squares): how fast something grows, and how steadily.
package struct GrowthLine: Equatable, Sendable {
  /// The growth with each step.
  package var slope: Double
  /// The value of the line at the first point.
  package var intercept: Double
  /// The share of the series' variance that the line explains: 1 if all of it, 0 if none. 0 for a series that does not change.
  package var r2: Double

  /// Fits a series of points that are one step apart, the first at 0. One point or none has slope 0.
  package init(_ series: [Double]) {
    let count = Double(series.count)
    guard series.count > 1 else {
      (slope, intercept, r2) = (0, series.first ?? 0, 0)
      return
    }
    let meanX = (count - 1) / 2
    let meanY = series.reduce(0, +) / count
    var (xx, xy, yy) = (0.0, 0.0, 0.0)
    for (index, value) in series.enumerated() {
      let (x, y) = (Double(index) - meanX, value - meanY)
      xx += x * x
      xy += x * y
      yy += y * y
    }
    slope = xy / xx
    intercept = meanY - slope * meanX
    r2 = yy > 0 ? xy * xy / (xx * yy) : 0
  }

  /// The series as a row of block characters, from its lowest point to its highest; at most `width` of them, evenly chosen.
  package static func sparkline(_ series: [Int64], width: Int = 20) -> String {
    let blocks = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
    guard let low = series.min(), let high = series.max() else { return "" }
    return evenly(series.count, width).map { index in
      let share = high > low ? Double(series[index] - low) / Double(high - low) : 0
      return blocks[min(7, Int(share * 8))]
    }.joined()
  }

  /// At most `limit` of the indices of `count` things, evenly spaced, the first and the last among them.
  static func evenly(_ count: Int, _ limit: Int) -> [Int] {
    guard count > limit, limit > 1 else { return Array(0..<count) }
    return (0..<limit).map { $0 * (count - 1) / (limit - 1) }
  }
}
