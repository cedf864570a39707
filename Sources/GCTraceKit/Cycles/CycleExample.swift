import HeapGraph

/// The cycle that represents its signature.
package struct CycleExample: Equatable, Sendable {
  /// An object of the cycle.
  package struct Object: Equatable, Sendable {
    package var id: Int64
    package var type: String
    /// FILE:LINE FUNCTION; nil: not known.
    package var site: String?
  }

  /// A reference between its objects.
  package struct Reference: Equatable, Sendable {
    package var source: Int64
    package var target: Int64
    package var name: String?
  }

  /// The closing reference.
  package struct Closing: Equatable, Sendable {
    package var event: Int64
    package var source: Int64
    package var target: Int64
  }

  package var signature: String
  package var collection: Int64
  package var cycle: Int64
  package var tailObjects: Int64
  package var closing: Closing?
  /// By number.
  package var objects: [Object]
  /// Only some of the references if the cycle is large.
  package var references: [Reference]

  init(head: [SQLValue], references rows: [[SQLValue]], objects objectRows: [[SQLValue]]) {
    signature = head[0].text ?? ""
    collection = head[1].integer ?? 0
    cycle = head[2].integer ?? 0
    tailObjects = head[4].integer ?? 0
    if let event = head[5].integer, let source = head[6].integer, let target = head[7].integer {
      closing = Closing(event: event, source: source, target: target)
    }
    objects = objectRows.map { row in
      var object = Object(id: row[0].integer ?? 0, type: row[1].text ?? "")
      if let file = row[2].text, let line = row[3].integer {
        object.site = "\(file):\(line) \(row[4].text ?? "")"
      }
      return object
    }
    references = rows.map { row in
      Reference(source: row[0].integer ?? 0, target: row[1].integer ?? 0, name: row[2].text)
    }
  }

  package func object(_ id: Int64) -> Object? { objects.first { $0.id == id } }

  /// The shortest ring: references that lead from an object back to itself. The closing reference is the last one if it is known. Empty
  /// if the kept references have no ring.
  package var ring: [Reference] {
    let starts =
      closing.map { [($0.target, $0.source)] } ?? references.map { ($0.target, $0.source) }
    var best: [Reference] = []
    // Without a closing reference, any reference may be the last. Trying the first few gives a short enough ring.
    for (start, end) in starts.prefix(32) {
      guard let way = path(from: start, to: end),
        let last = references.first(where: { $0.source == end && $0.target == start })
      else { continue }
      if best.isEmpty || way.count + 1 < best.count { best = way + [last] }
    }
    return best
  }

  private func path(from start: Int64, to end: Int64) -> [Reference]? {
    var indexOfObject: [Int64: Int32] = [:]
    for (index, object) in objects.enumerated() { indexOfObject[object.id] = Int32(index) }
    let graph = HeapGraph(
      nodeCount: objects.count,
      references: references.compactMap { reference in
        guard let source = indexOfObject[reference.source],
          let target = indexOfObject[reference.target]
        else { return nil }
        return HeapGraph.Reference(source, target)
      }
    )
    guard let first = indexOfObject[start], let last = indexOfObject[end],
      let nodes = graph.shortestPaths(from: [first]).path(to: last)
    else { return nil }
    return zip(nodes, nodes.dropFirst()).map { source, target in
      let (from, to) = (objects[Int(source)].id, objects[Int(target)].id)
      return references.first { $0.source == from && $0.target == to }
        ?? Reference(source: from, target: to)
    }
  }
}

extension SQLValue {
  /// The integer; nil for anything else.
  package var integer: Int64? {
    if case .integer(let value) = self { value } else { nil }
  }

  /// The text; nil for anything else.
  package var text: String? {
    if case .text(let value) = self { value } else { nil }
  }
}
