import GCTraceKit

/// The result of a sweep: a table with notes, rows, or JSON objects.
struct SweepReport {
  private static let columns = [
    "setting", "gen0", "gen1", "gen2", "candidates", "freed", "effectiveness", "peak_objects",
    "peak_bytes", "predicted_ms", "low_ms", "high_ms", "max_pause_ms", "divergences", "front",
  ]

  private static let garbageColumns = [
    "garbage_objects", "garbage_bytes", "garbage_age_p50", "garbage_age_p95",
  ]

  private let summary: Sweeper.Summary

  init(_ summary: Sweeper.Summary) {
    self.summary = summary
  }

  // MARK: Rows

  /// Those of garbage only where it was asked for.
  var columns: [String] { Self.columns + (hasGarbage ? Self.garbageColumns : []) }

  private var hasGarbage: Bool { summary.points.contains { $0.garbage != nil } }

  var rows: [[SQLValue]] {
    let hasGarbage = hasGarbage
    return summary.points.map { point in
      [.text(Self.name(point))] + point.collections.map(SQLValue.integer)
        + [
          .integer(point.candidates), .integer(point.freed),
          point.effectiveness.map { .real(Self.rounded($0, 1000)) } ?? .null,
          .integer(point.peakObjects), .integer(point.peakBytes),
          .real(Self.milliseconds(point.predicted)), .real(Self.milliseconds(point.predictedLow)),
          .real(Self.milliseconds(point.predictedHigh)),
          .real(Self.milliseconds(point.predictedMaxPause)), .integer(point.divergences),
          .text(point.isRecommended ? "recommended" : point.isPareto ? "front" : ""),
        ] + (hasGarbage ? Self.garbage(point).map { $0.map(SQLValue.integer) ?? .null } : [])
    }
  }

  private static func garbage(_ point: SweepPoint) -> [Int64?] {
    [
      point.garbage?.peakObjects, point.garbage?.peakBytes, point.garbage?.ageMedian,
      point.garbage?.agePercentile95,
    ]
  }

  private static func name(_ point: SweepPoint) -> String {
    point.setting.isEmpty ? "(the recording's)" : point.setting
  }

  private static func rounded(_ number: Double, _ unit: Double) -> Double {
    (number * unit).rounded() / unit
  }

  private static func milliseconds(_ nanoseconds: Int64) -> Double {
    rounded(Double(nanoseconds) / 1e6, 1000)
  }

  // MARK: JSON

  /// An array with one object for each setting.
  var json: String {
    "[\n" + summary.points.map(Self.json).joined(separator: ",\n") + "\n]"
  }

  /// One setting. `pareto` and `recommended` are false until the sweep has finished.
  static func json(_ point: SweepPoint) -> String {
    let collections = point.collections.map(String.init).joined(separator: ",")
    let garbage = garbage(point).map { $0.map(String.init) ?? "null" }
    let fields: [(String, String)] = [
      ("setting", point.options), ("collections", "[\(collections)]"),
      ("candidates", "\(point.candidates)"), ("visits", "\(point.visits)"),
      ("freed", "\(point.freed)"),
      ("effectiveness", point.effectiveness.map { "\($0)" } ?? "null"),
      ("peak_objects", "\(point.peakObjects)"), ("peak_bytes", "\(point.peakBytes)"),
      ("peak_garbage_objects", garbage[0]), ("peak_garbage_bytes", garbage[1]),
      ("garbage_age_p50", garbage[2]), ("garbage_age_p95", garbage[3]),
      ("predicted_ns", "\(point.predicted)"), ("predicted_ns_low", "\(point.predictedLow)"),
      ("predicted_ns_high", "\(point.predictedHigh)"),
      ("predicted_max_pause_ns", "\(point.predictedMaxPause)"),
      ("predicted_max_pause_ns_low", "\(point.predictedMaxPauseLow)"),
      ("predicted_max_pause_ns_high", "\(point.predictedMaxPauseHigh)"),
      ("predicted_p99_pause_ns", "\(point.predictedPause99)"),
      ("predicted_p99_pause_ns_low", "\(point.predictedPause99Low)"),
      ("predicted_p99_pause_ns_high", "\(point.predictedPause99High)"),
      ("predicted_trusted", "\(point.isTrusted)"), ("divergences", "\(point.divergences)"),
      ("pareto", "\(point.isPareto)"), ("recommended", "\(point.isRecommended)"),
    ]
    return "{" + fields.map { "\"\($0.0)\":\($0.1)" }.joined(separator: ",") + "}"
  }

  // MARK: Words

  var heading: String {
    let resumed = summary.resumed == 0 ? "" : ", \(summary.resumed) of them from before"
    return
      "Sweep \(summary.sweepID) of trace \(summary.traceID) (\(visible(summary.traceName))): "
      + "\(summary.points.count) settings\(resumed)"
  }

