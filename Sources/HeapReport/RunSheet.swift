import GCTraceKit

/// All that a report shows of one run.
package struct RunSheet: Sendable {
  /// What stands out, in a sentence.
  package struct Finding: Equatable, Sendable {
    package var sentence: String
    /// What the sentence rests on.
    package var evidence: String
    /// The share that it speaks of, for a bar; nil: it speaks of none.
    package var share: Double?
    /// The words after `gctrace`.
    package var command: String

    package init(sentence: String, evidence: String, share: Double?, command: String) {
      self.sentence = sentence
      self.evidence = evidence
      self.share = share
      self.command = command
    }
  }

  /// How a replay compares with what the real collector reported.
  struct Agreement: Sendable {
    var compared: Int64
    var agreeing: Int64
  }

  /// How many objects met an end in a generation.
  struct Deaths: Sendable {
    var cause: String
    /// nil: untracked.
    var generation: Int64?
    var objects: Int64
    var bytes: Int64
  }

  /// How old garbage was as it was freed, by half octaves: the events from 2^(k/2) on.
  struct Ages: Sendable {
    struct Bin: Sendable {
      var halfOctave: Int64
      /// By the generation that freed it; last: freed by no collection (its count fell to zero when its cycle was broken).
      var objects: [Int64]
    }

    var bins: [Bin] = []
    var objects: Int64 = 0
    var median: Int64 = 0
    var percentile95: Int64 = 0
    /// Garbage that was there as the log ended.
    var left: Int64 = 0
    var leftBytes: Int64 = 0
    /// By generation, 3 frozen, 4 untracked: how much of that.
    var leftByGeneration: [Int64] = [0, 0, 0, 0, 0]
  }

  /// Cycles of one kind, with what the page shows of them when opened.
  struct Signature: Sendable {
    var row: [SQLValue]
    var sites: [[SQLValue]] = []
    var closing: [[SQLValue]] = []
    var example: CycleExample?
  }

  var summary: RunSummary
  var findings: [Finding] = []
  var agreement: Agreement?
  var options = ""
  /// How long the recording took by its own clock, in nanoseconds; nil: it has no times.
  var duration: Int64?
  /// The log's path, as it was imported.
  package var source: String?
  /// What the recording's `meta` records say.
  var platform: String?
  var recordedAt: String?
  var peakGarbageBytes: Int64?
  var peakGarbageEvent: Int64?
  /// Each label and the event that set it; of many only some.
  var marks: [(event: Int64, text: String)] = []
  var markCount: Int64 = 0
  var collections = CollectionSheet()
  /// What pauses are predicted by; whether the reports are of this very setting.
  var model = CostModel.standard
  var hasObserved = false
  var byGeneration: [[SQLValue]] = []
  /// What was made of the run: an empty figure is told from one that was never asked for.
  var analyses: Set<String> = []
  var deaths: [Deaths] = []
  var ages = Ages()
  var signatures: [Signature] = []
  var signatureCount: Int64 = 0
  var cycleCount: Int64 = 0
  var leaks: Leaks?

  init(summary: RunSummary) {
    self.summary = summary
  }

  package var runID: Int64 { summary.runID }
  package var traceID: Int64 { summary.traceID }
  package var traceName: String { summary.traceName }
  package var isAsRecorded: Bool { summary.isAsRecorded }
  /// Whether the log says what the real collector did.
  package var isVerified: Bool { agreement != nil }
}
