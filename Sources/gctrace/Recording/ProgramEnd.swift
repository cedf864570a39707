import Glibc

/// The way in which a program ended. A command throws this value to end in the same way.
enum ProgramEnd: Error, Equatable {
  case exited(status: Int32)
  /// A signal that the program did not handle.
  case killed(signal: Int32)

  /// - Parameter waitStatus: the status from waitpid(2).
  init(waitStatus: Int32) {
    let signal = waitStatus & 0x7F
    self = signal == 0 ? .exited(status: waitStatus >> 8 & 0xFF) : .killed(signal: signal)
  }

  /// Ends this process in the same way as the program, so that the parent process sees no difference.
  func endThisProcess() -> Never {
    switch self {
    case .exited(let status): exit(status)
    case .killed(let number):
      // The program may have left a core dump, which a core dump of this process would replace.
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
