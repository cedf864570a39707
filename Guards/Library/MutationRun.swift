import Foundation
import TraceTesting

/// Mutated logs, one after the other, through all that a log goes through.
package struct MutationRun {
  /// How many logs, and how far each came.
  package struct Outcome: Equatable, Sendable {
    package var logs = 0
    /// Those that could still be read as a log.
    package var readable = 0
    /// Those that at least one collector replayed to its end; most are right for one alone.
    package var replayed = 0

    package init() {}
  }

  private let folder: String

  /// `folder`: for a database, and for the log in hand, `input.log`, which stays if the program crashes over it.
  package init(folder: String) {
    self.folder = folder
  }

  /// Runs the logs of these seeds. Throws `FuzzFailure` with the seed.
  package func run(seeds: Range<UInt64>, events: Int = 120) throws -> Outcome {
    let sessions = try [FuzzTarget.reader, .replay, .store].map {
      try FuzzSession($0, folder: folder)
    }
    var outcome = Outcome()
    for seed in seeds {
      let log = try Self.log(seed: seed, events: events)
      var mutation = LogMutation(seed: seed)
      let input = Array((mutation.mutate(log).joined(separator: "\n") + "\n").utf8)
      do {
        for session in sessions { try session.run(input) }
      } catch {
        throw FuzzFailure(description: "seed \(seed): \(error)")
      }
      outcome.logs += 1
      if sessions[0].read(input).error == nil { outcome.readable += 1 }
      if try sessions[1].checkReplay(input) { outcome.replayed += 1 }
    }
    return outcome
  }

  /// The lines of a valid log.
  package static func log(seed: UInt64, events: Int) throws -> [String] {
    let version = NaiveVersion.all[Int(seed % UInt64(NaiveVersion.all.count))]
    return try RandomTrace(.init(drawnFrom: seed, events: events, version: version)).lines
  }
}
