private import CSQLite

/// A box for the function that a running statement asks whether to stop.
final class InterruptionCheck {
  let shouldStop: () -> Bool
  init(_ shouldStop: @escaping () -> Bool) { self.shouldStop = shouldStop }
}

extension Connection {
  /// Lets `shouldStop` be asked about every `steps` steps of SQLite's machine; once it says true, the statement ends with an
  /// error that `isInterrupted`. Nil takes the question away. It is also asked while a statement waits for a lock, which then ends with
  /// an error that `isBusy`.
  ///
  /// Within one step nothing is asked: a function over a long text may take its time.
  package func setInterruptionCheck(every steps: Int32 = 10_000, _ shouldStop: (() -> Bool)?) {
    guard let shouldStop else {
      unsafe sqlite3_progress_handler(handle, 0, nil, nil)
      interruptionCheck = nil
      lockWait.shouldStop = nil
      return
    }
    let check = InterruptionCheck(shouldStop)
    interruptionCheck = check
    lockWait.shouldStop = shouldStop
    // Safe: the connection keeps the box until another takes its place.
    unsafe sqlite3_progress_handler(
      handle,
      steps,
      { context in
        guard let context = unsafe context else { return 0 }
        let check = unsafe Unmanaged<InterruptionCheck>.fromOpaque(context).takeUnretainedValue()
        return check.shouldStop() ? 1 : 0
      },
      Unmanaged.passUnretained(check).toOpaque()
    )
  }
}
