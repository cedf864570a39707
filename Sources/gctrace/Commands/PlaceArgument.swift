import ArgumentParser
import GCTraceKit

/// The argument of `--at`.
enum PlaceArgument {
  static func parse(_ argument: String) throws -> TracePlace {
    guard let place = TracePlace(argument) else {
      throw ValidationError(
        "expected event:N, mark:TEXT or end, found '\(visible(argument))'"
      )
    }
    return place
  }
}
