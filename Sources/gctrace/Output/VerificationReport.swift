import GCTraceKit

/// The result of a comparison: a row for each difference, and a conclusion.
struct VerificationReport {
  static let columns = [
    "run_id", "event", "line", "collection", "field", "observed", "replayed",
  ]

  private let verification: Verification

  init(_ verification: Verification) {
    self.verification = verification
  }

  var hasDifferences: Bool { !verification.differences.isEmpty }

  /// The values of `columns`, one row for each difference.
  var rows: [[SQLValue]] {
    verification.differences.map { difference in
      [
        .integer(verification.runID), .integer(difference.event), .integer(difference.line),
        difference.collection.map(SQLValue.integer) ?? .null, .text(difference.field),
        figure(difference.observed), figure(difference.replayed),
      ]
    }
  }

  /// The conclusion in one line.
  var conclusion: String {
    let run =
      "run \(verification.runID) of trace \(verification.traceID) "
      + "(\(visible(verification.traceName))), Python \(visible(verification.python))"
    guard verification.compared > 0 || hasDifferences else {
      return "nothing to compare: the log reports no collections; \(run)"
    }
    return "\(grouped(verification.agreeing)) of \(grouped(verification.compared)) "
      + "observed collections agree; \(run)"
  }

  private func figure(_ text: String) -> SQLValue {
    Int64(text).map(SQLValue.integer) ?? .text(text)
  }
}
