import GCTraceKit

/// Several comparisons as a table fit for a report, with one row for each trace.
///
/// The columns from `first_collection` on describe the first collection that differs, and are NULL if none does. They give its number in
/// the run, the line of the log that reports it, the first figure that differs, and the run's counters at its decision.
struct CertificateReport {
  static let columns = [
    "trace", "python", "run_id", "observed", "agreeing", "first_collection", "line", "field",
    "reported",
    "replayed", "count0", "count1", "count2", "pending", "total", "candidates",
  ]

  private let verifications: [Verification]

  init(_ verifications: [Verification]) {
    self.verifications = verifications
  }

  var hasDifferences: Bool { verifications.contains { !$0.differences.isEmpty } }

  /// The values of `columns`, a row a trace.
  var rows: [[SQLValue]] {
    verifications.map { verification in
      let difference = verification.differences.first
      let decision = verification.firstDiffering
      return [
        .text(verification.traceName), .text(verification.python), .integer(verification.runID),
        .integer(verification.compared), .integer(verification.agreeing),
        integer(difference?.collection), integer(difference?.line),
        text(difference?.field), text(difference?.observed), text(difference?.replayed),
        integer(decision?.counts[0]), integer(decision?.counts[1]), integer(decision?.counts[2]),
        integer(decision?.longLivedPending), integer(decision?.longLivedTotal),
        integer(decision?.candidates),
      ]
    }
  }

  private func integer(_ number: Int64?) -> SQLValue {
    number.map(SQLValue.integer) ?? .null
  }

  private func text(_ text: String?) -> SQLValue {
    text.map(SQLValue.text) ?? .null
  }
}
