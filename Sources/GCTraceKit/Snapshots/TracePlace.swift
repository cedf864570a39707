import SQLite
import TraceStore

/// A moment of a trace, as a person names it.
package enum TracePlace: Equatable, Sendable {
  /// After this event.
  case event(Int64)
  /// After the first mark with this text.
  case mark(String)
  /// After the last event.
  case end

  /// `event:N`, `mark:TEXT` or `end`; nil if the text is none of them.
  package init?(_ text: String) {
    if text == "end" {
      self = .end
    } else if text.hasPrefix("event:") {
      guard let number = Int64(text.dropFirst("event:".count)), number > 0 else { return nil }
      self = .event(number)
    } else if text.hasPrefix("mark:"), text != "mark:" {
      self = .mark(String(text.dropFirst("mark:".count)))
    } else {
      return nil
    }
  }

  /// As a person writes it.
  package var text: String {
    switch self {
    case .event(let number): "event:\(number)"
    case .mark(let text): "mark:\(text)"
    case .end: "end"
    }
  }

  /// The event that it means in a trace.
  ///
  /// - Throws: `GCTraceError.noSuchMoment` if the trace does not have it.
  func event(in trace: Trace, _ database: TraceDatabase) throws(GCTraceError) -> Int64 {
    switch self {
    case .end: return trace.events
    case .event(let number):
      guard number <= trace.events else {
        throw .noSuchMoment(text, reason: "trace \(trace.id) has \(trace.events) events")
      }
      return number
    case .mark(let text):
      let event = try storing { () throws(TraceStoreError) in
        try database.firstMark(text, ofTrace: trace.id)
      }
      guard let event else {
        throw .noSuchMoment(self.text, reason: "trace \(trace.id) has no mark '\(text)'")
      }
      return event
    }
  }
}
