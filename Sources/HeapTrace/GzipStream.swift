internal import CZlib

/// Inflates one gzip member after another. It keeps no bytes except zlib's window.
@safe
struct GzipStream: ~Copyable {
  /// The result of one call of `inflate`.
  struct Step {
    enum Outcome {
      /// The output is full or the input used up.
      case goesOn
      /// The member ended, and its checksum was right.
      case memberEnded
      /// The stream is damaged, with zlib's message.
      case damaged(String)
    }

    var consumed: Int
    var produced: Int
    var outcome: Outcome
  }

  // zlib's state points back to the stream, so the stream must not move.
  private let stream: UnsafeMutablePointer<z_stream>

  init() {
    unsafe stream = .allocate(capacity: 1)
    unsafe stream.initialize(to: z_stream())
    let status = unsafe czlib_inflate_init_gzip(stream)
    // Safe: the arguments are right, so any other result means that an allocation of some 10 kB failed.
    guard status == Z_OK else { fatalError("out of memory") }
  }

  deinit {
    unsafe inflateEnd(stream)
    unsafe stream.deallocate()
  }

  /// Whether the bytes begin like a gzip member.
  static func isGzip(_ bytes: Span<UInt8>) -> Bool {
    bytes.count >= 2 && bytes[0] == 0x1F && bytes[1] == 0x8B
  }

  /// Prepares for the next member.
  mutating func startMember() {
    unsafe inflateReset(stream)
  }

  /// Inflates as much of `input[range]` as fits into `output` from `offset` on.
  mutating func inflate(
    _ input: [UInt8],
    _ range: Range<Int>,
    into output: inout [UInt8],
    at offset: Int
  ) -> Step {
    let inputCount = UInt32(clamping: range.count)
    let outputRoom = UInt32(clamping: output.count - offset)
    let status = unsafe input.withUnsafeBufferPointer { input in
      unsafe output.withUnsafeMutableBufferPointer { output in
        // Safe: zlib reads through next_in and never writes. Both pointers are used only within this call.
        unsafe stream.pointee.next_in = UnsafeMutablePointer(
          mutating: input.baseAddress.map { unsafe $0 + range.lowerBound }
        )
        unsafe stream.pointee.avail_in = inputCount
        unsafe stream.pointee.next_out = output.baseAddress.map { unsafe $0 + offset }
        unsafe stream.pointee.avail_out = outputRoom
        return unsafe CZlib.inflate(stream, Z_NO_FLUSH)
      }
    }
    let consumed = unsafe Int(inputCount - stream.pointee.avail_in)
    let produced = unsafe Int(outputRoom - stream.pointee.avail_out)
    let outcome: Step.Outcome =
      switch status {
      case Z_OK, Z_BUF_ERROR: .goesOn
      case Z_STREAM_END: .memberEnded
      case Z_MEM_ERROR: .damaged("out of memory")
      default:
        unsafe .damaged(stream.pointee.msg.map { unsafe String(cString: $0) } ?? "error \(status)")
      }
    return Step(consumed: consumed, produced: produced, outcome: outcome)
  }
}
