package import GCTraceKit

/// Gathers what a report shows of one run, and makes what the run does not have yet.
package struct RunSheetBuilder {
  private let databasePath: String
  private let monitor: Monitor
  private let makes: Bool
  private let announce: (String) -> Void
  private let sentence: (RunSummary.Finding) -> String

  /// - Parameters:
  ///   - makes: whether garbage, deaths and cycles that the run lacks are made and stored; else the page says how to get them.
  ///   - announce: told what is being made, a sentence each.
  ///   - sentence: a finding in the words of the summary.
  package init(
    databasePath: String,
    monitor: Monitor,
    makes: Bool,
    announce: @escaping (String) -> Void,
    sentence: @escaping (RunSummary.Finding) -> String
  ) {
    self.databasePath = databasePath
    self.monitor = monitor
    self.makes = makes
    self.announce = announce
    self.sentence = sentence
  }

  /// The sheet of a complete run, given by name or id (nil: the newest). Linear in the trace, several times.
  ///
  /// - Parameter isOfPair: whether the page compares it with another run, and does without its leaks and its cycles' examples.
  package func sheet(of name: String?, isOfPair: Bool = false) throws(GCTraceError) -> RunSheet {
    let summary = try Summarizer(databasePath: databasePath).summary(of: name, monitor: monitor)
    let run = String(summary.runID)
    if makes {
      try RunAnalyses(databasePath: databasePath).prepare(run: run, monitor: monitor) { id, kinds in
        let names = kinds.map(\.rawValue).joined(separator: " and ")
        announce("Run \(id) has no \(names) yet: making them (replay --with makes them, too).")
      }
      _ = try Cycles(databasePath: databasePath).prepare(run: run, monitor: monitor) { id in
        announce("Run \(id) has no cycles yet: making them (replay --with cycles makes them, too).")
      }
    }
    var sheet = RunSheet(summary: summary)
    try readFacts(&sheet)
    try readCollections(&sheet)
    try predict(&sheet)
    try readDeaths(&sheet)
    try readAges(&sheet)
    if isOfPair { return sheet }
    try readCycles(&sheet)
    sheet.leaks = try LeakFinder(databasePath: databasePath)
      .find(run: run, limit: 12, monitor: monitor)
    if summary.isAsRecorded, !summary.gaps.contains(.reports) {
      let verification = try Verifier(databasePath: databasePath).verify(run: run)
      sheet.agreement = RunSheet.Agreement(
        compared: verification.compared,
        agreeing: verification.agreeing
      )
    }
    sheet.findings = findings(sheet)
    return sheet
  }

  // MARK: Questions

  private func ask(
    _ sql: String,
    of run: Int64,
    _ row: ([SQLValue]) -> Void
  ) throws(GCTraceError) {
    try Catalogue(databasePath: databasePath).query(
      sql,
      run: String(run),
      monitor: monitor,
      columns: { (_) throws(GCTraceError) in },
      row: { (values) throws(GCTraceError) in row(values) }
    )
  }

  private func readFacts(_ sheet: inout RunSheet) throws(GCTraceError) {
    let run = sheet.summary.runID
    var facts: [SQLValue] = []
    try ask(
      """
      SELECT r.options, r.peak_garbage_bytes, r.peak_garbage_event, t.meta ->> '$.platform',
        t.meta ->> '$.start', (SELECT count(*) FROM mark WHERE trace_id = :trace),
        (SELECT max(time_ns) FROM event WHERE trace_id = :trace
          AND first_seq = (SELECT max(first_seq) FROM event_block WHERE trace_id = :trace)), t.source
      FROM run AS r JOIN trace AS t ON t.id = r.trace_id WHERE r.id = :run
      """,
      of: run
    ) { facts = $0 }
    if facts.count == 8 {
      sheet.source = facts[7].text
      sheet.options = facts[0].text ?? ""
      sheet.peakGarbageBytes = facts[1].integer
      sheet.peakGarbageEvent = facts[2].integer
      sheet.platform = facts[3].text
      sheet.recordedAt = facts[4].text
      sheet.markCount = facts[5].integer ?? 0
      sheet.duration = facts[6].integer
    }
    let step = max(1, (sheet.markCount + 399) / 400)
    var marks: [(event: Int64, text: String)] = []
    try ask(
      """
      SELECT event, text FROM (
        SELECT event, text, row_number() OVER (ORDER BY event) AS place FROM mark WHERE trace_id = :trace
      ) WHERE place % \(step) = 1 % \(step) ORDER BY event
      """,
      of: run
    ) { marks.append(($0[0].integer ?? 0, $0[1].text ?? "")) }
    sheet.marks = marks
    var analyses: Set<String> = []
    try ask("SELECT kind FROM analysis WHERE run_id = :run", of: run) {
      analyses.insert($0[0].text ?? "")
    }
    sheet.analyses = analyses
    var byGeneration: [[SQLValue]] = []
    try ask(CannedQuestion.named("collections_by_generation")?.sql ?? "SELECT 1", of: run) {
      byGeneration.append($0)
    }
    sheet.byGeneration = byGeneration
  }

  private func readCollections(_ sheet: inout RunSheet) throws(GCTraceError) {
    try read(&sheet.collections, run: sheet.summary.runID)
  }

  private func read(_ collections: inout CollectionSheet, run: Int64) throws(GCTraceError) {
    var read = CollectionSheet()
    let width = CollectionSheet.columns.count
    try ask(CollectionSheet.sql, of: run) { row in
      read.append(
        numbers: row.prefix(width).map { $0.integer ?? -1 },
        reason: row[width].text ?? "",
        mark: row[width + 1].text ?? ""
      )
    }
    collections = read
  }

  /// What was observed of each collection, and what the cost model predicts: the model of the recording's own setting, whatever the run's.
  private func predict(_ sheet: inout RunSheet) throws(GCTraceError) {
    let costs = Self.costs(sheet.collections)
    var observed = [Int64](repeating: -1, count: costs.count)
    if sheet.summary.isAsRecorded {
      observed = try durations(sheet.summary.runID, events: sheet.collections["event"])
      sheet.hasObserved = observed.contains { $0 >= 0 }
      sheet.model = Self.model(costs, observed)
    } else if let recorded = try recordedRun(besides: sheet.summary.runID) {
      var collections = CollectionSheet()
      try read(&collections, run: recorded)
      let durations = try durations(recorded, events: collections["event"])
      sheet.model = Self.model(Self.costs(collections), durations)
    }
    sheet.collections.observed = observed
    sheet.collections.predicted = costs.map { Int64(sheet.model.pause($0).nanoseconds) }
  }

  private static func model(_ costs: [CollectionCost], _ durations: [Int64]) -> CostModel {
    CostModel(
      zip(costs, durations).filter { $0.1 > 0 }.map { CostModel.Sample($0.0, nanoseconds: $0.1) }
    )
  }

  /// How long each of a run's collections took as the real collector reported it; -1: not reported.
  private func durations(_ run: Int64, events: [Int64]) throws(GCTraceError) -> [Int64] {
    var durations = [Int64](repeating: -1, count: events.count)
    var next = 0
    // Each report is about the last collection before it.
    try ask(
      "SELECT event, duration_ns FROM observed WHERE trace_id = :trace ORDER BY event",
      of: run
    ) { row in
      let start = next
      while next < events.count, events[next] <= row[0].integer ?? 0 { next += 1 }
      if next > start, let duration = row[1].integer { durations[next - 1] = duration }
    }
    return durations
  }

  /// The newest complete run of the same trace under the recording's own setting; nil: there is none.
  private func recordedRun(besides run: Int64) throws(GCTraceError) -> Int64? {
    var others: [Int64] = []
    try ask(
      """
      SELECT id FROM run WHERE trace_id = :trace AND status = 'complete' AND id <> :run
      ORDER BY id DESC LIMIT 50
      """,
      of: run
    ) { others.append($0[0].integer ?? 0) }
    let summarizer = Summarizer(databasePath: databasePath)
    for other in others where try summarizer.isAsRecorded(run: other) { return other }
    return nil
  }

  static func costs(_ sheet: CollectionSheet) -> [CollectionCost] {
    let (generation, candidates) = (sheet["generation"], sheet["candidates"])
    let (visits, freed, alive) = (sheet["visits"], sheet["freed"], sheet["heap_objects_before"])
    return (0..<sheet.count).map { index in
      CollectionCost(
        generation: Int(generation[index]),
        candidates: candidates[index],
        visits: visits[index],
        freed: max(0, freed[index]),
        alive: alive[index]
      )
    }
  }

  private func readDeaths(_ sheet: inout RunSheet) throws(GCTraceError) {
    var deaths: [RunSheet.Deaths] = []
    try ask(CannedQuestion.named("death_count")?.sql ?? "SELECT 1", of: sheet.summary.runID) {
      deaths.append(
        RunSheet.Deaths(
          cause: $0[0].text ?? "",
          generation: $0[1].integer,
          objects: $0[2].integer ?? 0,
          bytes: $0[3].integer ?? 0
        )
      )
    }
    sheet.deaths = deaths
  }

  private func readAges(_ sheet: inout RunSheet) throws(GCTraceError) {
    guard sheet.analyses.contains("garbage") else { return }
    var ages = RunSheet.Ages()
    var bins: [Int64: [Int64]] = [:]
    var counts: [(age: Int64, objects: Int64)] = []
    try ask(CannedQuestion.named("garbage_ages")?.sql ?? "SELECT 1", of: sheet.summary.runID) {
      let objects = $0[2].integer ?? 0
      guard let age = $0[0].integer else {
        ages.left += objects
        return
      }
      ages.objects += objects
      counts.append((age, objects))
      let generation = $0[1].integer.map { Int(min(2, max(0, $0))) } ?? 3
      bins[Self.halfOctave(age), default: [0, 0, 0, 0]][generation] += objects
    }
    ages.bins = bins.sorted { $0.key < $1.key }
      .map { RunSheet.Ages.Bin(halfOctave: $0.key, objects: $0.value) }
    func percentile(_ percent: Int64) -> Int64 {
      var left = (ages.objects * percent + 99) / 100
      for count in counts {
        left -= count.objects
        if left <= 0 { return count.age }
      }
      return counts.last?.age ?? 0
    }
    (ages.median, ages.percentile95) = (percentile(50), percentile(95))
    if ages.left > 0 {
      var byGeneration = ages.leftByGeneration
      var bytes: Int64 = 0
      try ask(
        """
        SELECT coalesce(s.generation, 4), count(*), total(o.size)
        FROM garbage AS g
        JOIN survivor AS s ON s.run_id = :run AND s.object_id = g.object_id
        JOIN object AS o ON o.trace_id = :trace AND o.id = g.object_id
        WHERE g.run_id = :run AND g.freed_event IS NULL GROUP BY 1
        """,
        of: sheet.summary.runID
      ) {
        byGeneration[Int(min(4, max(0, $0[0].integer ?? 4)))] += $0[1].integer ?? 0
        if case .real(let sum) = $0[2] { bytes += Int64(sum) }
      }
      ages.leftByGeneration = byGeneration
      ages.leftBytes = bytes
    }
    sheet.ages = ages
  }

  /// The half octave of an age: k for an age of 2^(k/2) and more; -1 for 0.
  static func halfOctave(_ age: Int64) -> Int64 {
    guard age > 0 else { return -1 }
    let octave = Int64(63 - age.leadingZeroBitCount)
    let isUpper = Double(age) >= Double(sign: .plus, exponent: Int(octave), significand: 1.41421356)
    return octave * 2 + (isUpper ? 1 : 0)
  }

  private func readCycles(_ sheet: inout RunSheet) throws(GCTraceError) {
    guard sheet.analyses.contains("cycles") else { return }
    let run = sheet.summary.runID
    let cycles = Cycles(databasePath: databasePath)
    try ask("SELECT count(*), coalesce(sum(cycles), 0) FROM signature WHERE run_id = :run", of: run)
    {
      sheet.signatureCount = $0[0].integer ?? 0
      sheet.cycleCount = $0[1].integer ?? 0
    }
    for (place, row) in try cycles.signatures(ofRun: run, limit: 60).rows.enumerated() {
      var signature = RunSheet.Signature(row: row)
      // Few open more than the dearest; the others' rows say how to dig.
      if place < 15, let id = row.first?.integer {
        signature.sites = try cycles.sites(ofSignature: id, run: run, limit: 6).rows
        signature.closing = try cycles.closingReferences(ofSignature: id, run: run, limit: 4).rows
        signature.example = try cycles.example(ofSignature: id, run: run)
      }
      sheet.signatures.append(signature)
    }
  }

  // MARK: Findings

  /// The summary's three, and what the run's garbage and cycles add to them.
  private func findings(_ sheet: RunSheet) -> [RunSheet.Finding] {
    let run = sheet.summary.runID
    var findings = sheet.summary.findings.prefix(3).map { finding in
      RunSheet.Finding(
        sentence: sentence(finding),
        evidence: finding.evidence,
        share: min(1, finding.weightOfShare),
        command: "\(finding.command) --run \(run)"
      )
    }
    if let garbage = sheet.peakGarbageBytes, sheet.summary.peakBytes > 0 {
      let share = Double(garbage) / Double(sheet.summary.peakBytes)
      if share >= 0.1 {
        findings.append(
          RunSheet.Finding(
            sentence:
              "Up to \(Words.bytes(garbage)) of the heap are garbage that waits for a collection, where the heap is \(Words.bytes(sheet.summary.peakBytes)) at most.",
            evidence:
              "The most was after event \(Words.grouped(sheet.peakGarbageEvent ?? 0)); \(Words.grouped(sheet.ages.left)) objects of garbage are left as the log ends.",
            share: min(1, share),
            command: "query garbage_age --run \(run)"
          )
        )
      }
    }
    if let first = sheet.signatures.first?.row, case .real(let share) = first[1],
      let cycles = first[3].integer, let objects = first[4].integer
    {
      if share >= 0.1 {
        findings.append(
          RunSheet.Finding(
            sentence:
              "One kind of cycle takes \(Int((share * 100).rounded())) % of the work of the collections that find it: \(Words.short(first[10].text ?? ""))",
            evidence:
              "\(Words.grouped(cycles)) of \(Words.grouped(sheet.cycleCount)) cycles, with \(Words.grouped(objects)) objects; there are \(Words.grouped(sheet.signatureCount)) kinds.",
            share: share,
            command: "cycles \(run) --signature \(first[0].integer ?? 1)"
          )
        )
      }
    }
    return findings
  }
}

