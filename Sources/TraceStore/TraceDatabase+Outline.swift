package import CyclicGC
import SQLite

extension TraceDatabase {
  /// The marks of a trace, in their order.
  package func marks(ofTrace id: Int64) throws(TraceStoreError) -> [DecodedTrace.Mark] {
    try mappingErrors { () throws(SQLiteError) in
      var statement = try Statement(
        connection,
        "SELECT event, text FROM mark WHERE trace_id = ?1 ORDER BY event"
      )
      try statement.bind(id, at: 1)
      var marks: [DecodedTrace.Mark] = []
      while try statement.step() {
        marks.append(
          DecodedTrace.Mark(event: statement.integer(at: 0), text: statement.text(at: 1))
        )
      }
      return marks
    }
  }

  private func hasTimes(_ trace: Int64) throws(TraceStoreError) -> Bool {
    try mappingErrors { () throws(SQLiteError) in
      var statement = try Statement(
        connection,
        "SELECT 1 FROM event_block WHERE trace_id = ?1 AND times IS NOT NULL LIMIT 1"
      )
      try statement.bind(trace, at: 1)
      return try statement.step()
    }
  }

  /// The part of a trace that a setting needs to find its moments. Reads blocks up to the `state` event, or all of them if there is none.
  package func outline(of trace: Trace) throws(TraceStoreError) -> TraceOutline {
    let stateEvent = try mappingErrors { () throws(SQLiteError) -> Int64? in
      var statement = try Statement(
        connection,
        """
        SELECT first_seq + instr(kind, 's') - 1 FROM event_block
        WHERE trace_id = ?1 AND instr(kind, 's') > 0 ORDER BY first_seq LIMIT 1
        """
      )
      try statement.bind(trace.id, at: 1)
      return try statement.step() ? statement.integer(at: 0) : nil
    }
    return TraceOutline(
      eventCount: trace.events,
      marks: try marks(ofTrace: trace.id),
      stateEvent: stateEvent,
      hasTimes: try hasTimes(trace.id)
    )
  }
}
