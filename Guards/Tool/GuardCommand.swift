import ArgumentParser
import Foundation
import Guards

/// The program behind `make crash` and `make mutate`.
@main
struct GuardCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "guard",
    abstract: "Attacks gctrace and says what held.",
    subcommands: [Crash.self, Mutate.self, Corpus.self]
  )
}

struct Crash: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Kills gctrace at random moments and looks at the database."
  )

  @Option(help: "The path of gctrace.") var gctrace: String
  @Option(help: "A database of version 1.") var oldDatabase: String
  @Option(help: "A folder for databases and logs.") var folder: String
  @Option(help: "How many kills.") var kills = 300
  @Option(help: "How many events a log has, about.") var events = 300_000
  @Option(help: "What decides on the moments.") var seed: UInt64 = 1

  func run() throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let outcome = try CrashGuard(
      program: gctrace,
      folder: URL(filePath: folder, directoryHint: .isDirectory),
      events: events,
      oldDatabase: URL(filePath: oldDatabase),
      seed: seed
    ).run(kills: kills) { number in
      if number % 50 == 0 { print("\(number) kills") }
    }
    print(
      """
      \(outcome.kills) kills from seed \(seed): \(outcome.before) found the database as before, \
      \(outcome.after) as after (\(outcome.tooLate) came too late); \(outcome.failures.count) failures
      """
    )
    for failure in outcome.failures { print(failure) }
    if !outcome.failures.isEmpty { throw ExitCode.failure }
  }
}

struct Mutate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Puts mutated logs through all that a log goes through."
  )

  @Option(help: "How many logs.") var logs = 20_000
  @Option(help: "The seed of the first.") var seed: UInt64 = 1
  @Option(help: "How many events a log has, about.") var events = 120
  @Option(help: "A folder for a database and the log in hand.") var folder: String

  func run() throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let run = MutationRun(folder: folder)
    var total = MutationRun.Outcome()
    for first in stride(from: seed, to: seed + UInt64(logs), by: 1000) {
      let outcome = try run.run(
        seeds: first..<min(first + 1000, seed + UInt64(logs)),
        events: events
      )
      total.logs += outcome.logs
      total.readable += outcome.readable
      total.replayed += outcome.replayed
      print(
        "\(total.logs) logs, \(total.readable) of them readable, \(total.replayed) replayed to the end"
      )
      // The next thousand take a while.
      fflush(nil)
    }
  }
}

struct Corpus: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Makes inputs for a fuzzer to begin with, from random valid logs."
  )

  @Argument(help: "A folder for each target is made in it.") var folder: String
  @Option(help: "How many for each target.") var count = 12

  func run() throws {
    try FuzzCorpus.make(in: URL(filePath: folder, directoryHint: .isDirectory), count: count)
  }
}
