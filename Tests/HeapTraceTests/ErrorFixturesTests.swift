import Foundation
import HeapTrace
import Testing

/// `fixtures/errors` has a log, with the program's message, for every error that a reader can find.
@Suite struct ErrorFixturesTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../fixtures/errors").standardized.path

  private static let logs =
    ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
    .filter { $0.hasSuffix(".log") || $0.hasSuffix(".log.gz") }.sorted()

  @Test func fixturesAreThere() {
    #expect(Self.logs.count > 60)
  }

  @Test(arguments: logs)
  func saysWhatIsWrong(name: String) throws {
    let log = [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(Self.folder)/\(name)")))
    let stem = name.replacing(".gz", with: "").dropLast(".log".count)
    let expected = try String(contentsOfFile: "\(Self.folder)/\(stem).expected", encoding: .utf8)
    let errors = [errorOf(log), errorOf(log, readSize: 1)]
    #expect(errors[0] == errors[1])
    switch errors[0] {
    case .malformed(let line, let wanted, let found):
      #expect("\(name):\(line): expected \(wanted), found \(found)\n" == expected)
    case .truncated(let line, let wanted, let found):
      let hint = "--truncated imports what is whole"
      #expect("\(name):\(line): expected \(wanted), found \(found); \(hint)\n" == expected)
    default: Issue.record("not malformed: \(String(describing: errors[0]))")
    }
  }
}
