import Foundation
import TraceTesting
import Testing

@testable import Benchmarks

@Suite struct EventRowsTests {
  @Test func `each event is a row`() throws {
    let folder = try TemporaryFolder()
    let log = try folder.write(
      "gctrace 1\ntype 3 node\nalloc 7 3 64\nalloc 8 3 48\nref 7 8\nrelease 8 1\n",
      to: "log"
    )
    try EventRows.write(ofLog: log, to: folder.path("rows"))
    let rows = try String(contentsOfFile: folder.path("rows"), encoding: .utf8)
    #expect(rows == "1,alloc,7,3,64\n2,alloc,8,3,48\n3,ref,7,8,1\n4,release,8,0,1\n")
  }
}
