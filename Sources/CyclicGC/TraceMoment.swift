/// One moment of a trace, as a person names it.
package enum TraceMoment: Equatable, Sendable {
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

  /// The moment as a person writes it.
  package var text: String {
    switch self {
    case .event(let number): "event:\(number)"
    case .mark(let text): "mark:\(text)"
    case .end: "end"
    }
  }
}
