/// What one page shows: one run, or two side by side, or a sweep, or a run and a sweep.
package struct Report: Sendable {
  package var title: String
  package var runs: [RunSheet] = []
  package var sweep: SweepSheet?
  /// What two runs differ in; nil: there are not two.
  package var pair: PairSheet?
  /// The commands that lead to this page, in order.
  package var commands: [String] = []
  package var version: String
  /// What a command needs to find the database; empty: nothing.
  package var databaseSuffix: String

  package init(title: String, version: String, databaseSuffix: String) {
    self.title = title
    self.version = version
    self.databaseSuffix = databaseSuffix
  }

  /// The page, as a file of HTML.
  package var page: ReportPage {
    ReportPage(
      title: title,
      data: [
        "version": .text(version), "title": .text(title),
        "runs": .array(runs.map { $0.json(suffix: databaseSuffix) }),
        "pair": pair?.json(suffix: databaseSuffix) ?? .null,
        "sweep": sweep?.json(suffix: databaseSuffix) ?? .null, "commands": JSON(commands),
      ]
    )
  }
}
