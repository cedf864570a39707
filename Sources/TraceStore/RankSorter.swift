/// Sorts the ranks of a set and reuses its buffers.
///
/// The sets come in the order of the collector's lists, which is nearly that of the ranks. The sets of full collections are large and
/// dense, and are sorted with a bitmap.
struct RankSorter {
  /// The ranks of the last `sort`, ascending.
  private(set) var ranks: [Int32] = []
  private var bitmap: [UInt64] = []

  /// Linear for sorted or dense input; O(n log n) otherwise.
  mutating func sort(_ unsorted: borrowing [Int32]) {
    ranks.removeAll(keepingCapacity: true)
    var low = Int32.max
    var high = Int32.min
    var previous = Int32.min
    var isSorted = true
    for index in unsorted.indices {
      let rank = unsorted[index]
      if rank < previous { isSorted = false }
      previous = rank
      low = min(low, rank)
      high = max(high, rank)
      ranks.append(rank)
    }
    guard !isSorted else { return }
    let words = (Int(high) - Int(low)) / 64 + 1
    if words <= ranks.count { sortDense(from: low, words) } else { ranks.sort() }
  }

  private mutating func sortDense(from low: Int32, _ words: Int) {
    bitmap.removeAll(keepingCapacity: true)
    bitmap.append(contentsOf: repeatElement(0, count: words))
    for rank in ranks {
      let offset = Int(rank) - Int(low)
      bitmap[offset / 64] |= 1 << UInt64(offset % 64)
    }
    ranks.removeAll(keepingCapacity: true)
    for word in bitmap.indices {
      var bits = bitmap[word]
      while bits != 0 {
        ranks.append(low + Int32(truncatingIfNeeded: word * 64 + bits.trailingZeroBitCount))
        bits &= bits - 1
      }
    }
  }
}
