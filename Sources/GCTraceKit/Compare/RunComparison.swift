/// Two runs of one trace, side by side: what each came to, where their collections part, and what one freed and the other kept.
package struct RunComparison: Equatable, Sendable {
  package var a: Side
  package var b: Side
  package var traceID: Int64
  package var traceName: String
  package var figures: [Figure]
  /// The first collection that is not the same; nil: all are.
  package var parting: Parting?
  /// By type and site, those with the most bytes first.
  package var kept: [Kept]
  /// How the times are predicted; nil: no run of the trace is as it was recorded, so that there is nothing to fit a model to.
  package var model: CostModel?

  /// One of the two runs.
  package struct Side: Equatable, Sendable {
    package var id: Int64
    package var name: String
    /// The setting, as `run.options` has it.
    package var options: String
    package var python: String
  }

  /// A number of both; nil where a run does not have it.
  package struct Figure: Equatable, Sendable {
    package var name: String
    package var a: SQLValue
    package var b: SQLValue

    /// B less A; nil: one of them does not have it.
    package var change: SQLValue {
      switch (a, b) {
      case (.integer(let a), .integer(let b)): .integer(b &- a)
      case (.real(let a), .real(let b)): .real(b - a)
      default: .null
      }
    }

    /// B less A as a share of A; nil also: A is 0.
    package var share: Double? {
      switch (a, b) {
      case (.integer(let a), .integer(let b)) where a != 0: Double(b) / Double(a) - 1
      case (.real(let a), .real(let b)) where a != 0: b / a - 1
      default: nil
      }
    }
  }

  /// The first collection that is not the same in both.
  package struct Parting: Equatable, Sendable {
    package enum Kind: String, Equatable, Sendable {
      /// One comes earlier, or the other run has none any more.
      case moment
      /// Both come with one event, of different generations.
      case generation
      /// Both come with one event and are of one generation, but find or free something else.
      case findings
    }

    package var kind: Kind
    /// Its number in both.
    package var collection: Int64
    /// nil: the run has no more collections.
    package var a: Collection?
    package var b: Collection?

    package struct Collection: Equatable, Sendable {
      package var event: Int64
      package var generation: Int
      package var candidates: Int64
      package var freed: Int64
      /// Why it ran; nil: an older gctrace made the run and did not keep it.
      package var reason: String?
    }
  }

  /// Objects of one type and site that are alive at the end of one run only.
  package struct Kept: Equatable, Sendable {
    package var type: String
    package var file: String?
    package var line: Int64?
    package var function: String?
    /// Freed in A and kept in B, and their bytes at birth.
    package var freedByA: Int64
    package var bytesFreedByA: Int64
    /// Freed in B and kept in A.
    package var freedByB: Int64
    package var bytesFreedByB: Int64
  }
}
