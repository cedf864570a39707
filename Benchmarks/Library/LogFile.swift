internal import Glibc
import HeapTrace
import TraceTesting

/// A log in a file, written in blocks of 1 MiB.
struct LogFile: ~Copyable {
  enum Failure: Error, CustomStringConvertible {
    case cannotCreate(path: String, reason: String)
    case cannotWrite(path: String, reason: String)

    var description: String {
      switch self {
      case .cannotCreate(let path, let reason): "\(path): cannot be made (\(reason))"
      case .cannotWrite(let path, let reason): "\(path): cannot be written (\(reason))"
      }
    }
  }

  private static let blockSize = 1 << 20

  private let path: String
  private let descriptor: Int32
  private var writer = TraceWriter()
  private var written: Int64 = 0
  private var failure: Failure?
  /// The number of events so far.
  private(set) var events: Int64 = 0

  /// Creates or empties the file and begins a log.
  ///
  /// - Parameter definitions: the log's `type` records.
  init(path: String, definitions: String) throws {
    self.path = path
    descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw Failure.cannotCreate(path: path, reason: Self.reason)
    }
    writer.write(MetadataEntry(key: "python", text: "3.11.7"))
    writer.write(MetadataEntry(key: "recorder", text: "benchmark"))
    writer.write(records: definitions)
  }

  deinit { close(descriptor) }

  /// The length of the log so far.
  var bytes: Int64 { written + Int64(writer.bytes.count) }

  // MARK: Records

  mutating func alloc(_ object: Int64, type: Int64, size: Int64) {
    append(Event(.allocate, object: object, n: size, type: Int32(truncatingIfNeeded: type)))
  }

  mutating func ref(_ source: Int64, _ target: Int64) {
    append(Event(.reference, object: source, target: target))
  }

  mutating func unref(_ source: Int64, _ target: Int64) {
    append(Event(.unreference, object: source, target: target))
  }

  mutating func release(_ object: Int64) { append(Event(.release, object: object)) }

  /// `collect`, of the oldest generation.
  mutating func collect() { append(Event(.collect, generation: 2)) }

  mutating func disable() { append(Event(.disable)) }

  private mutating func append(_ event: Event) {
    writer.write(event)
    events += 1
    if writer.bytes.count >= Self.blockSize { flush() }
  }

  // MARK: Output

  private mutating func flush() {
    var position = 0
    while position < writer.bytes.count, failure == nil {
      let count = unsafe writer.bytes.withUnsafeBytes { bytes in
        unsafe write(
          descriptor,
          UnsafeRawBufferPointer(rebasing: bytes[position...]).baseAddress,
          bytes.count - position
        )
      }
      if count > 0 {
        position += count
      } else if errno != EINTR {
        failure = .cannotWrite(path: path, reason: Self.reason)
      }
    }
    written += Int64(writer.bytes.count)
    writer.removeBytes()
  }

  /// Writes the rest of the log. Throws the first failure, if writing ever failed.
  mutating func finish() throws {
    flush()
    if let failure { throw failure }
  }

  private static var reason: String { unsafe String(cString: strerror(errno)) }
}
