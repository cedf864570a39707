import Glibc

/// How a program that was run ended; thrown by a command whose own end is to be the same.
enum ProgramEnd: Error, Equatable {
  case exited(status: Int32)
  /// By a signal that it did not handle.
  case killed(signal: Int32)

  /// From what waitpid(2) gives.
  init(waitStatus: Int32) {
    let signal = waitStatus & 0x7F
    self = signal == 0 ? .exited(status: waitStatus >> 8 & 0xFF) : .killed(signal: signal)
  }

  /// Ends this process as the program ended: who waits for it cannot tell the difference.
  func endThisProcess() -> Never {
    switch self {
    case .exited(let status): exit(status)
    case .killed(let number):
      // The program has left its core dump, if any; ours would replace it.
      var none = rlimit(rlim_cur: 0, rlim_max: 0)
      unsafe setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
      var signals = sigset_t()
      unsafe sigemptyset(&signals)
      unsafe sigaddset(&signals, number)
      signal(number, SIG_DFL)
      unsafe sigprocmask(SIG_UNBLOCK, &signals, nil)
      kill(getpid(), number)
      exit(128 + number)
    }
  }
}
