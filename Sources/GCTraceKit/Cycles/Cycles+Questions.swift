/// Questions about a run's cycles.
extension Cycles {
  /// The signatures of a run, the most expensive first, at most `limit` of them.
  package func signatures(ofRun run: Int64, limit: Int? = nil) throws(GCTraceError) -> Table {
    try Catalogue(databasePath: databasePath).table(
      """
      SELECT id, round(share, 4) AS share, CAST(round(visits) AS INTEGER) AS visits, cycles,
        objects, bytes, tail_objects, tail_bytes, first_collection, last_collection,
        text AS signature
      FROM signature WHERE run_id = \(run) ORDER BY id LIMIT \(limit ?? -1)
      """
    )
  }

  /// The sites that allocated the objects of a signature's cycles and of their tails, in descending order of bytes.
  package func sites(
    ofSignature signature: Int64,
    run: Int64,
    limit: Int? = nil
  ) throws(GCTraceError) -> Table {
    try Catalogue(databasePath: databasePath).table(
      """
      SELECT m.role, t.name AS type, s.file, s.line, s.function, count(*) AS objects,
        sum(o.size) AS bytes
      FROM cycle AS c
      CROSS JOIN cycle_member AS m
        ON m.run_id = c.run_id AND m.collection = c.collection AND m.cycle = c.id
      CROSS JOIN run AS r ON r.id = c.run_id
      CROSS JOIN object AS o ON o.trace_id = r.trace_id AND o.id = m.object_id
      CROSS JOIN type AS t ON t.trace_id = o.trace_id AND t.id = o.type_id
      LEFT JOIN site AS s ON s.trace_id = o.trace_id AND s.id = o.site_id
      WHERE c.run_id = \(run) AND c.signature_id = \(signature)
      GROUP BY m.role, t.name, s.file, s.line, s.function
      ORDER BY m.role, objects DESC, bytes DESC, type, s.file, s.line LIMIT \(limit ?? -1)
      """
    )
  }

  /// The references that closed the cycles of a signature, grouped by the types at their ends, their names and the site of the referring
  /// object, the most frequent first.
  package func closingReferences(
    ofSignature signature: Int64,
    run: Int64,
    limit: Int? = nil
  ) throws(GCTraceError) -> Table {
    try Catalogue(databasePath: databasePath).table(
      """
      SELECT count(*) AS cycles, st.name AS source_type, c.closing_name AS name,
        tt.name AS target_type, s.file AS source_file, s.line AS source_line,
        s.function AS source_function, min(c.closing_event) AS first_event
      FROM cycle AS c
      JOIN run AS r ON r.id = c.run_id
      LEFT JOIN object AS so ON so.trace_id = r.trace_id AND so.id = c.closing_source
      LEFT JOIN type AS st ON st.trace_id = r.trace_id AND st.id = so.type_id
      LEFT JOIN object AS o ON o.trace_id = r.trace_id AND o.id = c.closing_target
      LEFT JOIN type AS tt ON tt.trace_id = r.trace_id AND tt.id = o.type_id
      LEFT JOIN site AS s ON s.trace_id = r.trace_id AND s.id = so.site_id
      WHERE c.run_id = \(run) AND c.signature_id = \(signature)
      GROUP BY st.name, c.closing_name, tt.name, s.file, s.line, s.function
      ORDER BY cycles DESC, first_event LIMIT \(limit ?? -1)
      """
    )
  }

  /// The signatures of two runs side by side, matched by their text. Those that only the second run has come first, then those that only
  /// the first has, then those that both have; each part has the most expensive first.
  package func difference(from one: Int64, to other: Int64) throws(GCTraceError) -> Table {
    try Catalogue(databasePath: databasePath).table(
      """
      WITH a AS (SELECT * FROM signature WHERE run_id = \(one)),
      b AS (SELECT * FROM signature WHERE run_id = \(other)),
      texts AS (SELECT text FROM a UNION SELECT text FROM b)
      SELECT
        CASE WHEN a.id IS NULL THEN 'only B' WHEN b.id IS NULL THEN 'only A' ELSE 'both' END
          AS standing,
        coalesce(a.cycles, 0) AS cycles_a, coalesce(b.cycles, 0) AS cycles_b,
        coalesce(a.objects + a.tail_objects, 0) AS objects_a,
        coalesce(b.objects + b.tail_objects, 0) AS objects_b,
        coalesce(a.bytes + a.tail_bytes, 0) AS bytes_a,
        coalesce(b.bytes + b.tail_bytes, 0) AS bytes_b,
        a.id AS signature_a, b.id AS signature_b, texts.text AS signature
      FROM texts LEFT JOIN a ON a.text = texts.text LEFT JOIN b ON b.text = texts.text
      ORDER BY standing = 'only B' DESC, standing = 'only A' DESC,
        coalesce(b.visits, 0) - coalesce(a.visits, 0) DESC, texts.text
      """
    )
  }

  /// A signature's cycle with the fewest objects.
  package func example(
    ofSignature signature: Int64,
    run: Int64
  ) throws(GCTraceError) -> CycleExample {
    do {
      let catalogue = Catalogue(databasePath: databasePath)
      let heads = try catalogue.table(
        """
        SELECT s.text, c.collection, c.id, c.objects, c.tail_objects, c.closing_event,
          c.closing_source, c.closing_target
        FROM signature AS s
        JOIN cycle AS c ON c.run_id = s.run_id AND c.collection = s.example ->> '$.collection'
          AND c.id = s.example ->> '$.cycle'
        WHERE s.run_id = \(run) AND s.id = \(signature)
        """
      ).rows
      guard let head = heads.first else { throw GCTraceError.noSuchSignature(signature, run: run) }
      let references = try catalogue.table(
        """
        SELECT DISTINCT e.value ->> 0, e.value ->> 1, e.value ->> 2
        FROM signature AS s, json_each(s.example, '$.references') AS e
        WHERE s.run_id = \(run) AND s.id = \(signature)
        """
      ).rows
      let objects = try catalogue.table(
        """
        SELECT o.id, t.name, s.file, s.line, s.function
        FROM signature AS g
        JOIN run AS r ON r.id = g.run_id
        JOIN cycle_member AS m ON m.run_id = g.run_id
          AND m.collection = g.example ->> '$.collection' AND m.cycle = g.example ->> '$.cycle'
          AND m.role = 'cycle'
        JOIN object AS o ON o.trace_id = r.trace_id AND o.id = m.object_id
        JOIN type AS t ON t.trace_id = o.trace_id AND t.id = o.type_id
        LEFT JOIN site AS s ON s.trace_id = o.trace_id AND s.id = o.site_id
        WHERE g.run_id = \(run) AND g.id = \(signature)
        ORDER BY o.id
        """
      ).rows
      return CycleExample(head: head, references: references, objects: objects)
    } catch { throw GCTraceError(error) }
  }
}
