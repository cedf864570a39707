/// The set of a log's object numbers, each in 1 ... 2^63-1, kept as sorted runs of neighbours.
///
/// A log may give its numbers in any order, but most recorders count upwards. Ascending numbers cost O(1) and no memory. Any other number
/// costs O(log runs) to find its place, and at most `chunkLimit` moves to insert it. Memory is 16 bytes a run.
///
/// A replay does not work with these numbers but with **ranks**. The rank of a number is its position, from 0, among all the numbers of
/// the log in ascending order, so ranks are indices into columns. Ranks are known once the whole log was read: see `ObjectRanks`.
package struct ObjectNumbering: Equatable, Sendable {
  /// The most runs in a chunk, which is then split in two.
  private static let chunkLimit = 512

  /// Neighbouring numbers, both ends included.
  private struct Run: BitwiseCopyable, Equatable, Sendable {
    var first: Int64
    var last: Int64
  }

  /// The runs below `tail` in ascending order, in chunks, so that an insertion moves few of them. No chunk is empty.
  private var chunks: [[Run]] = []
  /// The run with the highest numbers, to which ascending numbers are added. Meaningless while `count` is 0.
  private var tail = Run(first: 0, last: 0)
  /// The number of numbers in the set.
  package private(set) var count: Int64 = 0

  package init() {}

  /// A set from its runs. Nil unless the runs are ascending and disjoint, with numbers in 1 ... 2^63-1.
  package init?(runs: some Sequence<(first: Int64, length: Int64)>) {
    var chunk: [Run] = []
    for run in runs {
      guard run.first > tail.last, run.length >= 1 else { return nil }
      let (end, overflows) = run.first.addingReportingOverflow(run.length - 1)
      guard !overflows else { return nil }
      count += run.length
      if run.first == tail.last + 1, tail.first > 0 {
        tail.last = end
        continue
      }
      if tail.first > 0 { chunk.append(tail) }
      if chunk.count == Self.chunkLimit / 2 {
        chunks.append(chunk)
        chunk.removeAll(keepingCapacity: true)
      }
      tail = Run(first: run.first, last: end)
    }
    if !chunk.isEmpty { chunks.append(chunk) }
  }

  /// Whether the two sets hold the same numbers, in whatever order they came.
  package static func == (one: ObjectNumbering, other: ObjectNumbering) -> Bool {
    one.count == other.count
      && one.runs.elementsEqual(other.runs) { $0.first == $1.first && $0.length == $1.length }
  }

  /// The runs in ascending order; no two of them touch.
  package var runs: [(first: Int64, length: Int64)] {
    guard count > 0 else { return [] }
    var result: [(first: Int64, length: Int64)] = []
    for chunk in chunks {
      for run in chunk { result.append((run.first, run.last - run.first + 1)) }
    }
    result.append((tail.first, tail.last - tail.first + 1))
    return result
  }

  /// Whether the set holds `number`. O(1) if it is in the highest run, which is most often the only one; O(log runs) otherwise.
  package func contains(_ number: Int64) -> Bool {
    if number >= tail.first { return number <= tail.last && count > 0 }
    guard let index = runIndex(of: number) else { return false }
    return number <= chunks[index.chunk][index.run].last
  }

  /// Adds `number`, which is in 1 ... 2^63-1. Returns false if the set has it already.
  package mutating func insert(_ number: Int64) -> Bool {
    guard number > tail.last || count == 0 else { return insertBelow(number) }
    if count > 0, number == tail.last + 1 {
      tail.last = number
    } else {
      if count > 0 { appendBelow(tail) }
      tail = Run(first: number, last: number)
    }
    count += 1
    return true
  }

  /// Adds a number that is not above the highest one.
  private mutating func insertBelow(_ number: Int64) -> Bool {
    guard number < tail.first else { return false }
    guard let index = runIndex(of: number) else {
      count += 1
      if !growNext(after: nil, by: number) { insert(Run(first: number, last: number), after: nil) }
      return true
    }
    let last = chunks[index.chunk][index.run].last
    guard number > last else { return false }
    count += 1
    guard number == last + 1 else {
      if !growNext(after: index, by: number) {
        insert(Run(first: number, last: number), after: index)
      }
      return true
    }
    if growNext(after: index, by: number, from: chunks[index.chunk][index.run].first) {
      remove(index)
    } else {
      chunks[index.chunk][index.run].last = number
    }
    return true
  }

  /// The position of a run below `tail`.
  private struct RunIndex {
    var chunk: Int
    var run: Int
  }

  /// The last run below `tail` that starts at or before `number`.
  private func runIndex(of number: Int64) -> RunIndex? {
    let chunk = chunks.partitionPoint { $0[0].first > number } - 1
    guard chunk >= 0 else { return nil }
    return RunIndex(chunk: chunk, run: chunks[chunk].partitionPoint { $0.first > number } - 1)
  }

  /// If the run after `index` (nil: the first of all) starts just above `number`, makes it start at `first` (or `number`). Returns
  /// whether it did.
  private mutating func growNext(
    after index: RunIndex?,
    by number: Int64,
    from first: Int64? = nil
  ) -> Bool {
    var next =
      index.map { RunIndex(chunk: $0.chunk, run: $0.run + 1) } ?? RunIndex(chunk: 0, run: 0)
    if next.chunk < chunks.count, next.run == chunks[next.chunk].count {
      next = RunIndex(chunk: next.chunk + 1, run: 0)
    }
    guard next.chunk < chunks.count else {
      guard tail.first == number + 1 else { return false }
      tail.first = first ?? number
      return true
    }
    guard chunks[next.chunk][next.run].first == number + 1 else { return false }
    chunks[next.chunk][next.run].first = first ?? number
    return true
  }

  private mutating func insert(_ run: Run, after index: RunIndex?) {
    guard !chunks.isEmpty else { return chunks.append([run]) }
    let chunk = index?.chunk ?? 0
    chunks[chunk].insert(run, at: index.map { $0.run + 1 } ?? 0)
    guard chunks[chunk].count > Self.chunkLimit else { return }
    let upper = Array(chunks[chunk][(Self.chunkLimit / 2)...])
    chunks[chunk].removeSubrange((Self.chunkLimit / 2)...)
    chunks.insert(upper, at: chunk + 1)
  }

  private mutating func appendBelow(_ run: Run) {
    let last = chunks.count - 1
    if last >= 0, chunks[last].count < Self.chunkLimit {
      chunks[last].append(run)
    } else {
      chunks.append([run])
    }
  }

  private mutating func remove(_ index: RunIndex) {
    chunks[index.chunk].remove(at: index.run)
    if chunks[index.chunk].isEmpty { chunks.remove(at: index.chunk) }
  }
}

extension Array {
  /// The index of the first element for which `isAbove` holds, in an array that is partitioned by `isAbove`. O(log n).
  func partitionPoint(_ isAbove: (Element) -> Bool) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = low + (high - low) / 2
      if isAbove(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
