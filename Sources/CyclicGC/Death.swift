/// How an object died, packed into the place of its slot number, so that an error about the dead object can say so.
package struct Death: Equatable, Sendable {
  /// The cause of death.
  package enum Cause: Int32, Sendable {
    /// Its reference count fell to zero.
    case referenceCount = 0
    /// A collection.
    case collection = 1
  }

  package var cause: Cause
  /// The event in which it died, or the number of the collection that freed it; `lastIndex` if that is larger.
  package var index: Int64

  /// The largest index that can be remembered.
  package static let lastIndex: Int64 = (1 << 30) - 2
  /// An object that the log has not made yet.
  static let unborn: Int32 = .min

  package init(cause: Cause, index: Int64) {
    self.cause = cause
    self.index = min(index, Death.lastIndex)
  }

  /// The death in a value of `Heap.slotOfRank`; nil for a slot and for an object not born yet.
  init?(encoded: Int32) {
    guard encoded < -1, encoded != Death.unborn, let cause = Cause(rawValue: (-2 - encoded) & 1)
    else {
      return nil
    }
    self.init(cause: cause, index: Int64((-2 - encoded) >> 1))
  }

  /// A negative number that is neither -1 nor `unborn`.
  var encoded: Int32 {
    -2 - (Int32(truncatingIfNeeded: index) << 1 | cause.rawValue)
  }
}
