import Foundation
import Testing

@testable import HeapReport
@testable import gctrace

/// `gctrace report`, as the built program. How its pages look and behave in a browser: Tests/ReportPage.
@Suite struct ReportPageTests {
  private let program: Program

  init() throws {
    program = try Program()
    try program.write(Logs.cycle, to: "cycle.log")
    _ = try program.run("import", "cycle.log")
    _ = try program.run("replay")
  }

  private func page(_ name: String) throws -> String {
    String(decoding: try program.data(name), as: UTF8.self)
  }

  /// What stands between two texts, the first time.
  private func between(_ start: String, _ end: String, in text: String) throws -> String {
    let from = try #require(text.range(of: start)).upperBound
    let to = try #require(text.range(of: end, range: from..<text.endIndex)).lowerBound
    return String(text[from..<to])
  }

  private func data(of page: String) throws -> [String: Any] {
    let json = try between("id=\"data\">", "</script>", in: page)
    return try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
  }

  @Test func aPageIsMadeWithWhatTheRunLacks() throws {
    let made = try program.run("report", "-o", "page.html")
    #expect(made.status == 0)
    #expect(made.output == "page.html\n")
    #expect(made.errors.contains("Run 1 has no garbage and deaths yet: making them"))
    #expect(made.errors.contains("Run 1 has no cycles yet: making them"))
    let again = try program.run("report", "-o", "again.html")
    #expect(again.errors == "")
    let runs = try #require(try data(of: page("page.html"))["runs"] as? [[String: Any]])
    #expect(runs.count == 1)
    let facts = try #require(runs[0]["facts"] as? [String: Any])
    #expect(facts["traceName"] as? String == "cycle")
    #expect(facts["collections"] as? [Int] == [0, 0, 1])
    #expect(facts["peakGarbage"] as? Int == 112)
    #expect(facts["agreement"] as? [Int] == [1, 1])
    let cycles = try #require(runs[0]["cycles"] as? [String: Any])
    #expect((cycles["signatures"] as? [Any])?.count == 1)
    #expect(runs[0]["analyses"] as? [String] == ["cycles", "deaths", "garbage"])
  }

  @Test func asIsMakesNothing() throws {
    let made = try program.run("report", "--as-is")
    #expect(made.status == 0)
    #expect(made.errors == "")
    let runs = try #require(try data(of: page("report.html"))["runs"] as? [[String: Any]])
    #expect(runs[0]["analyses"] as? [String] == [])
    #expect(try program.run("query", "SELECT * FROM analysis", "--format", "jsonl").output == "")
  }

  @Test func aFileThatIsThereIsKept() throws {
    try program.write("mine", to: "report.html")
    let refused = try program.run("report", "--as-is")
    #expect(refused.status == 73)
    #expect(refused.errors == "gctrace: report.html exists; --force replaces it\n")
    #expect(try page("report.html") == "mine")
    #expect(try program.run("report", "--as-is", "--force").status == 0)
    #expect(try page("report.html").hasPrefix("<!doctype html>"))
    #expect(try program.run("report", "--as-is", "-o", "no/such/folder.html").status == 73)
    #expect(try program.run("report", "7", "-o", "other.html").status == 66)
    #expect(!(try program.files).contains { $0.hasSuffix(".part") || $0 == "other.html" })
  }

  @Test func thePageRunsOnlyItsOwnScript() throws {
    _ = try program.run("report", "--as-is")
    let page = try page("report.html")
    let policy = try between("Content-Security-Policy\" content=\"", "\"", in: page)
    #expect(policy.hasPrefix("default-src 'none'; script-src 'sha256-"))
    #expect(!policy.contains("unsafe"))
    let style = try between("<style>", "</style>", in: page)
    #expect(policy.contains("'sha256-\(Base64.text(SHA256.digest(Array(style.utf8))))'"))
    let script = try between("<script>", "</script>", in: page)
    #expect(policy.contains("'sha256-\(Base64.text(SHA256.digest(Array(script.utf8))))'"))
    // Nothing of the data becomes markup, and nothing is loaded.
    for word in [
      "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "fetch(",
    ] {
      #expect(!script.contains(word), "\(word)")
    }
    for word in ["src=", "href=\"http", "url(http", "@import"] {
      #expect(!page.contains(word), "\(word)")
    }
    #expect(ReportPage.codeSize < 150_000)
  }

  @Test func hostileNamesAreText() throws {
    let name = "</script><img src=x onerror=alert(1)><!--"
    let word = name.replacing(" ", with: "%20")
    try program.write(
      "gctrace 1\nmeta python 3.11.7\ntype 1 \(word)\nsite 1 \(word):3 \(word)\n"
        + "mark \(name)\nalloc 1 1 56\nref 1 1\nrelease 1\ncollect 2\n",
      to: "hostile.log"
    )
    #expect(try program.run("import", "hostile.log", "--name", name).status == 0)
    _ = try program.run("replay")
    #expect(try program.run("report").status == 0)
    let page = try page("report.html")
    #expect(!page.contains("<img"))
    #expect(page.components(separatedBy: "</script>").count == 3)
    #expect(page.components(separatedBy: "<!--").count == 1)
    let runs = try #require(try data(of: page)["runs"] as? [[String: Any]])
    #expect((runs[0]["facts"] as? [String: Any])?["traceName"] as? String == name)
  }

  /// A log of one object and no collection gives a page, too.
  @Test func nothingIsEnoughForAPage() throws {
    try program.write("gctrace 1\nmeta python 3.11.7\ntype 1 list\nalloc 1 1 56\n", to: "one.log")
    _ = try program.run("import", "one.log")
    _ = try program.run("replay")
    #expect(try program.run("report").status == 0)
    let runs = try #require(try data(of: page("report.html"))["runs"] as? [[String: Any]])
    #expect((runs[0]["facts"] as? [String: Any])?["events"] as? Int == 1)
  }
}
