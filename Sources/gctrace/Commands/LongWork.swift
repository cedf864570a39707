import GCTraceKit

/// Runs work that may take long. Shows a progress bar, and lets SIGINT and SIGTERM stop the work in good order.
///
/// - Throws: the errors of `work`. After a signal, every error becomes `GCTraceError.interrupted`, because the signal caused it.
func longWork<Result>(
  _ label: String,
  readsInput: Bool = false,
  _ work: (Monitor) throws(GCTraceError) -> Result
) throws(GCTraceError) -> Result {
  Interruption.install(readsInput: readsInput)
  let bar = ProgressBar(label: label)
  defer { bar.erase() }
  do throws(GCTraceError) {
    return try work(
      Monitor(
        isInterrupted: { Interruption.isRequested },
        progress: { bar.update($0) },
        unfinishedFile: { Interruption.unfinishedFile($0) }
      )
    )
  } catch {
    throw Interruption.isRequested ? .interrupted : error
  }
}
