/// The connection between a long piece of work and its caller. The work calls these functions every few thousand events, on its own
/// thread.
package struct Monitor {
  /// Whether the user wants the work to stop.
  package var isInterrupted: () -> Bool
  /// Receives the progress of the work.
  package var progress: (Progress) -> Void
  /// Receives the path of a file that the work has created, which must be removed if the work does not finish; nil: the work has
  /// finished.
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

  /// Reports the progress. Throws `GCTraceError.interrupted` if the user wants the work to stop.
  func check(_ progress: Progress) throws(GCTraceError) {
    self.progress(progress)
    try checkForInterruption()
  }

  /// Throws `GCTraceError.interrupted` if the user wants the work to stop.
  func checkForInterruption() throws(GCTraceError) {
    if isInterrupted() { throw GCTraceError.interrupted }
  }
}

/// The progress of a piece of work.
package struct Progress: Equatable, Sendable {
  package enum Unit: Sendable {
    case bytes
    case events
  }

  package var done: Int64
  /// The total amount; nil: not known, as for a pipe.
  package var total: Int64?
  package var unit: Unit

  package init(done: Int64, total: Int64?, unit: Unit) {
    self.done = done
    self.total = total
    self.unit = unit
  }
}
