import CyclicGC
import TraceStore

/// A comparison of a run with the reports of the real collector.
package struct Verification: Equatable, Sendable {
  package var runID: Int64
  package var traceID: Int64
  package var traceName: String
  package var python: String
  /// Collections that the real collector reported.
  package var compared: Int64 = 0
  /// Reported collections that the run derived in the same way.
  package var agreeing: Int64 = 0
  /// Collections of the run.
  package var replayed: Int64
  /// Collections of the run after the last report, which have nothing to be compared with.
  package var unreported: Int64 = 0
  package var differences: [Difference] = []
  /// The run's counters when it decided on the first collection that differs. Nil: none differs, or the run derived no collection there.
  package var firstDiffering: DecisionState?
}

/// The counters of a run when it decided on a collection.
package struct DecisionState: Equatable, Sendable {
  /// The collection's number in the run.
  package var collection: Int64
  package var counts: [Int64]
  package var longLivedPending: Int64
  package var longLivedTotal: Int64
  package var candidates: Int64
}

/// One figure in which a collection of a run differs from its report.
package struct Difference: Equatable, Sendable {
  /// The `observed` event.
  package var event: Int64
  /// Its line in the log.
  package var line: Int64
  /// The run's collection; nil: it derived none.
  package var collection: Int64?
  /// The figure: collections (how many there were), generation, collected, uncollectable, size0, size1, size2.
  package var field: String
  package var observed: String
  package var replayed: String
}

/// Compares runs with the reports in their logs.
package struct Verifier {
  private let databasePath: String

  package init(databasePath: String) {
    self.databasePath = databasePath
  }

  /// Compares a complete run, given by id or name (nil: the newest complete one), collection by collection.
  ///
  /// Each report is about the last collection derived before it. Between two reports there should be just one.
  package func verify(run name: String?) throws(GCTraceError) -> Verification {
    do {
      let database = try TraceDatabase.open(path: databasePath, mode: .read)
      return try verify(try database.completeRun(name), in: database)
    } catch { throw GCTraceError(error) }
  }

  /// Compares the newest complete run under the recorded setting of each trace whose log reports collections. A trace without such a run
  /// is left out.
  package func verifyAll() throws(GCTraceError) -> [Verification] {
    do {
      let database = try TraceDatabase.open(path: databasePath, mode: .read)
      var verifications: [Verification] = []
      for trace in try database.traces() {
        let runs = try database.runs(ofTrace: trace.id)
        let run = runs.last { $0.status == .complete && $0.isAsRecorded(trace) }
        guard let run else { continue }
        let verification = try verify(run, in: database)
        if verification.compared > 0 { verifications.append(verification) }
      }
      return verifications
    } catch { throw GCTraceError(error) }
  }

  private func verify(
    _ run: Run,
    in database: TraceDatabase
  ) throws -> Verification {
    let comparison = try database.observedComparison(ofRun: run)
    let trace = try database.trace(run.trace)
    var verification = Verification(
      runID: run.id,
      traceID: run.trace,
      traceName: trace?.name ?? "",
      python: run.python,
      replayed: run.collections,
      unreported: comparison.unreported
    )
    for row in comparison.rows {
      verification.compared += 1
      let figures = differing(row)
      if figures.isEmpty {
        verification.agreeing += 1
        continue
      }
      if verification.differences.isEmpty {
        verification.firstDiffering = row.derived.map(DecisionState.init)
      }
      let line = try database.line(ofEvent: row.report.event, trace: run.trace)
      for figure in figures {
        verification.differences.append(
          Difference(
            event: row.report.event,
            line: line ?? 0,
            collection: row.derived?.sequence,
            field: figure.field,
            observed: figure.observed,
            replayed: figure.replayed
          )
        )
      }
    }
    return verification
  }

  private func differing(
    _ row: ObservedComparison.Row
  ) -> [(field: String, observed: String, replayed: String)] {
    guard let derived = row.derived else { return [("collections", "1", "0")] }
    var figures: [(String, Int64, Int64)] = [
      ("collections", 1, row.derivedCount),
      ("generation", row.report.generation, derived.generation),
      ("collected", row.report.collected, derived.collected),
      ("uncollectable", row.report.uncollectable, derived.uncollectable),
    ]
    for (generation, size) in (row.report.sizes ?? []).enumerated() {
      figures.append(("size\(generation)", size, derived.sizes[generation]))
    }
    return figures.filter { $0.1 != $0.2 }.map { ($0.0, String($0.1), String($0.2)) }
  }
}

extension DecisionState {
  fileprivate init(_ derived: ObservedComparison.Derived) {
    collection = derived.sequence
    counts = derived.counts
    longLivedPending = derived.longLivedPendingBefore
    longLivedTotal = derived.longLivedTotalBefore
    candidates = derived.candidates
  }
}

extension Run {
  /// Whether the run was made under the setting of its trace's recording. Recognises the runs of older versions, too.
  func isAsRecorded(_ trace: Trace) -> Bool {
    guard let recorded = try? SettingRequest().setting(for: trace) else { return false }
    guard python == recorded.python.description else { return false }
    let (asked, own) = (SettingRequest(python: python), SettingRequest())
    let settings =
      [asked, own].map { recorded.json($0) }
      + ["\"python\":null,\"threshold\":[]", "\"python\":\"\(python)\",\"threshold\":[]"]
    // After the setting comes the state in force, which does not matter here.
    return settings.contains { setting in
      ["initial_thresholds", "strict"].contains { options.hasPrefix("{\(setting),\"\($0)\":") }
    }
  }
}
