import GCTraceKit

/// A relation of the database as `gctrace export` writes it: its rows that belong to one run, or to the run's trace.
package struct ExportedRelation: Sendable {
  package let name: String
  /// With the parameters `:run` and `:trace`.
  package let sql: String

  private init(_ name: String, _ condition: String, _ order: String = "") {
    self.name = name
    sql = "SELECT * FROM \(name) WHERE \(condition)" + (order.isEmpty ? "" : " ORDER BY \(order)")
  }

  private static func ofTrace(_ name: String, by order: String = "") -> ExportedRelation {
    ExportedRelation(name, "trace_id = :trace", order)
  }

  private static func ofRun(_ name: String, by order: String = "") -> ExportedRelation {
    ExportedRelation(name, "run_id = :run", order)
  }

  private static func ofSnapshots(_ name: String) -> ExportedRelation {
    ExportedRelation(name, "snapshot_id IN (SELECT id FROM snapshot WHERE run_id = :run)")
  }

  /// Every relation that schema.sql tells of and does not call internal.
  ///
  /// The large views come in the order in which their blocks lie, so that nothing is sorted and rows can be written as they are read.
  package static let all = [
    ExportedRelation("trace", "id = :trace"), ofTrace("type"), ofTrace("site"), ofTrace("name"),
    ofTrace("object"), ofTrace("event"), ofTrace("mark"), ofTrace("collect_call"),
    ofTrace("observed"),
    ExportedRelation("run", "id = :run"),
    ofRun("collection"), ofRun("reachable"), ofRun("unreachable"), ofRun("promotion"),
    ofRun("survivor"), ofRun("divergence"), ofRun("generation_stats"), ofRun("pause"),
    ofRun("analysis"), ofRun("garbage"), ofRun("death_count"), ofRun("signature"), ofRun("cycle"),
    ofRun("cycle_member"), ofRun("snapshot"), ofSnapshots("snapshot_object"),
    ofSnapshots("snapshot_reference"), ofSnapshots("snapshot_type"), ofTrace("sweep"),
    ExportedRelation(
      "sweep_point",
      "sweep_id IN (SELECT id FROM sweep WHERE trace_id = :trace)"
    ), ofTrace("births_by_type"), ofTrace("births_by_site"), ofRun("collections_by_generation"),
    ofRun("garbage_by_type"), ofRun("garbage_by_site"), ofRun("garbage_by_mark"),
    ofRun("garbage_kept"), ofRun("promoted_in_vain"), ofRun("leak"),
  ]
}
