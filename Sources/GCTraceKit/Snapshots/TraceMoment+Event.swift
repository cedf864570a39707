import CyclicGC
import TraceStore

extension TraceMoment {
  /// The event of a trace after which the moment lies.
  ///
  /// - Throws: `GCTraceError.noSuchMoment` if the trace does not have it.
  func event(in trace: Trace, _ database: TraceDatabase) throws -> Int64 {
    switch self {
    case .end: return trace.events
    case .event(let number):
      guard number <= trace.events else {
        throw GCTraceError.noSuchMoment(
          text,
          reason: "trace \(trace.id) has \(trace.events) events"
        )
      }
      return number
    case .mark(let text):
      let event = try database.firstMark(text, ofTrace: trace.id)
      guard let event else {
        throw GCTraceError.noSuchMoment(
          self.text,
          reason: "trace \(trace.id) has no mark '\(text)'"
        )
      }
      return event
    }
  }
}
