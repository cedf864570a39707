/// The least and the greatest of every so many values: one level of the pyramid that a plot of many collections is drawn from.
///
/// A browser then looks at a few thousand pairs where it would have to look at every value, and no peak is lost.
package struct Coarsening: Equatable, Sendable {
  /// How many values a pair stands for; the last pair may stand for fewer.
  package let width: Int
  package let low: [Int64]
  package let high: [Int64]

  /// Linear in the values.
  package init(_ values: [Int64], width: Int) {
    self.width = max(1, width)
    var (low, high): ([Int64], [Int64]) = ([], [])
    for start in stride(from: 0, to: values.count, by: self.width) {
      let part = values[start..<min(start + self.width, values.count)]
      low.append(part.reduce(.max) { min($0, $1) })
      high.append(part.reduce(.min) { max($0, $1) })
    }
    self.low = low
    self.high = high
  }

  /// The smallest power of two that leaves at most `limit` of `count` values.
  package static func width(for count: Int, limit: Int) -> Int {
    var width = 1
    while (count + width - 1) / width > max(1, limit) { width *= 2 }
    return width
  }

  /// Values to so many steps between 0 and the greatest, and what a step is worth: for a plot, a thousandth is enough. Exact where the
  /// greatest is no more than that.
  package static func quantized(
    _ values: [Int64],
    steps: Int64
  ) -> (numbers: [Int64], scale: Double) {
    let greatest = values.reduce(0) { max($0, $1.magnitude == .max ? 0 : $1) }
    guard greatest > steps, steps > 0 else { return (values, 1) }
    let scale = Double(greatest) / Double(steps)
    return (values.map { Int64((Double($0) / scale).rounded()) }, scale)
  }
}
