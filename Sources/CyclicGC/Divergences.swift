/// Events that did not apply under a setting that is not the recording's: the program would have done something else.
///
/// A weak reference finds what another collector had freed, a finalizer runs at another time. Such an event is left out, and counted here.
package struct Divergences: Equatable, Sendable {
  /// How many of them are kept for people to look at.
  package static let listed = 10

  package private(set) var count: Int64 = 0
  /// The first ones.
  package private(set) var first: [ReplayError] = []

  mutating func note(_ error: ReplayError) {
    count += 1
    if first.count < Self.listed { first.append(error) }
  }
}
