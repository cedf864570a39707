/// The records of a log.
extension NaiveCollector {
  /// Replays one line and returns the collections that ran.
  package func apply(_ line: String) throws(NaiveError) -> [NaiveCollection] {
    collections = []
    guard !line.isEmpty, !line.hasPrefix("#") else { return [] }
    let fields = line.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    switch fields[0] {
    case "gctrace", "site", "name": return []
    case "meta":
      if fields[1] == "safepoints", fields[2] == "poll" { polls = true }
      if fields[1] == "roots" { marksRoots = fields[2] == "marked" }
      if fields[1] == "freelists" { simulatesFreeLists = fields[2] == "simulated" }
      return []
    case "type":
      types[try number(fields, 1)] = NaiveType(
        number: try number(fields, 1),
        attributes: Array(fields[3...])
      )
      return []
    default: break
    }
    event += 1
    if event == 1, fields[0] == "poll" { polls = true }
    do throws(NaiveError) { try applyEvent(fields) } catch {
      guard setting.toleratesDivergences else { throw error }
      divergences += 1
    }
    if isScheduled, !polls || fields[0] == "poll" {
      isScheduled = false
      if isEnabled || !version.looksAtEnabledAgain { collectAutomatically() }
    }
    collectForeseen()
    for action in setting.actions[event] ?? [] {
      if action != "freeze-only-at" { collect(2, isExplicit: true) }
      if action != "collect-at" { freeze() }
    }
    atBoundary?(self, .eventEnd)
    return collections
  }

  private func freeze() {
    for list in [NaiveObject.List.generation0, .generation1, .generation2] {
      merge(list, into: .permanent)
    }
    if let spaces {
      for list in spaces.aging + [.pending, .marked] { merge(list, into: .permanent) }
    }
    freezeOldSpaces()
    counts = [0, 0, 0]
  }

  private func applyEvent(_ fields: [String]) throws(NaiveError) {
    if fields[0] == "collect", setting.ignoresCollect { return }
    if ["enable", "disable", "threshold", "freeze", "unfreeze"].contains(fields[0]) {
      // Up to the `state` event, and right after it, the log gives the state at the start of the recording.
      let isRecordings = setting.stateEvent.map { event < $0 || event == prologueEnd + 1 } ?? false
      if isRecordings, event > setting.stateEvent ?? 0 { prologueEnd = event }
      if setting.ignoresSettings, !isRecordings { return }
    }
    switch fields[0] {
    case "heap": try heap(fields)
    case "watch":
      attach(try known(fields, 1), to: try known(fields, 2), callback: fields.contains("callback"))
    case "state":
      counts = [try number(fields, 1), try number(fields, 2), try number(fields, 3)]
      if version.incremental == nil, spaces == nil {
        pending = try number(fields, 4)
        total = try number(fields, 5)
      }
      prologueEnd = event
    case "alloc": try allocate(fields, flags: fields.dropFirst(4))
    case "weakref": try allocateWeakReference(fields)
    case "payload": setPayload(of: try known(fields, 1), to: try number(fields, 2))
    case "bytes": grossBytes += try number(fields, 1)
    case "size": resize(try known(fields, 1), to: try number(fields, 2))
    case "retain":
      let object = try known(fields, 1)
      let count = try optionalNumber(fields, 2) ?? 1
      object.external += count
      object.count += count
    case "release": try release(fields)
    case "ref":
      let (source, target) = (try known(fields, 1), try known(fields, 2))
      addReferences(from: source, to: target, try optionalNumber(fields, 3) ?? 1)
    case "unref": try unreference(fields)
    case "clear": clear(try known(fields, 1))
    case "track":
      let object = try known(fields, 1)
      if object.list == nil, !object.type.isAtomic { track(object) }
    case "untrack": untrack(try known(fields, 1))
    case "root": addRoot(try known(fields, 1))
    case "unroot": forgetRoot(try known(fields, 1))
    case "count": count(try number(fields, 1))
    case "finalizer":
      let object = try known(fields, 1)
      if fields.count == 2 {
        object.finalizerScript = []
      } else {
        object.finalizerScript.append(Array(fields[2...]))
      }
    case "callback":
      let object = try known(fields, 1)
      if fields.count == 2 {
        object.callbackScript = []
      } else {
        object.callbackScript.append(Array(fields[2...]))
      }
    case "collect":
      collect(generation(asked: try optionalNumber(fields, 1) ?? 2), isExplicit: true)
    case "enable": isEnabled = true
    case "disable": isEnabled = false
    case "threshold":
      for index in 1..<fields.count { thresholds[index - 1] = try number(fields, index) }
      fixThresholds()
    case "freeze": freeze()
    case "unfreeze":
      merge(
        .permanent,
        into: version.incremental != nil ? .visited : spaces != nil ? .pending : .generation2
      )
    case "debug": savesAll = fields[1] == "saveall"
    case "time": time = try number(fields, 1)
    case "poll", "mark", "observed", "sample": break
    default: throw .malformed(fields.joined(separator: " "))
    }
  }

