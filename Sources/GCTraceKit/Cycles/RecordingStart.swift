import CyclicGC
import HeapTrace

/// Finds the last event that describes the state at the start of the recording, and not an action of the program.
///
/// `state` is that event. In a log without `state`, it is the last `heap` or `watch` event, with the references and settings that follow
/// it.
struct RecordingStart {
  /// The number of that event; 0: the log began with an empty heap.
  private(set) var lastEvent: Int64 = 0
  private var isDecided = false
  private var isExtending = false

  /// Takes in the next events.
  mutating func note(_ batch: borrowing ReplayBatch) {
    guard !isDecided else { return }
    var sequence = batch.firstSequence
    for event in batch.events {
      switch event.kind {
      case .state:
        lastEvent = sequence
        isDecided = true
        return
      case .heap, .watch:
        lastEvent = sequence
        isExtending = true
      case .reference, .retain, .release, .track, .untrack, .finalizer, .callback, .size, .time,
        .threshold, .enable, .disable:
        if isExtending { lastEvent = sequence }
      default: isExtending = false
      }
      sequence += 1
    }
  }
}
