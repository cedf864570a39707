import HeapGraph
import TraceTesting
import Testing

@testable import GCTraceKit

@Suite struct CycleSignatureTests {
  private static let names = ["Session", "dict", "method", "Node"]

  private func signature(_ labels: [Int32], _ references: [(Int32, Int32)]) -> String {
    CycleSignature(
      HeapGraph(
        nodeCount: labels.count,
        references: references.map { HeapGraph.Reference($0.0, $0.1) }
      ),
      labels: labels,
      names: Self.names
    ).text
  }

  @Test func aRingOfAnyLengthIsOneNode() {
    for length in [1, 2, 3, 3000] as [Int32] {
      let ring = (0..<length).map { ($0, ($0 + 1) % length) }
      #expect(
        signature([Int32](repeating: 3, count: Int(length)), ring) == "Node -> Node"
      )
    }
  }

  @Test func aChainGoesRoundFromTheSmallestName() {
    #expect(
      signature([1, 2, 0], [(0, 1), (1, 2), (2, 0)]) == "Session -> dict -> method -> Session"
    )
  }

  @Test func classesOfOneNameAreNumbered() {
    // A Session refers to a dict, which refers to another one, which refers to the Session.
    #expect(
      signature([0, 1, 1], [(0, 1), (1, 2), (2, 0)]) == "Session -> dict -> dict#2 -> Session"
    )
  }

  @Test func whatRefersToSeveralListsThem() {
    #expect(
      signature([0, 1, 2, 3], [(0, 1), (1, 2), (1, 3), (2, 0), (3, 0)])
        == "Node -> Session -> dict -> Node, method; method -> Session"
    )
  }

  @Test func aLongOneIsCutAndStillToldApart() {
    func chain(_ length: Int32) -> String {
      // Only the first object is a Session, so each dict is identified by its distance from it.
      signature(
        [0] + [Int32](repeating: 1, count: Int(length) - 1),
        (0..<length).map { ($0, ($0 + 1) % length) }
      )
    }
    let (one, other) = (chain(20), chain(21))
    #expect(one.contains(" ... +8 #"))
    #expect(other.contains(" ... +9 #"))
    #expect(one != other)
    #expect(chain(20) == one)
  }

  /// Cycles drawn at random: strongly connected.
  private func cycle(_ seed: UInt64) -> (graph: NaiveGraph, labels: [Int32])? {
    var random = SplitMix64(seed: seed)
    let kinds = Int32.random(in: 1...3, using: &random)
    let whole = NaiveGraph.random(seed: seed)
    let cycles = GarbageCycles(whole.graph)
    guard let largest = cycles.cycles.max(by: { $0.members.count < $1.members.count })
    else { return nil }
    let part = cycles.part(largest)
    let references = (0..<Int32(part.nodeCount)).flatMap { source in
      part.references(of: source).map { HeapGraph.Reference(source, $0) }
    }
    let labels = (0..<part.nodeCount).map { _ in Int32.random(in: 0..<kinds, using: &random) }
    return (NaiveGraph(count: part.nodeCount, references: references), labels)
  }

  @Test(arguments: 0..<300 as Range<UInt64>)
  func neitherOrderNorCountDecides(seed: UInt64) throws {
    guard let (naive, labels) = cycle(seed) else { return }
    let plain = CycleSignature(naive.graph, labels: labels, names: Self.names)
    var random = SplitMix64(seed: seed ^ 0x5)
    // The same objects in another order, with repeated references, and each object twice, in both arrangements.
    let order = (0..<naive.count).shuffled(using: &random).map(Int32.init)
    var shuffledLabels = labels
    for (node, place) in order.enumerated() { shuffledLabels[Int(place)] = labels[node] }
    let shuffled = naive.references.shuffled(using: &random).flatMap { reference in
      Array(
        repeating: HeapGraph.Reference(
          order[Int(reference.source)],
          order[Int(reference.target)]
        ),
        count: random.chance(1, in: 3) ? 2 : 1
      )
    }
    #expect(
      CycleSignature(
        HeapGraph(nodeCount: naive.count, references: shuffled),
        labels: shuffledLabels,
        names: Self.names
      ) == plain,
      "seed \(seed)"
    )
    let count = Int32(naive.count)
    let doubled = naive.references.flatMap { reference -> [HeapGraph.Reference] in
      let crosses = random.chance(1, in: 2)
      return [
        .init(reference.source, reference.target + (crosses ? count : 0)),
        .init(reference.source + count, reference.target + (crosses ? 0 : count)),
      ]
    }
    #expect(
      CycleSignature(
        HeapGraph(nodeCount: 2 * naive.count, references: doubled),
        labels: labels + labels,
        names: Self.names
      ) == plain,
      "seed \(seed)"
    )
  }

  /// Two cycles have one signature exactly if their objects fall into the same classes when both are refined together.
  @Test(arguments: 0..<200 as Range<UInt64>)
  func itIsTheClassesThatDecide(seed: UInt64) throws {
    guard let (one, oneLabels) = cycle(seed * 2),
      let (other, otherLabels) = cycle(seed % 3 == 0 ? seed * 2 : seed * 2 + 1)
    else { return }
    let shift = Int32(one.count)
    let both = NaiveGraph(
      count: one.count + other.count,
      references: one.references
        + other.references.map { .init($0.source + shift, $0.target + shift) }
    )
    let classes = both.partition(labels: oneLabels + otherLabels)
    let areAlike = Set(classes.prefix(one.count)) == Set(classes.suffix(other.count))
    let signatures = [(one, oneLabels), (other, otherLabels)].map {
      CycleSignature($0.graph, labels: $1, names: Self.names)
    }
    #expect((signatures[0] == signatures[1]) == areAlike, "seed \(seed)")
  }
}
