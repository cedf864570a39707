import CyclicGC
import HeapTrace
import SQLite
import Testing

@testable import TraceStore

@Suite struct ObservedComparisonTests {
  @Test func reportsMeetTheCollectionsBeforeThem() throws {
    let directory = try TemporaryDirectory()
    let database = try directory.create()
    var batch = EventBatch()
    for sequence: Int64 in 1...20 {
      batch.lines.append(sequence)
      switch sequence {
      case 3, 10, 12:
        batch.events.append(Event(.observed, second: 7, n: Int64(batch.operands.count)))
        batch.operands += [2, sequence, 1, 500, 6, 7, 8]
      case 18:
        batch.events.append(Event(.observed, second: 3, n: Int64(batch.operands.count)))
        batch.operands += [0, 4, 0]
      default: batch.events.append(Event(.poll))
      }
    }
    let run = try database.connection.transaction { () throws(TraceStoreError) in
      var trace = try TraceImport(database)
      try trace.write(batch)
      let row = try trace.finish(
        name: "x",
        source: "-",
        digest: [],
        bytes: 0,
        numbering: ObjectNumbering()
      )
      var writer = try RunWriter(
        database,
        trace: row.id,
        ranks: try database.ranks(ofTrace: row.id)
      )
      for (index, event) in [2, 4, 5, 10, 17, 19, 20].enumerated() {
        var record = CollectionRecord()
        record.sequence = Int64(index) + 1
        record.event = Int64(event)
        record.generation = 1
        record.collected = Int64(event) * 10
        record.uncollectable = 3
        record.counts = (701, 2, 3)
        record.longLivedPendingBefore = 5
        record.longLivedTotalBefore = 9
        record.candidates = 44
        record.sizes = (11, 12, 13, 14)
        try writer.write(record)
      }
      return try writer.finish(
        Run(trace: row.id, name: "", python: "3.11.7", startedAt: ""),
        statistics: []
      )
    }
    let comparison = try database.observedComparison(ofRun: run)
    #expect(comparison.unreported == 2)
    #expect(comparison.rows.map(\.report.event) == [3, 10, 12, 18])
    #expect(comparison.rows.map(\.derivedCount) == [1, 3, 0, 1])
    #expect(comparison.rows.map(\.derived?.event) == [2, 10, nil, 17])
    #expect(
      comparison.rows[0].report
        == .init(
          event: 3,
          generation: 2,
          collected: 3,
          uncollectable: 1,
          duration: 500,
          sizes: [6, 7, 8]
        )
    )
    #expect(
      comparison.rows[3].report
        == .init(
          event: 18,
          generation: 0,
          collected: 4,
          uncollectable: 0,
          duration: nil,
          sizes: nil
        )
    )
    #expect(
      comparison.rows[1].derived
        == .init(
          sequence: 4,
          event: 10,
          generation: 1,
          collected: 100,
          uncollectable: 3,
          counts: [701, 2, 3],
          longLivedPendingBefore: 5,
          longLivedTotalBefore: 9,
          candidates: 44,
          sizes: [11, 12, 13]
        )
    )
  }
}
