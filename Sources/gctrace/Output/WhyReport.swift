import GCTraceKit

/// The answer of `gctrace why`, for people and as rows.
struct WhyReport {
  let why: Why
  /// The number of paths or groups to show.
  let limit: Int
  /// The text that a suggested command needs to find the database.
  let databaseSuffix: String

  /// The text for people, without a line feed at its end.
  var text: String {
    switch why.answer {
    case .object(let object): text(object)
    case .type(let name, let groups): text(name, groups)
    }
  }

  var columns: [String] {
    switch why.answer {
    case .object:
      [
        "path", "step", "object", "type", "site", "references", "name", "state", "born", "size",
        "generation", "retained_objects", "retained_bytes", "died", "collection",
        "unreachable_event", "age_events", "age_bytes",
      ]
    case .type:
      ["objects", "bytes", "retained_bytes", "path", "example"]
    }
  }

  /// The values of `columns`. An object is path 0; then come the steps of each path.
  var rows: [[SQLValue]] {
    switch why.answer {
    case .object(let object): rows(object)
    case .type(_, let groups):
      groups.map { group in
        [
          .integer(group.objects), .integer(group.bytes), .integer(group.retainedBytes),
          .text(group.types.joined(separator: " -> ")),
          .text(group.example.map { String($0.object) }.joined(separator: " -> ")),
        ]
      }
    }
  }

  private var moment: String { "after event \(grouped(why.event)) of run \(why.run)" }

  // MARK: An object

  private func text(_ object: Why.Object) -> String {
    let name =
      "#\(object.id) \(visible(object.type))" + (object.site.map { ", \(visible($0))" } ?? "")
    switch object.state {
    case .unborn:
      return "\(name)\nnot born yet \(moment): event \(grouped(object.born)) makes it"
    case .dead(let death):
      return name + "\n" + text(death, object)
    case .alive(let alive, let paths, let more):
      var lines = [name, text(alive, object)]
      if paths.isEmpty {
        lines.append("nothing outside holds it: it is garbage that is not freed yet")
      }
      for (index, path) in paths.enumerated() { lines += ["", "path \(index + 1)"] + steps(path) }
      if more > 0 {
        lines += [
          "", "\(grouped(Int64(more))) more \(more == 1 ? "object refers" : "objects refer") to it",
        ]
      }
      return lines.joined(separator: "\n")
    }
  }

  private func text(_ alive: Why.Object.Alive, _ object: Why.Object) -> String {
    let generation =
      switch alive.generation {
      case nil: "untracked"
      case 3?: "frozen"
      case let generation?: "generation \(generation)"
      }
    return """
      alive \(moment), born in event \(grouped(object.born)); \(byteCount(alive.size)), \(generation)
      \(grouped(alive.references)) \(alive.references == 1 ? "reference" : "references") to it, \
      \(grouped(alive.external)) from outside; retains \(grouped(alive.retainedObjects)) \
      \(alive.retainedObjects == 1 ? "object" : "objects"), \(byteCount(alive.retainedBytes))
      """
  }

  private func text(_ death: Why.Death, _ object: Why.Object) -> String {
    let cause =
      death.collection.map { "collection \($0) freed it" } ?? "its last reference went"
    var lines = [
      "died in event \(grouped(death.event)): \(cause); born in event \(grouped(object.born))"
    ]
    if let since = death.unreachableEvent {
      var age = "garbage since event \(grouped(since))"
      if let events = death.ageEvents { age += ", for \(grouped(events)) events" }
      if let bytes = death.ageBytes { age += ", in which \(byteCount(bytes)) were allocated" }
      lines.append(age)
    } else if !death.hasGarbage, death.collection != nil {
      lines.append(
        "how long it was garbage: gctrace replay --with garbage\(databaseSuffix) tells"
      )
    }
    return lines.joined(separator: "\n")
  }

  private func steps(_ path: [Why.Step]) -> [String] {
    path.enumerated().map { index, step in
      let label =
        "#\(step.object) \(visible(step.type))" + (step.site.map { ", \(visible($0))" } ?? "")
      if index == 0 {
        let times = step.references == 1 ? "" : " \(grouped(step.references)) times"
        return "     \(label)   (held from outside\(times))"
      }
      var notes: [String] = []
      if let name = step.name { notes.append("by \(visible(name))") }
      if step.references > 1 { notes.append("\(grouped(step.references)) references") }
      return "  -> \(label)" + (notes.isEmpty ? "" : "   (\(notes.joined(separator: "; ")))")
    }
  }

  private func rows(_ object: Why.Object) -> [[SQLValue]] {
    var own: [SQLValue] = [
      .integer(0), .integer(0), .integer(object.id), .text(object.type),
      object.site.map(SQLValue.text) ?? .null, .null, .null, .text("unborn"),
      .integer(object.born),
    ]
    func integer(_ value: Int64?) -> SQLValue { value.map(SQLValue.integer) ?? .null }
    var paths: [[Why.Step]] = []
    switch object.state {
    case .unborn:
      own += [SQLValue](repeating: .null, count: 9)
    case .dead(let death):
      own[7] = .text("dead")
      own += [.null, .null, .null, .null]
      own += [
        .integer(death.event), integer(death.collection), integer(death.unreachableEvent),
        integer(death.ageEvents), integer(death.ageBytes),
      ]
    case .alive(let alive, let found, _):
      paths = found
      own[5] = .integer(alive.references)
      own[7] = .text(found.isEmpty ? "garbage" : "alive")
      own += [
        .integer(alive.size), integer(alive.generation), .integer(alive.retainedObjects),
        .integer(alive.retainedBytes),
      ]
      own += [SQLValue](repeating: .null, count: 5)
    }
    var rows = [own]
    for (number, path) in paths.enumerated() {
      for (index, step) in path.enumerated() { rows.append(row(step, of: number + 1, at: index)) }
    }
    return rows
  }

  /// A step of a path.
  private func row(_ step: Why.Step, of path: Int, at index: Int) -> [SQLValue] {
    let values: [SQLValue] = [
      .integer(Int64(path)), .integer(Int64(index)), .integer(step.object), .text(step.type),
      step.site.map(SQLValue.text) ?? .null, .integer(step.references),
      step.name.map(SQLValue.text) ?? .null,
    ]
    return values + Array(repeating: .null, count: columns.count - values.count)
  }

  // MARK: A type

  private func text(_ name: String, _ groups: [Why.Group]) -> String {
    let total = groups.reduce(0) { $0 + $1.objects }
    guard total > 0 else { return "no \(visible(name)) is alive \(moment)" }
    var lines = [
      "\(grouped(total)) \(visible(name)) \(total == 1 ? "is" : "are") alive \(moment), "
        + "held in \(grouped(Int64(groups.count))) \(groups.count == 1 ? "way" : "ways")"
    ]
    for group in groups.prefix(limit) {
      lines += [
        "",
        "\(grouped(group.objects)) \(group.objects == 1 ? "object" : "objects"), "
          + "\(byteCount(group.bytes)), retaining \(byteCount(group.retainedBytes))",
        group.types.isEmpty
          ? "  nothing outside holds them: garbage that is not freed yet"
          : "  " + group.types.map(visible).joined(separator: " -> "),
      ]
      if !group.example.isEmpty { lines += ["  the nearest:"] + steps(group.example) }
    }
    if groups.count > limit {
      let more = groups.count - limit
      lines += ["", "\(grouped(Int64(more))) more \(more == 1 ? "way" : "ways"), with --limit"]
    }
    return lines.joined(separator: "\n")
  }
}
