package import CyclicGC
package import HeapTrace
import SQLite

/// Stores the results of a replay: each collection as it comes, the survivors, then `finish`.
///
/// Everything is written within the caller's transaction, so a failed replay leaves no results. The failure itself becomes a row of `run`
/// (`TraceDatabase.insert`). The row of `run` is written last.
package struct RunWriter: ~Copyable {
  /// The id that the run will have.
  package let run: Int64

  private let database: TraceDatabase
  private let ranks: ObjectRanks
  private var collections: CollectionWriter
  private var members: MemberWriter
  private var survivors: SurvivorWriter

  /// Prepares a run with the next id. The trace's objects have these ranks.
  ///
  /// - Throws: `TraceStoreError.noTrace` if the database does not hold the trace, or no longer.
  package init(
    _ database: TraceDatabase,
    trace: Int64,
    ranks: ObjectRanks
  ) throws(TraceStoreError) {
    let connection = database.connection
    guard try database.trace(trace) != nil else { throw .noTrace(trace) }
    let run = try mappingErrors { () throws(SQLiteError) in try GivenID(.run, connection).next() }
    let collections = try mappingErrors { () throws(SQLiteError) in
      try CollectionWriter(connection, run: run, trace: trace)
    }
    let members = try mappingErrors { () throws(SQLiteError) in
      try MemberWriter(connection, run: run, ranks: ranks)
    }
    let survivors = try mappingErrors { () throws(SQLiteError) in
      try SurvivorWriter(connection, run: run)
    }
    self.database = database
    self.run = run
    self.ranks = ranks
    self.collections = collections
    self.members = members
    self.survivors = survivors
  }

  /// Stores a collection and its members. Looks up its mark: the latest one up to its event.
  package mutating func write(_ record: borrowing CollectionRecord) throws(TraceStoreError) {
    do throws(SQLiteError) {
      try collections.write(record)
      try members.write(record)
    } catch { throw .sqlite(error) }
  }

  /// Stores an object that is alive at the end of the log. Objects come in ascending order of their ranks.
  ///
  /// - Parameters:
  ///   - generation: 0 ... 3 (3: frozen); nil: untracked.
  ///   - refcount: all references to it.
  ///   - external: references from outside the traced containers.
  package mutating func append(
    survivor rank: Int32,
    generation: Int?,
    refcount: Int64,
    external: Int64
  ) throws(TraceStoreError) {
    do throws(SQLiteError) {
      try survivors.append(
        ranks.number(ofRank: rank),
        generation: generation,
        refcount: refcount,
        external: external
      )
    } catch { throw .sqlite(error) }
  }

  /// Stores one of the events that did not apply.
  package mutating func append(_ divergence: RunDivergence) throws(TraceStoreError) {
    do throws(SQLiteError) {
      var row = try Statement(
        database.connection,
        "INSERT INTO divergence (run_id, event, message) VALUES (\(run), ?1, ?2)"
      )
      try row.bind(divergence.event, at: 1)
      try row.bind(divergence.message, at: 2)
      try row.run()
    } catch { throw .sqlite(error) }
  }

  /// Stores the rest.
  ///
  /// - Parameters:
  ///   - run: the row of `run`, which gets its id here.
  ///   - statistics: by generation.
  package consuming func finish(
    _ run: Run,
    statistics: [Run.GenerationStatistics]
  ) throws(TraceStoreError) -> Run {
    var run = run
    run.id = self.run
    do throws(SQLiteError) {
      try survivors.flush()
      var rows = try Statement(
        database.connection,
        """
        INSERT INTO generation_stats (run_id, generation, collections, collected, uncollectable)
        VALUES (\(run.id), ?1, ?2, ?3, ?4)
        """
      )
      for (generation, numbers) in statistics.enumerated() {
        try rows.bind(Int64(generation), at: 1)
        try rows.bind(numbers.collections, at: 2)
        try rows.bind(numbers.collected, at: 3)
        try rows.bind(numbers.uncollectable, at: 4)
        try rows.run()
      }
    } catch { throw .sqlite(error) }
    return try database.insert(run)
  }
}
