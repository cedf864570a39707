/// An error in a log: the place, what the format expects there, and what was found.
package enum HeapTraceError: Error, Equatable {
  /// A record, a field or the compressed stream does not follow the format.
  case malformed(line: Int64, expected: String, found: String)
  /// The log breaks off, as that of a killed recorder does: within a gzip stream, or in a last line that is no record and has no line
  /// feed. A reader that accepts truncation reads the complete records.
  case truncated(line: Int64, expected: String, found: String)
  /// The log cannot be read at all: the file's path and the operating system's message. `missing` if there is no such file.
  case unreadable(path: String, reason: String, missing: Bool)
}
