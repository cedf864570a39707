package import Foundation
import SQLite
import TraceTesting

/// Kills the program at random moments while it works on a database, and examines the result. The database must be as it was before, or
/// as it is after the work, and nothing in between.
package struct CrashGuard {
  /// The kind of work that is interrupted.
  package enum Work: String, CaseIterable, Sendable {
    /// An import that creates the database.
    case firstImport = "first import"
    case `import`
    case replay
    case deleteRun = "delete --run"
    case deleteTrace = "delete --trace"
    /// Any command, on a database of version 1.
    case migrate
  }

  /// The results of a number of kills.
  package struct Outcome: Equatable, Sendable {
    package var kills = 0
    /// Kills that left the work undone, and done. The other kills came too late.
    package var before = 0
    package var after = 0
    package var tooLate = 0
    package var failures: [String] = []
  }

  private let program: String
  private let folder: URL
  private let random: SplitMix64

  /// - Parameters:
  ///   - program: the path of gctrace.
  ///   - folder: for databases and logs.
  ///   - events: the length of the logs. The work must last a while.
  ///   - oldDatabase: a database of version 1.
  package init(
    program: String,
    folder: URL,
    events: Int,
    oldDatabase: URL,
    seed: UInt64
  ) throws {
    self.program = program
    self.folder = folder
    random = SplitMix64(seed: seed)
    try write(log: "first", objects: events / 3, seed: 1)
    try write(log: "second", objects: events / 3, seed: 2)
    try copy(oldDatabase, to: file("migrate.before"))
    for (work, commands) in [
      (Work.import, [["import", "first.log"]]),
      (.replay, [["import", "first.log"]]),
      (.deleteRun, [["import", "first.log"], ["replay"], ["replay"]]),
      (.deleteTrace, [["import", "first.log"], ["replay"], ["import", "second.log"]]),
    ] {
      for command in commands { try require(command, on: "\(work.rawValue).before") }
    }
    for work in Work.allCases {
      try renew(work)
      try require(arguments(of: work), on: database)
      try copy(file(database), to: file("\(work.rawValue).after"))
    }
  }

  private var database: String { "crash.db" }

  private func arguments(of work: Work) -> [String] {
    switch work {
    case .firstImport: ["import", "first.log"]
    case .import: ["import", "second.log"]
    case .replay: ["replay", "--threshold", "50,3,2"]
    case .deleteRun: ["delete", "--run", "1"]
    case .deleteTrace: ["delete", "--trace", "first"]
    case .migrate: ["traces"]
    }
  }

  /// Kills each kind of work in turn, `kills` times in all. `report` receives the number of kills now and then.
  package func run(kills: Int, report: (Int) -> Void = { _ in }) throws -> Outcome {
    var random = random
    var outcome = Outcome()
    var durations: [Work: Double] = [:]
    for number in 0..<kills {
      let work = Work.allCases[number % Work.allCases.count]
      if durations[work] == nil {
        try renew(work)
        let start = Date()
        try require(arguments(of: work), on: database)
        durations[work] = Date().timeIntervalSince(start)
      }
      try renew(work)
      let delay = Double.random(in: 0...1.1, using: &random) * (durations[work] ?? 0)
      let killed = try kill(arguments(of: work), after: delay)
      outcome.kills += 1
      if !killed.isKilled { outcome.tooLate += 1 }
      do {
        switch try examine(work, said: killed.output) {
        case .before: outcome.before += 1
        case .after: outcome.after += 1
        }
      } catch {
        outcome.failures.append("kill \(number), \(work.rawValue) after \(delay) s: \(error)")
      }
      report(number + 1)
    }
    return outcome
  }

  private enum State { case before, after }

  /// Examines the database after a kill. Then repeats the command, which must bring the database to the expected state.
  private func examine(_ work: Work, said: String) throws -> State {
    let after = try Dump(path: file("\(work.rawValue).after").path)
    let state: State
    if work == .firstImport, size(of: database) == 0 {
      // There is no database yet, or it is empty. The next process that opens it undoes its journal, if there is one.
      state = .before
    } else {
      let problems = try Dump.problems(path: file(database).path)
      guard problems.isEmpty else {
        throw FuzzFailure(description: problems.joined(separator: "; "))
      }
      let found = try Dump(path: file(database).path)
      if found == after {
        state = .after
      } else if work == .firstImport {
        guard found.tables["trace"]?.isEmpty ?? true, found.tables["event_block"]?.isEmpty ?? true
        else { throw FuzzFailure(description: "half a trace") }
        state = .before
      } else {
        guard found == (try Dump(path: file("\(work.rawValue).before").path)) else {
          throw FuzzFailure(description: "the database is neither as before nor as after")
        }
        state = .before
      }
    }
    guard state == .after || said.isEmpty || work == .migrate else {
      throw FuzzFailure(description: "it was said to be done and is not: \(said)")
    }
    if state == .before {
      try require(arguments(of: work), on: database)
      guard try Dump(path: file(database).path) == after else {
        throw FuzzFailure(description: "the same command again did something else")
      }
    }
    return state
  }

  // MARK: Files and processes

  private func file(_ name: String) -> URL { folder.appending(path: name) }

  private func size(of name: String) -> Int {
    ((try? FileManager.default.attributesOfItem(atPath: file(name).path))?[.size] as? Int) ?? 0
  }

  private func copy(_ source: URL, to destination: URL) throws {
    try? FileManager.default.removeItem(at: destination)
    try FileManager.default.copyItem(at: source, to: destination)
  }

  /// Restores the state of the database before the work.
  private func renew(_ work: Work) throws {
    for ending in ["", "-journal"] {
      try? FileManager.default.removeItem(at: file(database + ending))
    }
    if work != .firstImport { try copy(file("\(work.rawValue).before"), to: file(database)) }
  }

  private func start(_ arguments: [String], on database: String) throws -> Subprocess.Running {
    try Subprocess(URL(filePath: program), arguments + ["--db", database], in: folder).start()
  }

  private func require(_ arguments: [String], on database: String) throws {
    let outcome = try start(arguments, on: database).finish()
    guard outcome.status == 0, !outcome.isKilled else {
      throw FuzzFailure(
        description: "\(arguments) ended with \(outcome.status): \(outcome.errors)"
      )
    }
  }

  /// Kills the command after a delay, if it still runs, and returns how it ended.
  private func kill(_ arguments: [String], after delay: Double) throws -> Subprocess.Outcome {
    let running = try start(arguments, on: database)
    Thread.sleep(forTimeInterval: delay)
    Foundation.kill(running.process.processIdentifier, SIGKILL)
    return try running.finish()
  }

  /// A log of lists in rings that are dropped bit by bit, so that its replay has much to store.
  private func write(log name: String, objects: Int, seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    var text = "gctrace 1\nmeta python 3.11.7\ntype 1 list\nsite 1 a.py:1 f\n"
    for object in 1...max(objects, 10) {
      text += "alloc \(object) 1 \(Int.random(in: 40...400, using: &random)) 1\n"
      let other = Int.random(in: max(1, object - 100)...object, using: &random)
      text += "ref \(object) \(object)\nretain \(object)\n"
      if random.chance(1, in: 2) { text += "release \(object) 2\n" }
      if random.chance(1, in: 1000) { text += "mark phase %20\(other)\ncollect\n" }
    }
    try Data(text.utf8).write(to: file("\(name).log"))
  }
}
