// Safe: the only global variable used here is `environ`, which no thread changes.
@unsafe @preconcurrency import Glibc

/// Another program that this one runs.
struct ChildProcess {
  let identifier: pid_t

  /// Starts `path` with `arguments` (without its own name), in this process's folder and environment.
  ///
  /// - Parameters:
  ///   - output: a descriptor that replaces the program's standard output.
  ///   - isSilent: whether to discard what the program writes to standard error.
  ///
  /// - Throws: `CommandError.cannotRun`.
  init(
    _ path: String,
    _ arguments: [String],
    output: Int32? = nil,
    isSilent: Bool = false
  ) throws(CommandError) {
    var words = unsafe ([path] + arguments).map { unsafe strdup($0) } + [nil]
    defer { unsafe words.forEach { unsafe free($0) } }
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    if let output {
      unsafe posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
    }
    if isSilent {
      unsafe posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
    }
    var attributes = posix_spawnattr_t()
    unsafe posix_spawnattr_init(&attributes)
    defer { unsafe posix_spawnattr_destroy(&attributes) }
    // This process blocks the signals until it can pass them on.
    var none = sigset_t()
    unsafe sigemptyset(&none)
    unsafe posix_spawnattr_setsigmask(&attributes, &none)
    // This process ignores the signal; the program decides for itself.
    var ours = sigset_t()
    unsafe sigemptyset(&ours)
    unsafe sigaddset(&ours, SIGXFSZ)
    unsafe posix_spawnattr_setsigdefault(&attributes, &ours)
    let flags = Int16(POSIX_SPAWN_SETSIGMASK) | Int16(POSIX_SPAWN_SETSIGDEF)
    unsafe posix_spawnattr_setflags(&attributes, flags)
    var identifier = pid_t()
    let code = unsafe posix_spawn(&identifier, path, &actions, &attributes, &words, environ)
    guard code == 0 else {
      throw .cannotRun(path, reason: unsafe String(cString: strerror(code)))
    }
    self.identifier = identifier
  }

  /// Waits for the program's end.
  func wait() -> ProgramEnd {
    var status: Int32 = 0
    while unsafe waitpid(identifier, &status, 0) < 0, errno == EINTR {}
    return ProgramEnd(waitStatus: status)
  }

  /// Runs a program to its end. Returns how it ended and what it printed on standard output, without the last line feed.
  static func output(
    of path: String,
    _ arguments: [String],
    isSilent: Bool = false
  ) throws(CommandError) -> (end: ProgramEnd, text: String) {
    var ends: [Int32] = [0, 0]
    guard unsafe pipe(&ends) == 0 else {
      throw .cannotRun(path, reason: unsafe String(cString: strerror(errno)))
    }
    defer { close(ends[0]) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    let child: ChildProcess
    do {
      defer { close(ends[1]) }
      child = try ChildProcess(path, arguments, output: ends[1], isSilent: isSilent)
    } catch {
      throw error
    }
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = unsafe read(ends[0], &piece, piece.count)
      if count > 0 {
        bytes += piece[..<count]
      } else if count == 0 || errno != EINTR {
        break
      }
    }
    if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
    return (child.wait(), String(decoding: bytes, as: UTF8.self))
  }
}
