/// Dates garbage by its definition: looks at every object alive after every event, at the decision on every collection and at its end.
package struct NaiveGarbage {
  /// An object that was garbage for a while.
  package struct Row: Hashable, CustomStringConvertible {
    package var object: Int
    package var unreachableEvent: Int
    package var freedEvent: Int?
    package var collection: Int?
    package var ageBytes: Int?

    package init(
      object: Int,
      unreachableEvent: Int,
      freedEvent: Int?,
      collection: Int?,
      ageBytes: Int?
    ) {
      self.object = object
      self.unreachableEvent = unreachableEvent
      self.freedEvent = freedEvent
      self.collection = collection
      self.ageBytes = ageBytes
    }

    package var description: String {
      func text(_ number: Int?) -> String { number.map(String.init) ?? "-" }
      return
        "\(object): \(unreachableEvent) to \(text(freedEvent)) in \(text(collection)), \(text(ageBytes)) bytes"
    }
  }

  /// Floating garbage at a boundary.
  package struct Floating: Equatable, CustomStringConvertible {
    package var description: String { "\(objects) objects of \(bytes)" }

    package var objects = 0
    package var bytes = 0

    package init(objects: Int = 0, bytes: Int = 0) {
      self.objects = objects
      self.bytes = bytes
    }
  }

  package private(set) var rows: Set<Row> = []
  /// The floating garbage at the decision on each collection, and at its end.
  package private(set) var before: [Floating] = []
  package private(set) var left: [Floating] = []
  package private(set) var peakObjects = 0
  package private(set) var peakBytes = 0
  /// The first event at whose bytes it peaked.
  package private(set) var peakEvent: Int?
  /// Whether an object that was unreachable at one look was reachable at a later one.
  package private(set) var hasBroughtBack = false

  /// The objects that were unreachable at a boundary, with their bytes.
  private struct Look {
    var boundary: NaiveCollector.Boundary
    var event: Int
    var unreachable: [Int: Int] = [:]
  }

  private var looks: [Look] = []
  /// The look since which an object has been unreachable.
  private var since: [Int: (look: Int, event: Int, bytesBorn: Int)] = [:]
  /// The same for all objects that turned out to be garbage. Resurrected objects were not garbage.
  private var firstLook: [Int: Int] = [:]

  package init() {}

  /// Looks at the heap of a naive collector at a boundary.
  package mutating func look(at naive: NaiveCollector, _ boundary: NaiveCollector.Boundary) {
    for (number, start) in since where naive.object(number) == nil {
      rows.insert(
        Row(
          object: number,
          unreachableEvent: start.event,
          freedEvent: naive.event,
          collection: boundary == .collectionEnd ? naive.collection : nil,
          ageBytes: naive.bytesBorn - start.bytesBorn
        )
      )
      since[number] = nil
      firstLook[number] = start.look
    }
    let reachable = Self.reachable(naive)
    var look = Look(boundary: boundary, event: naive.event)
    for object in naive.alive {
      if reachable.contains(object.number) {
        if since.removeValue(forKey: object.number) != nil { hasBroughtBack = true }
        continue
      }
      if since[object.number] == nil {
        since[object.number] = (looks.count, naive.event, naive.bytesBorn)
      }
      look.unreachable[object.number] = object.bytes
    }
    looks.append(look)
  }

  /// Completes the records at the end of the log.
  package mutating func end() {
    for (number, start) in since {
      rows.insert(
        Row(
          object: number,
          unreachableEvent: start.event,
          freedEvent: nil,
          collection: nil,
          ageBytes: nil
        )
      )
      firstLook[number] = start.look
    }
    for (index, look) in looks.enumerated() {
      var floating = Floating()
      for (number, size) in look.unreachable {
        guard let first = firstLook[number], first <= index else { continue }
        floating.objects += 1
        floating.bytes += size
      }
      switch look.boundary {
      case .decision: before.append(floating)
      case .collectionEnd: left.append(floating)
      case .eventEnd: break
      }
      peakObjects = max(peakObjects, floating.objects)
      if floating.bytes > peakBytes {
        peakBytes = floating.bytes
        peakEvent = look.event
      }
    }
  }

  /// The objects to which a path of references leads from an object that is held from outside.
  static func reachable(_ naive: NaiveCollector) -> Set<Int> {
    var todo = naive.alive.filter { $0.external > 0 }
    var reached = Set(todo.map(\.number))
    while let object = todo.popLast() {
      for target in object.references where reached.insert(target.number).inserted {
        todo.append(target)
      }
    }
    return reached
  }
}
