import Foundation
import GCTraceKit
import SQLite
import TraceStore

/// The whole way of a log, in one process.
extension FuzzSession {
  /// Questions that go through every view.
  private static let questions = [
    "SELECT count(*), sum(line), max(object), max(target), max(n), max(time_ns), max(reference_name) FROM event",
    "SELECT count(*), max(object_id) FROM reachable",
    "SELECT count(*), max(object_id) FROM unreachable",
    "SELECT count(*), max(object_id) FROM promotion",
    "SELECT count(*), max(object_id), max(refcount), max(external) FROM survivor",
  ]

  func checkStore(_ input: [UInt8]) throws {
    let log = folder + "/input.log"
    let database = folder + "/fuzz.db"
    try Data(input).write(to: URL(filePath: log))
    let summary: ImportSummary
    do throws(GCTraceError) {
      summary = try Importer(databasePath: database).importLog(path: log, name: "fuzz")
    } catch {
      return try requireDiagnosis(error, "import")
    }
    for options in [Replayer.Options(), .init(python: "3.13"), .init(thresholds: [1, 1, 1])] {
      try replay(options, in: database)
    }
    do throws(GCTraceError) {
      let catalogue = Catalogue(databasePath: database)
      for question in Self.questions {
        try catalogue.query(question, columns: { _ in }, row: { _ in })
      }
      _ = try catalogue.deleteTrace(String(summary.traceID))
    } catch {
      throw FuzzFailure(description: "after an import: \(error.message)")
    }
    try requireHealth(of: database)
  }

  private func replay(_ options: Replayer.Options, in database: String) throws {
    var asked = 0
    let monitor = Monitor(isInterrupted: {
      asked += 1
      return asked > Self.mostCollections
    })
    do throws(GCTraceError) {
      let summary = try Replayer(databasePath: database)
        .replay(trace: nil, options: options, monitor: monitor)
      _ = try Verifier(databasePath: database).verify(run: summary.runID.map { String($0) })
    } catch {
      try requireDiagnosis(error, "replay")
    }
  }

  /// A log may be wrong, ask for a collector that is not modelled, or take too long; it may not harm the store.
  private func requireDiagnosis(_ error: GCTraceError, _ work: String) throws {
    if case .store(let error) = error {
      throw FuzzFailure(description: "\(work): \(error.message)")
    }
    if error.message.contains("\n") {
      throw FuzzFailure(description: "\(work): more than a line: \(error.message)")
    }
  }

  private func requireHealth(of database: String) throws {
    let connection = try Connection(path: database, access: .readOnly)
    var checks = try Statement(
      connection,
      """
      SELECT 'row ' || "rowid" || ' of ' || "table" FROM pragma_foreign_key_check
      UNION ALL SELECT * FROM pragma_integrity_check WHERE integrity_check <> 'ok'
      """
    )
    if try checks.step() { throw FuzzFailure(description: checks.text(at: 0)) }
  }
}
