import Foundation
import Guards
import Testing
import TraceTesting

@Suite struct CrashTests {
  /// `make crash` kills more often.
  @Test func aKilledProgramLeavesTheDatabaseAsBeforeOrAsAfter() throws {
    let folder = try TemporaryFolder()
    let outcome = try CrashGuard(
      program: TestProgram.path,
      folder: folder.url,
      events: 6_000,
      oldDatabase: Fixtures.folder.appending(path: "databases/version-1.db"),
      seed: 1
    ).run(kills: 12)
    #expect(outcome.kills == 12)
    #expect(outcome.failures == [])
  }
}
