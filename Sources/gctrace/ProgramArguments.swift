import ArgumentParser
import Glibc

/// The program's arguments, prepared for ArgumentParser.
enum ProgramArguments {
  /// The arguments without the program's name.
  ///
  /// - Throws: `CommandError.notUTF8` for an argument that is not UTF-8, because Swift would silently repair it into another argument;
  ///   `.unknownCommand`.
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

  /// Answers a mistyped command with the nearest one, and makes sure that SQL that begins with a comment is not taken for an option.
  static func prepare(_ arguments: [String]) throws(CommandError) -> [String] {
    guard let first = arguments.first, !first.hasPrefix("-") else { return arguments }
    let commands = GCTrace.configuration.subcommands.map { $0._commandName }
    guard commands.contains(first) || first == "help" else {
      throw .unknownCommand(first, nearest: nearest(first, among: commands))
    }
    guard first == QueryCommand._commandName else { return arguments }
    return arguments.map { argument in
      // An option has no space in its name, and SQL ignores an additional space.
      let name = argument.prefix { $0 != "=" }
      return argument.hasPrefix("--") && name.contains { $0.isWhitespace }
        ? " " + argument : argument
    }
  }
}
