import GCTraceKit

extension JSON {
  /// A value of a row, as the page has it.
  init(_ value: SQLValue) {
    switch value {
    case .null: self = .null
    case .integer(let number): self = .integer(number)
    case .real(let number): self = .number(number)
    case .text(let text): self = .text(text)
    case .blob: self = .null
    }
  }

  init(rows: [[SQLValue]]) {
    self = .array(rows.map { .array($0.map { JSON($0) }) })
  }
}

extension RunSheet {
  /// - Parameter suffix: what a command needs to find the database.
  package func json(suffix: String) -> JSON {
    let packed = collections.packed()
    let run = summary.runID
    func source(_ question: String) -> JSON {
      Source(question: question, run: run).json(suffix: suffix)
    }
    return [
      "facts": facts,
      "findings": .array(
        findings.map { finding in
          [
            "sentence": .text(finding.sentence), "evidence": .text(finding.evidence),
            "share": JSON(finding.share), "command": .text("gctrace \(finding.command)\(suffix)"),
          ]
        }
      ),
      "collections": [
        "count": .integer(Int64(collections.count)), "width": .integer(Int64(packed.width)),
        "hasEach": .bool(packed.hasEach), "columns": packed.columns.json(),
      ],
      "marks": .array(marks.map { [.integer($0.event), .text($0.text)] }),
      "byGeneration": JSON(rows: byGeneration),
      "model": modelJSON,
      "analyses": JSON(analyses.sorted()),
      "deaths": .array(
        deaths.map {
          [.text($0.cause), JSON($0.generation), .integer($0.objects), .integer($0.bytes)]
        }
      ),
      "ages": agesJSON,
      "cycles": cyclesJSON,
      "leaks": leaksJSON,
      "sources": [
        "timeline": source("timeline"), "sizes": source("sizes"), "pending": source("pending"),
        "pauses": source("pause"), "effectiveness": source("effectiveness"),
        "deaths": source("death_count"), "ages": source("garbage_ages"),
        "cycles": Source(
          "cycles \(run)",
          sql: """
            SELECT id, share, visits, cycles, objects, bytes, tail_objects, tail_bytes,
              first_collection, last_collection, text
            FROM signature WHERE run_id = :run ORDER BY id
            """
        ).json(suffix: suffix),
        "leaks": Source("leaks \(run)", sql: CannedQuestion.named("leak")?.sql ?? "")
          .json(suffix: suffix),
        "collections": Source(
          "query \"SELECT * FROM collection WHERE run_id = :run\" --run \(run) --format csv",
          sql: CollectionSheet.sql
        )
        .json(suffix: suffix),
        "byGeneration": source("collections_by_generation"),
        "summary": Source(
          "summary \(run)",
          sql: "SELECT * FROM run AS r JOIN trace AS t ON t.id = r.trace_id WHERE r.id = :run"
        ).json(suffix: suffix),
      ],
    ]
  }

  private var facts: JSON {
    [
      "run": .integer(summary.runID), "runName": .text(summary.runName),
      "trace": .integer(summary.traceID), "traceName": .text(summary.traceName),
      "python": .text(summary.python), "thresholds": JSON(summary.thresholds),
      "options": .text(options), "asRecorded": .bool(summary.isAsRecorded),
      "events": .integer(summary.events), "objects": .integer(summary.objects),
      "bytes": .integer(summary.bytes), "peakObjects": .integer(summary.peakObjects),
      "peakBytes": .integer(summary.peakBytes), "survivors": .integer(summary.survivors),
      "collections": JSON(summary.collections), "explicit": .integer(summary.explicit),
      "candidates": .integer(summary.candidates), "collected": .integer(summary.collected),
      "freed": .integer(collections["freed"].reduce(0) { $0 + max(0, $1) }),
      "bytesCollected": .integer(summary.bytesCollected), "visits": .integer(summary.visits),
      "pauses": summary.pauses.map { pauses in
        JSON([pauses.count, pauses.median, pauses.percentile99, pauses.longest, pauses.total])
      } ?? .null,
      "duration": JSON(duration), "platform": JSON(platform), "recordedAt": JSON(recordedAt),
      "peakGarbage": JSON(peakGarbageBytes), "peakGarbageEvent": JSON(peakGarbageEvent),
      "markCount": .integer(markCount),
      "agreement": agreement.map { JSON([$0.agreeing, $0.compared]) } ?? .null,
      "putOff": .integer(collections["full_put_off"].reduce(0) { $0 + max(0, $1) }),
      "gaps": JSON(
        summary.gaps.map { gap in
          switch gap {
          case .sites: "Where objects were allocated: record with --sites."
          case .marks: "In which phase of the program something was: it sets no marks."
          case .durations: "How long collections took."
          case .reports: "What the real collector did, to check the replay by."
          }
        }
      ),
    ]
  }

