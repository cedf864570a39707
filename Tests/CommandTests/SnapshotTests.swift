import Foundation
import Testing

@testable import gctrace

/// `gctrace snapshot`, `heap`, `why` and `diff`, as the built program.
@Suite struct SnapshotTests {
  private let program: Program

  /// A Session from outside has a dict with a list; a Node refers to itself and is freed at the end.
  private static let log = """
    gctrace 1
    meta python 3.11.7
    type 1 Session
    type 2 dict kind=dict
    type 3 list
    type 4 Node
    site 1 app.py:3 open
    alloc 1 1 100 1
    alloc 2 2 64
    alloc 3 3 56
    ref 1 2
    ref 2 3
    release 2
    release 3
    alloc 4 4 10
    ref 4 4
    release 4
    mark before
    collect 0
    alloc 5 3 40
    ref 2 5
    release 5
    alloc 6 4 8

    """

  init() throws {
    program = try Program()
    try program.write(Self.log, to: "app.log")
    _ = try program.run("import", "app.log")
    _ = try program.run("replay")
  }

  @Test func aSnapshotIsTakenListedAndShown() throws {
    let taken = try program.run("snapshot", "--at", "mark:before", "--name", "first")
    #expect(taken.status == 0)
    #expect(
      taken.output == """
        Snapshot 1 (first) of run 1 after event 11: 4 objects, 230 B

        Next: gctrace heap 1

        """
    )
    #expect(
      try program.run("snapshot", "--list", "--format", "csv").output
        == "id,name,run_id,trace,event,objects,bytes\r\n1,first,1,app,11,4,230\r\n"
    )
    #expect(
      try program.run("heap", "first").output == """
        Snapshot 1 (first) of run 1 after event 11: 4 objects, 230 B

        type     objects  bytes  retained_bytes
        -------  -------  -----  --------------
        Session        1    100             220
        dict           1     64             120
        list           1     56              56
        Node           1     10              10

        Top retainers
        object  type     file    line  function  bytes  retained_objects  retained_bytes
        ------  -------  ------  ----  --------  -----  ----------------  --------------
             1  Session  app.py     3  open        100                 3             220
             2  dict                                64                 2             120
             3  list                                56                 1              56
             4  Node                                10                 1              10

        Next: gctrace why 1 --run 1 --at event:11

        """
    )
    let rows = try program.run("heap", "1", "--format", "csv").output
    #expect(rows.contains("\r\ntype,,dict,,,,1,64,,120\r\n"))
    #expect(rows.contains("\r\nretainer,1,Session,app.py,3,open,1,100,3,220\r\n"))
  }

  @Test func heapTakesTheFirstSnapshotItself() throws {
    let shown = try program.run("heap", "--format", "jsonl")
    #expect(shown.status == 0)
    #expect(shown.errors.hasPrefix("There is no snapshot yet: keeping the heap as run 1 ends."))
    #expect(try program.run("heap", "--format", "jsonl").errors == "")
    #expect(try program.run("heap", "7").status == 66)
  }

  @Test func whyTellsThePaths() throws {
    #expect(
      try program.run("why", "3").output == """
        #3 list
        alive after event 16 of run 1, born in event 3; 56 B, generation 1
        1 reference to it, 0 from outside; retains 1 object, 56 B

        path 1
             #1 Session, app.py:3 open   (held from outside)
          -> #2 dict
          -> #3 list

        """
    )
    #expect(
      try program.run("why", "3", "--format", "csv").output.replacing("\r\n", with: "\n") == """
        path,step,object,type,site,references,name,state,born,size,generation,retained_objects,retained_bytes,died,collection,unreachable_event,age_events,age_bytes
        0,0,3,list,,1,,alive,3,56,1,1,56,,,,,
        1,0,1,Session,app.py:3 open,1,,,,,,,,,,,,
        1,1,2,dict,,1,,,,,,,,,,,,
        1,2,3,list,,1,,,,,,,,,,,,

        """
    )
  }

  @Test func whyTellsOfTheDeadAndTheUnborn() throws {
    #expect(
      try program.run("why", "4").output == """
        #4 Node
        died in event 12: collection 1 freed it; born in event 8
        how long it was garbage: gctrace replay --with garbage tells

        """
    )
    #expect(
      try program.run("why", "#4", "--at", "event:10").output == """
        #4 Node
        alive after event 10 of run 1, born in event 8; 10 B, generation 0
        1 reference to it, 0 from outside; retains 1 object, 10 B
        nothing outside holds it: it is garbage that is not freed yet

        """
    )
    #expect(
      try program.run("why", "4", "--at", "event:2").output == """
        #4 Node
        not born yet after event 2 of run 1: event 8 makes it

        """
    )
  }

  @Test func whyGroupsTheObjectsOfAType() throws {
    #expect(
      try program.run("why", "list").output == """
        2 list are alive after event 16 of run 1, held in 1 way

        2 objects, 96 B, retaining 96 B
          Session -> dict -> list
          the nearest:
             #1 Session, app.py:3 open   (held from outside)
          -> #2 dict
          -> #3 list

        """
    )
    #expect(
      try program.run("why", "list", "--format", "csv").output
        == "objects,bytes,retained_bytes,path,example\r\n2,96,96,Session -> dict -> list,1 -> 2 -> 3\r\n"
    )
    #expect(
      try program.run("why", "Node", "--at", "event:2").output
        == "no Node is alive after event 2 of run 1\n"
    )
  }

  @Test func diffTellsWhatGrew() throws {
    _ = try program.run("snapshot", "--at", "mark:before")
    _ = try program.run("snapshot", "--at", "end")
    let compared = try program.run("diff", "1", "2")
    #expect(compared.status == 0)
    #expect(
      compared.output == """
        By type
        type     objects_a  objects_b  objects_change  bytes_a  bytes_b  bytes_change  retained_change
        -------  ---------  ---------  --------------  -------  -------  ------------  ---------------
        list             1          2               1       56       96            40               40
        Session          1          1               0      100      100             0               40
        dict             1          1               0       64       64             0               40
        Node             1          1               0       10        8            -2               -2

        By site: no difference

        """
    )
  }

  @Test func diffComparesRunsAndTheirCycles() throws {
    try program.write(
      Self.log.replacing("ref 4 4", with: "size 4 10").replacing("release 4", with: "ref 3 3"),
      to: "after.log"
    )
    _ = try program.run("import", "after.log")
    _ = try program.run("replay")
    let compared = try program.run(
      "diff",
      "trace:after",
      "trace:app",
      "--cycles",
      "--format",
      "csv"
    )
    #expect(compared.status == 0)
    #expect(
      compared.output.replacing("\r\n", with: "\n") == """
        part,name,standing,objects_a,objects_b,objects_change,bytes_a,bytes_b,bytes_change,retained_change,cycles_a,cycles_b,signature_a,signature_b
        signature,Node -> Node,only B,0,1,1,0,10,10,,0,1,,1

        """
    )
    let whole = try program.run("diff", "run:1", "run:2", "--format", "csv")
    #expect(whole.status == 0)
    #expect(whole.output.contains("signature,Node -> Node,only A,1,0,-1,"))
    #expect(whole.output.contains("type,Node,,1,2,1,8,18,10,10,"))
  }

  @Test(
    arguments: [
      (["snapshot"], 64), (["snapshot", "--at", "noon"], 64), (["snapshot", "--at", "mark:x"], 66),
      (["snapshot", "--at", "event:17"], 66), (["snapshot", "--at", "end", "--list"], 64),
      (["why", "77"], 66), (["why", "Nobody"], 66), (["why", "1", "--run", "9"], 66),
      (["why", "1", "--limit", "0"], 64), (["diff", "1", "2"], 66), (["diff", "1"], 64),
      (["diff", "snapshot:1", "run:1"], 66), (["heap", "--limit", "0"], 64),
    ] as [([String], Int32)]
  )
  func whatCannotBeIsRefused(arguments: [String], status: Int32) throws {
    let before = try program.data("gctrace.db")
    let outcome = try program.run(arguments)
    #expect(outcome.status == status, "\(outcome.errors)")
    #expect(!outcome.errors.isEmpty)
    #expect(try program.data("gctrace.db") == before)
  }
}
