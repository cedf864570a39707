import Foundation
import GCTraceKit
import Testing

@testable import gctrace

@Suite struct StandardOutputTests {
  @Test func everythingArrivesInOrder() throws {
    let url = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try Data().write(to: url)
    defer { try? FileManager.default.removeItem(at: url) }
    let handle = try FileHandle(forWritingTo: url)
    var output = StandardOutput(descriptor: handle.fileDescriptor)
    // More than three pieces.
    for number in 0..<40_000 { try output.line("\(number)") }
    try output.rows(["a"], [[.integer(1)]], as: .csv)
    try output.flush()
    let expected = (0..<40_000).map { "\($0)\n" }.joined() + "a\r\n1\r\n"
    #expect(try Data(contentsOf: url) == Data(expected.utf8))
  }

  @Test func aFailureSaysWhy() throws {
    var output = StandardOutput(descriptor: -1)
    try output.line("x")
    #expect(throws: OutputError.failed(reason: "Bad file descriptor")) { try output.flush() }
  }
}
