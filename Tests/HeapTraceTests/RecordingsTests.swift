import Foundation
import HeapTrace
import Testing

/// The recordings of real programs, if they are available in the folder that `GCTRACE_TRACES` names or beside the package.
@Suite struct RecordingsTests {
  private static let expected: [(name: String, events: Int64, objects: Int64)] = [
    ("compileall-py3.11.7.log.gz", 48_469, 13_620),
    ("pyperformance-gc_collect-py3.12.1.log.gz", 394_276, 86_503),
    ("docutils-loop-py3.11.7.log.gz", 730_974, 181_265),
  ]

  @Test(arguments: expected.indices)
  func recordingIsReadWhole(index: Int) throws {
    let (name, events, objects) = Self.expected[index]
    let folder =
      ProcessInfo.processInfo.environment["GCTRACE_TRACES"]
      ?? URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../../shared/traces").standardized.path
    let path = folder + "/" + name
    guard FileManager.default.fileExists(atPath: path) else {
      print("RecordingsTests: skipped, there is no \(path)")
      return
    }
    var reader = try TraceReader(path: path)
    var batch = EventBatch()
    var births: Int64 = 0
    while try reader.read(into: &batch) {
      births += Int64(batch.events.count { $0.kind.isBirth })
      #expect(batch.lines.count == batch.events.count)
    }
    #expect(reader.eventCount == events)
    #expect(reader.objects.count == objects)
    #expect(births == objects)
    #expect(try TraceSource.digest(ofFile: path) == reader.digest)
  }
}
