import Testing

@testable import GCTraceKit
@testable import gctrace

/// What summaries look like.
@Suite struct ReportTests {
  private var importSummary: ImportSummary {
    ImportSummary(
      traceID: 3,
      name: "app",
      source: "logs/app.log.gz",
      isNew: true,
      python: "3.11.7",
      events: 12_345,
      objects: 678,
      types: 9,
      sites: 10,
      marks: 0,
      observed: 1,
      liveAtStart: 50,
      bytes: 4_200_000
    )
  }

  @Test func anImportTellsWhatTheLogHolds() {
    #expect(
      ImportReport(log: "logs/app.log.gz", importSummary).text == """
        logs/app.log.gz: imported as trace 3 (app), 4.2 MB
          python    3.11.7
          events    12,345
          objects      678 (50 of them there at the start)
          types          9
          sites         10
          marks          0
          observed       1 collection
        """
    )
  }

  @Test func aRecognisedLogSaysSo() {
    var summary = importSummary
    summary.isNew = false
    #expect(
      ImportReport(log: "-", summary).text == "standard input: already imported as trace 3 (app)"
    )
    let row = ImportReport(log: "-", summary).row
    #expect(row.count == ImportReport.columns.count)
    #expect(row[3] == .integer(0))
    #expect(row[8] == .null)
  }

  @Test func anImportsRowHasAllItsColumns() {
    #expect(
      ImportReport(log: "logs/app.log.gz", importSummary).row == [
        .integer(3), .text("app"), .text("logs/app.log.gz"), .integer(1), .text("3.11.7"),
        .integer(12_345), .integer(678), .integer(50), .integer(9), .integer(10), .integer(0),
        .integer(1), .integer(4_200_000),
      ]
    )
    #expect(ImportReport.columns.count == 13)
  }

  private var replaySummary: ReplaySummary {
    var summary = ReplaySummary(
      runID: 7,
      traceID: 3,
      traceName: "app",
      runName: "wide",
      python: "3.12.1",
      thresholds: [700, 10, 10],
      events: 1000,
      collections: 4,
      explicit: 1,
      resurrected: 2,
      finalized: 5,
      peakObjects: 300,
      peakBytes: 45_000,
      survivors: 20,
      survivorBytes: 999,
      longLivedPending: 6,
      longLivedTotal: 8
    )
    summary.canBeVerified = true
    summary.byGeneration[0].collections = 3
    summary.byGeneration[0].foundNothing = 2
    summary.byGeneration[0].candidates = 2100
    summary.byGeneration[0].promoted = 1990
    summary.byGeneration[2].collections = 1
    summary.byGeneration[2].collected = 15
    return summary
  }

  @Test func aReplayTellsWhatItCameTo() {
    #expect(
      ReplayReport(replaySummary).text(databaseSuffix: " --db x.db") == """
        Run 7 (wide) of trace 3 (app): Python 3.12.1, thresholds 700,10,10

        generation  collections  found nothing  collected  uncollectable  candidates  promoted
        ----------  -----------  -------------  ---------  -------------  ----------  --------
                 0            3              2          0              0        2100      1990
                 1            0              0          0              0           0         0
                 2            1              0         15              0           0         0

          events       1,000
          collections      4 (1 on request)
          finalized        5 (2 resurrected)
          peak heap      300 objects, 45.0 kB
          survivors       20 objects, 999 B
          long-lived       8 objects, 6 pending

        Next: gctrace verify 7 --db x.db
              gctrace summary 7 --db x.db
              gctrace query "SELECT seq, generation, candidates, collected FROM collection \
        WHERE run_id = 7" --db x.db
        """
    )
  }

  @Test func aDryRunHasNothingToGoOnWith() {
    var summary = replaySummary
    summary.runID = nil
    let text = ReplayReport(summary).text(databaseSuffix: "")
    #expect(text.hasPrefix("Dry run (wide) of trace 3"))
    #expect(!text.contains("Next:"))
    #expect(ReplayReport(summary).row.first == .null)
  }

  @Test func aReplaysRowHasAllItsColumns() {
    let row = zip(ReplayReport.columns, ReplayReport(replaySummary).row)
    let values = Dictionary(uniqueKeysWithValues: row.map { ($0, $1) })
    #expect(ReplayReport.columns.count == ReplayReport(replaySummary).row.count)
    #expect(values["threshold1"] == .integer(10))
    #expect(values["gen0_empty_handed"] == .integer(2))
    #expect(values["gen2_collected"] == .integer(15))
    #expect(values["long_lived_total"] == .integer(8))
  }

  @Test func aComparisonConcludes() {
    var verification = Verification(
      runID: 7,
      traceID: 3,
      traceName: "app",
      python: "3.12.1",
      compared: 3,
      agreeing: 2,
      replayed: 3,
      differences: []
    )
    verification.differences = [
      Difference(
        event: 9,
        line: 12,
        collection: 2,
        field: "collected",
        observed: "5",
        replayed: "4"
      )
    ]
    let report = VerificationReport(verification)
    #expect(report.hasDifferences)
    #expect(
      report.conclusion
        == "2 of 3 observed collections agree; run 7 of trace 3 (app), Python 3.12.1"
    )
    #expect(
      report.rows == [
        [
          .integer(7), .integer(9), .integer(12), .integer(2), .text("collected"), .integer(5),
          .integer(4),
        ]
      ]
    )
    #expect(report.rows[0].count == VerificationReport.columns.count)
  }

  @Test func aLogWithoutReportsHasNothingToCompare() {
    let verification = Verification(
      runID: 7,
      traceID: 3,
      traceName: "app",
      python: "3.12.1",
      replayed: 3
    )
    let report = VerificationReport(verification)
    #expect(!report.hasDifferences)
    #expect(report.conclusion.hasPrefix("nothing to compare: the log reports no collections"))
  }
}
