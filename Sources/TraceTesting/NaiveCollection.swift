/// The naive collector's results for one collection, under the names of the database.
package struct NaiveCollection {
  /// Members with one outcome.
  package struct Fate: Hashable, Comparable, CustomStringConvertible {
    package var generation: Int
    package var outcome: String
    /// nil: freed or untracked.
    package var toGeneration: Int?

    package init(generation: Int, outcome: String, toGeneration: Int?) {
      self.generation = generation
      self.outcome = outcome
      self.toGeneration = toGeneration
    }

    package var description: String {
      "\(outcome) \(generation) -> \(toGeneration.map(String.init) ?? "-")"
    }

    package static func < (left: Fate, right: Fate) -> Bool {
      left.description < right.description
    }
  }

  package var event = 0
  package var time: Int?
  package var generation = 0
  package var isExplicit = false
  /// Every number of the record by its column's name.
  package var numbers: [String: Int] = [:]
  /// The objects of each outcome, ascending.
  package var members: [Fate: [Int]] = [:]

  mutating func note(_ number: Int, _ generation: Int, _ outcome: String, to destination: Int?) {
    let fate = Fate(generation: generation, outcome: outcome, toGeneration: destination)
    members[fate, default: []].append(number)
  }
}

/// The reason why the naive collector cannot replay a log.
package enum NaiveError: Error, Equatable {
  /// How an object died: in an event, or in a collection (both numbered from 1).
  package enum Death: Equatable {
    case event(Int)
    case collection(Int)
  }

  case notAlive(event: Int, object: Int, death: Death?)
  case referenceNotHeld(event: Int, source: Int, target: Int, held: Int, dropped: Int)
  case releaseBelowZero(event: Int, object: Int, held: Int, dropped: Int)
  /// Not a record of the format.
  case malformed(String)
}
