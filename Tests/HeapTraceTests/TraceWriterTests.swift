import HeapTrace
import Testing
import TraceTesting

@Suite struct TraceWriterTests {
  @Test func canonicalLogComesBack() throws {
    let log =
      TraceReaderTests.logOfEverything.replacing("kind=container", with: "")
      + "type 2 a%20b%25 kind=dict finalizer legacy freelist=80\n"
      + "site 5 <frozen%20x>:12 <lambda>\n"
    #expect(written(try pieces(log)) == log)
  }

  @Test func linesCannotBeBrokenByText() throws {
    var writer = TraceWriter()
    writer.write(MetadataEntry(key: "argv", text: "a\nfrob\r"))
    writer.write(TypeDefinition(number: 1, name: "x\ny"))
    writer.write(Event(.mark), texts: ["one\ntwo"])
    let batch = try readAll(writer.bytes)
    #expect(batch.metadata.first?.text == "a frob ")
    #expect(batch.types.first?.name == "x y")
    #expect(batch.texts == ["one two"])
  }

  @Test func longLogsAreWrittenInPieces() throws {
    var writer = TraceWriter()
    var log = writer.bytes
    writer.removeBytes()
    #expect(writer.bytes.isEmpty)
    writer.write(Event(.poll))
    log += writer.bytes
    #expect(log == Array("gctrace 1\npoll\n".utf8))
  }

  /// The log in batches of one event each, so that the definitions keep their positions.
  private func pieces(_ log: String) throws -> [EventBatch] {
    var reader = TraceReader(bytes: Array(log.utf8))
    var batch = EventBatch()
    var result: [EventBatch] = []
    while try reader.read(into: &batch, limit: 1) { result.append(batch) }
    return result
  }

  private func written(_ batches: [EventBatch]) -> String {
    var writer = TraceWriter(version: 2)
    for batch in batches { writer.write(batch) }
    return String(decoding: writer.bytes, as: UTF8.self)
  }
}
