import HeapGraph
import TraceTesting
import Testing

@Suite struct PartitionTests {
  @Test(arguments: 0..<600 as Range<UInt64>)
  func agreesWithTheNaiveOne(seed: UInt64) {
    let naive = NaiveGraph.random(seed: seed)
    var random = SplitMix64(seed: seed ^ 0x9A)
    let kinds = Int32.random(in: 1...4, using: &random)
    let labels = (0..<naive.count).map { _ in Int32.random(in: 0..<kinds, using: &random) }
    let classes = naive.graph.coarsestPartition(labels: labels)
    let expected = naive.partition(labels: labels)
    #expect(Set(classes) == Set((0..<Int32(Set(classes).count))), "seed \(seed)")
    for one in 0..<naive.count {
      for other in 0..<one {
        #expect(
          (classes[one] == classes[other]) == (expected[one] == expected[other]),
          "seed \(seed), nodes \(other) and \(one)"
        )
      }
    }
  }

  @Test func aRingOfAnyLengthIsOneClass() {
    for length in [1, 3, 3000] as [Int32] {
      let ring = HeapGraph(
        nodeCount: Int(length),
        references: (0..<length).map { .init($0, ($0 + 1) % length) }
      )
      let labels = [Int32](repeating: 7, count: Int(length))
      #expect(Set(ring.coarsestPartition(labels: labels)) == [0])
    }
  }

  @Test func aListWithAnEndOfItsOwnIsAClassForEachOfItsElements() {
    // Each element is identified by its distance from the end, and an owner refers to all of them. Refining the whole partition again and
    // again would take a round for each element.
    let length: Int32 = 20_000
    let list = HeapGraph(
      nodeCount: Int(length) + 1,
      references: (0..<length - 1).flatMap { [.init($0, $0 + 1), .init($0 + 1, $0)] }
        + (0..<length).flatMap { [.init(length, $0), .init($0, length)] }
    )
    var labels = [Int32](repeating: 0, count: Int(length) + 1)
    labels[0] = 1
    labels[Int(length)] = 2
    let classes = list.coarsestPartition(labels: labels)
    #expect(Set(classes).count == Int(length) + 1)
  }
}
