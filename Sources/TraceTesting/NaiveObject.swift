/// A type of a log, as the naive collector keeps it.
package final class NaiveType {
  package let number: Int
  package let attributes: [String]
  /// The most objects on its free list; nil: it has none.
  package let freeListLimit: Int?
  package var freeListLength = 0
  /// The size of the object that went to the free list last.
  package var freeListSize = 0

  init(number: Int, attributes: [String]) {
    self.number = number
    self.attributes = attributes
    freeListLimit =
      attributes.compactMap { attribute in
        attribute.hasPrefix("freelist=") ? Int(attribute.dropFirst("freelist=".count)) : nil
      }.first
  }

  package func has(_ attribute: String) -> Bool { attributes.contains(attribute) }
  package var isAtomic: Bool { has("kind=atomic") }
  package var isWeakReference: Bool { has("kind=weakref") }
}

/// An object of the naive collector, with all its properties in one place, and with references as references.
package final class NaiveObject {
  /// The list of an object.
  package enum List: Int {
    case generation0, generation1, generation2, permanent
    case unreachable, legacy, callbacks, seen, stillUnreachable
    /// For the incremental collector: its two old lists, and those of a running increment.
    case visited, pending, increment, survivors
    /// Of PEP 848's.
    case marked, aging0, aging1, aging2
  }

  /// The log's number.
  package let number: Int
  package let type: NaiveType
  package var size: Int
  /// What it alone keeps alive besides; gone with it.
  package var payload = 0
  package var bytes: Int { size + payload }
  /// One element for each reference, in the order in which they were added.
  package var references: [NaiveObject] = []
  /// References from outside.
  package var external = 1
  /// All references, including those that a running collection or deallocation holds.
  package var count = 1
  /// nil: untracked.
  package var list: List?
  /// The finalizer has been called.
  var isFinalized = false
  /// The deallocation is past the finalizer.
  var isDying = false
  /// For a weak reference: its target, nil when it is dead.
  package var target: NaiveObject?
  package var hasCallback = false
  /// The weak references to this object, the newest first.
  package var weakReferences: [NaiveObject] = []
  var finalizerScript: [[String]] = []
  var callbackScript: [[String]] = []

  /// The object existed at the start of the log.
  var isInitial = false
  /// The object was young when the incremental collector last began to mark.
  var wasYoung = false

  // Used while a collection runs.
  var isCollecting = false
  var gcReferences = 0

  init(number: Int, type: NaiveType, size: Int) {
    self.number = number
    self.type = type
    self.size = size
  }

  /// 0 to 3; nil: untracked (or, while a collection runs, on one of its own lists).
  package var generation: Int? {
    switch list {
    case .generation0, .generation1, .generation2, .permanent: return list?.rawValue
    // As gc.get_objects has it.
    case .visited, .pending, .increment, .survivors, .marked: return 2
    case .aging0, .aging1, .aging2: return 1
    default: return nil
    }
  }

  /// Drops all references, so that a cycle does not outlive the test.
  func dissolve() {
    references = []
    weakReferences = []
    target = nil
  }
}
