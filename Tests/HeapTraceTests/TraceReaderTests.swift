import HeapTrace
import Testing

@Suite struct TraceReaderTests {
  /// Every event with every optional part, behind `prologue`.
  static let everyEvent: [(line: String, event: Event)] = [
    ("heap 3 1 56 0", Event(.heap, object: 3, n: 56, type: 1)),
    ("heap 3 1 56 1", Event(.heap, object: 3, n: 56, type: 1, generation: 1)),
    ("heap 3 1 56 2 1", Event(.heap, object: 3, second: 1, n: 56, type: 1, generation: 2)),
    ("heap 3 1 56 3", Event(.heap, object: 3, n: 56, type: 1, generation: 3)),
    ("heap 3 1 56 - 1", Event(.heap, object: 3, second: 1, n: 56, type: 1, generation: -1)),
    ("watch 1 2", Event(.watch, object: 1, target: 2)),
    ("watch 1 2 callback", Event(.watch, object: 1, target: 2, flags: .callback)),
    ("alloc 3 1 0", Event(.allocate, object: 3, n: 0, type: 1)),
    ("alloc 3 1 64 1", Event(.allocate, object: 3, second: 1, n: 64, type: 1)),
    ("alloc 3 1 64 untracked", Event(.allocate, object: 3, n: 64, type: 1, flags: .untracked)),
    (
      "alloc 3 1 64 1 reused",
      Event(.allocate, object: 3, second: 1, n: 64, type: 1, flags: .reused)
    ),
    (
      "alloc 9223372036854775807 1 9007199254740991 1 untracked reused error",
      Event(
        .allocate,
        object: .max,
        second: 1,
        n: 9_007_199_254_740_991,
        type: 1,
        flags: [.untracked, .reused, .error]
      )
    ),
    ("weakref 3 1 80 0", Event(.weakReference, object: 3, n: 80, type: 1)),
    ("weakref 3 1 80 2 1", Event(.weakReference, object: 3, target: 2, second: 1, n: 80, type: 1)),
    (
      "weakref 3 1 80 2 callback",
      Event(.weakReference, object: 3, target: 2, n: 80, type: 1, flags: .callback)
    ),
    (
      "weakref 3 1 80 1 1 callback",
      Event(.weakReference, object: 3, target: 1, second: 1, n: 80, type: 1, flags: .callback)
    ),
    ("size 1 128", Event(.size, object: 1, n: 128)),
    ("retain 1", Event(.retain, object: 1, n: 1)),
    ("retain 1 2147483647", Event(.retain, object: 1, n: 2_147_483_647)),
    ("release 2", Event(.release, object: 2, n: 1)),
    ("release 2 3", Event(.release, object: 2, n: 3)),
    ("ref 1 2", Event(.reference, object: 1, target: 2, n: 1)),
    ("ref 1 1 2", Event(.reference, object: 1, target: 1, n: 2)),
    ("unref 1 2", Event(.unreference, object: 1, target: 2, n: 1)),
    ("unref 2 1 9", Event(.unreference, object: 2, target: 1, n: 9)),
    ("clear 1", Event(.clear, object: 1)),
    ("track 1", Event(.track, object: 1)),
    ("untrack 1", Event(.untrack, object: 1)),
    ("count 5", Event(.count, n: 5)),
    ("count 0", Event(.count, n: 0)),
    ("count -2147483647", Event(.count, n: -2_147_483_647)),
    ("finalizer 1", Event(.finalizer, object: 1)),
    ("finalizer 1 retain 2", Event(.finalizer, object: 1, target: 2, n: 1, script: .retain)),
    ("finalizer 1 retain 2 4", Event(.finalizer, object: 1, target: 2, n: 4, script: .retain)),
    ("finalizer 1 release 1", Event(.finalizer, object: 1, target: 1, n: 1, script: .release)),
    (
      "finalizer 1 ref 2 1",
      Event(.finalizer, object: 1, target: 2, second: 1, n: 1, script: .reference)
    ),
    (
      "finalizer 1 unref 2 1 3",
      Event(.finalizer, object: 1, target: 2, second: 1, n: 3, script: .unreference)
    ),
    ("finalizer 1 clear 2", Event(.finalizer, object: 1, target: 2, script: .clear)),
    ("callback 1", Event(.callback, object: 1)),
    ("callback 1 clear 2", Event(.callback, object: 1, target: 2, script: .clear)),
    ("collect", Event(.collect, generation: 2)),
    ("collect 0", Event(.collect, generation: 0)),
    ("collect 1", Event(.collect, generation: 1)),
    ("enable", Event(.enable)),
    ("disable", Event(.disable)),
    ("freeze", Event(.freeze)),
    ("unfreeze", Event(.unfreeze)),
    ("debug saveall", Event(.debug, flags: .saveAll)),
    ("debug off", Event(.debug)),
    ("poll", Event(.poll)),
    ("time 9223372036854775807", Event(.time, n: .max)),
    ("time 0", Event(.time, n: 0)),
    ("ref 1 2 1 1", Event(.reference, object: 1, target: 2, n: 1, type: 1)),
    (
      "ref 1 1 2 2147483647",
      Event(.reference, object: 1, target: 1, n: 2, type: .max)
    ),
    (
      "finalizer 1 ref 2 1 1 1",
      Event(.finalizer, object: 1, target: 2, second: 1, n: 1, type: 1, script: .reference)
    ),
    ("payload 1 0", Event(.payload, object: 1, n: 0)),
    ("payload 2 9007199254740991", Event(.payload, object: 2, n: 9_007_199_254_740_991)),
    ("bytes 0", Event(.bytes, n: 0)),
    ("bytes 9007199254740991", Event(.bytes, n: 9_007_199_254_740_991)),
    ("sample 0", Event(.sample, generation: 0)),
    ("sample 2", Event(.sample, generation: 2)),
    ("collect 2 1", Event(.collect, second: 1, generation: 2)),
    ("collect 0 1", Event(.collect, second: 1, generation: 0)),
    ("root 1", Event(.root, object: 1)),
    ("unroot 1", Event(.unroot, object: 1)),
  ]

