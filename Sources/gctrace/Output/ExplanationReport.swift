import GCTraceKit

/// The explanation of a collection: a text that teaches, or one row for each thing that happens to an object.
struct ExplanationReport {
  static let columns = [
    "collection", "step", "position", "object_id", "type", "generation", "size", "references",
    "from_candidates", "left", "other",
  ]
  /// A collection with more candidates gets a summary with samples.
  static let whole = 24
  /// How many objects a sample has.
  static let sample = 6

  private let story: Explanation
  private var isWhole: Bool { story.candidates.count <= Self.whole }

  init(_ story: Explanation) {
    self.story = story
  }

  // MARK: For people

  /// The text without a line feed at its end.
  var text: String {
    [heading, decision, counting, scan, sets, outcome, result].joined(separator: "\n\n")
  }

  private var heading: String {
    let mark = story.mark.map { ", at the mark \(visible($0))" } ?? ""
    return
      "Collection \(story.collection) of run \(story.runID) (\(visible(story.runName))), trace "
      + "\(visible(story.traceName)): generation \(story.generation), event \(grouped(story.event))\(mark)"
  }

  private var decision: String {
    func list(_ numbers: [Int64]) -> String { numbers.map(String.init).joined(separator: ", ") }
    var lines = [
      "WHY IT RAN",
      "  \(sentence(story.reason))",
      "  The counts were \(list(story.counts)), the thresholds \(list(story.thresholds)); of the old objects, "
        + "\(grouped(story.longLivedPending)) were pending, \(grouped(story.longLivedTotal)) the total.",
    ]
    let younger = ["", " and 0", ", 1 and 0"][min(story.generation, 2)]
    lines.append(
      "  It examines generation \(story.generation)\(younger): \(count(story.candidates.count, "candidate"))."
    )
    return lines.joined(separator: "\n")
  }

  private var counting: String {
    let text = """
      1. WHAT HOLDS THE CANDIDATES (update_refs, subtract_refs)
        The reference count of each candidate is copied. Then every reference that a candidate holds
        to a candidate is taken off the copy. What is left are references from outside.
      """
    let internalTotal = story.candidates.reduce(0) { $0 + $1.fromCandidates }
    let total = story.candidates.reduce(0) { $0 + $1.references }
    let sums =
      "  \(grouped(total)) references in all, \(grouped(internalTotal)) from candidates, "
      + "\(grouped(total - internalTotal)) left. To objects that are no candidates there are "
      + "\(grouped(story.referencesElsewhere)) more, which do not matter."
    if isWhole { return [text, candidateTable, sums].joined(separator: "\n\n") }
    return [text, typeTable, sums].joined(separator: "\n\n")
  }

  /// Every candidate, in list order.
  private var candidateTable: String {
    TableWriter.indented(
      ["object", "type", "references", "from candidates", "left"],
      story.candidates.map { candidate in
        [
          .integer(candidate.object.id), .text(visible(candidate.object.type)),
          .integer(candidate.references), .integer(candidate.fromCandidates),
          .integer(candidate.left),
        ]
      }
    )
  }

  /// The types with the most candidates.
  private var typeTable: String {
    var sums: [String: (objects: Int64, references: Int64, inside: Int64, held: Int64)] = [:]
    for candidate in story.candidates {
      var sum = sums[candidate.object.type] ?? (0, 0, 0, 0)
      sum.objects += 1
      sum.references += candidate.references
      sum.inside += candidate.fromCandidates
      if candidate.left > 0 { sum.held += 1 }
      sums[candidate.object.type] = sum
    }
    let order = sums.sorted { ($1.value.objects, $0.key) < ($0.value.objects, $1.key) }
    let rows = order.prefix(10).map { type, sum -> [SQLValue] in
      [
        .text(visible(type)), .integer(sum.objects), .integer(sum.references),
        .integer(sum.inside), .integer(sum.held),
      ]
    }
    let more = order.count > 10 ? "\n  ... and \(count(order.count - 10, "more type"))" : ""
    return TableWriter.indented(
      ["type", "candidates", "references", "from candidates", "held from outside"],
      rows
    ) + more
  }

  private var scan: String {
    let text = """
      2. THE SCAN (move_unreachable)
        The list is gone through once. A candidate with something left is reachable, and so is all
        that it refers to. One with nothing left is put aside, tentatively unreachable; it comes back,
        to the end of the list, when a reachable one refers to it.
      """
    guard !story.candidates.isEmpty else { return text + "\n\n  There is nothing to scan." }
    if isWhole { return text + "\n\n" + story.steps.map(line).joined(separator: "\n") }
    var (held, shown, aside, back) = (0, 0, 0, 0)
    var rescues: [String] = []
    for step in story.steps {
      switch step {
      case .reachable(_, by: nil): held += 1
      case .reachable: shown += 1
      case .putAside: aside += 1
      case .rescued:
        back += 1
        if rescues.count < Self.sample { rescues.append(line(step)) }
      }
    }
    var lines = [
      "  \(count(held, "candidate")) had something left, \(grouped(Int64(shown))) were shown to be reachable by those,",
      "  \(grouped(Int64(aside))) were put aside, and \(grouped(Int64(back))) of them came back.",
    ]
    if !rescues.isEmpty {
      lines.append("  The first that came back:")
      lines += rescues
    }
    return text + "\n\n" + lines.joined(separator: "\n")
  }

  private func line(_ step: Explanation.Step) -> String {
    func name(_ index: Int) -> String { self.name(story.candidates[index].object) }
    switch step {
    case .reachable(let index, by: nil):
      return "  \(name(index)): \(story.candidates[index].left) left, reachable"
    case .reachable(let index, let by?):
      return "  \(name(index)): reachable, since \(name(by)) refers to it"
    case .putAside(let index):
      return "  \(name(index)): nothing left, put aside"
    case .rescued(let index, let by):
      return "  \(name(index)) comes back: \(name(by)) refers to it"
    }
  }