  private func heap(_ fields: [String]) throws(NaiveError) {
    let object = make(
      try number(fields, 1),
      type: try type(fields),
      size: try number(fields, 3)
    )
    noteExisting(object, isTracked: fields[4] != "-")
    bytesAliveBefore += object.size
    guard fields[4] != "-", !object.type.isAtomic else { return }
    guard let list = NaiveObject.List(rawValue: try number(fields, 4)) else {
      throw .malformed(fields.joined(separator: " "))
    }
    let isOld = list == .generation1 || list == .generation2
    if let spaces, isOld {
      append(object, to: list == .generation1 ? spaces.aging.last ?? list : .pending)
    } else {
      append(object, to: version.incremental != nil && isOld ? .pending : list)
    }
  }

  private func allocate(_ fields: [String], flags: ArraySlice<String>) throws(NaiveError) {
    let type = try type(fields)
    grossBytes += try number(fields, 3)
    if !type.isAtomic {
      let isServed =
        simulatesFreeLists && type.freeListLimit != nil
        ? isServed(ofSize: try number(fields, 3), by: type) : flags.contains("reused")
      if isServed {
        type.freeListLength = max(0, type.freeListLength - 1)
      } else {
        countMemory(mayCollect: !flags.contains("error"))
      }
    }
    let object = make(try number(fields, 1), type: type, size: try number(fields, 3))
    if !flags.contains("untracked"), !type.isAtomic {
      track(object, mayCollect: !flags.contains("error"))
    }
  }

  /// Whether a free list with a waiting object serves the allocation. A tuple of another size than the waiting ones comes from elsewhere.
  private func isServed(ofSize size: Int, by type: NaiveType) -> Bool {
    guard type.freeListLength > 0 else { return false }
    return !type.has("kind=tuple") || type.freeListSize == size
  }

  private func allocateWeakReference(_ fields: [String]) throws(NaiveError) {
    let hasTarget = fields[4] != "0"
    if hasTarget, setting.toleratesDivergences, object(try number(fields, 4)) == nil {
      divergences += 1
      return try allocate(fields, flags: [])
    }
    if hasTarget { _ = try known(fields, 4) }
    try allocate(fields, flags: [])
    guard hasTarget else { return }
    attach(try known(fields, 1), to: try known(fields, 4), callback: fields.contains("callback"))
  }

  func countAllocation(mayCollect: Bool) {
    counts[0] += 1
    heapSize += 1
    // A deallocation within a collection may track an object again.
    guard mayCollect, isDue, collection == 0 else { return }
    if version.waitsForSafePoint {
      isScheduled = true
    } else {
      collectAutomatically()
    }
  }

  private func count(_ number: Int) {
    if number < 0 {
      for _ in 0..<(-number) { uncount() }
    } else {
      for _ in 0..<number { countAllocation(mayCollect: true) }
    }
  }

  private func release(_ fields: [String]) throws(NaiveError) {
    let object = try known(fields, 1)
    let count = try optionalNumber(fields, 2) ?? 1
    guard object.external >= count else {
      throw .releaseBelowZero(
        event: event,
        object: object.number,
        held: object.external,
        dropped: count
      )
    }
    object.external -= count
    for _ in 0..<count { decrement(object) }
  }

  private func unreference(_ fields: [String]) throws(NaiveError) {
    let (source, target) = (try known(fields, 1), try known(fields, 2))
    let count = try optionalNumber(fields, 3) ?? 1
    let held = source.references.count { $0 === target }
    guard held >= count else {
      throw .referenceNotHeld(
        event: event,
        source: source.number,
        target: target.number,
        held: held,
        dropped: count
      )
    }
    removeReferences(from: source, to: target, count)
  }

  // MARK: Fields

  private func number(_ fields: [String], _ index: Int) throws(NaiveError) -> Int {
    guard fields.indices.contains(index), let number = Int(fields[index]) else {
      throw .malformed(fields.joined(separator: " "))
    }
    return number
  }

  private func optionalNumber(_ fields: [String], _ index: Int) throws(NaiveError) -> Int? {
    fields.indices.contains(index) ? try number(fields, index) : nil
  }

  private func type(_ fields: [String]) throws(NaiveError) -> NaiveType {
    guard let type = types[try number(fields, 2)] else {
      throw .malformed(fields.joined(separator: " "))
    }
    return type
  }

  private func known(_ fields: [String], _ index: Int) throws(NaiveError) -> NaiveObject {
    let number = try number(fields, index)
    guard let object = object(number) else {
      throw .notAlive(event: event, object: number, death: deaths[number])
    }
    return object
  }
}
