package import HeapTrace
import SQLite

/// The definitions of a trace. Anybody may have written to the database, so the definitions are checked against the rules for a log
/// before anything uses them.
extension TraceDatabase {
  /// The types of a trace, by number.
  package func types(ofTrace id: Int64) throws(TraceStoreError) -> [TypeDefinition] {
    var statement = try mappingErrors { () throws(SQLiteError) in
      var statement = try Statement(
        connection,
        """
        SELECT id, name, kind, finalizer, legacy, freelist FROM type
        WHERE trace_id = ?1 ORDER BY id
        """
      )
      try statement.bind(id, at: 1)
      return statement
    }
    var validator = TraceValidator(.ranks)
    var types: [TypeDefinition] = []
    while try step(&statement) {
      let type = try type(statement, trace: id)
      do throws(TraceViolation) { try validator.admit(type) } catch {
        throw damaged("type", "trace_id \(id), id \(type.number)", error)
      }
      types.append(type)
    }
    return types
  }

  private func type(
    _ row: borrowing Statement,
    trace: Int64
  ) throws(TraceStoreError) -> TypeDefinition {
    let number = row.integer(at: 0)
    let place = "trace_id \(trace), id \(number)"
    guard let narrow = Int32(exactly: number) else {
      throw damaged("type", place, TraceViolation(.typeNumber, found: number))
    }
    let kind = row.text(at: 2)
    guard let kind = TypeDefinition.Kind(rawValue: kind) else {
      throw damaged("type", place, TraceViolation(expected: "a kind of type", found: kind))
    }
    let limit = row.optionalInteger(at: 5)
    if let limit, Int32(exactly: limit) == nil {
      throw damaged("type", place, TraceViolation(.freeListLimit, found: limit))
    }
    return TypeDefinition(
      number: narrow,
      name: row.text(at: 1),
      kind: kind,
      hasFinalizer: row.integer(at: 3) != 0,
      isLegacy: row.integer(at: 4) != 0,
      freeListLimit: limit.map(Int32.init(truncatingIfNeeded:))
    )
  }

  /// A validator that has accepted the types, sites and names of a trace.
  func validator(ofTrace id: Int64) throws(TraceStoreError) -> TraceValidator {
    var validator = TraceValidator(.ranks)
    for type in try types(ofTrace: id) {
      do throws(TraceViolation) { try validator.admit(type) } catch {
        throw damaged("type", "trace_id \(id), id \(type.number)", error)
      }
    }
    var sites = try mappingErrors { () throws(SQLiteError) in
      var statement = try Statement(
        connection,
        "SELECT id FROM site WHERE trace_id = ?1 ORDER BY id"
      )
      try statement.bind(id, at: 1)
      return statement
    }
    while try step(&sites) {
      let number = sites.integer(at: 0)
      do throws(TraceViolation) { try validator.admitSite(number) } catch {
        throw damaged("site", "trace_id \(id), id \(number)", error)
      }
    }
    for name in try names(ofTrace: id) {
      do throws(TraceViolation) { try validator.admitName(name.number) } catch {
        throw damaged("name", "trace_id \(id), id \(name.number)", error)
      }
    }
    return validator
  }

  /// The names that references of a trace go by, by number.
  package func names(
    ofTrace id: Int64
  ) throws(TraceStoreError) -> [(number: Int64, text: String)] {
    try mappingErrors { () throws(SQLiteError) in
      var statement = try Statement(
        connection,
        "SELECT id, text FROM name WHERE trace_id = ?1 ORDER BY id"
      )
      try statement.bind(id, at: 1)
      var names: [(number: Int64, text: String)] = []
      while try statement.step() {
        names.append((statement.integer(at: 0), statement.text(at: 1)))
      }
      return names
    }
  }

  /// The ranks of a trace's objects.
  ///
  /// Their number must be the one in the row of `trace`, and must not exceed what the blocks of events can hold. The memory for data by
  /// rank is therefore proportional to the database, whatever a row claims.
  package func ranks(ofTrace id: Int64) throws(TraceStoreError) -> ObjectRanks {
    guard let trace = try trace(id) else { throw .noTrace(id) }
    let runs = try mappingErrors { () throws(SQLiteError) in
      var statement = try Statement(
        connection,
        "SELECT first, length FROM object_run WHERE trace_id = ?1 ORDER BY first"
      )
      try statement.bind(id, at: 1)
      var runs: [(first: Int64, length: Int64)] = []
      while try statement.step() {
        runs.append((statement.integer(at: 0), statement.integer(at: 1)))
      }
      return runs
    }
    guard let ranks = ObjectRanks(runs: runs) else {
      throw damaged(
        "object_run",
        "trace_id \(id)",
        TraceViolation(
          expected: "runs of object numbers that ascend, at most 2147483647 objects in all",
          found: "others"
        )
      )
    }
    guard Int64(ranks.count) == trace.objects else {
      throw damaged(
        "object_run",
        "trace_id \(id)",
        TraceViolation(
          expected: "\(trace.objects) objects, as its row of trace says",
          found: "\(ranks.count)"
        )
      )
    }
    let blocks = try mappingErrors { () throws(SQLiteError) in
      try connection.integer("SELECT count(*) FROM event_block WHERE trace_id = \(id)") ?? 0
    }
    guard trace.objects <= blocks * Int64(EventBlock.capacity) else {
      throw damaged(
        "trace",
        "id \(id)",
        TraceViolation(
          expected: "at most \(EventBlock.capacity) objects for each block of events",
          found: "\(trace.objects) for \(blocks)"
        )
      )
    }
    return ranks
  }

  private func step(_ statement: inout Statement) throws(TraceStoreError) -> Bool {
    do throws(SQLiteError) { return try statement.step() } catch { throw .sqlite(error) }
  }

  /// The error of rows that this program does not write.
  package func damaged(_ table: String, _ row: String, _ violation: TraceViolation)
    -> TraceStoreError
  {
    .damaged(
      Damage(
        database: path,
        table: table,
        row: row,
        problem: "expected \(violation.expected), found \(violation.found)"
      )
    )
  }
}
