import Glibc
import Synchronization

/// SIGINT and SIGTERM as a question that long work asks now and then.
///
/// The first signal only raises a flag: the work stops at its next look, rolls back and says so. A second one ends the process at
/// once, as it would have without this; SQLite's journal keeps the database whole then.
enum Interruption {
  private static let wasRequested = Atomic<Bool>(false)
  /// A descriptor from which nothing can be read, to put in standard input's place; -1: standard input is not being read.
  private static let deadInput = Atomic<Int32>(-1)

  static var isRequested: Bool { wasRequested.load(ordering: .relaxed) }

  /// Takes the signals over. `readsInput`: whether the work reads standard input, where it may be waiting as the signal comes.
  static func install(readsInput: Bool = false) {
    wasRequested.store(false, ordering: .relaxed)
    if readsInput {
      let descriptor = unsafe open("/dev/null", O_WRONLY | O_CLOEXEC)
      deadInput.store(descriptor, ordering: .relaxed)
    }
    var action = sigaction()
    // Without SA_RESTART, so that a system call that waits comes back.
    action.sa_flags = Int32(bitPattern: UInt32(SA_RESETHAND))
    unsafe action.__sigaction_handler.sa_handler = { _ in
      // Only what is async-signal-safe may stand here: stores to atomics and dup2.
      let code = errno
      Interruption.wasRequested.store(true, ordering: .relaxed)
      let descriptor = Interruption.deadInput.load(ordering: .relaxed)
      // The reader retries what a signal broke off; now that fails.
      if descriptor >= 0 { dup2(descriptor, STDIN_FILENO) }
      errno = code
    }
    var signals = sigset_t()
    unsafe sigemptyset(&signals)
    for signal in [SIGINT, SIGTERM] {
      unsafe sigaction(signal, &action, nil)
      unsafe sigaddset(&signals, signal)
    }
    // Who started us may have left them blocked, as Swift's Process does from a dispatch thread.
    unsafe sigprocmask(SIG_UNBLOCK, &signals, nil)
  }
}
