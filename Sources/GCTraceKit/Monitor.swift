/// What a long piece of work tells and asks while it goes on: called every few thousand events, on the thread that works.
package struct Monitor {
  /// Whether the user wants the work to stop.
  package var isInterrupted: () -> Bool
  /// Told how far the work is.
  package var progress: (Progress) -> Void
  /// Told the path of a file that the work has made and that goes with it if it does not come to its end; nil: it has.
  package var unfinishedFile: (String?) -> Void

  package init(
    isInterrupted: @escaping () -> Bool = { false },
    progress: @escaping (Progress) -> Void = { _ in },
    unfinishedFile: @escaping (String?) -> Void = { _ in }
  ) {
    self.isInterrupted = isInterrupted
    self.progress = progress
    self.unfinishedFile = unfinishedFile
  }

  /// Reports how far the work is. Throws `GCTraceError.interrupted` if the user wants it to stop.
  func check(_ progress: Progress) throws(GCTraceError) {
    self.progress(progress)
    try checkForInterruption()
  }

  /// Throws `GCTraceError.interrupted` if the user wants the work to stop.
  func checkForInterruption() throws(GCTraceError) {
    if isInterrupted() { throw GCTraceError.interrupted }
  }
}

/// How far a piece of work is.
package struct Progress: Equatable, Sendable {
  package enum Unit: Sendable {
    case bytes
    case events
  }

  package var done: Int64
  /// How much there is; nil: not known, as for a pipe.
  package var total: Int64?
  package var unit: Unit

  package init(done: Int64, total: Int64?, unit: Unit) {
    self.done = done
    self.total = total
    self.unit = unit
  }
}
