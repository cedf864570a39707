import Glibc
import Synchronization

/// Handles signals while another program runs in this one's place.
///
/// Signals from the terminal reach the program by themselves, and this process ignores them. This process passes on signals that another
/// process sends to it.
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
    // If the parent made this process ignore the signal (nohup), the program inherits that.
    let isIgnored =
      unsafe unsafeBitCast(
        action.__sigaction_handler.sa_handler,
        to: UInt.self
      ) == unsafeBitCast(SIG_IGN, to: UInt.self)
    guard !isIgnored else { return }
    action = sigaction()
    action.sa_flags = SA_SIGINFO | SA_RESTART
    unsafe action.__sigaction_handler.sa_sigaction = { signal, information, _ in
      // Only async-signal-safe calls are allowed here. A positive code means that the kernel sent the signal, for the terminal.
      guard let information = unsafe information, unsafe information.pointee.si_code <= 0 else {
        return
      }
      let process = SignalForwarding.target.load(ordering: .relaxed)
      if process > 0 { kill(process, signal) }
    }
    unsafe sigaction(signal, &action, nil)
  }
}
