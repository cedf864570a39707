/// A second implementation of the whole replay, plain and slow, to hold the real one against.
///
/// It is written from the description of the format and of CPython's collectors and shares no code with the module: objects are
/// class instances, lists are arrays, deallocation recurses, a log's lines are split at spaces. It stops at nothing to be
/// obvious; many of its operations take time proportional to the heap.
package final class NaiveCollector {
  package let version: NaiveVersion
  package let setting: NaiveSetting
  /// Events that were left out since they did not apply.
  package internal(set) var divergences = 0
  /// The log's `state` event, or the last of what belongs to it.
  var prologueEnd = 0
  package internal(set) var polls = false
  /// `meta freelists simulated`: an allocation takes what waits on its type's free list.
  package internal(set) var simulatesFreeLists = false
  package internal(set) var types: [Int: NaiveType] = [:]
  /// Every object alive, in the order of birth.
  package private(set) var alive: [NaiveObject] = []
  private var aliveByNumber: [Int: NaiveObject] = [:]
  package private(set) var deaths: [Int: NaiveError.Death] = [:]
  /// The lists by `NaiveObject.List`.
  var lists: [[NaiveObject]] = Array(repeating: [], count: 17)

  package internal(set) var counts = [0, 0, 0]
  package internal(set) var thresholds: [Int]
  package internal(set) var pending = 0
  /// The same as the last collection of generation 1 or 2 ended.
  var pendingAtLastOld = 0
  /// Bytes of births since the last collection.
  var grossBytes = 0
  /// Bytes alive as the last collection ended, or as recording began.
  var bytesAliveBefore = 0
  package internal(set) var total = 0
  /// Of the incremental collector.
  package internal(set) var heapSize = 0
  package internal(set) var workToDo = -5000
  package internal(set) var isMarking = true
  /// Which old space is the visited one.
  var visitedSpace = 0
  /// `meta roots marked`.
  var marksRoots = false
  /// Of PEP 848's collector; nil: the policy is another.
  package internal(set) var spaces: NaiveSpaces?
  /// Of MemBalancer's.
  var balance = NaiveBalance()
  /// Of the clairvoyant one: bytes that have become garbage since the last collection.
  var floating = 0
  /// What it marks from (`root`), in the order told; the first `agedRoots` of them since before it last marked.
  var roots: [NaiveObject] = []
  var agedRoots = 0

  package internal(set) var isEnabled = true
  package internal(set) var savesAll = false
  /// gc.get_stats(): collections, collected, uncollectable.
  package internal(set) var statistics = Array(repeating: [0, 0, 0], count: 3)
  var isScheduled = false
  var time: Int?
  /// The number of the event under way.
  package internal(set) var event = 0
  /// The number of the collection under way, 0 if none is.
  var collection = 0
  var collectionsRun = 0

  package private(set) var bytesAlive = 0
  package private(set) var peakObjects = 0
  package private(set) var peakBytes = 0
  var finalizersCalled = 0
  var callbacksCalled = 0
  /// What happened to objects since it was last taken, in order, by number.
  package struct History {
    package var freed: [Int] = []
    package var finalized: [Int] = []
    package var called: [Int] = []
    /// Put into gc.garbage.
    package var garbage: [Int] = []
  }

  var history = History()

  package func takeHistory() -> History {
    defer { history = History() }
    return history
  }

  /// The collections of the last event.
  var collections: [NaiveCollection] = []
  /// What the collector found wrong with itself: a set computed in two ways that came out different.
  package internal(set) var inconsistencies: [String] = []
  /// Called when a collection has been decided on, when it has ended, and when an event has.
  package var atBoundary: ((NaiveCollector, Boundary) -> Void)?
  /// Bytes of all objects ever born.
  package private(set) var bytesBorn = 0

  /// A moment at which the heap can be looked at.
  package enum Boundary: Equatable {
    case decision, collectionEnd, eventEnd
  }

  package init(version: NaiveVersion, setting: NaiveSetting = NaiveSetting()) {
    self.version = version
    self.setting = setting
    thresholds = [version.threshold0, 10, version.incremental == nil ? 10 : 0]
    fixThresholds()
    if case .pep848(_, let threshold1, let work) = setting.policy {
      spaces = NaiveSpaces(work: work, count: (threshold1 + 1) / 2)
    }
  }

  deinit {
    for object in alive { object.dissolve() }
  }

  // MARK: Looking at it

  package func object(_ number: Int) -> NaiveObject? { aliveByNumber[number] }

  /// The numbers of the objects of a generation (3: the permanent one), in list order.
  package func members(ofGeneration generation: Int) -> [Int] { lists[generation].map(\.number) }

  /// The same of the list that the incremental collector has visited, and of the one that waits for it.
  package var visitedMembers: [Int] { lists[NaiveObject.List.visited.rawValue].map(\.number) }
  package var pendingMembers: [Int] { lists[NaiveObject.List.pending.rawValue].map(\.number) }

  /// Whether counting one more allocation starts a collection, inside the allocation or later.
  package var isOnTheEdge: Bool {
    isEnabled && thresholds[0] != 0 && counts[0] + 1 > thresholds[0]
  }

  /// The setting's thresholds stand against all others.
  func fixThresholds() {
    for (index, threshold) in setting.thresholds.enumerated() { thresholds[index] = threshold }
  }

  // MARK: Birth and death

  func make(_ number: Int, type: NaiveType, size: Int) -> NaiveObject {
    let object = NaiveObject(number: number, type: type, size: size)
    alive.append(object)
    aliveByNumber[number] = object
    bytesAlive += size
    bytesBorn += size
    notePeaks()
    return object
  }

  func resize(_ object: NaiveObject, to size: Int) {
    bytesAlive += size - object.size
    object.size = size
    notePeaks()
  }

  func setPayload(of object: NaiveObject, to payload: Int) {
    bytesAlive += payload - object.payload
    object.payload = payload
    notePeaks()
  }

  private func notePeaks() {
    peakObjects = max(peakObjects, alive.count)
    peakBytes = max(peakBytes, bytesAlive)
  }

  func remove(_ object: NaiveObject) {
    alive.removeAll { $0 === object }
    forgetRoot(object)
    aliveByNumber[object.number] = nil
    bytesAlive -= object.bytes
    deaths[object.number] = collection > 0 ? .collection(collection) : .event(event)
    object.dissolve()
  }

  // MARK: Lists

  func append(_ object: NaiveObject, to list: NaiveObject.List) {
    lists[list.rawValue].append(object)
    object.list = list
  }

  func removeFromList(_ object: NaiveObject) {
    guard let list = object.list else { return }
    lists[list.rawValue].removeAll { $0 === object }
    object.list = nil
  }

  func move(_ object: NaiveObject, to list: NaiveObject.List) {
    removeFromList(object)
    append(object, to: list)
  }

  func merge(_ source: NaiveObject.List, into destination: NaiveObject.List) {
    for object in lists[source.rawValue] { move(object, to: destination) }
  }

  // MARK: Whether it adds up

  /// What does not hold between events: reference counts, lists and weak references that contradict one another.
  package func checkConsistency() -> [String] {
    var found = inconsistencies
    var held: [Int: Int] = [:]
    for object in alive {
      for target in object.references { held[target.number, default: 0] += 1 }
    }
    for object in alive where object.count != object.external + held[object.number, default: 0] {
      found.append("object \(object.number): \(object.count) references")
    }
    let temporary: [NaiveObject.List] = [
      .unreachable, .legacy, .callbacks, .seen, .stillUnreachable, .increment, .survivors,
    ]
    for list in temporary.map(\.rawValue) where !lists[list].isEmpty {
      found.append("list \(list) is not empty")
    }
    return found
  }
}
