package import HeapTrace
package import SQLite

/// Stores a snapshot: its objects in ascending order of their ranks, then its references by source, then `finish`.
///
/// Everything is written within the caller's transaction. Objects are given by rank.
package struct SnapshotWriter: ~Copyable {
  /// A row of `snapshot_object`.
  package struct Object: Sendable {
    package var rank: Int32 = 0
    package var type: Int64 = 0
    package var size: Int64 = 0
    /// What it alone keeps alive besides: counted in the snapshot's bytes.
    package var payload: Int64 = 0
    package var generation: Int64?
    package var referenceCount: Int64 = 0
    package var external: Int64 = 0
    package var distance: Int64?
    /// By rank; nil: none.
    package var dominator: Int32?
    package var retainedObjects: Int64 = 0
    package var retainedBytes: Int64 = 0

    package init() {}
  }

  /// A row of `snapshot_type`.
  package struct TypeSum: Sendable {
    package var type: Int64 = 0
    package var objects: Int64 = 0
    package var bytes: Int64 = 0
    package var retainedBytes: Int64 = 0

    package init() {}
  }

  /// The id that the snapshot will have.
  package let id: Int64
  private let connection: Connection
  private let ranks: ObjectRanks
  private var objects: RowWriter
  private var references: RowWriter
  private var objectCount: Int64 = 0
  private var bytes: Int64 = 0

  /// A snapshot with the next free id.
  package init(_ connection: Connection, ranks: ObjectRanks) throws(SQLiteError) {
    let id = try connection.integer("SELECT coalesce(max(id), 0) + 1 FROM snapshot") ?? 1
    let objects = try RowWriter(
      connection,
      head: """
        INSERT OR FAIL INTO snapshot_object (
          snapshot_id, object_id, type_id, size, generation, refcount, "external", distance,
          dominator, retained_objects, retained_bytes, payload
        ) VALUES
        """,
      constant: id,
      columns: 11
    )
    let references = try RowWriter(
      connection,
      head: """
        INSERT OR FAIL INTO snapshot_reference (snapshot_id, source, place, target, count) VALUES
        """,
      constant: id,
      columns: 4
    )
    self.id = id
    self.connection = connection
    self.ranks = ranks
    self.objects = objects
    self.references = references
  }

  package mutating func write(_ object: Object) throws(SQLiteError) {
    objectCount += 1
    bytes &+= object.size &+ object.payload
    try objects.append(ranks.number(ofRank: object.rank))
    try objects.append(object.type)
    try objects.append(object.size)
    try objects.append(object.generation)
    try objects.append(object.referenceCount)
    try objects.append(object.external)
    try objects.append(object.distance)
    try objects.append(object.dominator.map { ranks.number(ofRank: $0) })
    try objects.append(object.retainedObjects)
    try objects.append(object.retainedBytes)
    try objects.append(object.payload)
  }

  /// - Parameter place: the index of the reference in its source, from 0.
  package mutating func write(
    referenceOf source: Int32,
    place: Int64,
    to target: Int32,
    count: Int64
  ) throws(SQLiteError) {
    try references.append(ranks.number(ofRank: source))
    try references.append(place)
    try references.append(ranks.number(ofRank: target))
    try references.append(count)
  }

  /// Names a reference that was stored before.
  package mutating func name(
    referenceOf source: Int32,
    place: Int64,
    _ name: String
  ) throws(SQLiteError) {
    try references.flush()
    var statement = try Statement(
      connection,
      "UPDATE snapshot_reference SET name = ?3 WHERE snapshot_id = \(id) AND source = ?1 AND place = ?2"
    )
    try statement.bind(ranks.number(ofRank: source), at: 1)
    try statement.bind(place, at: 2)
    try statement.bind(name, at: 3)
    try statement.run()
  }

  /// Stores the rest, and the row of `snapshot`. The snapshot shows the heap after `event`.
  package consuming func finish(
    run: Int64,
    event: Int64,
    name: String,
    types: [TypeSum]
  ) throws(SQLiteError) {
    try objects.flush()
    try references.flush()
    var rows = try Statement(
      connection,
      """
      INSERT INTO snapshot_type (snapshot_id, type_id, objects, bytes, retained_bytes)
      VALUES (\(id), ?1, ?2, ?3, ?4)
      """
    )
    for type in types {
      try rows.bind(type.type, at: 1)
      try rows.bind(type.objects, at: 2)
      try rows.bind(type.bytes, at: 3)
      try rows.bind(type.retainedBytes, at: 4)
      try rows.run()
    }
    var row = try Statement(
      connection,
      """
      INSERT INTO snapshot (id, run_id, event, name, objects, bytes)
      VALUES (\(id), ?1, ?2, ?3, ?4, ?5)
      """
    )
    try row.bind(run, at: 1)
    try row.bind(event, at: 2)
    try row.bind(name, at: 3)
    try row.bind(objectCount, at: 4)
    try row.bind(bytes, at: 5)
    try row.run()
  }
}
