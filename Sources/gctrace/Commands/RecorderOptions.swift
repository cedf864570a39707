import ArgumentParser

/// The options of `gctrace record` that it passes on to the recorder.
struct RecorderOptions: ParsableArguments {
  @Flag(help: "Overwrite the log.")
  var force = false

  @Flag(help: "Note where each object was allocated.")
  var sites = false

  @Flag(
    help: """
      Note what references go by: attributes, slots, variables, keys. --names=attributes leaves the \
      keys of dicts out, which may hold personal data.
      """
  )
  var names = false

  /// What `ProgramArguments` makes of `--names=attributes`: ArgumentParser knows no option whose value may be left out.
  @Flag(help: .hidden)
  var attributeNames = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Also look at the heap each time this many objects have been allocated.",
      valueName: "count"
    )
  )
  var every: Int32?

  @Option(
    help: ArgumentHelp(
      "End the recording, not the program, at this size: 64K, 500M, 2G.",
      valueName: "size"
    )
  )
  var maxSize: String?

  @Flag(help: "Record forked children too, each in a log of its own.")
  var followFork = false

  @Option(
    help: ArgumentHelp(
      "When to note the lengths of the collector's lists: auto or always.",
      valueName: "when"
    )
  )
  var listSizes: String?

  func validate() throws {
    if let every, every < 1 {
      throw ValidationError("--every needs a number of objects, 1 or more, found \(every).")
    }
  }

  /// The words that stand for these options in the recorder's own arguments.
  var words: [String] {
    var words: [String] = []
    if force { words.append("--force") }
    if sites { words.append("--sites") }
    if attributeNames {
      words.append("--names=attributes")
    } else if names {
      words.append("--names")
    }
    if let every { words.append("--every=\(every)") }
    if let maxSize { words.append("--max-size=\(maxSize)") }
    if followFork { words.append("--follow-fork") }
    if let listSizes { words.append("--list-sizes=\(listSizes)") }
    return words
  }
}
