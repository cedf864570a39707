/// A row of `run`: a replay of a trace.
package struct Run: Equatable, Sendable {
  /// How a replay ended.
  package enum Status: String, Sendable {
    case complete
    /// Stopped by the user; the run has no results.
    case interrupted
    /// The log contradicts itself; the run has no results.
    case failed
  }

  /// Given when the row is written.
  package var id: Int64
  package var trace: Int64
  package var name: String
  /// The release whose collector ran, X.Y.Z.
  package var python: String
  /// A JSON object with the requested setting and the state in force.
  package var options: String
  package var status: Status
  /// UTC, RFC 3339.
  package var startedAt: String
  package var finishedAt: String?
  /// Events replayed.
  package var events: Int64
  package var collections: Int64
  package var peakObjects: Int64
  package var peakBytes: Int64
  /// Events that did not apply, because the setting is not the recording's.
  package var divergences: Int64
  /// For a failed run: the contradiction in the log, with the event.
  package var error: String?

  package init(
    id: Int64 = 0,
    trace: Int64,
    name: String,
    python: String,
    options: String = "{}",
    status: Status = .complete,
    startedAt: String,
    finishedAt: String? = nil,
    events: Int64 = 0,
    collections: Int64 = 0,
    peakObjects: Int64 = 0,
    peakBytes: Int64 = 0,
    divergences: Int64 = 0,
    error: String? = nil
  ) {
    self.id = id
    self.trace = trace
    self.name = name
    self.python = python
    self.options = options
    self.status = status
    self.startedAt = startedAt
    self.finishedAt = finishedAt
    self.events = events
    self.collections = collections
    self.peakObjects = peakObjects
    self.peakBytes = peakBytes
    self.divergences = divergences
    self.error = error
  }

  /// A row of `generation_stats`: the figures of gc.get_stats() for a generation at the end.
  package struct GenerationStatistics: Equatable, Sendable {
    package var collections: Int64
    package var collected: Int64
    package var uncollectable: Int64

    package init(collections: Int64, collected: Int64, uncollectable: Int64) {
      self.collections = collections
      self.collected = collected
      self.uncollectable = uncollectable
    }
  }
}

/// A row of `divergence`: one of the first events that did not apply in a run.
package struct RunDivergence: Equatable, Sendable {
  package var event: Int64
  /// What was expected and what was found, with the line of the log.
  package var message: String

  package init(event: Int64, message: String) {
    self.event = event
    self.message = message
  }
}
