import SQLite
import TraceStore

extension Catalogue {
  /// Runs SQL that changes nothing. Passes on the columns of each statement, and then its rows as they come.
  ///
  /// - Parameters:
  ///   - sql: one or several statements, which may use the parameters `:run` and `:trace`.
  ///   - run: the run for `:run`, by id or name; its trace is `:trace`. Nil: the newest complete run.
  ///   - columns: called once for each statement, before its rows.
  /// - Throws: `GCTraceError.badQuery` for SQL that is wrong or that would change something. No rows have been passed on then.
  package func query(
    _ sql: String,
    run: String? = nil,
    monitor: Monitor = Monitor(),
    columns: ([String]) throws(GCTraceError) -> Void,
    row: ([SQLValue]) throws(GCTraceError) -> Void
  ) throws(GCTraceError) {
    do {
      let database = try TraceDatabase.open(
        path: databasePath,
        mode: .read,
        shouldStop: monitor.isInterrupted
      )
      do {
        let scope = QueryScope(database: database, wantedRun: run)
        let statements = try statements(of: sql, scope)
        for statement in statements { try ask(statement, scope, columns, row) }
      } catch {
        // An error that looks like a mistake in the question may come from a damaged database.
        guard case GCTraceError.badQuery = error, let damage = database.schemaDamage() else {
          throw error
        }
        throw GCTraceError.store(.sqlite(damage))
      }
    } catch { throw GCTraceError(error) }
  }

  /// The statements of the text, each checked to be readable.
  private func statements(
    of sql: String,
    _ scope: QueryScope
  ) throws -> [String] {
    var statements: [String] = []
    var rest = sql
    repeat {
      let text = rest
      let statement = try querying { () throws(SQLiteError) in
        try Statement(scope.database.connection, text)
      }
      guard statement.isReadOnly, statement.columnCount > 0 else {
        throw GCTraceError.badQuery(
          "expected SQL that only reads, found a statement that does not return rows"
        )
      }
      for parameter in 0..<statement.parameterCount {
        _ = try scope.value(of: statement.parameterName(at: parameter + 1))
      }
      rest = statement.rest
      statements.append(String(decoding: text.utf8.dropLast(rest.utf8.count), as: UTF8.self))
    } while !rest.isEmpty
    return statements
  }

  private func ask(
    _ sql: String,
    _ scope: QueryScope,
    _ columns: ([String]) throws -> Void,
    _ row: ([SQLValue]) throws -> Void
  ) throws {
    var statement = try querying { () throws(SQLiteError) in
      try Statement(scope.database.connection, sql)
    }
    for parameter in 0..<statement.parameterCount {
      let value = try scope.value(of: statement.parameterName(at: parameter + 1))
      do throws(SQLiteError) { try statement.bind(value, at: parameter + 1) } catch {
        throw mapped(error)
      }
    }
    try columns((0..<statement.columnCount).map { statement.columnName(at: $0) })
    while true {
      let isRow: Bool
      do throws(SQLiteError) { isRow = try statement.step() } catch { throw mapped(error) }
      guard isRow else { return }
      try row((0..<statement.columnCount).map { SQLValue(statement.value(at: $0)) })
    }
  }

  private func querying<Result: ~Copyable>(
    _ body: () throws(SQLiteError) -> Result
  ) throws(GCTraceError) -> Result {
    do throws(SQLiteError) { return try body() } catch { throw mapped(error) }
  }

  /// An error in the user's SQL is a bad query. A full disk or a damaged file is not.
  private func mapped(_ error: SQLiteError) -> GCTraceError {
    if error.isInterrupted { return .interrupted }
    // SQLITE_ERROR, _TOOBIG, _MISMATCH, _MISUSE (no statement at all), _AUTH, _RANGE: the statement itself is wrong.
    let isOfTheQuery = [1, 18, 20, 21, 23, 25].contains(error.code)
    return isOfTheQuery ? .badQuery(error.message) : .store(.sqlite(error))
  }
}

/// The values of a question's parameters.
private struct QueryScope {
  let database: TraceDatabase
  /// The run's id or name; nil: the newest complete one.
  let wantedRun: String?

  /// - Throws: `GCTraceError.badQuery` for any other parameter, and the error for a missing run or trace.
  func value(of parameter: String?) throws -> Value {
    switch parameter.map({ $0.dropFirst() }) {
    case "run":
      guard let run = try run() else { throw GCTraceError.noRuns }
      return .integer(run.id)
    case "trace":
      if let run = try run() { return .integer(run.trace) }
      let trace = try database.newestTrace()
      guard let trace else { throw GCTraceError.noTraces }
      return .integer(trace.id)
    default:
      throw GCTraceError.badQuery(
        "the parameter \(parameter ?? "?") has no value; :run and :trace have one"
      )
    }
  }

  private func run() throws -> Run? {
    let run =
      if let wantedRun {
        try database.run(named: wantedRun)
      } else {
        try database.newestRun(completeOnly: true)
      }
    if let wantedRun, run == nil { throw GCTraceError.noSuchRun(wantedRun) }
    return run
  }
}

extension SQLValue {
  fileprivate init(_ value: Value) {
    switch value {
    case .null: self = .null
    case .integer(let number): self = .integer(number)
    case .real(let number): self = .real(number)
    case .text(let text): self = .text(text)
    case .blob(let bytes): self = .blob(bytes)
    }
  }
}
