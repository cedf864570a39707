import CyclicGC
import HeapTrace
import SQLite
import TraceStore

/// What a run keeps more and more of, and what holds it: `gctrace leaks`.
package struct Leaks: Sendable {
  /// The objects of one type that were allocated at one place, looked at several times.
  package struct Growth: Equatable, Sendable {
    package var type: String
    /// FILE:LINE FUNCTION; nil: not known.
    package var site: String?
    package var objects: [Int64]
    package var bytes: [Int64]

    package var line: GrowthLine { GrowthLine(objects.map(Double.init)) }
    package var bytesLine: GrowthLine { GrowthLine(bytes.map(Double.init)) }
  }

  /// The same places in a run, and what grew from each to the next.
  package struct Basis: Equatable, Sendable {
    /// `full collections`, or `mark` and the marks' name.
    package var name: String
    /// How many such places the run has.
    package var places: Int
    /// The events after which the heap was looked at; all of the places, or so many evenly chosen.
    package var events: [Int64]
    /// What grew, most bytes first.
    package var growths: [Growth] = []
    /// What holds the types that grow, the type that grows most first.
    package var holders: [Holders] = []
  }

  /// A type that grows, and the types whose references to it grow with it, each from the one before.
  package struct Holders: Equatable, Sendable {
    /// A type, and how many references from it, or from outside, to the type before come with each step.
    package struct Link: Equatable, Sendable {
      /// Nil: from outside the traced containers.
      package var type: String?
      package var slope: Double
    }

    package var type: String
    package var links: [Link]
  }

  /// An object alive as the log ended, and what only it keeps alive.
  package struct Survivor: Equatable, Sendable {
    package var object: Int64
    package var type: String
    package var site: String?
    /// 0, 1, 2, or 3 if frozen; nil: untracked.
    package var generation: Int?
    package var bytes: Int64
    package var retainedObjects: Int64
    package var retainedBytes: Int64
  }

  package var runID: Int64
  package var runName: String
  package var traceName: String
  package var bases: [Basis] = []
  /// How many full collections there were.
  package var fullCollections = 0
  /// Whether the trace knows where objects were allocated.
  package var hasSites = false
  /// The objects that retain most, and all that an uncollectable cycle keeps, the most retained bytes first.
  package var survivors: [Survivor] = []
  package var uncollectable: [Survivor] = []

  /// Fewer places do not make a line.
  package static let fewestPlaces = 3
  /// How often the heap is looked at, at most, on one basis.
  package static let mostLooks = 40
  /// How often its references are.
  static let mostReferenceLooks = 8
}