  private var sets: String {
    """
    3. THE SETS
      reachable    \(list(story.reachable))
      unreachable  \(list(story.unreachable))
      Both in the order of the lists, which is the order in which the rest happens.
    """
  }

  private var outcome: String {
    var lines = ["4. WHAT BECAME OF THEM"]
    func add(_ word: String, _ objects: [Explanation.Object], _ meaning: String) {
      guard !objects.isEmpty else { return }
      lines.append(
        "  \(word)\(String(repeating: " ", count: max(1, 13 - word.count)))\(list(objects))"
      )
      lines.append("               \(meaning)")
    }
    add("untracked", story.untracked, "they hold nothing that could be in a cycle: watched no more")
    add("callbacks", story.called, "weak references to garbage, called before any finalizer")
    add("finalized", story.finalized, "their __del__ was called, once in an object's life")
    add("resurrected", story.resurrected, "a finalizer or a callback brought them back")
    add("uncollectable", story.uncollectable, "an object with tp_del keeps them: left alone")
    add("gc.garbage", story.garbage, "put into the list gc.garbage, which holds them")
    add("kept", story.saved, "could not be cleared, or DEBUG_SAVEALL keeps them")
    add("freed", story.freed, "cleared, and deallocated as their counts fell to zero")
    add("freed, too", story.freedWith, "no candidates, but only what was freed held them")
    var moves: [String: [Explanation.Object]] = [:]
    for promotion in story.promoted {
      moves["\(promotion.from) to \(promotion.to)", default: []].append(promotion.object)
    }
    for (move, objects) in moves.sorted(by: { $0.key < $1.key }) {
      add("promoted", objects, "from generation \(move)")
    }
    if lines.count == 1 { lines.append("  Nothing: all stay where they are.") }
    return lines.joined(separator: "\n")
  }

  private var result: String {
    let share = story.effectiveness.map { " (\(percent($0)) of the candidates)" } ?? ""
    return """
      WHAT IT CAME TO
        \(grouped(story.collected)) collected, \(grouped(story.uncollectableCount)) uncollectable, as gc reports it.
        \(count(story.freed.count, "candidate")) freed\(share), \(byteCount(story.bytesFreed)); \(grouped(story.visits)) references visited.
        The generations are now \(story.sizes.prefix(3).map(grouped).joined(separator: ", ")) long.
      """
  }

  // MARK: Words

  /// The text with a capital, unless it begins with a name.
  private func sentence(_ text: String) -> String {
    text.hasPrefix("the ") ? "The" + text.dropFirst(3) + "." : text + "."
  }

  private func name(_ object: Explanation.Object) -> String {
    "\(object.id) \(visible(object.type))"
  }

  /// The objects. If there are many, the first ones and how many there are.
  private func list(_ objects: [Explanation.Object]) -> String {
    guard !objects.isEmpty else { return "none" }
    guard !isWhole, objects.count > Self.sample else {
      return objects.map(name).joined(separator: ", ")
    }
    return "\(grouped(Int64(objects.count))): "
      + objects.prefix(Self.sample).map(name).joined(separator: ", ") + ", ..."
  }

  private func count(_ count: Int, _ noun: String) -> String {
    "\(grouped(Int64(count))) \(noun)\(count == 1 ? "" : "s")"
  }

  private func percent(_ share: Double) -> String {
    let tenths = Int((share * 1000).rounded())
    return "\(tenths / 10).\(tenths % 10) %"
  }

  // MARK: For machines

  /// The values of `columns`, in the order in which the steps happen.
  var rows: [[SQLValue]] {
    var rows: [[SQLValue]] = []
    func add(
      _ step: String,
      _ position: Int,
      _ object: Explanation.Object,
      _ candidate: Explanation.Candidate? = nil,
      generation: Int? = nil,
      other: Int64? = nil
    ) {
      func integer(_ number: Int64?) -> SQLValue { number.map(SQLValue.integer) ?? .null }
      rows.append([
        .integer(story.collection), .text(step), .integer(Int64(position)),
        .integer(object.id), .text(object.type),
        integer((generation ?? candidate?.generation).map(Int64.init)), integer(candidate?.size),
        integer(candidate?.references), integer(candidate?.fromCandidates),
        integer(candidate?.left), integer(other),
      ])
    }
    for (index, candidate) in story.candidates.enumerated() {
      add("candidate", index + 1, candidate.object, candidate)
    }
    for (index, step) in story.steps.enumerated() {
      func object(_ index: Int) -> Explanation.Object { story.candidates[index].object }
      switch step {
      case .reachable(let place, let by):
        add("reachable", index + 1, object(place), other: by.map { object($0).id })
      case .putAside(let place): add("put aside", index + 1, object(place))
      case .rescued(let place, let by):
        add("rescued", index + 1, object(place), other: object(by).id)
      }
    }
    let sets: [(String, [Explanation.Object])] = [
      ("survivor", story.reachable), ("unreachable", story.unreachable),
      ("untracked", story.untracked), ("callback", story.called), ("finalized", story.finalized),
      ("resurrected", story.resurrected), ("uncollectable", story.uncollectable),
      ("gc.garbage", story.garbage), ("saved", story.saved), ("freed", story.freed),
      ("freed with them", story.freedWith),
    ]
    for (step, objects) in sets {
      for (index, object) in objects.enumerated() { add(step, index + 1, object) }
    }
    for (index, promotion) in story.promoted.enumerated() {
      add(
        "promoted",
        index + 1,
        promotion.object,
        generation: promotion.from,
        other: Int64(promotion.to)
      )
    }
    return rows
  }
}
