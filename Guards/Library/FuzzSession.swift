import CyclicGC
import GCTraceKit
import HeapTrace
import SQLite
import TraceStore
import TraceTesting

/// Runs inputs through one target. Whatever an input is, the program must not crash, and what `run` checks must hold.
package final class FuzzSession {
  /// More collections than this are not waited for: one line may ask for two thousand million.
  static let mostCollections = 500

  private let target: FuzzTarget
  let folder: String
  private var blocks: BlockFuzzer?

  /// `folder`: for the database; one on a memory disk is fastest.
  package init(_ target: FuzzTarget, folder: String) throws {
    self.target = target
    self.folder = folder
    if target == .blocks { blocks = try BlockFuzzer(folder: folder) }
  }

  /// Throws `FuzzFailure` if something does not hold that should.
  package func run(_ input: [UInt8]) throws {
    switch target {
    case .reader: try checkReader(input)
    case .replay: _ = try checkReplay(input)
    case .blocks: try blocks?.check(input)
    case .store: try checkStore(input)
    }
  }

  // MARK: Reading

  /// What reading a log came to.
  struct Reading: Equatable {
    var events: [Event] = []
    var operands: [[Int64]] = []
    var texts: [String] = []
    var types: [TypeDefinition] = []
    var sites: [SiteDefinition] = []
    var names: [NameDefinition] = []
    var metadata: [MetadataEntry] = []
    var error: HeapTraceError?
    var objects = ObjectNumbering()
  }

  func read(_ input: [UInt8], readSize: Int = .max, acceptsTruncation: Bool = false) -> Reading {
    var reader = TraceReader(
      bytes: input,
      readSize: readSize,
      acceptsTruncation: acceptsTruncation
    )
    var reading = Reading()
    var batch = EventBatch()
    do throws(HeapTraceError) {
      while try reader.read(into: &batch, limit: 512) {
        reading.take(batch)
      }
    } catch {
      reading.error = error
    }
    reading.objects = reader.objects
    return reading
  }

  private func checkReader(_ input: [UInt8]) throws {
    let whole = read(input)
    let pieces = read(input, readSize: 7)
    guard whole.error == pieces.error else {
      throw FuzzFailure(description: "\(String(describing: whole.error)) in one piece")
    }
    // Where reading ends in an error, the last batch may not have come.
    guard whole.error != nil || whole == pieces else {
      throw FuzzFailure(description: "a log in pieces is not the log in one piece")
    }
    _ = read(input, acceptsTruncation: true)
    guard whole.error == nil else { return }
    guard ObjectRanks(whole.objects) != nil else {
      throw FuzzFailure(description: "the objects of a log cannot be ranked")
    }
    // A writer makes a space of a carriage return.
    guard !input.contains(0x0D) else { return }
    // Version 2 has every record that a reader takes.
    var writer = TraceWriter(version: 2)
    writer.write(whole.batch)
    var again = read(writer.bytes)
    again.objects = whole.objects
    guard again == whole else {
      throw FuzzFailure(description: "what was written is not what was read: \(again)")
    }
  }

  // MARK: Replaying

  /// - Returns: whether the log can be read, and one of the collectors replayed it to its end.
  func checkReplay(_ input: [UInt8]) throws -> Bool {
    let reading = read(input)
    guard reading.error == nil, let ranks = ObjectRanks(reading.objects) else { return false }
    var batch = ReplayBatch()
    batch.take(reading.batch, ranks)
    var trace = DecodedTrace(ranks: ranks)
    trace.types = reading.types
    trace.polls = reading.events.first?.kind == .poll
    trace.simulatesFreeLists = reading.metadata.contains { $0.key == "freelists" }
    trace.marksRoots = reading.metadata.last { $0.key == "roots" }?.text == "marked"
    trace.batches = [batch]
    for options in FuzzReplays.policies { try Self.replay(trace, options) }
    var isWhole = false
    for options in FuzzReplays.releases where try Self.replay(trace, options) { isWhole = true }
    return isWhole
  }

  /// - Returns: whether the replay came to the trace's end.
  @discardableResult
  static func replay(_ trace: DecodedTrace, _ options: FuzzReplays.Options) throws -> Bool {
    let outline = trace.outline
    // A trace may be shorter than where the setting does something.
    let agenda = (try? Agenda(options.setting, outline)) ?? .empty
    var replay = trace.replay(
      options.setting,
      agenda: agenda,
      toleratesDivergences: options.toleratesDivergences
    )
    var collections = 0
    var isWhole = true
    do throws(ReplayError) {
      for batch in trace.batches {
        while try replay.run(batch) == .collected {
          collections += 1
          if collections == mostCollections { return false }
        }
      }
    } catch {
      // The log contradicts the heap, which must be whole all the same.
      isWhole = false
      guard !options.toleratesDivergences else {
        throw FuzzFailure(description: "a replay that tolerates divergences ended with \(error)")
      }
    }
    let broken = replay.collector.heap.checkInvariants()
    guard broken.isEmpty else {
      throw FuzzFailure(description: broken.joined(separator: "; "))
    }
    guard replay.collector.heap.bytesAlive >= 0, replay.collector.heap.peakBytes >= 0 else {
      throw FuzzFailure(description: "bytes alive below zero")
    }
    return isWhole
  }
}

extension FuzzSession.Reading {
  fileprivate mutating func take(_ part: EventBatch) {
    for var event in part.events {
      switch event.kind {
      case .state, .threshold, .observed:
        operands.append(Array(part.operands[Int(event.n)..<Int(event.n + event.second)]))
        event.n = 0
      case .mark:
        texts.append(part.texts[Int(event.n)])
        event.n = 0
      default: break
      }
      events.append(event)
    }
    types += part.types
    sites += part.sites
    names += part.names
    metadata += part.metadata
  }

  /// The same as a batch.
  var batch: EventBatch {
    var batch = EventBatch()
    batch.types = types
    batch.sites = sites
    batch.names = names
    batch.metadata = metadata
    batch.texts = texts
    var text: Int64 = 0
    var operand = 0
    for var event in events {
      switch event.kind {
      case .state, .threshold, .observed:
        event.n = Int64(batch.operands.count)
        batch.operands += operands[operand]
        operand += 1
      case .mark:
        event.n = text
        text += 1
      default: break
      }
      batch.events.append(event)
    }
    return batch
  }
}