  /// The way in which the times are predicted, and warnings.
  var notes: String {
    var lines: [String] = []
    if summary.model.isDefault {
      lines.append(
        "The recording has too few durations to fit a cost model: times are by documented defaults, good for order only."
      )
    } else {
      for (generation, fit) in summary.model.fits.enumerated() {
        let r2 = fit.r2.map { ", R2 \(Self.rounded($0, 1000))" } ?? ""
        lines.append(
          "Times of generation \(generation): fitted to \(fit.samples) durations\(r2), up to "
            + "\(grouped(fit.mostCandidates)) candidates; one collection within "
            + "\(Self.rounded(fit.ratios.lowerBound, 100)) to "
            + "\(Self.rounded(fit.ratios.upperBound, 100)) times its prediction (90 %)."
        )
      }
    }
    let guesses = summary.points.filter { !$0.isTrusted }.count
    if guesses > 0 {
      lines.append(
        "\(guesses) settings have collections of over \(CostModel.trustedRange) times the candidates that the "
          + "recording has a duration for: their times are guesses."
      )
    }
    let diverging = summary.points.filter { $0.divergences > 0 }.count
    if diverging > 0 {
      lines.append(
        "At \(diverging) settings the program would have done something else: divergences."
      )
    }
    return lines.joined(separator: "\n")
  }

  /// The recommendation, as a sentence.
  var recommendation: String {
    let recommendation = summary.recommendation
    var sentences: [String] = []
    if let cause = recommendation.cause {
      sentences.append(
        "\(Int((cause.share * 100).rounded())) % of the collector's time goes to "
          + "\(grouped(cause.collections)) collection\(cause.collections == 1 ? "" : "s") of generation \(cause.generation)."
      )
    }
    switch recommendation.verdict {
    case .tooFew(let collections):
      sentences.append(
        "No advice: the recording has \(collections) collections, and fewer than "
          + "\(Recommendation.collectionsNeeded) leave too much to chance."
      )
    case .noChange:
      let within =
        if case .memory(let percent) = recommendation.criterion {
          " within \(Self.plain(percent)) % more memory"
        } else { "" }
      sentences.append("No change is worth it: no setting tried is better\(within) beyond doubt.")
    case .change(let point):
      guard let present = recommendation.present else { break }
      let what =
        if case .memory(let percent) = recommendation.criterion {
          "the least time within \(Self.plain(percent)) % more memory"
        } else { "the knee of the front" }
      sentences.append("Take \(point.setting) (\(what))\(Self.meaning(point.setting)).")
      sentences.append(
        "The collector then takes \(Self.total(point)) in place of \(Self.total(present)); 99 % of its pauses stay within "
          + "\(Self.pause99(point)) in place of \(Self.pause99(present)), the longest takes "
          + "\(Self.longest(point)) in place of \(Self.longest(present))."
      )
      sentences.append(
        "The price: a peak of \(byteCount(point.peakBytes)) (\(Self.change(point, present)))"
          + Self.garbagePrice(point, present) + "."
      )
      sentences.append(
        point.divergences == 0
          ? "Spans are 90 % intervals; bytes are those of the recording, exact."
          : "Spans are 90 % intervals; bytes are as exact as \(grouped(point.divergences)) divergences leave them."
      )
    }
    return sentences.joined(separator: " ")
  }

  /// What the program would have to do for a setting that no threshold says.
  private static func meaning(_ setting: String) -> String {
    if setting.contains("collect-every=") {
      return ": gc.disable(), and gc.collect() between requests, where the marks are"
    }
    return setting.contains("freeze-at=") ? ": gc.collect() and gc.freeze() there" : ""
  }

  private static func plain(_ number: Double) -> String {
    number == number.rounded() ? String(Int(number)) : "\(number)"
  }

  private static func change(_ point: SweepPoint, _ present: SweepPoint) -> String {
    let ratio = Double(point.peakBytes) / Double(max(1, present.peakBytes)) - 1
    return (ratio < 0 ? "" : "+") + "\(rounded(ratio * 100, 10)) %"
  }

  private static func total(_ point: SweepPoint) -> String {
    span(point.predicted, point.predictedLow, point.predictedHigh)
  }

  private static func pause99(_ point: SweepPoint) -> String {
    span(point.predictedPause99, point.predictedPause99Low, point.predictedPause99High)
  }

  private static func longest(_ point: SweepPoint) -> String {
    span(point.predictedMaxPause, point.predictedMaxPauseLow, point.predictedMaxPauseHigh)
  }

  private static func span(_ middle: Int64, _ low: Int64, _ high: Int64) -> String {
    "\(time(middle)) (\(time(low)) to \(time(high)))"
  }

  private static func garbagePrice(_ point: SweepPoint, _ present: SweepPoint) -> String {
    guard let garbage = point.garbage, let before = present.garbage else { return "" }
    return ", and up to \(byteCount(garbage.peakBytes)) of garbage at once in place of "
      + "\(byteCount(before.peakBytes))"
  }

  private static func time(_ nanoseconds: Int64) -> String {
    "\(rounded(Double(nanoseconds) / 1e6, nanoseconds < 10_000_000 ? 100 : 10)) ms"
  }
}
