/// Events that did not apply under a setting that is not the recording's. The program would have acted in another way.
///
/// For example, a weak reference still finds an object that another collector had freed, or a finalizer runs at another time. The replay
/// skips such an event and counts it here.
package struct Divergences: Equatable, Sendable {
  /// The number of events that are kept for people to look at.
  package static let listed = 10

  package private(set) var count: Int64 = 0
  /// The first ones.
  package private(set) var first: [ReplayError] = []

  mutating func note(_ error: ReplayError) {
    count += 1
    if first.count < Self.listed { first.append(error) }
  }
}