  /// A batch ends before it gets large, whatever the log contains: long texts, or nothing but comments.
  @Test(arguments: ["mark " + String(repeating: "x", count: 1 << 20), "# a comment", ""])
  func aBatchIsBounded(line: String) throws {
    let count = line.count > 100 ? 12 : 12_000_000 / (line.count + 1)
    let log = "gctrace 1\n" + String(repeating: line + "\n", count: count)
    var reader = TraceReader(bytes: Array(log.utf8))
    var batch = EventBatch()
    var batches = 0
    while try reader.read(into: &batch, limit: 100_000) {
      #expect(batch.events.count <= 5)
      batches += 1
    }
    #expect(batches >= 2)
    #expect(reader.line == Int64(count) + 1)
  }

  @Test func metadataIsBounded() throws {
    let entry = "meta key " + String(repeating: "x", count: (1 << 20) - 3) + "\n"
    var reader = TraceReader(
      bytes: Array(("gctrace 1\n" + String(repeating: entry, count: 65)).utf8)
    )
    var batch = EventBatch()
    let error = try #require(throws: HeapTraceError.self) {
      while try reader.read(into: &batch) {}
    }
    #expect(
      error
        == .malformed(
          line: 66,
          expected: "at most 67108864 bytes in all meta records",
          found: "more"
        )
    )
  }

  @Test(arguments: everyEvent.indices)
  func readsEveryEvent(index: Int) throws {
    let (line, event) = Self.everyEvent[index]
    let batch = try readAll(prologue + line)
    #expect(batch.events.last == event)
    #expect(batch.events.count == 3)
    #expect(batch.lines == [6, 7, 8])
    #expect(try readAll(prologue + line + "\r\n").events.last == event)
  }

  static let everyOperand: [(line: String, operands: [Int64])] = [
    ("state 700 10 10 5 2147483647", [700, 10, 10, 5, 2_147_483_647]),
    ("threshold 0", [0]),
    ("threshold -2147483648 5", [-2_147_483_648, 5]),
    ("threshold 700 10 2147483647", [700, 10, 2_147_483_647]),
    ("observed 0 1 2", [0, 1, 2]),
    ("observed 2 1 0 9223372036854775807", [2, 1, 0, .max]),
    ("observed 1 2 3 4 5 6 7", [1, 2, 3, 4, 5, 6, 7]),
  ]

  @Test(arguments: everyOperand.indices)
  func readsOperands(index: Int) throws {
    let (line, operands) = Self.everyOperand[index]
    let batch = try readAll("gctrace 1\nthreshold 1\n\(line)\nthreshold 2")
    let event = batch.events[1]
    #expect(event.n == 1)
    #expect(event.second == Int64(operands.count))
    #expect(batch.operands == [1] + operands + [2])
  }

  @Test func readsMarks() throws {
    let batch = try readAll("gctrace 1\nmark a b  c \nmark \nmark é%20\r\n")
    #expect(batch.texts == ["a b  c ", "", "é%20"])
    #expect(batch.events.map(\.n) == [0, 1, 2])
  }

  @Test func readsMetadata() throws {
    let batch = try readAll("gctrace 1\nmeta python 3.11.7\nmeta argv -c  x\nmeta ünknown \n")
    #expect(
      batch.metadata == [
        MetadataEntry(key: "python", text: "3.11.7"), MetadataEntry(key: "argv", text: "-c  x"),
        MetadataEntry(key: "ünknown", text: ""),
      ]
    )
  }

  @Test func readsTypes() throws {
    let batch = try readAll(
      """
      gctrace 1
      type 1 list
      type 2147483647 list kind=container
      type 3 tuple kind=tuple
      type 4 dict kind=dict
      type 5 a%20b%25%2520é kind=weakref
      type 6 int kind=atomic freelist=0
      type 7 x finalizer
      type 8 x freelist=2147483647 legacy finalizer kind=tuple
      """
    )
    #expect(
      batch.types == [
        TypeDefinition(number: 1, name: "list"),
        TypeDefinition(number: 2_147_483_647, name: "list"),
        TypeDefinition(number: 3, name: "tuple", kind: .tuple),
        TypeDefinition(number: 4, name: "dict", kind: .dict),
        TypeDefinition(number: 5, name: "a b%%20é", kind: .weakref),
        TypeDefinition(number: 6, name: "int", kind: .atomic, freeListLimit: 0),
        TypeDefinition(number: 7, name: "x", hasFinalizer: true),
        TypeDefinition(
          number: 8,
          name: "x",
          kind: .tuple,
          hasFinalizer: true,
          isLegacy: true,
          freeListLimit: .max
        ),
      ]
    )
  }

  @Test func readsSites() throws {
    let batch = try readAll(
      "gctrace 1\nsite 1 a.py:7 f\nsite 9 <frozen%20x>:0 <module>\nsite 2 C:\\b%25.py:12 g%20h"
    )
    #expect(
      batch.sites == [
        SiteDefinition(number: 1, file: "a.py", line: 7, function: "f"),
        SiteDefinition(number: 9, file: "<frozen x>", line: 0, function: "<module>"),
        SiteDefinition(number: 2, file: "C:\\b%.py", line: 12, function: "g h"),
      ]
    )
  }

  @Test func readsNames() throws {
    let batch = try readAll("gctrace 2\nname 1 parser\nname 2147483647 a%20b%25é\r\n")
    #expect(
      batch.names == [
        NameDefinition(number: 1, text: "parser"),
        NameDefinition(number: 2_147_483_647, text: "a b%é"),
      ]
    )
  }

  /// What version 2 adds is not of version 1.
  @Test(arguments: ["name 9 a", "ref 1 2 1 1", "payload 1 8", "bytes 8", "sample 0", "collect 2 1"])
  func versionOneHasNoneOfIt(line: String) throws {
    _ = try readAll(prologue + line)
    let log = prologue.replacing("gctrace 2", with: "gctrace 1").replacing(#/name .*\n/#, with: "")
    #expect(throws: HeapTraceError.self) { try readAll(log + line) }
  }

  @Test func skipsCommentsAndEmptyLines() throws {
    let batch = try readAll("# é first\n\n\r\ngctrace 1\n#\n#poll\npoll\n\npoll\n# end")
    #expect(batch.lines == [7, 9])
  }

  @Test func leadingZerosCount() throws {
    let batch = try readAll(prologue + "size 0000000000000000000000000000001 007")
    #expect(batch.events.last == Event(.size, object: 1, n: 7))
  }

  @Test(arguments: [1, 2, 3, 7, 31, 1_000], [1, 3, 512])
  func cutsAndBatchesChangeNothing(readSize: Int, limit: Int) throws {
    let log = Self.logOfEverything
    let whole = try readAll(log)
    let pieces = try readAll(log, readSize: readSize, limit: limit)
    #expect(pieces.events == whole.events)
    #expect(pieces.lines == whole.lines)
    #expect(pieces.operands == whole.operands)
    #expect(pieces.texts == whole.texts)
    #expect(pieces.types == whole.types)
    #expect(pieces.sites == whole.sites)
    #expect(pieces.names == whole.names)
    #expect(pieces.metadata == whole.metadata)
    #expect(try readAll(gzipped(Array(log.utf8)), readSize: readSize).events == whole.events)
  }

  /// All the events above in one log. The births have numbers of their own.
  static var logOfEverything: String {
    var log = prologue
    var next = 100
    for (line, event) in everyEvent {
      guard event.kind.isBirth else {
        log += line + "\n"
        continue
      }
      var words = line.split(separator: " ").map(String.init)
      words[1] = String(next)
      next += 2
      log += words.joined(separator: " ") + "\n"
    }
    return log + everyOperand.map { $0.line + "\n" }.joined() + "mark the end\nmeta k v\n"
  }

  @Test func batchesCarryTheirSequence() throws {
    var reader = TraceReader(
      bytes: Array("gctrace 1\npoll\npoll\npoll\ntype 1 a\nmeta k v\n".utf8)
    )
    var batch = EventBatch()
    #expect(try next(&reader, &batch, limit: 2))
    #expect(batch.firstSequence == 1)
    #expect(batch.events.count == 2)
    #expect(try next(&reader, &batch, limit: 2))
    #expect(batch.firstSequence == 3)
    #expect(batch.events.count == 1)
    #expect(batch.types.count == 1)
    #expect(batch.metadata.count == 1)
    #expect(try !next(&reader, &batch, limit: 2))
    #expect(batch.events.isEmpty && batch.types.isEmpty)
    #expect(reader.eventCount == 3)
    #expect(reader.line == 6)
  }

  @Test func definitionsAfterTheLastEventAreDelivered() throws {
    var reader = TraceReader(bytes: Array("gctrace 1\npoll\ntype 1 a\n".utf8))
    var batch = EventBatch()
    #expect(try next(&reader, &batch, limit: 1))
    #expect(batch.types.isEmpty)
    #expect(try next(&reader, &batch, limit: 1))
    #expect(batch.events.isEmpty)
    #expect(batch.types.count == 1)
    #expect(try !next(&reader, &batch, limit: 1))
  }

  @Test func manyDefinitionsComeInPieces() throws {
    let log = "gctrace 1\n" + (1...3_000).map { "type \($0) t\n" }.joined()
    var reader = TraceReader(bytes: Array(log.utf8))
    var batch = EventBatch()
    var count = 0
    while try reader.read(into: &batch) {
      #expect(batch.types.count <= 512)
      count += batch.types.count
    }
    #expect(count == 3_000)
  }

  @Test func objectsAreNumbered() throws {
    var reader = TraceReader(bytes: Array((prologue + "alloc 9 1 1\nweakref 3 1 1 9").utf8))
    var batch = EventBatch()
    while try reader.read(into: &batch) {}
    #expect(reader.objects.runs.map(\.first) == [1, 9])
    #expect(reader.objects.runs.map(\.length) == [3, 1])
  }

  @Test func logWithoutEventsIsALog() throws {
    var reader = TraceReader(bytes: Array("gctrace 1".utf8))
    var batch = EventBatch()
    #expect(try !next(&reader, &batch))
  }
}

/// Calls `read`, because `#expect` takes no mutating call.
private func next(
  _ reader: inout TraceReader,
  _ batch: inout EventBatch,
  limit: Int = 512
) throws(HeapTraceError) -> Bool {
  try reader.read(into: &batch, limit: limit)
}
