import Glibc
import Synchronization

/// SIGINT and SIGTERM as a question that long work asks now and then.
///
/// The first signal raises a flag: the work stops at its next look, rolls back and says so. If the work has not looked after a second (it
/// is within a long function of SQL, or waits for a disk, a pipe or a terminal), the process ends then: SQLite's journal keeps the
/// database whole, and whoever opens it next rolls back. A second signal ends the process at once, in the same way.
enum Interruption {
  private static let wasRequested = Atomic<Bool>(false)
  /// A descriptor from which nothing can be read, to put in standard input's place; -1: standard input is not being read.
  private static let deadInput = Atomic<Int32>(-1)
  /// Addresses of the paths, as C has them, of a database that the work has made and of its journal; 0: none.
  private static let unfinished = Atomic<UInt>(0)
  private static let unfinishedJournal = Atomic<UInt>(0)

  /// Whether the work is to stop; whoever is told so does stop.
  static var isRequested: Bool {
    let isRequested = wasRequested.load(ordering: .relaxed)
    if isRequested { alarm(0) }
    return isRequested
  }

  /// Says which file is to go if the process must end without the work having stopped; nil: none.
  static func unfinishedFile(_ path: String?) {
    let old = [
      unfinishedJournal.exchange(address(path.map { $0 + "-journal" }), ordering: .relaxed),
      unfinished.exchange(address(path), ordering: .relaxed),
    ]
    // The handler runs on this thread: what it can no longer find it does not use.
    for address in old { unsafe free(UnsafeMutableRawPointer(bitPattern: address)) }
  }

  private static func address(_ path: String?) -> UInt {
    guard let path else { return 0 }
    return unsafe UInt(bitPattern: strdup(path))
  }

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
      // Only what is async-signal-safe may stand here: stores to atomics, alarm and dup2.
      let code = errno
      Interruption.wasRequested.store(true, ordering: .relaxed)
      alarm(1)
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
    installAlarm()
    unsafe sigaddset(&signals, SIGALRM)
    // Who started us may have left them blocked, as Swift's Process does from a dispatch thread.
    unsafe sigprocmask(SIG_UNBLOCK, &signals, nil)
  }

  /// What happens when the work does not stop in time.
  private static func installAlarm() {
    var action = sigaction()
    unsafe action.__sigaction_handler.sa_handler = { _ in
      // Only what is async-signal-safe may stand here: loads from atomics, unlink, write and _exit.
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
