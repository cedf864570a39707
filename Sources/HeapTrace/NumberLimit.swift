/// The range of a number in a log, and the words for it in an error. The log's reader and the database's reader use the same limits.
package struct NumberLimit: Sendable {
  package let range: ClosedRange<Int64>
  /// The expectation in an error's words.
  package let expected: StaticString

  @inline(__always) init(_ range: ClosedRange<Int64>, _ expected: StaticString) {
    self.range = range
    self.expected = expected
  }

  @inline(__always) func contains(_ number: Int64) -> Bool {
    number >= range.lowerBound && number <= range.upperBound
  }

  // Computed, so that the compiler sees each limit as a constant where it is used.

  /// OBJ, SRC and DST.
  package static var objectNumber: NumberLimit {
    NumberLimit(1...Int64.max, "an object number (1 to 9223372036854775807)")
  }
  /// TARGET of `weakref`.
  package static var weakTarget: NumberLimit {
    NumberLimit(0...Int64.max, "an object number, or 0 for none")
  }
  /// TYPE.
  package static var typeNumber: NumberLimit {
    NumberLimit(1...Int64(Int32.max), "a type number (1 to 2147483647)")
  }
  /// SITE.
  package static var siteNumber: NumberLimit {
    NumberLimit(1...Int64(Int32.max), "a site number (1 to 2147483647)")
  }
  /// NAME.
  package static var nameNumber: NumberLimit {
    NumberLimit(1...Int64(Int32.max), "a name's number (1 to 2147483647)")
  }
  /// LINE of a `site`.
  package static var siteLine: NumberLimit {
    NumberLimit(0...Int64.max, "a line number (0 to 9223372036854775807)")
  }
  /// K of a type's `freelist=K`.
  package static var freeListLimit: NumberLimit {
    NumberLimit(0...Int64(Int32.max), "the limit of a free list (0 to 2147483647)")
  }
  /// SIZE, in bytes.
  package static var size: NumberLimit {
    NumberLimit(0...(1 << 53) - 1, "a size in bytes (0 to 9007199254740991)")
  }
  /// N of `bytes` and `payload`.
  package static var bytes: NumberLimit {
    NumberLimit(0...(1 << 53) - 1, "a number of bytes (0 to 9007199254740991)")
  }
  /// N of `retain`, `release`, `ref` and `unref`.
  package static var references: NumberLimit {
    NumberLimit(1...Int64(Int32.max), "a number of references (1 to 2147483647)")
  }
  /// N of `count`.
  package static var count: NumberLimit {
    NumberLimit(-Int64(Int32.max)...Int64(Int32.max), "a count (-2147483647 to 2147483647)")
  }
  /// C0, C1, C2, PENDING and TOTAL of `state`.
  package static var stateCount: NumberLimit {
    NumberLimit(0...Int64(Int32.max), "a count (0 to 2147483647)")
  }
  /// T0, T1 and T2 of `threshold`.
  package static var threshold: NumberLimit {
    NumberLimit(
      Int64(Int32.min)...Int64(Int32.max),
      "a threshold (-2147483648 to 2147483647)"
    )
  }
  /// GEN of `collect`, `sample` and `observed`.
  package static var generation: NumberLimit { NumberLimit(0...2, "a generation (0 to 2)") }
  /// GEN of `heap`, where -1 stands for `-`.
  package static var heapGeneration: NumberLimit {
    NumberLimit(-1...3, "a generation (0 to 3, or '-' for untracked)")
  }
  /// NS.
  package static var nanoseconds: NumberLimit {
    NumberLimit(0...Int64.max, "nanoseconds (0 to 9223372036854775807)")
  }
  /// COLLECTED, UNCOLLECTABLE and the length of a list.
  package static var objectCount: NumberLimit {
    NumberLimit(0...Int64.max, "a number of objects (0 to 9223372036854775807)")
  }
  /// The most objects in a log: there are that many ranks.
  package static var objectsOfLog: NumberLimit {
    NumberLimit(0...Int64(Int32.max), "at most 2147483647 objects")
  }
}
