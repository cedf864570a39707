import GCTraceKit

/// Several comparisons as a table fit for a report: a row a trace.
///
/// From `first_collection` on the columns are about the first collection that differs, NULL where none does: what it was in the run, where
/// the log reports it, the first figure that differs, and how the run stood when it was decided.
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
