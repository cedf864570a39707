/// Two runs of one trace, side by side: their figures, the collection at which they diverge, and the objects that one freed and the other
/// kept.
package struct RunComparison: Equatable, Sendable {
  package var a: Side
  package var b: Side
  package var traceID: Int64
  package var traceName: String
  package var figures: [Figure]
  /// The first collection that differs; nil: none does.
  package var parting: Parting?
  /// By type and site, in descending order of bytes.
  package var kept: [Kept]
  /// The model that predicts the times. Nil: no run of the trace is as recorded, so there is nothing to fit a model to.
  package var model: CostModel?

  /// One of the two runs.
  package struct Side: Equatable, Sendable {
    package var id: Int64
    package var name: String
    /// The setting, as in `run.options`.
    package var options: String
    package var python: String
  }

  /// A figure of both runs; null for a run that does not have it.
  package struct Figure: Equatable, Sendable {
    package var name: String
    package var a: SQLValue
    package var b: SQLValue

    /// B minus A; null if one of them does not have the figure.
    package var change: SQLValue {
      switch (a, b) {
      case (.integer(let a), .integer(let b)): .integer(b &- a)
      case (.real(let a), .real(let b)): .real(b - a)
      default: .null
      }
    }

    /// B minus A, divided by A; also nil if A is 0.
    package var share: Double? {
      switch (a, b) {
      case (.integer(let a), .integer(let b)) where a != 0: Double(b) / Double(a) - 1
      case (.real(let a), .real(let b)) where a != 0: b / a - 1
      default: nil
      }
    }
  }

  /// The first collection that differs between the two runs.
  package struct Parting: Equatable, Sendable {
    package enum Kind: String, Equatable, Sendable {
      /// One collection comes earlier, or the other run has no more collections.
      case moment
      /// Both come with the same event, but collect different generations.
      case generation
      /// Both come with the same event and generation, but find or free different objects.
      case findings
    }

    package var kind: Kind
    /// The collection's number in both runs.
    package var collection: Int64
    /// nil: the run has no more collections.
    package var a: Collection?
    package var b: Collection?

    package struct Collection: Equatable, Sendable {
      package var event: Int64
      package var generation: Int
      package var candidates: Int64
      package var freed: Int64
      /// Why it ran; nil: an older gctrace made the run and did not store the reason.
      package var reason: String?
    }
  }

  /// Objects of one type and site that are alive at the end of one run only.
  package struct Kept: Equatable, Sendable {
    package var type: String
    package var file: String?
    package var line: Int64?
    package var function: String?
    /// Objects freed in A and kept in B, and their bytes at birth.
    package var freedByA: Int64
    package var bytesFreedByA: Int64
    /// Objects freed in B and kept in A.
    package var freedByB: Int64
    package var bytesFreedByB: Int64
  }
}
