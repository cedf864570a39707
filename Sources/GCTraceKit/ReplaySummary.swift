import CyclicGC

/// The results of a replay.
package struct ReplaySummary: Equatable, Sendable {
  /// Nil: a dry run.
  package var runID: Int64?
  package var traceID: Int64
  package var traceName: String
  package var runName: String
  package var python: String
  /// Whether the replay was under the recorded setting, and the log has reports to check it.
  package var canBeVerified = false
  /// The thresholds at the end of the log.
  package var thresholds: [Int64] = []
  package var events: Int64 = 0
  package var collections: Int64 = 0
  /// Three: generations 0, 1, 2.
  package var byGeneration: [GenerationSummary] = [
    GenerationSummary(generation: 0), GenerationSummary(generation: 1),
    GenerationSummary(generation: 2),
  ]
  /// Collections that the program asked for.
  package var explicit: Int64 = 0
  package var resurrected: Int64 = 0
  package var finalized: Int64 = 0
  package var peakObjects: Int64 = 0
  package var peakBytes: Int64 = 0
  package var survivors: Int64 = 0
  package var survivorBytes: Int64 = 0
  package var longLivedPending: Int64 = 0
  package var longLivedTotal: Int64 = 0
  /// Nil: the replay did not date garbage.
  package var garbage: Garbage?
  /// Events that did not apply, because the setting is not the recording's.
  package var divergences: Int64 = 0
  /// Descriptions of the first of them.
  package var firstDivergences: [String] = []
}

extension ReplaySummary {
  /// The largest amount of garbage at once.
  package struct Garbage: Equatable, Sendable {
    package var objects: Int64
    package var bytes: Int64
    /// The first event after which there were that many bytes; nil: there was no garbage.
    package var event: Int64?

    package init(objects: Int64, bytes: Int64, event: Int64?) {
      self.objects = objects
      self.bytes = bytes
      self.event = event
    }
  }
}

/// The collections of one generation in a replay.
package struct GenerationSummary: Equatable, Sendable {
  package var generation: Int
  package var collections: Int64 = 0
  package var collected: Int64 = 0
  package var uncollectable: Int64 = 0
  /// Collections that found nothing unreachable.
  package var foundNothing: Int64 = 0
  package var candidates: Int64 = 0
  package var promoted: Int64 = 0

  package init(generation: Int) {
    self.generation = generation
  }
}

extension ReplaySummary {
  /// Adds a collection.
  mutating func count(_ record: borrowing CollectionRecord) {
    collections += 1
    if record.trigger == .explicit { explicit += 1 }
    resurrected += record.resurrected
    finalized += record.finalized
    let generation = record.generation
    byGeneration[generation].collections += 1
    byGeneration[generation].collected += record.collected
    byGeneration[generation].uncollectable += record.uncollectable
    byGeneration[generation].candidates += record.candidates
    byGeneration[generation].promoted += record.promoted
    if record.unreachable == 0 { byGeneration[generation].foundNothing += 1 }
  }

  /// Adds the state at the end of the log.
  mutating func close(_ replay: borrowing Replay) {
    let thresholds = replay.collector.pacing.thresholds
    self.thresholds = [thresholds.0, thresholds.1, thresholds.2]
    events = replay.eventsReplayed
    peakObjects = replay.collector.heap.peakObjects
    peakBytes = replay.collector.heap.peakBytes
    survivors = replay.collector.heap.objectsAlive
    survivorBytes = replay.collector.heap.bytesAlive
    longLivedPending = replay.collector.pacing.longLivedPending
    longLivedTotal = replay.collector.pacing.longLivedTotal
    divergences = replay.divergences.count
  }
}
