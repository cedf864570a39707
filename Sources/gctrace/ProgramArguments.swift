import ArgumentParser
import Glibc

/// What the program was called with, made ready for ArgumentParser.
enum ProgramArguments {
  /// The arguments without the program's name.
  ///
  /// Throws `CommandError.notUTF8` for one that is no text, which Swift would repair and so make another one of it, and
  /// `.unknownCommand`.
  static func read() throws(CommandError) -> [String] {
    var arguments: [String] = []
    for index in 1..<max(1, Int(CommandLine.argc)) {
      guard let bytes = unsafe CommandLine.unsafeArgv[index] else { break }
      guard let text = unsafe String(validatingCString: bytes) else {
        throw .notUTF8("argument \(index)", shown: unsafe String(cString: bytes))
      }
      arguments.append(text)
    }
    return try prepare(arguments)
  }

  /// Answers a mistyped command with the nearest one, and keeps SQL that begins with a comment from being taken for an option.
  static func prepare(_ arguments: [String]) throws(CommandError) -> [String] {
    guard let first = arguments.first, !first.hasPrefix("-") else { return arguments }
    let commands = GCTrace.configuration.subcommands.map { $0._commandName }
    guard commands.contains(first) || first == "help" else {
      throw .unknownCommand(first, nearest: nearest(first, among: commands))
    }
    guard first == QueryCommand._commandName else { return arguments }
    return arguments.map { argument in
      // No option has a space in its name; to SQL a space more is nothing.
      let name = argument.prefix { $0 != "=" }
      return argument.hasPrefix("--") && name.contains { $0.isWhitespace }
        ? " " + argument : argument
    }
  }
}
