import TraceTesting
import Testing

@testable import CyclicGC

/// The references of a few holders. A class, because the testing macros copy their operands.
private final class Lists {
  private(set) var references = References(capacity: 8)
  let capacity = 8

  var used: Int32 { references.used }

  func append(_ target: Int32, count: Int32 = 1, to holder: Int32 = 0) -> Bool {
    references.append(target, count: count, to: holder)
  }

  func remove(_ target: Int32, count: Int32 = 1, from holder: Int32 = 0) -> Bool {
    references.remove(target, count: count, from: holder)
  }

  func count(of target: Int32) -> Int64 { references.count(of: target, in: 0) }
  func span(of holder: Int32 = 0) -> References.Span { references.span(of: holder) }
  func detach(from holder: Int32 = 0) -> References.Span { references.detach(from: holder) }
  func free(_ span: References.Span) { references.free(span) }
  func broken() -> [String] { references.checkInvariants(holders: [0, 1, 2, 3], slots: 0..<8) }

  /// The references in a span, one element for each.
  func targets(in span: References.Span) -> [Int32] {
    (span.start..<span.end).flatMap { index -> [Int32] in
      let entry = references.entry(at: index)
      return entry.target < 0 ? [] : Array(repeating: entry.target, count: Int(entry.count))
    }
  }

  func targets(of holder: Int32 = 0) -> [Int32] { targets(in: span(of: holder)) }
}

struct ReferencesTests {
  @Test func orderIsThatOfAddition() {
    let lists = Lists()
    for target: Int32 in [3, 1, 2, 1] { #expect(lists.append(target)) }
    #expect(lists.targets() == [3, 1, 2, 1])
  }

  @Test func successiveReferencesToOneTargetShareAnEntry() {
    let lists = Lists()
    for _ in 0..<3 { #expect(lists.append(1, count: 2, to: 0)) }
    #expect(lists.span().length == 1)
    #expect(lists.count(of: 1) == 6)
  }

  @Test func removingTakesTheLatest() {
    let lists = Lists()
    for target: Int32 in [1, 2, 1, 3, 1] { #expect(lists.append(target)) }
    #expect(lists.remove(1, count: 2, from: 0))
    #expect(lists.targets() == [1, 2, 3])
  }

  @Test func removingMoreThanThereAreDoesNothing() {
    let lists = Lists()
    for target: Int32 in [1, 2, 1] { #expect(lists.append(target)) }
    #expect(!lists.remove(1, count: 3, from: 0))
    #expect(!lists.remove(9))
    #expect(lists.targets() == [1, 2, 1])
  }

  @Test func anEntryCountsNoMoreThanItCan() {
    let lists = Lists()
    #expect(lists.append(1, count: .max, to: 0))
    #expect(!lists.append(1))
    #expect(lists.count(of: 1) == Int64(Int32.max))
  }

  @Test func aDetachedListIsReadableUntilItIsFreed() {
    let lists = Lists()
    for target: Int32 in [1, 2] { #expect(lists.append(target)) }
    let span = lists.detach()
    #expect(lists.span().length == 0)
    #expect(lists.append(7))
    #expect(lists.targets(in: span) == [1, 2])
    lists.free(span)
    #expect(lists.broken().isEmpty)
  }

  @Test func roomGivenUpIsUsedAgain() {
    let lists = Lists()
    for target: Int32 in 0..<4 { #expect(lists.append(target)) }
    let used = lists.used
    let span = lists.detach()
    lists.free(span)
    for target: Int32 in 0..<4 { #expect(lists.append(target, count: 1, to: 1)) }
    #expect(lists.used == used)
  }

  @Test(arguments: [63, 64, 65, 66, 128, 129])
  func aListAroundTheWideLength(length: Int32) {
    let lists = Lists()
    for target in 0..<length { #expect(lists.append(target)) }
    #expect(lists.broken().isEmpty)
    for target in stride(from: 0, to: length, by: 2) {
      #expect(lists.remove(target))
      #expect(lists.broken().isEmpty)
    }
    #expect(lists.targets() == Array(stride(from: 1, to: length, by: 2)))
  }

  @Test func aLongListLeavesHolesAndClosesThem() {
    let lists = Lists()
    for target: Int32 in 0..<100 { #expect(lists.append(target)) }
    for target: Int32 in 0..<50 { #expect(lists.remove(target)) }
    #expect(lists.span().length == 100)
    #expect(lists.remove(50))
    #expect(lists.span().length == 49)
    #expect(lists.targets() == Array(51..<100))
  }

  @Test func removingManyFromALongListOfTwoTargets() {
    let lists = Lists()
    for _ in 0..<20_000 {
      #expect(lists.append(1) && lists.append(2))
    }
    #expect(lists.remove(1, count: 15_000, from: 0))
    #expect(lists.count(of: 1) == 5_000)
    #expect(lists.count(of: 2) == 20_000)
    #expect(lists.broken().isEmpty)
  }

  /// Compares with an array that does the same, for holders with short and long lists.
  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func agreesWithAnArray(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let lists = Lists()
    var naive: [[Int32]] = Array(repeating: [], count: 4)
    let targetCount = Int32.random(in: 2...200, using: &random)
    for step in 0..<2000 {
      let holder = Int32.random(in: 0..<4, using: &random)
      let target = Int32.random(in: 0..<targetCount, using: &random)
      let count = Int32.random(in: 1...3, using: &random)
      // Long stretches of growing and of shrinking.
      if random.chance(step / 300 % 2 == 0 ? 3 : 1, in: 4) {
        #expect(lists.append(target, count: count, to: holder))
        naive[Int(holder)] += Array(repeating: target, count: Int(count))
      } else if random.chance(1, in: 100) {
        let span = lists.detach(from: holder)
        lists.free(span)
        naive[Int(holder)] = []
      } else {
        // Drawn from what is held, most of the time.
        let drawn =
          random.chance(9, in: 10) ? naive[Int(holder)].randomElement(using: &random) : nil
        let target = drawn ?? target
        let held = naive[Int(holder)].count { $0 == target }
        #expect(lists.remove(target, count: count, from: holder) == (held >= count))
        if held >= count {
          for _ in 0..<count {
            if let last = naive[Int(holder)].lastIndex(of: target) {
              naive[Int(holder)].remove(at: last)
            }
          }
        }
      }
      let list = lists.targets(of: holder)
      let broken = lists.broken()
      guard list == naive[Int(holder)], broken.isEmpty else {
        Issue.record("seed \(seed), step \(step): \(list), not \(naive[Int(holder)]); \(broken)")
        return
      }
    }
  }
}
