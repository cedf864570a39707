import Foundation
import Testing

@testable import gctrace

/// `gctrace cycles` and `replay --with cycles`, as the built program.
@Suite struct CyclesTests {
  private let program: Program

  init() throws {
    program = try Program()
    try program.write(Logs.cycle, to: "cycle.log")
    _ = try program.run("import", "cycle.log")
  }

  @Test func aRunGetsItsCyclesOnce() throws {
    _ = try program.run("replay")
    let first = try program.run("cycles", "--format", "csv")
    #expect(first.status == 0)
    #expect(first.errors.hasPrefix("Run 1 has no cycles yet: finding them"))
    #expect(
      first.output == """
        id,share,visits,cycles,objects,bytes,tail_objects,tail_bytes,first_collection,last_collection,signature\r
        1,1.0,2,1,2,112,0,0,1,1,list -> list\r

        """
    )
    let again = try program.run("cycles", "1", "--format", "csv")
    #expect(again.output == first.output)
    #expect(again.errors == "")
  }

  @Test func replayMakesThemAtOnce() throws {
    let replayed = try program.run("replay", "--with", "cycles")
    #expect(replayed.status == 0)
    #expect(try program.run("cycles", "--format", "jsonl").errors == "")
  }

  @Test func aSignatureIsToldWithAnExample() throws {
    _ = try program.run("replay", "--with", "cycles")
    let told = try program.run("cycles", "--signature", "1")
    #expect(told.status == 0)
    #expect(
      told.output == """
        list -> list

        Allocated
        role   type  file    line  function  objects  bytes
        -----  ----  ------  ----  --------  -------  -----
        cycle  list  app.py     3  main            2    112

        Closed by
        cycles  source_type  name  target_type  source_file  source_line  source_function  first_event
        ------  -----------  ----  -----------  -----------  -----------  ---------------  -----------
             1  list               list         app.py                 3  main                       4

        Example: cycle 1 of collection 1, 2 objects
             #1 list, app.py:3 main
          -> #2 list, app.py:3 main
          -> #1   (event 4 closed the cycle)

        """
    )
    let rows = try program.run("cycles", "--signature", "1", "--format", "csv").output
    #expect(rows.contains("allocated,cycle,list,app.py,3,main,,,2,112,,,,\r\n"))
    #expect(rows.contains("closed,cycle,list,app.py,3,main,,list,,,1,4,,\r\n"))
    #expect(rows.contains("example,cycle,list,,,,,list,,,,4,2,1\r\n"))
  }

  @Test func graphvizGetsTheExample() throws {
    _ = try program.run("replay", "--with", "cycles")
    #expect(
      try program.run("cycles", "--signature", "1", "--dot").output == """
        digraph cycle {
          label="list -> list";
          node [shape=box];
          n1 [label="list\\n#1\\napp.py:3 main"];
          n2 [label="list\\n#2\\napp.py:3 main"];
          n1 -> n2;
          n2 -> n1 [color=red, penwidth=2];
        }

        """
    )
  }

  @Test func whatIsNotThereIsRefused() throws {
    #expect(try program.run("cycles").status == 66)
    _ = try program.run("replay")
    let missing = try program.run("cycles", "--signature", "7")
    #expect(missing.status == 66)
    #expect(
      missing.errors.hasSuffix("gctrace: run 1 has no signature 7; `gctrace cycles 1` lists them\n")
    )
    #expect(try program.run("cycles", "--dot").status == 64)
    #expect(try program.run("cycles", "9").status == 66)
    #expect(try program.run("replay", "--with", "circles").status == 64)
    #expect(try program.run("replay", "--with", "cycles", "--dry-run").status == 64)
  }

  @Test func aRunWithoutCyclesSaysSo() throws {
    try program.write(Logs.long(objects: 3), to: "long.log")
    _ = try program.run("import", "long.log")
    _ = try program.run("replay")
    #expect(try program.run("cycles").output == "Run 1 (python 3.11.7) found no cycles.\n")
  }
}
