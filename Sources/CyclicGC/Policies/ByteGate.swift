/// CPython's three generations with a gate of bytes before the youngest (described: N. Schemenauer in python/cpython#100403, 2023-01-21).
///
/// *When:* as `Generational`, and bytes alive have grown by more than `gate` since the end of the last collection (before the first one:
/// since the start of the recording). *What:* as `Generational`. At a safe point, generation 0 checks the gate once more; older
/// generations do not.
package struct ByteGate: Equatable, Sendable {
  /// 5 MB.
  package static let standardGate: Int64 = 5_000_000

  /// Bytes.
  package var gate: Int64
  package var generational: Generational

  package init(gate: Int64 = ByteGate.standardGate, generational: Generational = Generational()) {
    self.gate = gate
    self.generational = generational
  }

  @inline(__always) func isDue(_ pacing: Pacing, bytesAlive: Int64) -> Bool {
    pacing.isYoungOverThreshold && isOpen(pacing, bytesAlive)
  }

  func decision(_ pacing: Pacing, bytesAlive: Int64) -> Decision? {
    let decision = generational.decision(pacing)
    return decision?.generation == 0 && !isOpen(pacing, bytesAlive) ? nil : decision
  }

  /// Counted allocations alone do not open the gate.
  func allocationsUntilDue(_ pacing: Pacing, bytesAlive: Int64) -> Int64 {
    isOpen(pacing, bytesAlive) ? pacing.allocationsUntilOverThreshold : .max
  }

  private func isOpen(_ pacing: Pacing, _ bytesAlive: Int64) -> Bool {
    bytesAlive &- pacing.bytesAliveBefore > gate
  }
}
