import CyclicGC
import ArgumentParser
import GCTraceKit

/// The argument of `--at`.
enum MomentArgument {
  static func parse(_ argument: String) throws -> TraceMoment {
    guard let moment = TraceMoment(argument) else {
      throw ValidationError(
        "expected event:N, mark:TEXT or end, found '\(visible(argument))'"
      )
    }
    return moment
  }
}
