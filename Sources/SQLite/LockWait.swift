internal import Glibc
private import CSQLite

/// Waits for the lock of another connection. Looks again every few milliseconds, until its time is over or the user wants to stop.
final class LockWait {
  /// The longest wait, in milliseconds.
  private let limit: Int64
  var shouldStop: (() -> Bool)?
  /// The start of the current wait, in milliseconds.
  private var start: Int64 = 0

  init(milliseconds: Int32) {
    limit = Int64(milliseconds)
  }

  /// Waits a little. Returns false if the wait is over. `count` is the number of earlier attempts for this lock.
  func wait(_ count: Int32) -> Bool {
    if count == 0 { start = Self.now() }
    if let shouldStop, shouldStop() { return false }
    let left = limit - (Self.now() - start)
    guard left > 0 else { return false }
    // Short at first, because most locks are held only for a commit. A signal ends the sleep.
    usleep(UInt32(min(left, count < 10 ? 2 : 25)) * 1000)
    return true
  }

  private static func now() -> Int64 {
    var time = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
  }
}

extension Connection {
  /// Sets how the connection waits for locks.
  func waitForLocks() {
    // Safe: the connection keeps the value as long as it lives.
    unsafe sqlite3_busy_handler(
      handle,
      { context, count in
        guard let context = unsafe context else { return 0 }
        let wait = unsafe Unmanaged<LockWait>.fromOpaque(context).takeUnretainedValue()
        return wait.wait(count) ? 1 : 0
      },
      Unmanaged.passUnretained(lockWait).toOpaque()
    )
  }
}
