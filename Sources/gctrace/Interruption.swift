import Glibc
import Synchronization

/// Turns SIGINT and SIGTERM into a flag that long work checks now and then.
///
/// The first signal sets the flag. The work stops at its next check, rolls back and reports the interruption. The work may be unable to
/// check for a second, because it is within a long function of SQL or waits for a disk, a pipe or a terminal. Then the process ends at
/// once. SQLite's journal keeps the database consistent, and the next process that opens it rolls back. A second signal ends the process
/// at once, in the same way.
enum Interruption {
  private static let wasRequested = Atomic<Bool>(false)
  /// A descriptor from which nothing can be read. The handler puts it in the place of standard input. -1: the work does not read standard
  /// input.
  private static let deadInput = Atomic<Int32>(-1)
  /// Addresses of two C strings: the path of a database that the work has created, and the path of its journal. 0: none.
  private static let unfinished = Atomic<UInt>(0)
  private static let unfinishedJournal = Atomic<UInt>(0)

  /// Whether the work must stop. Every caller that gets true stops.
  static var isRequested: Bool {
    let isRequested = wasRequested.load(ordering: .relaxed)
    if isRequested { alarm(0) }
    return isRequested
  }

  /// Names the file to remove if the process must end before the work has stopped; nil: none.
  static func unfinishedFile(_ path: String?) {
    let old = [
      unfinishedJournal.exchange(address(path.map { $0 + "-journal" }), ordering: .relaxed),
      unfinished.exchange(address(path), ordering: .relaxed),
    ]
    // The handler runs on this thread, so it does not use a string whose address is gone.
    for address in old { unsafe free(UnsafeMutableRawPointer(bitPattern: address)) }
  }

  private static func address(_ path: String?) -> UInt {
    guard let path else { return 0 }
    return unsafe UInt(bitPattern: strdup(path))
  }

  /// Installs the handlers.
  ///
  /// - Parameter readsInput: whether the work reads standard input. It may be waiting for input when the signal comes.
  static func install(readsInput: Bool = false) {
    wasRequested.store(false, ordering: .relaxed)
    if readsInput {
      let descriptor = unsafe open("/dev/null", O_WRONLY | O_CLOEXEC)
      deadInput.store(descriptor, ordering: .relaxed)
    }
    var action = sigaction()
    // Without SA_RESTART, so that a system call that waits returns.
    action.sa_flags = Int32(bitPattern: UInt32(SA_RESETHAND))
    unsafe action.__sigaction_handler.sa_handler = { _ in
      // Only async-signal-safe calls are allowed here: stores to atomics, alarm and dup2.
      let code = errno
      Interruption.wasRequested.store(true, ordering: .relaxed)
      alarm(1)
      let descriptor = Interruption.deadInput.load(ordering: .relaxed)
      // The reader retries a read that a signal broke off. The retry now fails.
      if descriptor >= 0 { dup2(descriptor, STDIN_FILENO) }
      errno = code
    }
    var signals = sigset_t()
    unsafe sigemptyset(&signals)
    for signal in [SIGINT, SIGTERM] {
      unsafe sigaction(signal, &action, nil)
      unsafe sigaddset(&signals, signal)
    }
    installAlarm()
    unsafe sigaddset(&signals, SIGALRM)
    // The parent process may have left the signals blocked. Swift's Process does so from a dispatch thread.
    unsafe sigprocmask(SIG_UNBLOCK, &signals, nil)
  }

  /// Installs the handler that ends the process if the work does not stop in time.
  private static func installAlarm() {
    var action = sigaction()
    unsafe action.__sigaction_handler.sa_handler = { _ in
      // Only async-signal-safe calls are allowed here: loads from atomics, unlink, write and _exit.
      Interruption.remove(Interruption.unfinished.load(ordering: .relaxed))
      Interruption.remove(Interruption.unfinishedJournal.load(ordering: .relaxed))
      let message: StaticString = "gctrace: interrupted\n"
      unsafe _ = write(STDERR_FILENO, message.utf8Start, message.utf8CodeUnitCount)
      _exit(ExitStatus.interrupted.rawValue)
    }
    unsafe sigaction(SIGALRM, &action, nil)
  }

  private static func remove(_ address: UInt) {
    if let path = unsafe UnsafePointer<CChar>(bitPattern: address) { unsafe unlink(path) }
  }
}
