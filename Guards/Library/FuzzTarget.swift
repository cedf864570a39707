/// What a fuzzer feeds: doors of the program through which bytes come that anybody may have written.
package enum FuzzTarget: String, CaseIterable, Sendable {
  /// A log, read in blocks of several sizes and written again.
  case reader
  /// A log, read and replayed by several collectors.
  case replay
  /// A row of `event_block`, decoded and replayed; see `FuzzSession.Block` for how it is packed into bytes.
  case blocks
  /// A log through import, replay, verify, questions and deletion, in a database.
  case store
}

/// What should hold of any input, and did not.
package struct FuzzFailure: Error, CustomStringConvertible {
  package var description: String
}
