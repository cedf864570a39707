/// A run as a trace of Perfetto (https://perfetto.dev): collections as slices, a track for each generation, counters, and marks.
///
/// The fields' numbers are those of Perfetto's published schema (protos/perfetto/trace/trace_packet.proto and
/// track_event/*.proto). Each call gives the packets to append to the file; nothing is kept but where the tracks stand.
package struct PerfettoTrace: Sendable {
  /// What a point in time of the trace is.
  package enum Clock: Sendable {
    /// The log's nanoseconds since recording began.
    case recording
    /// The log has no times: an event is a microsecond.
    case events

    /// How the tracks' process says it.
    package var words: String {
      switch self {
      case .recording: "time: the recording's own"
      case .events: "time: event numbers, an event is shown as 1 us"
      }
    }
  }

  /// A collection, or what was known of it.
  package struct Slice: Sendable {
    package var generation: Int64
    package var name: String
    /// In the trace's time, nanoseconds.
    package var start: Int64
    package var duration: Int64
    package var arguments: [(name: String, value: Argument)]
  }

  package enum Argument: Equatable, Sendable {
    case integer(Int64)
    case number(Double)
    case text(String)
  }

  /// What is counted beside the slices, in the order of the tracks.
  package enum Counter: UInt64, CaseIterable, Sendable {
    case heapBytes = 100
    case garbageBytes
    case heapObjects
    case garbageObjects
    case count0, count1, count2
    case pending, total
    case size0, size1, size2, sizePermanent

    var name: String {
      switch self {
      case .heapBytes: "heap"
      case .garbageBytes: "garbage"
      case .heapObjects: "heap objects"
      case .garbageObjects: "garbage objects"
      case .count0: "count 0"
      case .count1: "count 1"
      case .count2: "count 2"
      case .pending: "long-lived pending"
      case .total: "long-lived total"
      case .size0: "generation 0"
      case .size1: "generation 1"
      case .size2: "generation 2"
      case .sizePermanent: "permanent generation"
      }
    }

    /// UNIT_SIZE_BYTES or UNIT_COUNT.
    var unit: UInt64 { self == .heapBytes || self == .garbageBytes ? 3 : 2 }
  }

  private static let process: UInt64 = 1
  private static let marks: UInt64 = 2
  /// The track of generation 0; the others follow.
  private static let generations: UInt64 = 10
  private static let sequence: UInt64 = 1
  /// Where each generation's last slice ended: slices of a track do not overlap.
  private var ends: [Int64] = [0, 0, 0]
  private var isFirst = true

  package init() {}

  /// The tracks, to be written first.
  package mutating func head(name: String, clock: Clock) -> [UInt8] {
    var packets: [UInt8] = []
    packets += descriptor(Self.process, parent: nil) { track in
      // process
      track.add(
        3,
        .message {
          $0.add(1, UInt64(1))
          $0.add(6, "gctrace: \(name) (\(clock.words))")
        }
      )
    }
    packets += descriptor(Self.marks, parent: Self.process) { $0.add(2, "marks") }
    for generation in 0..<3 as Range<UInt64> {
      packets += descriptor(Self.generations + generation, parent: Self.process) {
        $0.add(2, "collections of generation \(generation)")
      }
    }
    for counter in Counter.allCases {
      packets += descriptor(counter.rawValue, parent: Self.process) { track in
        track.add(2, counter.name)
        // counter: its unit
        track.add(8, .message { $0.add(3, counter.unit) })
      }
    }
    return packets
  }

  /// A mark as an instant.
  package mutating func mark(_ text: String, at time: Int64) -> [UInt8] {
    event(at: time, type: 3, track: Self.marks) { $0.add(23, text) }
  }

  /// A collection. Where it would begin before the last one of its generation has ended, it begins then.
  ///
  /// - Returns: the packets, and when it begins and ends.
  package mutating func slice(_ slice: Slice) -> (packets: [UInt8], start: Int64, end: Int64) {
    let generation = Int(min(2, max(0, slice.generation)))
    let start = max(slice.start, ends[generation])
    let end = start + max(1, slice.duration)
    ends[generation] = end
    let track = Self.generations + UInt64(generation)
    var packets = event(at: start, type: 1, track: track) { event in
      event.add(22, "gc")
      event.add(23, slice.name)
      for argument in slice.arguments {
        event.add(
          4,
          .message { annotation in
            annotation.add(10, argument.name)
            switch argument.value {
            case .integer(let value): annotation.add(4, signed: value)
            case .number(let value): annotation.add(5, double: value)
            case .text(let value): annotation.add(6, value)
            }
          }
        )
      }
    }
    packets += event(at: end, type: 2, track: track) { _ in }
    return (packets, start, end)
  }

  /// A counter's value from a time on.
  package mutating func count(_ counter: Counter, _ value: Int64, at time: Int64) -> [UInt8] {
    event(at: time, type: 4, track: counter.rawValue) { $0.add(30, signed: value) }
  }

  // MARK: Packets

  private mutating func descriptor(
    _ id: UInt64,
    parent: UInt64?,
    _ fill: (inout ProtocolBuffer) -> Void
  ) -> [UInt8] {
    packet { packet in
      packet.add(
        60,
        .message { track in
          track.add(1, id)
          if let parent { track.add(5, parent) }
          fill(&track)
        }
      )
    }
  }

  private mutating func event(
    at time: Int64,
    type: UInt64,
    track: UInt64,
    _ fill: (inout ProtocolBuffer) -> Void
  ) -> [UInt8] {
    packet { packet in
      packet.add(8, UInt64(max(0, time)))
      packet.add(
        11,
        .message { event in
          event.add(9, type)
          event.add(11, track)
          fill(&event)
        }
      )
    }
  }

  private mutating func packet(_ fill: (inout ProtocolBuffer) -> Void) -> [UInt8] {
    var packet = ProtocolBuffer()
    fill(&packet)
    packet.add(10, Self.sequence)
    // The state of the sequence is cleared by the first packet: SEQ_INCREMENTAL_STATE_CLEARED.
    if isFirst { packet.add(13, UInt64(1)) }
    isFirst = false
    var trace = ProtocolBuffer()
    trace.add(1, packet)
    return trace.bytes
  }
}
