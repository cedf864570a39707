import Foundation
import SQLite
import Testing

@testable import HeapReport
@testable import gctrace

/// `gctrace export`, as the built program. What Perfetto makes of a trace: Tests/ReportPage/check_perfetto.py.
@Suite struct ExportTests {
  private let program: Program

  init() throws {
    program = try Program()
    try program.write(Logs.cycle, to: "cycle.log")
    _ = try program.run("import", "cycle.log")
    _ = try program.run("replay", "--with", "garbage,deaths,cycles")
  }

  /// Every relation that the schema tells of and does not call internal, and no other.
  @Test func everyDocumentedRelationIsExported() throws {
    let connection = try Connection(path: program.file("gctrace.db").path, access: .readOnly)
    var rows = try Statement(
      connection,
      "SELECT name, sql FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite%'"
    )
    var documented: Set<String> = []
    while try rows.step() {
      let (name, sql) = (rows.text(at: 0), rows.text(at: 1))
      // The two tables that only spell the others out.
      if ["position", "event_kind"].contains(name) || sql.contains("-- Internal:") { continue }
      documented.insert(name)
    }
    #expect(documented.count > 30)
    #expect(Set(ExportedRelation.all.map(\.name)) == documented)
  }

  @Test(arguments: ["csv", "jsonl"]) func aFolderHasAFileForEachRelation(format: String) throws {
    let made = try program.run("export", "--to", format, "-o", "out")
    #expect(made.status == 0)
    #expect(made.output == "out\n")
    let files = try FileManager.default.contentsOfDirectory(atPath: program.file("out").path)
    #expect(Set(files) == Set(ExportedRelation.all.map { "\($0.name).\(format)" }))
    // What a file holds is what a query prints.
    for name in ["collection", "garbage", "event", "cycle_member"] {
      let sql = try #require(ExportedRelation.all.first { $0.name == name }).sql
      let queried = try program.run("query", sql, "--format", format)
      #expect(
        String(decoding: try program.data("out/\(name).\(format)"), as: UTF8.self) == queried.output
      )
    }
    #expect(try program.run("export", "--to", format, "-o", "out").status == 73)
    #expect(try program.run("export", "--to", format, "-o", "out", "--force").status == 0)
    let one = try program.run(
      "export",
      "--to",
      format,
      "-o",
      "one",
      "--relation",
      "pause,collection"
    )
    #expect(one.status == 0)
    let few = try FileManager.default.contentsOfDirectory(atPath: program.file("one").path)
    #expect(Set(few) == ["pause.\(format)", "collection.\(format)"])
  }

  @Test func onlyTheRunsRowsAreExported() throws {
    _ = try program.run("replay", "--threshold", "1")
    #expect(try program.run("export", "1", "--to", "csv", "-o", "out").status == 0)
    let runs = String(decoding: try program.data("out/run.csv"), as: UTF8.self)
    #expect(runs.split(separator: "\r\n").count == 2)
    let collections = String(decoding: try program.data("out/collection.csv"), as: UTF8.self)
    #expect(collections.split(separator: "\r\n").dropFirst().allSatisfy { $0.hasPrefix("1,") })
  }

  @Test func wrongUsageIsToldInALine() throws {
    let unknown = try program.run("export", "--to", "csv", "-o", "x", "--relation", "colection")
    #expect(unknown.status == 64)
    #expect(unknown.errors.contains("there is no relation 'colection'; did you mean 'collection'?"))
    #expect(
      try program.run("export", "--to", "perfetto", "-o", "x", "--relation", "run").status == 64
    )
    #expect(try program.run("export", "9", "--to", "perfetto", "-o", "x").status == 66)
    #expect(try program.run("export", "--to", "csv", "-o", "no/folder").status == 73)
    #expect(!(try program.files).contains("x"))
  }

  /// A log without times is shown by its events, and says so; the file is a message of Protocol Buffers from end to end.
  @Test func perfettoHasACollectionsFigures() throws {
    let made = try program.run("export", "--to", "perfetto", "-o", "cycle.pftrace")
    #expect(made.status == 0)
    #expect(made.errors.contains("The log has no times"))
    let bytes = [UInt8](try program.data("cycle.pftrace"))
    var place = 0
    var packets = 0
    while place < bytes.count {
      #expect(bytes[place] == 0x0A)
      place += 1
      var (length, shift) = (0, 0)
      while true {
        let byte = bytes[place]
        place += 1
        length |= Int(byte & 0x7F) << shift
        shift += 7
        if byte < 0x80 { break }
      }
      place += length
      packets += 1
    }
    #expect(place == bytes.count)
    // 18 tracks, a mark, a slice's two ends, and what is counted.
    #expect(packets > 30)
    let text = String(decoding: bytes, as: UTF8.self)
    for word in ["time: event numbers", "full collection", "the end", "bytes_collected"] {
      #expect(text.contains(word), "\(word)")
    }
    #expect(try program.run("export", "--to", "perfetto", "-o", "cycle.pftrace").status == 73)
  }
}
