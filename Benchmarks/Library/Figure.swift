/// One figure, measured several times.
package struct Figure: Codable, Equatable, Sendable {
  /// The key by which two results are compared.
  package var name: String
  /// The title for people.
  package var title: String
  /// s, MiB, bytes/event and the like; "ratio" for a number without one.
  package var unit: String
  /// As measured, in order.
  package var samples: [Double]
  /// The bar that the figure must meet; nil: the figure is only reported.
  package var bar: Bar?

  package init(
    _ name: String,
    _ title: String,
    unit: String,
    _ samples: [Double],
    bar: Bar? = nil
  ) {
    self.name = name
    self.title = title
    self.unit = unit
    self.samples = samples
    self.bar = bar
  }

  /// The median of the samples: for an even number, the mean of the middle two; for none, NaN.
  package var value: Double {
    let sorted = samples.sorted()
    guard let last = sorted.last else { return .nan }
    let middle = sorted.count / 2
    if sorted.count == 1 { return last }
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }

  /// Whether the bar holds; nil if there is none.
  package var holds: Bool? {
    bar.map { $0.isKept(by: value) }
  }
}

/// A bar that a figure must meet.
package enum Bar: Codable, Equatable, Sendable {
  case atMost(Double)
  case atLeast(Double)

  /// Whether a value meets the bar. NaN does not.
  package func isKept(by value: Double) -> Bool {
    switch self {
    case .atMost(let limit): value <= limit
    case .atLeast(let limit): value >= limit
    }
  }
}
