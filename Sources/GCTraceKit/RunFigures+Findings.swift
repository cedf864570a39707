import SQLite

extension RunFigures {
  /// The findings of the run, the most telling first. A finding that concerns less than a tenth of its kind is left out.
  func findings(_ summary: RunSummary) throws(SQLiteError) -> [RunSummary.Finding] {
    let findings = [
      try foundNothing(summary), try garbageType(), try garbageSite(), try promotedInVain(),
      try grown(summary), try kept(), try fullCollections(summary), longestPause(summary),
    ]
    return findings.compactMap(\.self).filter { $0.weight >= 0.1 }
      .sorted { $0.weight > $1.weight }
  }

  /// The questions that the trace cannot answer.
  func gaps(_ summary: RunSummary) throws(SQLiteError) -> [RunSummary.Gap] {
    let has = try row(
      """
      SELECT EXISTS (SELECT 1 FROM site WHERE trace_id = :trace),
        EXISTS (SELECT 1 FROM mark WHERE trace_id = :trace),
        EXISTS (SELECT 1 FROM observed WHERE trace_id = :trace)
      """
    )
    let isTold: [(RunSummary.Gap, Bool)] = [
      (.sites, has.integer(0) == 1), (.marks, has.integer(1) == 1),
      (.durations, summary.pauses != nil), (.reports, has.integer(2) == 1),
    ]
    return isTold.filter { !$0.1 }.map(\.0)
  }

  private func foundNothing(_ summary: RunSummary) throws(SQLiteError) -> RunSummary.Finding? {
    let row = try row(
      """
      SELECT total(found_nothing), total(collections), total(examined_in_vain)
      FROM collections_by_generation WHERE run_id = :run
      """
    )
    return .foundNothing(
      collections: .init(row.integer(0), of: row.integer(1)),
      examined: .init(row.integer(2), of: summary.candidates)
    )
  }

  private func garbageType() throws(SQLiteError) -> RunSummary.Finding? {
    try rows(
      """
      SELECT type, objects, bytes, sum(bytes) OVER () FROM garbage_by_type
      WHERE run_id = :run ORDER BY bytes DESC LIMIT 1
      """
    ).first.map {
      .garbageType(
        name: $0.text(0),
        objects: $0.integer(1),
        bytes: .init($0.integer(2), of: $0.integer(3))
      )
    }
  }

  private func garbageSite() throws(SQLiteError) -> RunSummary.Finding? {
    try rows(
      """
      SELECT file, line, function, objects, sum(objects) OVER () FROM garbage_by_site
      WHERE run_id = :run ORDER BY objects DESC LIMIT 1
      """
    ).first.map {
      .garbageSite(
        file: $0.text(0),
        line: $0.integer(1),
        function: $0.text(2),
        objects: .init($0.integer(3), of: $0.integer(4))
      )
    }
  }

  private func promotedInVain() throws(SQLiteError) -> RunSummary.Finding? {
    let row = try row(
      """
      SELECT (SELECT count(DISTINCT object_id) FROM promoted_in_vain WHERE run_id = :run),
        (SELECT count(DISTINCT object_id) FROM promotion WHERE run_id = :run)
      """
    )
    return .promotedInVain(.init(row.integer(0), of: row.integer(1)))
  }

  private func grown(_ summary: RunSummary) throws(SQLiteError) -> RunSummary.Finding? {
    try rows(
      """
      SELECT type, sum(objects) OVER (), sum(bytes) OVER () FROM (
        SELECT type, sum(objects) AS objects, sum(bytes) AS bytes
        FROM leak WHERE run_id = :run GROUP BY type
      ) ORDER BY bytes DESC LIMIT 1
      """
    ).first.map {
      .grown(
        objects: $0.integer(1),
        bytes: .init($0.integer(2), of: summary.peakBytes),
        type: $0.text(0)
      )
    }
  }

  private func kept() throws(SQLiteError) -> RunSummary.Finding? {
    try rows(
      """
      SELECT outcome, type, sum(objects) OVER () FROM garbage_kept
      WHERE run_id = :run AND outcome IN ('uncollectable', 'saved') ORDER BY objects DESC LIMIT 1
      """
    ).first.map { .kept(objects: $0.integer(2), type: $0.text(1), outcome: $0.text(0)) }
  }

  private func fullCollections(_ summary: RunSummary) throws(SQLiteError) -> RunSummary.Finding? {
    let row = try row(
      "SELECT count(*), total(visits) FROM collection WHERE run_id = :run AND generation = 2"
    )
    return .fullCollections(
      count: row.integer(0),
      visits: .init(row.integer(1), of: summary.visits)
    )
  }

  private func longestPause(_ summary: RunSummary) -> RunSummary.Finding? {
    guard let pauses = summary.pauses, pauses.count > 1 else { return nil }
    return .longestPause(
      nanoseconds: .init(pauses.longest, of: pauses.total),
      pauses: pauses.count
    )
  }
}
