package import HeapTrace
import SQLite

/// Stores a log as a trace: feed it the batches of a `TraceReader` in order, then `finish`.
///
/// Everything is written within the caller's transaction, as it comes, so that memory does not grow with the log; the row of
/// `trace` comes last. Foreign keys are not looked after: the reader has seen to it that what is named is defined.
package struct TraceImport: ~Copyable {
  /// The id of the trace to be.
  package let trace: Int64

  private let database: TraceDatabase
  private var definitions: DefinitionWriter
  private var objects: ObjectWriter
  private var events: EventWriter
  private var metadata: [MetadataEntry] = []
  private var eventCount: Int64 = 0
  private var beginsWithPoll = false

  /// A trace with the next id.
  package init(_ database: TraceDatabase) throws(TraceStoreError) {
    let connection = database.connection
    let trace = try mappingErrors { () throws(SQLiteError) in try GivenID(.trace, connection).next()
    }
    let definitions = try mappingErrors { () throws(SQLiteError) in
      try DefinitionWriter(connection, trace: trace)
    }
    let objects = try mappingErrors { () throws(SQLiteError) in
      try ObjectWriter(connection, trace: trace)
    }
    let events = try mappingErrors { () throws(SQLiteError) in
      try EventWriter(connection, trace: trace)
    }
    self.database = database
    self.trace = trace
    self.definitions = definitions
    self.objects = objects
    self.events = events
  }

  /// Stores the events and definitions of a batch. Batches whose size is a multiple of `EventBlock.capacity` pack best.
  package mutating func write(_ batch: borrowing EventBatch) throws(TraceStoreError) {
    metadata.append(contentsOf: batch.metadata)
    if eventCount == 0, let first = batch.events.first { beginsWithPoll = first.kind == .poll }
    eventCount += Int64(batch.events.count)
    do throws(SQLiteError) {
      try definitions.write(batch)
      try objects.write(batch)
      try events.write(batch)
    } catch { throw .sqlite(error) }
  }

  /// Stores the rest: which objects there are, and the row of `trace`.
  /// - Parameters:
  ///   - name: what people will call the trace.
  ///   - source: the path as given, or - for standard input.
  ///   - digest: XXH3-128 of the log's bytes; no other trace of the database has it.
  ///   - bytes: the log's length.
  ///   - numbering: the objects that the log gave.
  /// - Returns: the row.
  package consuming func finish(
    name: String,
    source: String,
    digest: [UInt8],
    bytes: Int64,
    numbering: ObjectNumbering,
    importedAt: String = UTCTimestamp.now()
  ) throws(TraceStoreError) -> Trace {
    let entries = JSONText.object(metadata.map { ($0.key, $0.text) })
    let row = Trace(
      id: trace,
      name: name,
      source: source,
      python: metadata.last { $0.key == "python" }?.text,
      events: eventCount,
      objects: numbering.count,
      importedAt: importedAt,
      hasPolls: beginsWithPoll
        || metadata.last { $0.key == "safepoints" }?.text == "poll",
      simulatesFreeLists: metadata.last { $0.key == "freelists" }?.text == "simulated",
      marksRoots: metadata.last { $0.key == "roots" }?.text == "marked",
      digest: digest,
      bytes: bytes
    )
    do throws(SQLiteError) {
      try objects.finish(numbering)
      try database.insert(row, metadata: entries)
      try GivenID(.trace, database.connection).note(trace)
    } catch { throw .sqlite(error) }
    return row
  }
}
