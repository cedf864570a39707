import CyclicGC
import HeapTrace
import SQLite
import TraceStore

/// The objects that accumulate in a run, and their holders: the answer of `gctrace leaks`.
package struct Leaks: Sendable {
  /// The objects of one type from one site, counted several times.
  package struct Growth: Equatable, Sendable {
    package var type: String
    /// FILE:LINE FUNCTION; nil: not known.
    package var site: String?
    package var objects: [Int64]
    package var bytes: [Int64]

    package var line: GrowthLine { GrowthLine(objects.map(Double.init)) }
    package var bytesLine: GrowthLine { GrowthLine(bytes.map(Double.init)) }
  }

  /// Comparable moments of a run, and the growth from each to the next.
  package struct Basis: Equatable, Sendable {
    /// `full collections`, or `mark` and the marks' name.
    package var name: String
    /// The number of such moments in the run.
    package var places: Int
    /// The events after which the heap was looked at: all of the moments, or an even choice of them.
    package var events: [Int64]
    /// The groups that grew, in descending order of bytes.
    package var growths: [Growth] = []
    /// The holders of the growing types, for the fastest growing type first.
    package var holders: [Holders] = []
  }

  /// A growing type, and the chain of types whose references to it grow with it.
  package struct Holders: Equatable, Sendable {
    /// A type, and how many references from it (or from outside) to the type before are added with each step.
    package struct Link: Equatable, Sendable {
      /// Nil: from outside the traced containers.
      package var type: String?
      package var slope: Double
    }

    package var type: String
    package var links: [Link]
  }

  /// An object alive at the end of the log, with its retained size.
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
  /// The number of full collections.
  package var fullCollections = 0
  /// Whether the trace has allocation sites.
  package var hasSites = false
  /// The objects with the largest retained size, and all objects that an uncollectable cycle keeps, in descending order of retained
  /// bytes.
  package var survivors: [Survivor] = []
  package var uncollectable: [Survivor] = []

  /// A line needs at least this many moments.
  package static let fewestPlaces = 3
  /// The most looks at the heap on one basis.
  package static let mostLooks = 40
  /// The most looks at its references.
  static let mostReferenceLooks = 8
}
