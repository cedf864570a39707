private import CSQLite

/// A box for the function that tells a running statement whether to stop.
final class InterruptionCheck {
  let shouldStop: () -> Bool
  init(_ shouldStop: @escaping () -> Bool) { self.shouldStop = shouldStop }
}

extension Connection {
  /// Calls `shouldStop` about every `steps` steps of SQLite's machine. If it returns true, the statement ends with an error that
  /// `isInterrupted`. Nil removes the check. A statement that waits for a lock also makes the check, and then ends with an error that
  /// `isBusy`.
  ///
  /// There is no check within a single step, and a function over a long text may take long.
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
    // Safe: the connection keeps the box until another one replaces it.
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
