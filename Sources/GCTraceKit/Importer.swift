import HeapTrace
import SQLite
import TraceStore

/// The result of an import.
package struct ImportSummary: Equatable, Sendable {
  package var traceID: Int64
  package var name: String
  package var source: String
  /// False: the same bytes were imported before, as this trace.
  package var isNew: Bool
  package var python: String?
  package var events: Int64 = 0
  package var objects: Int64 = 0
  package var types: Int64 = 0
  package var sites: Int64 = 0
  package var marks: Int64 = 0
  package var observed: Int64 = 0
  /// Objects that existed when recording began.
  package var liveAtStart: Int64 = 0
  /// The log's length as read.
  package var bytes: Int64 = 0
  /// The last complete line of an accepted log that breaks off; nil: the log is whole.
  package var brokeOffAfter: Int64?
}

/// Imports logs. Each log becomes one trace, completely or not at all.
package struct Importer {
  /// The number of events read and stored at a time. A multiple of a block's size, so that blocks are full.
  private static let batchSize = 8192

  private let databasePath: String
  private let acceptsTruncation: Bool

  /// - Parameter acceptsTruncation: whether to import a log that breaks off, up to its last complete record.
  package init(databasePath: String, acceptsTruncation: Bool = false) {
    self.databasePath = databasePath
    self.acceptsTruncation = acceptsTruncation
  }

  /// Whether the log at `path` breaks off, so that an import needs `acceptsTruncation`. Reads the whole log.
  ///
  /// Nil: the log cannot be read; an import will report that.
  package static func breaksOff(path: String) -> Bool? {
    try? TraceSource.breaksOff(path: path)
  }

  /// Imports the log at `path` (`-`: standard input). Creates the database if there is none.
  ///
  /// A log whose bytes were imported before is recognised and not stored again. If anything fails, the database is as it was, or does not
  /// exist if it did not exist before.
  package func importLog(
    path: String,
    name: String?,
    monitor: Monitor = Monitor()
  ) throws(GCTraceError) -> ImportSummary {
    do {
      // Opens the log first, so that a missing log does not create a database.
      var reader = try reading(path) { () throws(HeapTraceError) in
        try TraceReader(path: path, acceptsTruncation: acceptsTruncation)
      }
      let database = try TraceDatabase.open(
        path: databasePath,
        mode: .create,
        shouldStop: monitor.isInterrupted
      )
      if database.isNew { monitor.unfinishedFile(databasePath) }
      defer { monitor.unfinishedFile(nil) }
      do {
        if !database.isNew, let known = try recognise(path, in: database) { return known }
        return try importLog(&reader, path, name ?? defaultName(path), into: database, monitor)
      } catch {
        database.discardNewFile()
        throw error
      }
    } catch { throw GCTraceError(error) }
  }

  /// The trace of a file that was imported before, found without parsing the file as a log.
  private func recognise(_ path: String, in database: TraceDatabase) throws
    -> ImportSummary?
  {
    let digest = try reading(path) { () throws(HeapTraceError) in
      try TraceSource.digest(ofFile: path)
    }
    guard let digest else { return nil }
    return try knownTrace(digest, in: database)
  }

  private func knownTrace(_ digest: [UInt8], in database: TraceDatabase) throws
    -> ImportSummary?
  {
    let trace = try database.trace(digest: digest)
    guard let trace else { return nil }
    return ImportSummary(
      traceID: trace.id,
      name: trace.name,
      source: trace.source,
      isNew: false,
      python: trace.python,
      events: trace.events,
      objects: trace.objects,
      bytes: trace.bytes
    )
  }

  private func importLog(
    _ reader: inout TraceReader,
    _ path: String,
    _ name: String,
    into database: TraceDatabase,
    _ monitor: Monitor
  ) throws -> ImportSummary {
    try database.begin()
    do {
      var summary = ImportSummary(traceID: 0, name: name, source: path, isNew: true)
      var writer = try TraceImport(database)
      var batch = EventBatch()
      while true {
        guard
          try reading(
            path,
            { () throws(HeapTraceError) in
              try reader.read(into: &batch, limit: Importer.batchSize)
            }
          )
        else { break }
        try writer.write(batch)
        summary.count(batch)
        try monitor.check(
          Progress(done: reader.bytesRead, total: reader.totalBytes, unit: .bytes)
        )
      }
      if let known = try knownTrace(reader.digest, in: database) {
        database.rollBack()
        return known
      }
      let (digest, bytes, objects) = (reader.digest, reader.bytesRead, reader.objects)
      let trace = try finish(
        writer,
        Provenance(name: name, source: path, digest: digest, bytes: bytes),
        objects
      )
      try database.gatherStatistics()
      try database.commit()
      summary.traceID = trace.id
      summary.python = trace.python
      summary.events = trace.events
      summary.objects = trace.objects
      summary.bytes = trace.bytes
      summary.brokeOffAfter = reader.brokeOffAfter
      return summary
    } catch {
      database.rollBack()
      throw error
    }
  }

  /// The origin of a trace.
  private struct Provenance {
    var name: String
    var source: String
    var digest: [UInt8]
    var bytes: Int64
  }

  private func finish(
    _ writer: consuming TraceImport,
    _ provenance: Provenance,
    _ objects: ObjectNumbering
  ) throws -> Trace {
    return try writer.finish(
      name: provenance.name,
      source: provenance.source,
      digest: provenance.digest,
      bytes: provenance.bytes,
      numbering: objects
    )
  }

  /// The file's name without its folders and without .gz and .log.
  private func defaultName(_ path: String) -> String {
    guard path != "-" else { return "stdin" }
    var name = path.split(separator: "/").last.map(String.init) ?? path
    for ending in [".gz", ".log"] where name.hasSuffix(ending) && name.count > ending.count {
      name.removeLast(ending.count)
    }
    return name
  }

  private func reading<Result: ~Copyable>(
    _ path: String,
    _ body: () throws(HeapTraceError) -> Result
  ) throws(GCTraceError) -> Result {
    do throws(HeapTraceError) { return try body() } catch {
      throw GCTraceError.log(file: path, error)
    }
  }
}

extension ImportSummary {
  fileprivate mutating func count(_ batch: borrowing EventBatch) {
    types += Int64(batch.types.count)
    sites += Int64(batch.sites.count)
    for index in batch.events.indices {
      switch batch.events[index].kind {
      case .mark: marks += 1
      case .observed: observed += 1
      case .heap: liveAtStart += 1
      default: break
      }
    }
  }
}
