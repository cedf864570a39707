import Foundation
import GCTraceKit
import SQLite
import TraceStore

/// The whole way of a log, in one process.
extension FuzzSession {
  /// As recorded, and as other releases would.
  private static let replays: [Replayer.Options] = [
    .init(), .init(python: "3.13"), .init(python: "3.14.4"),
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
    for options in Self.replays { try replay(options, in: database) }
    // Each work opens the database, and SQLite parses the schema: that takes longer than all the rest.
    if input.count % 4 == 0 {
      for error in DatabaseExercise.run(path: database, deleting: nil) {
        try requireDiagnosis(error, "after an import")
      }
    }
    do throws(GCTraceError) {
      _ = try Catalogue(databasePath: database).deleteTrace(String(summary.traceID))
    } catch {
      throw FuzzFailure(description: "deletion: \(error.message)")
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
    switch error {
    case .store, .badQuery, .noSuchTrace, .unreadableOptions:
      throw FuzzFailure(description: "\(work): \(error.message)")
    default: break
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
