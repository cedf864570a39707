import HeapTrace
import Testing
import TraceTesting

@Suite struct ObjectNumberingTests {
  @Test func ascendingNumbersAreOneRun() {
    var numbering = ObjectNumbering()
    for number in Int64(1)...10_000 { #expect(add(number, to: &numbering)) }
    #expect(numbering.count == 10_000)
    #expect(numbering.runs.map(\.first) == [1])
    #expect(!add(1, to: &numbering))
    #expect(!add(10_000, to: &numbering))
    #expect(numbering.contains(5_000))
    #expect(!numbering.contains(10_001))
    #expect(!numbering.contains(0))
  }

  @Test func emptyHoldsNothing() {
    let numbering = ObjectNumbering()
    #expect(numbering.runs.isEmpty)
    #expect(!numbering.contains(0))
    #expect(!numbering.contains(1))
  }

  @Test func takesTheGreatestNumber() {
    var numbering = ObjectNumbering()
    #expect(add(.max, to: &numbering))
    #expect(add(.max - 2, to: &numbering))
    #expect(add(.max - 1, to: &numbering))
    #expect(!add(.max, to: &numbering))
    #expect(numbering.runs.map(\.first) == [.max - 2])
    #expect(numbering.runs.map(\.length) == [3])
  }

  @Test func descendingNumbersAreOneRun() {
    var numbering = ObjectNumbering()
    for number in (Int64(1)...2000).reversed() { #expect(add(number, to: &numbering)) }
    #expect(numbering.runs.map(\.length) == [2000])
  }

  @Test func chunksSplitAndMerge() {
    var numbering = ObjectNumbering()
    for number in stride(from: Int64(9_999), to: 0, by: -2) { #expect(add(number, to: &numbering)) }
    #expect(numbering.runs.count == 5_000)
    for number in stride(from: Int64(2), through: 10_000, by: 2) {
      #expect(add(number, to: &numbering))
    }
    #expect(numbering.runs.map(\.length) == [10_000])
  }

  @Test(arguments: 0..<8)
  func agreesWithSet(round: Int) {
    let seed = UInt64.random(in: 0 ... .max)
    print("ObjectNumberingTests.agreesWithSet round \(round) seed \(seed)")
    var random = SplitMix64(seed: seed)
    // From dense sets, in which runs merge all the time, to sparse ones with thousands of runs.
    let top = Int64(200) << Int64(2 * round)
    var numbering = ObjectNumbering()
    var set: Set<Int64> = []
    for _ in 0..<6_000 {
      let number = Int64.random(in: 1...top, using: &random)
      let isNew = set.insert(number).inserted
      #expect(add(number, to: &numbering) == isNew)
      let probe = Int64.random(in: 0...top + 1, using: &random)
      #expect(numbering.contains(probe) == set.contains(probe))
    }
    #expect(numbering.count == Int64(set.count))
    let expected = runs(of: set)
    #expect(numbering.runs.map(\.first) == expected.map(\.first))
    #expect(numbering.runs.map(\.length) == expected.map(\.length))
    #expect(ObjectNumbering(runs: expected) == numbering)
  }

  @Test func runsMayTouch() {
    let numbering = ObjectNumbering(runs: pairs((1, 2), (3, 1), (9, 1)))
    #expect(numbering?.count == 4)
    #expect(numbering?.runs.map(\.length) == [3, 1])
  }

  @Test func growsOnFromRuns() throws {
    let all = (0..<3_000).map { (first: Int64($0) * 3 + 1, length: Int64(2)) }
    var numbering = try #require(ObjectNumbering(runs: all))
    #expect(!add(2, to: &numbering))
    #expect(add(3, to: &numbering))
    #expect(numbering.count == 6_001)
    #expect(numbering.runs.count == 2_999)
  }

  @Test func refusesWhatAreNoRuns() {
    #expect(ObjectNumbering(runs: pairs((0, 1))) == nil)
    #expect(ObjectNumbering(runs: pairs((1, 0))) == nil)
    #expect(ObjectNumbering(runs: pairs((1, .min))) == nil)
    #expect(ObjectNumbering(runs: pairs((2, .max))) == nil)
    #expect(ObjectNumbering(runs: pairs((5, 2), (6, 1))) == nil)
    #expect(ObjectNumbering(runs: pairs((5, 1), (1, 1))) == nil)
  }
}

/// Calls `insert`, because `#expect` takes no mutating call.
private func add(_ number: Int64, to numbering: inout ObjectNumbering) -> Bool {
  numbering.insert(number)
}

/// Runs as literals.
func pairs(_ runs: (Int64, Int64)...) -> [(first: Int64, length: Int64)] {
  runs.map { ($0.0, $0.1) }
}

/// The runs of a set, computed by the simplest method.
func runs(of set: Set<Int64>) -> [(first: Int64, length: Int64)] {
  var result: [(first: Int64, length: Int64)] = []
  for number in set.sorted() {
    if let last = result.last, last.first + last.length == number {
      result[result.count - 1].length += 1
    } else {
      result.append((number, 1))
    }
  }
  return result
}
