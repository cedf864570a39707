/// What is wrong with a log: the place, what the format asks for there, and what stands there instead.
package enum HeapTraceError: Error, Equatable {
  /// A record, a field or the compressed stream is not what the format says.
  case malformed(line: Int64, expected: String, found: String)
  /// The log breaks off, as one does whose recorder was killed: within a gzip stream, or in a last line that is no record and has no
  /// end. A reader that accepts truncation takes what is whole.
  case truncated(line: Int64, expected: String, found: String)
  /// The log cannot be read at all: the file's name and the operating system's word for it; `missing` if there is no such file.
  case unreadable(path: String, reason: String, missing: Bool)
}
