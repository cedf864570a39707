package import Foundation
internal import Glibc

/// Runs another program to its end and returns its use of time and memory.
package enum ChildProcess {
  /// The resources that a process used.
  package struct Usage: Equatable, Sendable {
    /// CPU time in user mode and in the kernel, in seconds.
    package var user: Double
    package var system: Double
    /// Time by the clock, in seconds.
    package var wall: Double
    /// The peak of its memory in RAM, in bytes. It is at least the memory that this process had at the start.
    package var peakMemory: Int64

    package var cpu: Double { user + system }
  }

  package enum Failure: Error, CustomStringConvertible {
    case cannotStart(program: String, reason: String)
    case failed(command: String, status: Int32, output: String)

    package var description: String {
      switch self {
      case .cannotStart(let program, let reason): "\(program) cannot be started: \(reason)"
      case .failed(let command, let status, let output):
        "\(command) ended with \(status): \(output.suffix(500))"
      }
    }
  }

  /// Runs a program, found on PATH unless it is a path.
  ///
  /// - Returns: its use of time and memory, and its standard output.
  /// - Throws: `Failure`, also if its exit status is not 0.
  @discardableResult
  package static func run(
    _ program: String,
    _ arguments: [String],
    scratch: URL
  ) throws -> (usage: Usage, output: String) {
    let outputPath = scratch.appending(path: "output.txt").path
    let errorPath = scratch.appending(path: "errors.txt").path
    let clock = ContinuousClock()
    let start = clock.now
    let process = try spawn(program, arguments, output: outputPath, errors: errorPath)
    var status: Int32 = 0
    var resources = rusage()
    while unsafe wait4(process, &status, 0, &resources) < 0, errno == EINTR {}
    let wall = clock.now - start
    let usage = Usage(
      user: seconds(resources.ru_utime),
      system: seconds(resources.ru_stime),
      wall: Double(wall.components.seconds) + Double(wall.components.attoseconds) / 1e18,
      peakMemory: Int64(resources.ru_maxrss) * 1024
    )
    let output = try String(contentsOfFile: outputPath, encoding: .utf8)
    guard status == 0 else {
      let errors = (try? String(contentsOfFile: errorPath, encoding: .utf8)) ?? ""
      let command = ([program] + arguments).joined(separator: " ")
      let code = status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + (status & 0x7F)
      throw Failure.failed(command: command, status: code, output: output + errors)
    }
    return (usage, output)
  }

  private static func seconds(_ time: timeval) -> Double {
    Double(time.tv_sec) + Double(time.tv_usec) / 1e6
  }

  private static func spawn(
    _ program: String,
    _ arguments: [String],
    output: String,
    errors: String
  ) throws -> pid_t {
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    let flags = O_WRONLY | O_CREAT | O_TRUNC
    unsafe posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    unsafe posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output, flags, 0o644)
    unsafe posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, errors, flags, 0o644)
    let environment = ProcessInfo.processInfo.environment.map { "\($0.key)=\($0.value)" }
    var process: pid_t = 0
    let code = unsafe withCStrings([program] + arguments) { words in
      unsafe withCStrings(environment) { variables in
        unsafe posix_spawnp(&process, program, &actions, nil, words, variables)
      }
    }
    guard code == 0 else {
      throw Failure.cannotStart(program: program, reason: unsafe String(cString: strerror(code)))
    }
    return process
  }

  /// Calls `body` with a null-terminated vector of C strings, which are valid during the call.
  private static func withCStrings<Result>(
    _ strings: [String],
    _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Result
  ) -> Result {
    let vector = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(
      capacity: strings.count + 1
    )
    for index in strings.indices { unsafe vector[index] = strdup(strings[index]) }
    unsafe vector[strings.count] = nil
    defer {
      for index in strings.indices { unsafe free(vector[index]) }
      unsafe vector.deallocate()
    }
    return unsafe body(vector)
  }
}
