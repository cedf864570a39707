import Foundation
import Testing

@testable import gctrace

/// `gctrace compare`, as the built program.
@Suite struct CompareTests {
  private let program: Program

  /// Run 1 is as recorded; in run 2 nothing collects; in run 3 the threshold is a little higher. Run 4 is of another trace.
  init() throws {
    program = try Program()
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let log = try String(
      contentsOf: root.appending(path: "fixtures/compare/parting.log"),
      encoding: .utf8
    )
    try program.write(log, to: "parting.log")
    try program.write(log.replacing("Leaf", with: "Leave"), to: "other.log")
    _ = try program.run("import", "parting.log", "other.log")
    _ = try program.run("replay", "parting")
    _ = try program.run("replay", "parting", "--threshold", "100", "--setting", "ignore-collect=1")
    _ = try program.run("replay", "parting", "--threshold", "5")
    _ = try program.run("replay", "other")
  }

  @Test func figuresPartingAndWhatWasKept() throws {
    let compared = try program.run("compare", "1", "2")
    #expect(compared.status == 0)
    #expect(
      compared.output == """
        A: run 1 (python 3.11.7)
        B: run 2 (python 3.11.7, threshold 100, ignore-collect=1)
        of trace 1 (parting)

        figure                     A    B  change  share
        ----------------------  ----  ---  ------  --------
        collections                2    0  -2      -100.0 %
        collections_0              2    0  -2      -100.0 %
        collections_explicit       1    0  -1      -100.0 %
        candidates                 5    0  -5      -100.0 %
        candidates_most            3    0  -3      -100.0 %
        visits                     2    0  -2      -100.0 %
        freed                      2    0  -2      -100.0 %
        effectiveness            0.4
        promoted                   3    0  -3      -100.0 %
        peak_objects               4    6  +2      +50.0 %
        peak_bytes               450  750  +300    +66.7 %
        objects_at_end             4    6  +2      +50.0 %
        predicted_ns            3281    0  -3281   -100.0 %
        predicted_max_pause_ns  1649    0  -1649   -100.0 %

        They part at collection 1, which comes at another time:
          A: event 7, generation 0 (count0 4 > 3): 3 candidates, 1 freed
          B: no collection

        What one freed and the other kept to the end
        type  site           freed by A alone  bytes  freed by B alone  bytes
        ----  -------------  ----------------  -----  ----------------  -----
        Node  app.py:3 make                 2    300                 0      0

        The recording has too few durations: times are by defaults, good for order only.

        """
    )
  }

  @Test func rowsSayTheSame() throws {
    let rows = try program.run("compare", "1", "3", "--format", "csv").output
      .replacing("\r\n", with: "\n")
    for line in [
      "part,name,file,line,function,a,b,change,bytes_a,bytes_b",
      "figure,collections,,,,2,1,-1,,",
      "figure,candidates_most,,,,3,5,2,,",
      "figure,peak_garbage_bytes,,,,,,,,",
      "parting,moment,,,,1,1,,,",
      "parting,event,,,,7,11,,,",
      "parting,reason,,,,count0 4 > 3,the program called gc.collect(0),,,",
    ] {
      #expect(rows.split(separator: "\n").contains(Substring(line)), "\(line)\n\(rows)")
    }
    let kept = try program.run("compare", "1", "2", "--format", "csv").output
    #expect(kept.contains("kept,Node,app.py,3,make,2,0,-2,300,0\r\n"))
    let objects = try program.run("compare", "1", "2", "--format", "json").output
    let parsed = try JSONSerialization.jsonObject(with: Data(objects.utf8)) as? [[String: Any]]
    #expect(parsed?.last?["part"] as? String == "kept")
    #expect(parsed?.last?["bytes_a"] as? Int == 300)
  }

  @Test func aRunIsTheSameAsItself() throws {
    let compared = try program.run("compare", "1", "1")
    #expect(compared.status == 0)
    #expect(compared.output.contains("Their collections are the same from the first to the last."))
    #expect(compared.output.contains("The same objects are alive at the end of both."))
  }

  /// Collections that the same event starts, of different generations.
  @Test func collectionsOfOneEventMayBeOfOtherGenerations() throws {
    _ = try program.run("replay", "parting", "--setting", "policy=single")
    let compared = try program.run("compare", "1", "5").output
    #expect(
      compared.contains(
        """
        They part at collection 1, which is of another generation:
          A: event 7, generation 0 (count0 4 > 3): 3 candidates, 1 freed
          B: event 7, generation 2 (count0 4 > 3: everything): 3 candidates, 1 freed
        """
      )
    )
  }

  @Test(
    arguments: [
      (["1"], 64), (["1", "4"], 64), (["1", "2", "--limit", "0"], 64), (["1", "9"], 66),
      (["nobody", "1"], 66), (["1", "2", "--db", "missing.db"], 66),
    ] as [([String], Int32)]
  )
  func whatCannotBeIsRefused(arguments: [String], status: Int32) throws {
    let before = try program.data("gctrace.db")
    let outcome = try program.run(["compare"] + arguments)
    #expect(outcome.status == status, "\(outcome.errors)")
    #expect(outcome.output.isEmpty)
    #expect(outcome.errors.split(separator: "\n").first?.hasPrefix("gctrace: ") == true)
    #expect(try program.data("gctrace.db") == before)
  }
}
