import TraceTesting
import Testing

@testable import Benchmarks

@Suite struct ChildProcessTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func `output, CPU time and memory of a program are told`() throws {
    // A shell that counts takes time of its own; dd reads into one block of 64 MiB.
    let script = "i=0; while [ $i -lt 100000 ]; do i=$((i + 1)); done; echo $i"
    let (usage, output) = try ChildProcess.run("sh", ["-c", script], scratch: folder.url)
    #expect(output == "100000\n")
    #expect(usage.cpu > 0.005)
    #expect(usage.wall > 0)
    let block = try ChildProcess.run(
      "dd",
      ["if=/dev/zero", "of=/dev/null", "bs=64M", "count=1"],
      scratch: folder.url
    )
    #expect(block.usage.peakMemory >= 64 << 20)
  }

  @Test func `a program that fails is an error that says what it said`() {
    let error = #expect(throws: ChildProcess.Failure.self) {
      try ChildProcess.run("sh", ["-c", "echo no >&2; exit 3"], scratch: folder.url)
    }
    #expect(error?.description == "sh -c echo no >&2; exit 3 ended with 3: no\n")
  }

  @Test func `a program that is not there is an error`() {
    #expect(throws: ChildProcess.Failure.self) {
      try ChildProcess.run("no-such-program-here", [], scratch: folder.url)
    }
  }
}
