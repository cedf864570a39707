package import Foundation
import HeapTrace
import SQLite
import TraceStore

/// Initial inputs for a fuzzer.
package enum FuzzCorpus {
  /// Generates `count` inputs for each target, in a folder of its name.
  package static func make(in folder: URL, count: Int) throws {
    for target in FuzzTarget.allCases {
      try FileManager.default.createDirectory(
        at: folder.appending(path: target.rawValue),
        withIntermediateDirectories: true
      )
    }
    let scratch = folder.appending(path: "scratch.db")
    try? FileManager.default.removeItem(at: scratch)
    let database = try TraceDatabase.open(path: scratch.path, mode: .create)
    for seed in 1...UInt64(count) {
      let lines = try MutationRun.log(seed: seed, events: 40)
      let log = Array((lines.joined(separator: "\n") + "\n").utf8)
      for target in [FuzzTarget.reader, .replay, .store] {
        try Data(log).write(to: folder.appending(path: "\(target.rawValue)/valid-\(seed).log"))
      }
      if let block = try block(of: log, digest: [UInt8(seed & 0xFF)], in: database) {
        try Data(block).write(to: folder.appending(path: "blocks/valid-\(seed)"))
      }
    }
    database.connection.close()
    try FileManager.default.removeItem(at: scratch)
  }

  /// The log's first block, with its types, sites and names made those that `BlockFuzzer` has.
  private static func block(
    of log: [UInt8],
    digest: [UInt8],
    in database: TraceDatabase
  ) throws -> [UInt8]? {
    var reader = TraceReader(bytes: log)
    var batch = EventBatch()
    var whole = EventBatch()
    while try reader.read(into: &batch, limit: 512) {
      if whole.events.isEmpty { whole = batch }
    }
    for index in whole.events.indices where whole.events[index].kind.isBirth {
      whole.events[index].type = whole.events[index].type % 6 + 1
      whole.events[index].second = min(whole.events[index].second, 1)
    }
    for index in whole.events.indices where !whole.events[index].kind.isBirth {
      whole.events[index].type = min(whole.events[index].type, 1)
    }
    let (events, numbering) = (whole, reader.objects)
    let id = try database.connection.transaction { () throws(TraceStoreError) in
      var trace = try TraceImport(database)
      try trace.write(events)
      return try trace.finish(
        name: "",
        source: "-",
        digest: digest,
        bytes: 0,
        numbering: numbering
      ).id
    }
    return try BlockFuzzer.input(ofTrace: id, in: database)
  }
}
