import HeapGraph
import TraceTesting
import Testing

@Suite struct HeapGraphTests {
  @Test func rowsKeepTheOrderInWhichTheyWereGiven() {
    let graph = HeapGraph(
      nodeCount: 4,
      references: [.init(2, 3), .init(0, 2), .init(2, 0), .init(0, 1), .init(2, 3)]
    )
    #expect(graph.nodeCount == 4)
    #expect(graph.referenceCount == 5)
    #expect((0..<4).map { Array(graph.references(of: $0)) } == [[2, 1], [], [3, 0, 3], []])
  }

  @Test func aBuilderMakesWhatAListOfReferencesDoes() {
    var builder = HeapGraph.Builder(nodeCount: 3)
    builder.append(1)
    builder.append(1)
    builder.endRow()
    builder.append(0)
    builder.endRow()
    #expect(
      builder.finish()
        == HeapGraph(nodeCount: 3, references: [.init(0, 1), .init(0, 1), .init(1, 0)])
    )
  }

  @Test func aPartHasTheReferencesAmongItsNodes() {
    let graph = HeapGraph(
      nodeCount: 4,
      references: [.init(0, 1), .init(1, 3), .init(3, 1), .init(3, 3), .init(2, 3)]
    )
    #expect(
      graph.part([3, 1])
        == HeapGraph(nodeCount: 2, references: [.init(0, 1), .init(0, 0), .init(1, 0)])
    )
  }

  @Test(arguments: 0..<200 as Range<UInt64>)
  func turnedAroundEveryReferenceIsThere(seed: UInt64) {
    let naive = NaiveGraph.random(seed: seed)
    let turned = naive.graph.reversed()
    for node in 0..<Int32(naive.count) {
      let holders = naive.references.filter { $0.target == node }.map(\.source).sorted()
      #expect(Array(turned.references(of: node)) == holders, "seed \(seed), node \(node)")
    }
  }

  @Test func anEmptyGraphHasAnswersToo() {
    let graph = HeapGraph(nodeCount: 0, references: [])
    #expect(graph.reversed() == graph)
    #expect(graph.components().count == 0)
    #expect(graph.dominators(roots: []).order.isEmpty)
    #expect(graph.shortestPaths(from: []).distance.isEmpty)
    #expect(graph.coarsestPartition(labels: []).isEmpty)
  }
}
