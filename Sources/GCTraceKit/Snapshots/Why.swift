import CyclicGC
import HeapGraph
import HeapTrace
import SQLite
import TraceStore

/// What keeps an object, or the objects of a type, alive at a moment of a run: the answers of `gctrace why`.
package struct Why {
  /// An object on a path.
  package struct Step: Equatable, Sendable {
    package var object: Int64
    package var type: String
    /// FILE:LINE FUNCTION; nil: not known.
    package var site: String?
    /// How many references the one before it has to it; of the first: how many come from outside.
    package var references: Int64
    /// The name of the reference that leads to it; nil: the log has none.
    package var name: String?
  }

  /// What became of an object that is dead.
  package struct Death: Equatable, Sendable {
    package var event: Int64
    /// The collection that freed it; nil: its last reference went.
    package var collection: Int64?
    /// When it became garbage; nil: not known, see `hasGarbage`.
    package var unreachableEvent: Int64?
    package var ageEvents: Int64?
    package var ageBytes: Int64?
    /// Whether the run has been asked for the time at which objects became garbage.
    package var hasGarbage: Bool
  }

  /// An object, at a moment.
  package struct Object: Equatable, Sendable {
    /// What holds of it then.
    package enum State: Equatable, Sendable {
      case unborn
      /// `paths`: the shortest from outside, by the object that refers to it last, the nearest first; none: it is garbage.
      /// `moreReferrers`: how many other objects refer to it.
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

  /// Objects of a type that are held in one way.
  package struct Group: Equatable, Sendable {
    /// The types on the way from outside, the type itself last; a type that follows itself stands once.
    package var types: [String]
    package var objects: Int64
    package var bytes: Int64
    package var retainedBytes: Int64
    /// The shortest path to one of them; empty: nothing holds them.
    package var example: [Step]
  }

  /// What was found.
  package enum Answer: Equatable, Sendable {
    case object(Object)
    case type(String, groups: [Group])
  }

  package let run: Int64
  /// The moment: after this event.
  package let event: Int64
  package let answer: Answer
}
