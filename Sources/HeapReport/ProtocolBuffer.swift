/// A message of Protocol Buffers as it is written: fields one after the other.
///
/// https://protobuf.dev/programming-guides/encoding
struct ProtocolBuffer: Sendable {
  private(set) var bytes: [UInt8] = []

  mutating func varint(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  mutating func add(_ field: UInt64, _ value: UInt64) {
    varint(field << 3)
    varint(value)
  }

  /// A signed number of type int64: its two's complement.
  mutating func add(_ field: UInt64, signed value: Int64) {
    add(field, UInt64(bitPattern: value))
  }

  mutating func add(_ field: UInt64, double value: Double) {
    varint(field << 3 | 1)
    var rest = value.bitPattern
    for _ in 0..<8 {
      bytes.append(UInt8(truncatingIfNeeded: rest))
      rest >>= 8
    }
  }

  mutating func add(_ field: UInt64, _ text: String) {
    varint(field << 3 | 2)
    varint(UInt64(text.utf8.count))
    bytes += text.utf8
  }

  mutating func add(_ field: UInt64, _ message: ProtocolBuffer) {
    varint(field << 3 | 2)
    varint(UInt64(message.bytes.count))
    bytes += message.bytes
  }

  /// A message made of fields.
  static func message(_ fill: (inout ProtocolBuffer) -> Void) -> ProtocolBuffer {
    var message = ProtocolBuffer()
    fill(&message)
    return message
  }
}
