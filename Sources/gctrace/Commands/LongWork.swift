import GCTraceKit

/// Runs work that may take long: with a progress bar, and so that SIGINT and SIGTERM stop it in good order.
///
/// - Throws: what `work` throws, but `GCTraceError.interrupted` for any error once a signal has come: it was the signal's doing.
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
