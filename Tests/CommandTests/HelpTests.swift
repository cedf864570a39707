import ArgumentParser
import Testing

@testable import gctrace

/// Requirements for the help texts.
@Suite struct HelpTests {
  @Test func everyCommandHasAnAbstractAndExamples() {
    for command in GCTrace.configuration.subcommands {
      let (configuration, name) = (command.configuration, command._commandName)
      #expect(!configuration.abstract.isEmpty, "\(name)")
      #expect(configuration.discussion.contains("EXAMPLE:\n  gctrace \(name)"), "\(name)")
    }
  }

  @Test func theTourAndTheStatusesAreInTheRootsHelp() {
    let help = GCTrace.helpMessage()
    for text in ["gctrace import ", "gctrace replay ", "gctrace query ", "EXIT STATUS:"] {
      #expect(help.contains(text), "\(text)")
    }
  }

  @Test func proseFitsIntoEightyColumns() {
    for command in [GCTrace.self] + GCTrace.configuration.subcommands {
      for line in command.helpMessage(columns: 80).split(separator: "\n")
      where !line.hasPrefix("USAGE:") {
        #expect(line.count <= 80, "\(line)")
      }
    }
  }

  /// The program accepts the arguments of every example.
  @Test func examplesParse() throws {
    var count = 0
    for command in [GCTrace.self] + GCTrace.configuration.subcommands {
      for line in command.configuration.discussion.split(separator: "\n") {
        guard line.hasPrefix("  gctrace ") || line.contains("| gctrace "),
          let name = line.firstRange(of: "gctrace ")
        else { continue }
        let words = shellWords(line[name.upperBound...])
        #expect(throws: Never.self, "\(line)") { try GCTrace.parseAsRoot(words) }
        count += 1
      }
    }
    #expect(count >= 15)
  }

  @Test(arguments: [CompletionShell.bash, .zsh, .fish])
  func completionsKnowTheFormats(shell: CompletionShell) {
    let script = GCTrace.completionScript(for: shell)
    for word in ["jsonl", "threshold", "delete"] { #expect(script.contains(word)) }
  }

  /// The words of a command as a shell takes them: quotes, and no redirections.
  private func shellWords(_ text: Substring) -> [String] {
    var (words, word, quoted): ([String], String, Bool) = ([], "", false)
    for character in text.prefix(while: { $0 != "<" }) {
      switch character {
      case "\"": quoted.toggle()
      case " " where !quoted:
        if !word.isEmpty { words.append(word) }
        word = ""
      default: word.append(character)
      }
    }
    return word.isEmpty ? words : words + [word]
  }
}
