import HeapTrace
import Testing
import TraceTesting

/// Logs with random damage. A reader reports the error, or reads events that a writer can write again. It never traps.
@Suite struct TraceReaderMutationTests {
  private let pieces = [
    "-", "0", "9", " ", "\n", "\r\n", "#", "%", ":", "=", "\0", "é", "9223372036854775808",
    "alloc ", "ref",
  ]

  @Test(arguments: 0..<4)
  func damageIsSaidOrRead(round: Int) throws {
    let seed = UInt64.random(in: 0 ... .max)
    print("TraceReaderMutationTests.damageIsSaidOrRead round \(round) seed \(seed)")
    var random = SplitMix64(seed: seed)
    let log = Array(TraceReaderTests.logOfEverything.utf8)
    var wrong = 0
    for _ in 0..<250 {
      let bytes = damaged(log, &random)
      let readSize = Int.random(in: 1...40, using: &random)
      do {
        let batch = try readAll(bytes)
        #expect(try readAll(bytes, readSize: readSize).events == batch.events)
        // Version 2 has every record that a reader accepts.
        var writer = TraceWriter(version: 2)
        writer.write(batch)
        #expect(try readAll(writer.bytes).events == batch.events)
      } catch {
        wrong += 1
        #expect(errorOf(bytes, readSize: readSize) == error)
      }
    }
    #expect(wrong > 50)
  }

  private func damaged(_ log: [UInt8], _ random: inout SplitMix64) -> [UInt8] {
    var bytes = log
    let at = Int.random(in: 0..<bytes.count, using: &random)
    switch Int.random(in: 0..<4, using: &random) {
    case 0: bytes[at] = UInt8.random(in: 0 ... .max, using: &random)
    case 1: bytes.remove(at: at)
    case 2: bytes.removeSubrange(at..<min(bytes.count, at + 20))
    default:
      let piece = pieces[Int.random(in: 0..<pieces.count, using: &random)]
      bytes.insert(contentsOf: piece.utf8, at: at)
    }
    return bytes
  }
}
