import HeapTrace

/// The fields that only few objects need: weak references, a target, scripts.
struct Annex: BitwiseCopyable {
  /// For a weak reference: the object that it refers to; -1: a dead object, or none.
  var target: Int32 = -1
  /// For a weak reference: its neighbours in its target's list; -1: none.
  var nextWeakReference: Int32 = -1
  var previousWeakReference: Int32 = -1
  /// The newest weak reference to this object; -1: none.
  var firstWeakReference: Int32 = -1
  /// For a weak reference: whether it was made with a callback.
  var hasCallback = false
  /// The first and last step of the finalizer's script; -1: empty.
  var finalizer = Script()
  /// The first and last step of the callback's script; -1: empty.
  var callback = Script()

  struct Script: BitwiseCopyable {
    var first: Int32 = -1
    var last: Int32 = -1
  }
}

/// A step of a script: an event that runs when a finalizer or callback is called.
struct ScriptStep: BitwiseCopyable {
  var kind: EventKind
  /// The ranks of the objects that the event names.
  var object: Int32
  var target: Int32
  var count: Int32
  /// The step after it; -1: none.
  var next: Int32
}

/// The annexes and script steps of all objects alive.
struct AnnexPool {
  private(set) var annexes: [Annex] = []
  private(set) var freeAnnexes: [Int32] = []
  private(set) var steps: [ScriptStep] = []
  private(set) var freeSteps: [Int32] = []

  subscript(index: Int32) -> Annex {
    get { annexes[Int(index)] }
    _modify { yield &annexes[Int(index)] }
  }

  func step(at index: Int32) -> ScriptStep { steps[Int(index)] }

  mutating func make() -> Int32 {
    if let index = freeAnnexes.popLast() {
      annexes[Int(index)] = Annex()
      return index
    }
    annexes.append(Annex())
    return Int32(annexes.count - 1)
  }

  mutating func free(_ index: Int32) {
    clear(.finalizer, of: index)
    clear(.callback, of: index)
    freeAnnexes.append(index)
  }

  /// One of an object's two scripts.
  enum ScriptKind { case finalizer, callback }

  func script(_ kind: ScriptKind, of index: Int32) -> Annex.Script {
    kind == .finalizer ? annexes[Int(index)].finalizer : annexes[Int(index)].callback
  }

  mutating func append(_ step: ScriptStep, to kind: ScriptKind, of index: Int32) {
    var script = script(kind, of: index)
    let place = makeStep(step)
    if script.first < 0 {
      script.first = place
    } else {
      steps[Int(script.last)].next = place
    }
    script.last = place
    set(script, kind, of: index)
  }

  /// Empties a script.
  mutating func clear(_ kind: ScriptKind, of index: Int32) {
    var step = script(kind, of: index).first
    while step >= 0 {
      freeSteps.append(step)
      step = steps[Int(step)].next
    }
    set(Annex.Script(), kind, of: index)
  }

  private mutating func set(_ script: Annex.Script, _ kind: ScriptKind, of index: Int32) {
    switch kind {
    case .finalizer: annexes[Int(index)].finalizer = script
    case .callback: annexes[Int(index)].callback = script
    }
  }

  private mutating func makeStep(_ step: ScriptStep) -> Int32 {
    if let free = freeSteps.popLast() {
      steps[Int(free)] = step
      return free
    }
    steps.append(step)
    return Int32(steps.count - 1)
  }
}
