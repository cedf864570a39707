import CyclicGC
import HeapGraph
import HeapTrace
import SQLite
import TraceStore

/// What keeps an object, or the objects of a type, alive at a moment of a run: the answer of `gctrace why`.
package struct Why {
  /// An object on a path.
  package struct Step: Equatable, Sendable {
    package var object: Int64
    package var type: String
    /// FILE:LINE FUNCTION; nil: not known.
    package var site: String?
    /// The number of references from the step before. For the first step, the number of references from outside.
    package var references: Int64
    /// The name of the reference that leads to it; nil: the log has none.
    package var name: String?
  }

  /// The death of an object.
  package struct Death: Equatable, Sendable {
    package var event: Int64
    /// The collection that freed it; nil: its last reference was dropped.
    package var collection: Int64?
    /// The event with which it became garbage; nil: not known, see `hasGarbage`.
    package var unreachableEvent: Int64?
    package var ageEvents: Int64?
    package var ageBytes: Int64?
    /// Whether the run has dated its garbage.
    package var hasGarbage: Bool
  }

  /// An object, at a moment.
  package struct Object: Equatable, Sendable {
    /// The state of the object at that moment.
    package enum State: Equatable, Sendable {
      case unborn
      /// - `paths`: the shortest paths from outside, one for each object that refers to it, the nearest first. None: it is garbage.
      /// - `moreReferrers`: the number of other objects that refer to it.
      case alive(Alive, paths: [[Step]], moreReferrers: Int)
      case dead(Death)
    }

    package struct Alive: Equatable, Sendable {
      package var size: Int64
      package var generation: Int64?
      package var references: Int64
      package var external: Int64
      package var retainedObjects: Int64
      package var retainedBytes: Int64
    }

    package var id: Int64
    package var type: String
    package var site: String?
    package var born: Int64
    package var state: State
  }

  /// Objects of a type with one path from outside.
  package struct Group: Equatable, Sendable {
    /// The types on the path from outside, the type itself last. A type that follows itself appears once.
    package var types: [String]
    package var objects: Int64
    package var bytes: Int64
    package var retainedBytes: Int64
    /// The shortest path to one of them; empty: nothing holds them.
    package var example: [Step]
  }

  /// The result.
  package enum Answer: Equatable, Sendable {
    case object(Object)
    case type(String, groups: [Group])
  }

  package let run: Int64
  /// The answer describes the heap after this event.
  package let event: Int64
  package let answer: Answer
}
