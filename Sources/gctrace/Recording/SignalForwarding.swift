import Glibc
import Synchronization

/// What becomes of the signals that come while another program runs in this one's place.
///
/// Those of the terminal go to the program too, by themselves, and are its business alone. Those that another process sends to this one
/// are passed on.
enum SignalForwarding {
  private static let target = Atomic<Int32>(0)
  private static let signals = [SIGINT, SIGQUIT, SIGTERM, SIGHUP]

  /// Starts a program and waits for its end.
  static func run(_ start: () throws(CommandError) -> ChildProcess) throws(CommandError)
    -> (process: ChildProcess, end: ProgramEnd)
  {
    var (blocked, before) = (sigset_t(), sigset_t())
    unsafe sigemptyset(&blocked)
    for signal in signals { unsafe sigaddset(&blocked, signal) }
    unsafe sigprocmask(SIG_BLOCK, &blocked, &before)
    for signal in signals { install(signal) }
    defer { unsafe sigprocmask(SIG_SETMASK, &before, nil) }
    let process = try start()
    target.store(process.identifier, ordering: .relaxed)
    unsafe sigprocmask(SIG_UNBLOCK, &blocked, nil)
    let end = process.wait()
    target.store(0, ordering: .relaxed)
    return (process, end)
  }

  private static func install(_ signal: Int32) {
    var action = sigaction()
    unsafe sigaction(signal, nil, &action)
    // Who had us ignore it (nohup) means the program too, which inherits that.
    let isIgnored =
      unsafe unsafeBitCast(
        action.__sigaction_handler.sa_handler,
        to: UInt.self
      ) == unsafeBitCast(SIG_IGN, to: UInt.self)
    guard !isIgnored else { return }
    action = sigaction()
    action.sa_flags = SA_SIGINFO | SA_RESTART
    unsafe action.__sigaction_handler.sa_sigaction = { signal, information, _ in
      // Only what is async-signal-safe may stand here. A positive code: the kernel sent it, for the terminal.
      guard let information = unsafe information, unsafe information.pointee.si_code <= 0 else {
        return
      }
      let process = SignalForwarding.target.load(ordering: .relaxed)
      if process > 0 { kill(process, signal) }
    }
    unsafe sigaction(signal, &action, nil)
  }
}
