/// Translates between a log's object numbers and their ranks, 0 ..< count, in ascending order of
/// the numbers (see `ObjectNumbering`).
///
/// O(1) if the numbers are one run, as most recorders give them; O(log runs) otherwise.
package struct ObjectRanks: Equatable, Sendable {
  /// The first number of each run, ascending.
  private let firsts: [Int64]
  /// The rank of each run's first number, and after the last of them `count`.
  private let starts: [Int32]
  /// The number of objects. Their ranks are 0 ..< count.
  package let count: Int32

  /// The ranks of the numbers in `runs`; nil unless the runs are ascending and disjoint, in 1 ...
  /// 2^63-1, and at most 2^31-1 numbers.
  package init?(runs: some Sequence<(first: Int64, length: Int64)>) {
    var firsts: [Int64] = []
    var starts: [Int32] = []
    var end: Int64 = 0
    var count: Int32 = 0
    for run in runs {
      guard run.first > end, run.length >= 1, run.length <= Int64(Int32.max - count) else {
        return nil
      }
      let (last, overflows) = run.first.addingReportingOverflow(run.length - 1)
      guard !overflows else { return nil }
      firsts.append(run.first)
      starts.append(count)
      count += Int32(run.length)
      end = last
    }
    starts.append(count)
    self.firsts = firsts
    self.starts = starts
    self.count = count
  }

  /// The ranks of the numbers in a set; nil if they are more than 2^31-1, which no `TraceReader`
  /// lets through.
  package init?(_ numbering: ObjectNumbering) {
    self.init(runs: numbering.runs)
  }

  /// The number of the first object, if the numbers are one run; nil if they are none or several.
  package var firstOfOnlyRun: Int64? { firsts.count == 1 ? firsts[0] : nil }

  /// The rank of an object's number; nil if the log has no such object.
  package func rank(of number: Int64) -> Int32? {
    guard firsts.count == 1 else { return rankAmongRuns(number) }
    // `number` may be anything. It is not below the first number, which is above 0, so the subtraction does not overflow.
    guard number >= firsts[0], number &- firsts[0] < Int64(count) else { return nil }
    return Int32(truncatingIfNeeded: number &- firsts[0])
  }

  private func rankAmongRuns(_ number: Int64) -> Int32? {
    let run = firsts.partitionPoint { $0 > number } - 1
    guard run >= 0, number - firsts[run] < Int64(starts[run + 1] - starts[run]) else { return nil }
    return starts[run] + Int32(truncatingIfNeeded: number - firsts[run])
  }

  /// The number of the object with a rank, which is in 0 ..< count.
  package func number(ofRank rank: Int32) -> Int64 {
    let run = firsts.count == 1 ? 0 : starts.partitionPoint { $0 > rank } - 1
    return firsts[run] + Int64(rank - starts[run])
  }
}
