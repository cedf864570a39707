import GCTraceKit

/// The summary of a run: one screen to paste into a ticket, or a row.
struct SummaryReport {
  /// How many findings a screen has.
  static let findingCount = 3

  static let columns =
    [
      "run_id", "run", "trace_id", "trace", "python", "threshold0", "threshold1", "threshold2",
      "as_recorded", "events", "objects", "bytes", "peak_objects", "peak_bytes", "survivors",
      "collections0", "collections1", "collections2", "explicit", "candidates", "collected",
      "bytes_collected", "visits", "pauses", "pause_p50_ns", "pause_p99_ns", "pause_max_ns",
      "pause_total_ns",
    ] + (1...findingCount).flatMap { ["finding\($0)", "finding\($0)_command"] } + ["not_told"]

  private let summary: RunSummary

  init(_ summary: RunSummary) {
    self.summary = summary
  }

  private var findings: [RunSummary.Finding] { Array(summary.findings.prefix(Self.findingCount)) }

  /// The values of `columns`.
  var row: [SQLValue] {
    let pauses = summary.pauses
    let thresholds = (0..<3).map { index -> SQLValue in
      index < summary.thresholds.count ? .integer(summary.thresholds[index]) : .null
    }
    let figures = [
      summary.events, summary.objects, summary.bytes, summary.peakObjects, summary.peakBytes,
      summary.survivors, summary.collections[0], summary.collections[1], summary.collections[2],
      summary.explicit, summary.candidates, summary.collected, summary.bytesCollected,
      summary.visits,
    ]
    let times = [
      pauses?.count, pauses?.median, pauses?.percentile99, pauses?.longest, pauses?.total,
    ]
    let told = (0..<Self.findingCount).flatMap { index -> [SQLValue] in
      guard index < findings.count else { return [.null, .null] }
      return [.text(Self.text(findings[index])), .text("gctrace \(findings[index].command)")]
    }
    return [
      .integer(summary.runID), .text(summary.runName), .integer(summary.traceID),
      .text(summary.traceName), .text(summary.python),
    ] + thresholds + [.integer(summary.isAsRecorded ? 1 : 0)] + figures.map(SQLValue.integer)
      + times.map { $0.map(SQLValue.integer) ?? .null } + told
      + [.text(summary.gaps.map(text).joined(separator: "; "))]
  }

  /// The text for people, without a line feed at its end. `databaseSuffix` is the text that the commands need to find the database.
  func text(databaseSuffix: String) -> String {
    var parts = [heading, aligned(lines)]
    if findings.isEmpty {
      parts.append("Nothing stands out.")
    } else {
      let run = " --run \(summary.runID)\(databaseSuffix)"
      parts.append(
        findings.enumerated().map { index, finding in
          "\(index + 1). \(visible(Self.text(finding)))\n   gctrace \(finding.command)\(run)"
        }.joined(separator: "\n")
      )
    }
    if !summary.gaps.isEmpty {
      parts.append(
        "What this trace does not tell:\n"
          + summary.gaps.map { "  \(text($0))" }.joined(separator: "\n")
      )
    }
    return parts.joined(separator: "\n\n")
  }

  private var heading: String {
    let thresholds = summary.thresholds.map(String.init).joined(separator: ",")
    let kind = summary.isAsRecorded ? "as recorded" : "a what-if, not as recorded"
    return """
      Run \(summary.runID) (\(visible(summary.runName))) of trace \(summary.traceID) \
      (\(visible(summary.traceName))), \(kind): Python \(visible(summary.python)), thresholds \(thresholds)
      """
  }

  private var lines: [(label: String, figure: String, note: String)] {
    let collections = summary.collections.reduce(0, +)
    let generations = summary.collections.map(grouped).joined(separator: " + ")
    var lines = [
      ("events", grouped(summary.events), ""),
      ("objects", grouped(summary.objects), ", \(byteCount(summary.bytes))"),
      ("most alive", grouped(summary.peakObjects), ", \(byteCount(summary.peakBytes))"),
      ("alive at the end", grouped(summary.survivors), ""),
      (
        "collections", grouped(collections),
        " (generations 0 + 1 + 2: \(generations)), \(grouped(summary.explicit)) on request"
      ),
      ("examined", grouped(summary.candidates), " objects, each as often as it was"),
      (
        "collected", grouped(summary.collected),
        " (\(Self.percent(.init(summary.collected, of: summary.candidates)))), \(byteCount(summary.bytesCollected))"
      ),
      ("steps", grouped(summary.visits), " along references"),
    ]
    if let pauses = summary.pauses {
      lines += [
        (
          "pauses", grouped(pauses.count),
          ": p50 \(duration(pauses.median)), p99 \(duration(pauses.percentile99)), "
            + "max \(duration(pauses.longest)), \(duration(pauses.total)) in all, as recorded"
            + (pauses.remark.map { ", \(visible($0))" } ?? "")
        )
      ]
    }
    return lines
  }

  /// A finding in a sentence.
  static func text(_ finding: RunSummary.Finding) -> String {
    switch finding {
    case .foundNothing(let collections, let examined):
      """
      \(grouped(collections.part)) of \(grouped(collections.whole)) collections found nothing; \
      \(percent(examined)) of what was examined was examined by them.
      """
    case .garbageType(let name, let objects, let bytes):
      "\(name) makes \(percent(bytes)) of the bytes of cyclic garbage, in \(grouped(objects)) objects."
    case .garbageSite(let file, let line, let function, let objects):
      "\(percent(objects)) of the cyclic garbage with a site was allocated in \(function) (\(file):\(line))."
    case .promotedInVain(let objects):
      """
      \(grouped(objects.part)) of \(grouped(objects.whole)) promoted objects (\(percent(objects))) were \
      cyclic garbage later.
      """
    case .grown(let objects, let bytes, let type):
      """
      \(grouped(objects)) objects (\(byteCount(bytes.part))) that were born meanwhile are alive at the end; \
      \(type) has most of the bytes.
      """
    case .kept(let objects, let type, let outcome):
      "\(grouped(objects)) unreachable objects were not freed (\(outcome)), \(type) above all."
    case .fullCollections(let count, let visits):
      "\(count == 1 ? "One full collection" : "\(grouped(count)) full collections") took \(percent(visits)) of all steps along references."
    case .longestPause(let nanoseconds, let pauses):
      """
      The longest pause, \(duration(nanoseconds.part)), is \(percent(nanoseconds)) of the time of all \
      \(grouped(pauses)).
      """
    }
  }

  private func text(_ gap: RunSummary.Gap) -> String {
    switch gap {
    case .sites: "where objects were allocated (gctrace record --sites)"
    case .marks: "in which phase of the program (gctrace_recorder.mark)"
    case .durations: "how long collections took"
    case .reports: "what the real collector did, to check the replay by"
    }
  }

  private static func percent(_ share: RunSummary.Share) -> String {
    let tenths = Int64((share.fraction * 1000).rounded())
    return "\(tenths / 10).\(tenths % 10) %"
  }
}

/// A span of time for people: `812 ns`, `3.4 ms`.
func duration(_ nanoseconds: Int64) -> String {
  let units = ["ns", "us", "ms", "s"]
  var (value, step) = (Double(nanoseconds), 0)
  while abs(value) >= (step == 0 ? 999.5 : 999.95), step < units.count - 1 {
    value /= 1000
    step += 1
  }
  let number = step == 0 ? String(Int64(value)) : "\((value * 10).rounded() / 10)"
  return "\(number) \(units[step])"
}
