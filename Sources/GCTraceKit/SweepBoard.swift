internal import CyclicGC
internal import Dispatch
internal import Synchronization

/// The result of one replay of a sweep.
struct SweepResult: Sendable {
  /// The setting's index in the sweep, from 0.
  var index: Int
  var outcome: ReplayEngine.Outcome
  /// Each collection, and the event in which it ran.
  var costs: [CollectionCost]
  var events: [Int64]
}

/// The shared state of a sweep's workers: where they take settings from and put results.
///
/// Memory grows with the number of workers, not with the number of settings, because a worker has one heap at a time.
final class SweepBoard: Sendable {
  private struct State {
    var waiting: [Int]
    var results: [SweepResult] = []
    var failure: ReplayError?
    var workers = 0
  }

  private let state: Mutex<State>
  private let isStopped = Atomic<Bool>(false)
  private let events = Atomic<Int64>(0)
  private let news = DispatchSemaphore(value: 0)
  private let datesGarbage: Bool

  /// - Parameter indices: the settings to replay, the first one first.
  init(_ indices: [Int], datesGarbage: Bool) {
    self.datesGarbage = datesGarbage
    state = Mutex(State(waiting: indices.reversed()))
  }

  /// The number of events that all replays together have processed.
  var eventsDone: Int64 { events.load(ordering: .relaxed) }

  /// Starts a worker on a thread of its own.
  func startWorker(_ engines: [ReplayEngine], tolerates: [Bool]) {
    state.withLock { $0.workers += 1 }
    DispatchQueue.global().async { [self] in
      while let index = state.withLock({ $0.waiting.popLast() }),
        work(on: index, engines[index], tolerates[index])
      {}
      state.withLock { $0.workers -= 1 }
      news.signal()
    }
  }

  /// Returns false if the sweep is over.
  private func work(on index: Int, _ engine: ReplayEngine, _ tolerates: Bool) -> Bool {
    var costs: [CollectionCost] = []
    var places: [Int64] = []
    do throws(ReplayError) {
      let outcome = try engine.run(
        toleratesDivergences: tolerates,
        datesGarbage: datesGarbage,
        goesOn: { done in
          events.add(done, ordering: .relaxed)
          return !isStopped.load(ordering: .relaxed)
        },
        collected: { record in
          costs.append(CollectionCost(record))
          places.append(record.event)
        }
      )
      guard let outcome else { return false }
      let result = SweepResult(index: index, outcome: outcome, costs: costs, events: places)
      state.withLock { $0.results.append(result) }
      news.signal()
      return true
    } catch {
      state.withLock { $0.failure = $0.failure ?? error }
      stop()
      news.signal()
      return false
    }
  }

  /// Starts no more settings, and abandons those that were started.
  func stop() {
    isStopped.store(true, ordering: .relaxed)
    state.withLock { $0.waiting = [] }
  }

  /// Waits a little for news. Returns the new results, and whether all workers have finished.
  func wait() -> (results: [SweepResult], failure: ReplayError?, isOver: Bool) {
    _ = news.wait(timeout: .now() + .milliseconds(100))
    return state.withLock { state in
      defer { state.results = [] }
      return (state.results, state.failure, state.workers == 0)
    }
  }
}
