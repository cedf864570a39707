import CZlib
import Foundation
import Testing

@testable import HeapTrace

@Suite struct TraceSourceTests {
  private let log = Array((prologue + String(repeating: "ref 1 2\nunref 1 2\n", count: 3_000)).utf8)

  private func contents(_ bytes: [UInt8], readSize: Int = .max, room: Int = 100) throws -> [UInt8] {
    var source = TraceSource(bytes: bytes, readSize: readSize)
    var buffer = [UInt8](repeating: 0, count: room + 3)
    var result: [UInt8] = []
    while true {
      let count = try source.read(into: &buffer, at: 3, line: 1)
      guard count > 0 else { break }
      result += buffer[3..<3 + count]
    }
    #expect(source.bytesRead == Int64(bytes.count))
    #expect(source.totalBytes == Int64(bytes.count))
    var digest = Digest()
    digest.update(bytes.span)
    #expect(source.digest == digest.value)
    return result
  }

  @Test(arguments: [1, 2, 7, 1_000, Int.max])
  func plainBytesComeAsTheyAre(readSize: Int) throws {
    #expect(try contents(log, readSize: readSize) == log)
    #expect(try contents([], readSize: readSize) == [])
    #expect(try contents([0x1F], readSize: readSize) == [0x1F])
  }

  @Test(arguments: [1, 2, 7, 1_000, Int.max])
  func gzipIsToldByItsFirstBytes(readSize: Int) throws {
    #expect(try contents(gzipped(log), readSize: readSize) == log)
    #expect(try contents(gzipped(log), readSize: readSize, room: 1) == log)
    #expect(try contents(gzipped([]), readSize: readSize) == [])
  }

  @Test(arguments: [1, 5, Int.max])
  func gzipMembersAreJoined(readSize: Int) throws {
    let members = gzipped(Array(log[..<777])) + gzipped([]) + gzipped(Array(log[777...]))
    #expect(try contents(members, readSize: readSize) == log)
    #expect(try contents(members + [0, 0, 0], readSize: readSize) == log)
  }

  @Test func everyTruncationIsToldFromTheEnd() throws {
    let bytes = gzipped(Array(log.prefix(300)))
    for count in 2..<bytes.count {
      let error = errorOf(Array(bytes.prefix(count)))
      guard case .truncated(_, "the rest of the gzip stream", "end of file")? = error else {
        Issue.record("cut to \(count) of \(bytes.count) bytes: \(String(describing: error))")
        continue
      }
    }
  }

  /// Three lines can be read before the stream breaks off in the fourth.
  @Test func truncationNamesTheLineReached() {
    var stored = gzipped(Array(prologue.utf8))
    stored.removeLast(8)
    #expect(
      errorOf(stored)
        == .truncated(line: 8, expected: "the rest of the gzip stream", found: "end of file")
    )
  }

  /// However short the rest of a log is, a reader reads its complete lines, and nothing else.
  @Test(arguments: [1, 7, Int.max])
  func everyTruncationIsAcceptedWhenAsked(readSize: Int) throws {
    let lines = prologue.split(separator: "\n").count
    let bytes = gzipped(Array((prologue + String(repeating: "ref 1 2\n", count: 200)).utf8))
    var counts: [Int64] = []
    for length in 60..<bytes.count {
      var reader = TraceReader(
        bytes: Array(bytes.prefix(length)),
        readSize: readSize,
        acceptsTruncation: true
      )
      var batch = EventBatch()
      do throws(HeapTraceError) {
        while try reader.read(into: &batch) {}
        guard reader.eventCount > 0 else { continue }
        #expect(reader.brokeOffAfter == reader.eventCount + Int64(lines) - 2)
        counts.append(reader.eventCount)
      } catch {
        // Too little even for the first line.
        #expect(reader.eventCount == 0)
      }
    }
    #expect(counts == counts.sorted())
    #expect(counts.last == 202)
  }

  @Test func aWholeLogDoesNotBreakOff() throws {
    for bytes in [log, gzipped(log)] {
      var reader = TraceReader(bytes: bytes, acceptsTruncation: true)
      var batch = EventBatch()
      while try reader.read(into: &batch) {}
      #expect(reader.eventCount == 6_002)
      #expect(reader.brokeOffAfter == nil)
    }
  }

  @Test func aFileThatEndsTooSoonBreaksOff() throws {
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).log")
    defer { try? FileManager.default.removeItem(at: file) }
    let compressed = gzipped(log)
    let cases: [([UInt8], Bool)] = [
      (log, false), (log.dropLast(), true), (compressed, false), (compressed.dropLast(), true),
      (compressed.dropLast(200), true), ([], false),
    ].map { (Array($0.0), $0.1) }
    for (bytes, breaksOff) in cases {
      try Data(bytes).write(to: file)
      #expect(try TraceSource.breaksOff(path: file.path) == breaksOff)
    }
  }

  @Test func damageIsNotTruncation() {
    var bytes = gzipped(log)
    bytes[bytes.count - 5] ^= 1
    var reader = TraceReader(bytes: bytes, acceptsTruncation: true)
    #expect(throws: HeapTraceError.self) {
      var batch = EventBatch()
      while try reader.read(into: &batch) {}
    }
  }

  @Test func damageIsToldFromTruncation() throws {
    var wrongSum = gzipped(log)
    wrongSum[wrongSum.count - 5] ^= 1
    #expect(
      errorOf(wrongSum)
        == .malformed(
          line: 6_008,
          expected: "the rest of the gzip stream",
          found: "damaged data (incorrect data check)"
        )
    )
    #expect(
      errorOf(gzipped(log) + Array("more".utf8))
        == .malformed(
          line: 6_008,
          expected: "the rest of the gzip stream",
          found: "damaged data (incorrect header check)"
        )
    )
  }

  @Test func missingFileIsMissing() {
    #expect(
      throws: HeapTraceError.unreadable(
        path: "/no/such.log",
        reason: "No such file or directory",
        missing: true
      )
    ) { _ = try TraceReader(path: "/no/such.log") }
    #expect(throws: HeapTraceError.self) { _ = try TraceSource.digest(ofFile: "/no/such.log") }
  }

  @Test func directoryIsRefused() {
    let path = FileManager.default.temporaryDirectory.path
    #expect(
      throws: HeapTraceError.unreadable(path: path, reason: "Is a directory", missing: false)
    ) { _ = try TraceReader(path: path) }
  }

  @Test func fileAndItsDigest() throws {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).log")
    let bytes = gzipped(log)
    try Data(bytes).write(to: url)
    defer { try? FileManager.default.removeItem(at: url) }
    var reader = try TraceReader(path: url.path)
    #expect(reader.totalBytes == Int64(bytes.count))
    var batch = EventBatch()
    while try reader.read(into: &batch) {}
    #expect(reader.eventCount == 6_002)
    #expect(reader.bytesRead == Int64(bytes.count))
    #expect(try TraceSource.digest(ofFile: url.path) == reader.digest)
  }

  @Test func whatCannotBeReadTwiceHasNoDigest() throws {
    #expect(try TraceSource.digest(ofFile: "-") == nil)
    #expect(try TraceSource.digest(ofFile: "/dev/null") == nil)
  }
}