extension RunSummary.Finding {
  /// The figures that the sentence rests on: a part, and of what.
  var evidence: String {
    func of(_ share: RunSummary.Share, _ what: String) -> String {
      "\(Words.grouped(share.part)) of \(Words.grouped(share.whole)) \(what)."
    }
    return switch self {
    case .foundNothing(_, let examined): of(examined, "candidates were examined in vain")
    case .garbageType(_, _, let bytes):
      "\(Words.bytes(bytes.part)) of \(Words.bytes(bytes.whole)) of cyclic garbage."
    case .garbageSite(_, _, _, let objects): of(objects, "objects of cyclic garbage with a site")
    case .promotedInVain(let objects):
      "The other \(Words.grouped(objects.whole - objects.part)) were not found to be garbage."
    case .grown(_, let bytes, _):
      "The heap is \(Words.bytes(bytes.whole)) at most."
    case .kept(let objects, _, _): "\(Words.grouped(objects)) objects."
    case .fullCollections(_, let visits): of(visits, "steps along references")
    case .longestPause(let time, _):
      "\(Words.milliseconds(time.part)) of \(Words.milliseconds(time.whole))."
    }
  }

  /// The share that its bar shows.
  var weightOfShare: Double {
    switch self {
    case .foundNothing(_, let share), .garbageType(_, _, let share),
      .garbageSite(_, _, _, let share), .promotedInVain(let share), .grown(_, let share, _),
      .fullCollections(_, let share), .longestPause(let share, _):
      share.fraction
    case .kept: 1
    }
  }
}

/// Numbers in the sentences of a report.
enum Words {
  /// With a comma at every third digit.
  static func grouped(_ number: Int64) -> String {
    var text = ""
    let digits = Array(String(number.magnitude))
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { text.append(",") }
      text.append(digit)
    }
    return (number < 0 ? "-" : "") + text
  }

  /// The beginning of a long text.
  static func short(_ text: String) -> String {
    guard text.count > 70, let space = text.prefix(70).lastIndex(of: " ") else { return text }
    return text[..<space] + " ..."
  }

  /// Nanoseconds as milliseconds.
  static func milliseconds(_ nanoseconds: Int64) -> String {
    "\((Double(nanoseconds) / 1e5).rounded() / 10) ms"
  }

  /// With a decimal prefix: `999 B`, `4.5 MB`.
  static func bytes(_ bytes: Int64) -> String {
    var (value, step) = (Double(bytes), 0)
    let units = ["B", "kB", "MB", "GB", "TB", "PB", "EB"]
    while value >= 999.5, step < units.count - 1 {
      value /= 1000
      step += 1
    }
    return step == 0 ? "\(bytes) B" : "\((value * 10).rounded() / 10) \(units[step])"
  }
}
