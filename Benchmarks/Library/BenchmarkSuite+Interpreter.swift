import Conformance
import Foundation

extension BenchmarkSuite {
  /// The cost of a log in gctrace, and in CPython 3.11 that runs it. The two take turns; each element is one round.
  struct Rounds {
    var imports: [ChildProcess.Usage] = []
    var rehearsals: [ChildProcess.Usage] = []
    var replays: [ChildProcess.Usage] = []
    /// CPU seconds; empty without CPython 3.11.
    var pythons: [Double] = []
  }

  /// A log in which each object is born in three events, and whose live objects exceed the second-level cache.
  mutating func measureTurnover() throws {
    let (log, _) = try log(.turnover, events: settings.events)
    let python = try python311()
    var rounds = Rounds()
    let database = path("turnover.db")
    defer { remove(database) }
    for _ in 0..<settings.runs { try measure(log, python, database, into: &rounds) }
    note(rounds, of: .turnover)
  }

  /// Runs one more round, which leaves the trace and a run of it in the database.
  mutating func measure(
    _ log: String,
    _ python: Driver?,
    _ database: String,
    into rounds: inout Rounds
  ) throws {
    remove(database)
    rounds.imports.append(try gctrace("import", [log], database: database).usage)
    rounds.rehearsals.append(try gctrace("replay", ["--dry-run"], database: database).usage)
    rounds.replays.append(try gctrace("replay", [], database: database).usage)
    if let python { rounds.pythons.append(try seconds(python, log)) }
  }

  /// Adds the ratios to CPython, one for each round, with their bars, and then the times behind them.
  mutating func note(_ rounds: Rounds, of workload: Workload) {
    let name = workload.rawValue
    let (imports, replays) = (rounds.imports.map(\.cpu), rounds.replays.map(\.cpu))
    let rehearsals = rounds.rehearsals.map(\.cpu)
    if !rounds.pythons.isEmpty {
      note(
        Figure(
          "\(name).import-and-replay.ratio",
          "\(name): import + replay, CPU to CPython 3.11's",
          unit: "ratio",
          rounds.pythons.indices.map { (imports[$0] + replays[$0]) / rounds.pythons[$0] },
          bar: .atMost(1)
        )
      )
      note(
        Figure(
          "\(name).dry-run.ratio",
          "\(name): replay --dry-run, CPU to CPython 3.11's",
          unit: "ratio",
          rounds.pythons.indices.map { rehearsals[$0] / rounds.pythons[$0] },
          bar: .atMost(0.25)
        )
      )
    }
    let each: [(String, [Double])] = [
      ("import", imports), ("dry-run", rehearsals), ("replay", replays),
      ("cpython", rounds.pythons),
    ]
    for (part, seconds) in each where !seconds.isEmpty {
      note(Figure("\(name).\(part).cpu", "  CPU of \(part)", unit: "s", seconds))
    }
  }

  /// The CPU seconds that the driver took to read and run the log, without its start, its reading of the file and its end.
  private func seconds(_ python: Driver, _ log: String) throws -> Double {
    let output = try ChildProcess.run(
      python.interpreter.executable.path,
      ["-S", "-E", Driver.script.path, "--module-dir", python.modules.path, "--time", log],
      scratch: settings.folder
    ).output
    struct Report: Decodable { var seconds: Double }
    let line = output.split(separator: "\n").last ?? ""
    return try JSONDecoder().decode(Report.self, from: Data(line.utf8)).seconds
  }
}