  private var modelJSON: JSON {
    [
      "isDefault": .bool(model.isDefault), "hasObserved": .bool(hasObserved),
      "fits": .array(
        model.fits.map { fit in
          [
            "coefficients": JSON(fit.coefficients), "samples": .integer(Int64(fit.samples)),
            "r2": JSON(fit.r2),
            "ratios": JSON([fit.ratios.lowerBound, fit.ratios.upperBound]),
            "mostCandidates": .integer(fit.mostCandidates),
          ]
        }
      ),
      "within": .integer(within.inside), "of": .integer(within.all),
    ]
  }

  /// How many of the reported pauses are within the model's interval.
  private var within: (inside: Int64, all: Int64) {
    var (inside, all): (Int64, Int64) = (0, 0)
    let generation = collections["generation"]
    for (index, observed) in collections.observed.enumerated() where observed >= 0 {
      all += 1
      let ratios = model.fits[Int(min(2, max(0, generation[index])))].ratios
      let predicted = Double(collections.predicted[index])
      let range = (predicted * ratios.lowerBound)...(predicted * ratios.upperBound)
      if range.contains(Double(observed)) { inside += 1 }
    }
    return (inside, all)
  }

  private var agesJSON: JSON {
    [
      "bins": .array(ages.bins.map { [.integer($0.halfOctave), JSON($0.objects)] }),
      "objects": .integer(ages.objects), "median": .integer(ages.median),
      "percentile95": .integer(ages.percentile95), "left": .integer(ages.left),
      "leftBytes": .integer(ages.leftBytes), "leftByGeneration": JSON(ages.leftByGeneration),
    ]
  }

  private var cyclesJSON: JSON {
    [
      "kinds": .integer(signatureCount), "cycles": .integer(cycleCount),
      "signatures": .array(
        signatures.map { signature in
          [
            "row": .array(signature.row.map { JSON($0) }),
            "sites": JSON(rows: signature.sites), "closing": JSON(rows: signature.closing),
            "example": signature.example.map(Self.json) ?? .null,
          ]
        }
      ),
    ]
  }

  /// The ring of an example: its objects in order, each with the reference that leads on.
  private static func json(_ example: CycleExample) -> JSON {
    let ring = example.ring
    return [
      "collection": .integer(example.collection), "cycle": .integer(example.cycle),
      "objects": .integer(Int64(example.objects.count)), "tail": .integer(example.tailObjects),
      "closes": .bool(example.closing != nil), "event": JSON(example.closing?.event),
      "ringLength": .integer(Int64(ring.count)),
      "references": .array(
        ring.isEmpty ? example.references.prefix(8).map { json($0, of: example) } : []
      ),
      // The closing reference is the last; of a long ring its beginning and its end are shown.
      "ring": .array(
        (ring.count <= 12 ? ring : Array(ring.prefix(7) + ring.suffix(4))).map { reference in
          let object = example.object(reference.source)
          return [
            .integer(reference.source), .text(object?.type ?? ""), JSON(object?.site),
            JSON(reference.name),
          ]
        }
      ),
    ]
  }

  private static func json(_ reference: CycleExample.Reference, of example: CycleExample) -> JSON {
    [
      .integer(reference.source), .text(example.object(reference.source)?.type ?? ""),
      JSON(reference.name), .integer(reference.target),
      .text(example.object(reference.target)?.type ?? ""),
    ]
  }

  private var leaksJSON: JSON {
    guard let leaks else { return .null }
    func survivors(_ rows: [Leaks.Survivor]) -> JSON {
      .array(
        rows.map { row in
          [
            .integer(row.object), .text(row.type), JSON(row.site),
            JSON(row.generation.map(Int64.init)), .integer(row.bytes),
            .integer(row.retainedObjects), .integer(row.retainedBytes),
          ]
        }
      )
    }
    return [
      "fullCollections": .integer(Int64(leaks.fullCollections)),
      "hasSites": .bool(leaks.hasSites),
      "bases": .array(
        leaks.bases.map { basis in
          [
            "name": .text(basis.name), "places": .integer(Int64(basis.places)),
            "events": JSON(basis.events),
            "growths": .array(
              basis.growths.map { growth in
                [
                  .text(growth.type), JSON(growth.site), JSON(growth.objects),
                  .integer(growth.bytes.last ?? 0), .number(growth.line.slope),
                  .number(growth.bytesLine.slope), .number(growth.line.r2),
                ]
              }
            ),
            "holders": .array(
              basis.holders.map { holders in
                [
                  .text(holders.type),
                  .array(holders.links.map { [JSON($0.type), .number($0.slope)] }),
                ]
              }
            ),
          ]
        }
      ),
      "survivors": survivors(leaks.survivors), "uncollectable": survivors(leaks.uncollectable),
    ]
  }
}
