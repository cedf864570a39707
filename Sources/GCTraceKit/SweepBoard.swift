internal import CyclicGC
internal import Dispatch
internal import Synchronization

/// What one replay of a sweep found.
struct SweepResult: Sendable {
  /// The setting's place in the sweep, from 0.
  var index: Int
  var outcome: ReplayEngine.Outcome
  /// Each collection, and the event in which it ran.
  var costs: [CollectionCost]
  var events: [Int64]
}

/// Where the workers of a sweep take settings from, and put what they found.
///
/// Memory grows with the workers, not with the settings: a worker has one heap at a time.
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

  /// - Parameter indices: the settings to replay, the first one first.
  init(_ indices: [Int]) {
    state = Mutex(State(waiting: indices.reversed()))
  }

  /// How many events all replays together have gone through.
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

  /// False: the sweep is over.
  private func work(on index: Int, _ engine: ReplayEngine, _ tolerates: Bool) -> Bool {
    var costs: [CollectionCost] = []
    var places: [Int64] = []
    do throws(ReplayError) {
      let outcome = try engine.run(
        toleratesDivergences: tolerates,
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

  /// No setting is begun any more, and those begun are given up.
  func stop() {
    isStopped.store(true, ordering: .relaxed)
    state.withLock { $0.waiting = [] }
  }

  /// Waits a little for something to happen; what has been found since, and whether all workers have gone.
  func wait() -> (results: [SweepResult], failure: ReplayError?, isOver: Bool) {
    _ = news.wait(timeout: .now() + .milliseconds(100))
    return state.withLock { state in
      defer { state.results = [] }
      return (state.results, state.failure, state.workers == 0)
    }
  }
}
