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
    if first == RecordCommand._commandName { return withoutValueOfNames(arguments) }
    guard first == QueryCommand._commandName else { return arguments }
    return arguments.map { argument in
      // An option has no space in its name, and SQL ignores an additional space.
      let name = argument.prefix { $0 != "=" }
      return argument.hasPrefix("--") && name.contains { $0.isWhitespace }
        ? " " + argument : argument
    }
  }

  /// The options of `record` that take a value, which is the next word unless it comes with the option.
  private static let valued = [
    "-o", "--output", "--python", "--every", "--max-size", "--list-sizes", "--db",
  ]

  /// `--names=attributes` of `record` as the flag that stands for it. What comes from the program on is left as it is.
  private static func withoutValueOfNames(_ arguments: [String]) -> [String] {
    var arguments = arguments
    var index = 1
    while index < arguments.count {
      let argument = arguments[index]
      guard argument.hasPrefix("-"), !["-", "--", "-m", "-c"].contains(argument) else { break }
      if argument == "--names=attributes" { arguments[index] = "--attribute-names" }
      index += valued.contains(argument) ? 2 : 1
    }
    return arguments
  }
}
