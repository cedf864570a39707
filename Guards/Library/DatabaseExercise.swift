import CyclicGC
package import GCTraceKit

/// Everything that the commands ask of a database and do to it, one after the other.
///
/// Whatever the database holds, each of them ends with an answer or with an error.
package struct DatabaseExercise {
  /// After so many looks a work is interrupted: a damaged row may ask for thousands of millions of collections.
  private static let mostLooks = 3000

  private let path: String
  private var errors: [GCTraceError] = []

  private init(path: String) {
    self.path = path
  }

  /// Works through all of it; says with which errors the works ended.
  ///
  /// - Parameter trace: the trace that is deleted in the end; nil: none is.
  package static func run(path: String, deleting trace: String?) -> [GCTraceError] {
    var exercise = Self(path: path)
    exercise.ask()
    exercise.askAboutRun()
    exercise.change()
    if let trace {
      exercise.attempt { (monitor) throws(GCTraceError) in
        _ = try Catalogue(databasePath: path).deleteTrace(trace, monitor: monitor)
      }
    }
    return exercise.errors
  }

  private mutating func attempt(_ work: (Monitor) throws(GCTraceError) -> Void) {
    var looks = 0
    let monitor = Monitor(isInterrupted: {
      looks += 1
      return looks > Self.mostLooks
    })
    do throws(GCTraceError) { try work(monitor) } catch { errors.append(error) }
  }

  // MARK: Questions

  private static let questions = [
    "SELECT * FROM event LIMIT 600", "SELECT * FROM reachable LIMIT 600",
    "SELECT * FROM unreachable LIMIT 600", "SELECT * FROM promotion LIMIT 600",
    "SELECT * FROM survivor LIMIT 600", "SELECT * FROM garbage LIMIT 600",
  ]

  private mutating func ask() {
    let catalogue = Catalogue(databasePath: path)
    attempt { (_) throws(GCTraceError) in _ = try catalogue.traces() }
    attempt { (_) throws(GCTraceError) in _ = try catalogue.runs() }
    for question in Self.questions {
      attempt { (monitor) throws(GCTraceError) in
        try catalogue.query(question, monitor: monitor, columns: { _ in }, row: { _ in })
      }
    }
    let verifier = Verifier(databasePath: path)
    attempt { (_) throws(GCTraceError) in _ = try verifier.verifyAll() }
  }

  /// What replays the newest run once more.
  private mutating func askAboutRun() {
    let path = path
    attempt { (monitor) throws(GCTraceError) in
      _ = try Summarizer(databasePath: path).summary(of: nil, monitor: monitor)
    }
    let cycles = Cycles(databasePath: path)
    attempt { (monitor) throws(GCTraceError) in
      let run = try cycles.prepare(run: nil, monitor: monitor).run
      _ = try cycles.signatures(ofRun: run)
      _ = try cycles.example(ofSignature: 1, run: run)
    }
    attempt { (monitor) throws(GCTraceError) in
      _ = try LeakFinder(databasePath: path).find(run: nil, limit: 5, monitor: monitor)
    }
    attempt { (monitor) throws(GCTraceError) in
      _ = try Explainer(databasePath: path).explain(run: nil, collection: 1, monitor: monitor)
    }
    attempt { (monitor) throws(GCTraceError) in
      let snapshots = Snapshots(databasePath: path)
      let snapshot = try snapshots.findOrMake(run: nil, at: .end, monitor: monitor) { _ in }
      _ = try snapshots.types(ofSnapshot: snapshot.id)
      _ = try snapshots.retainers(ofSnapshot: snapshot.id, limit: 5)
    }
    attempt { (monitor) throws(GCTraceError) in
      _ = try Why("1", run: nil, at: .end, limit: 3, databasePath: path, monitor: monitor)
    }
  }

  // MARK: Changes

  private mutating func change() {
    let path = path
    let replayer = Replayer(databasePath: path)
    var dated = Replayer.Options(thresholds: [1, 1, 1])
    dated.datesGarbage = true
    dated.countsDeaths = true
    dated.setting.ignoresSettings = true
    for options in [dated, Replayer.Options()] {
      attempt { (monitor) throws(GCTraceError) in
        _ = try replayer.replay(trace: nil, options: options, monitor: monitor)
      }
    }
    let settings = [SettingRequest(), SettingRequest(thresholds: [10])]
    attempt { (monitor) throws(GCTraceError) in
      _ = try Sweeper(databasePath: path).sweep(
        trace: nil,
        options: .init(settings: settings, jobs: 1),
        monitor: monitor
      )
    }
  }
}
