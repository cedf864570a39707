import Foundation
import HeapTrace
import SQLite
import TraceStore

/// A directory for databases, which is removed at the end of the test.
final class TemporaryDirectory {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  func path(_ name: String = "test.db") -> String {
    url.appending(path: name).path(percentEncoded: false)
  }

  func exists(_ name: String = "test.db") -> Bool {
    FileManager.default.fileExists(atPath: path(name))
  }

  func create(_ name: String = "test.db") throws -> TraceDatabase {
    try TraceDatabase.open(path: path(name), mode: .create)
  }
}

extension TraceDatabase {
  /// Imports one batch as a trace of its own.
  func store(
    _ batch: EventBatch,
    numbering: ObjectNumbering = ObjectNumbering(),
    digest: [UInt8] = []
  ) throws -> Trace {
    try connection.transaction { () throws(TraceStoreError) in
      var trace = try TraceImport(self)
      try trace.write(batch)
      return try trace.finish(
        name: "x",
        source: "-",
        digest: digest,
        bytes: 0,
        numbering: numbering
      )
    }
  }

  /// Every row of a query, every column as it is.
  func rows(_ sql: String) throws -> [[Value]] {
    var statement = try Statement(connection, sql)
    var rows: [[Value]] = []
    while try statement.step() {
      rows.append((0..<statement.columnCount).map { statement.value(at: $0) })
    }
    return rows
  }

  /// The reports of the database's two checks other than "ok".
  func problems() throws -> [[Value]] {
    try rows("PRAGMA integrity_check").filter { $0 != [.text("ok")] }
      + rows("PRAGMA foreign_key_check")
  }
}

extension Value {
  init(_ number: Int64?) {
    self = number.map(Value.integer) ?? .null
  }
}
