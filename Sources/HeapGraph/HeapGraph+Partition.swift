extension HeapGraph {
  /// The coarsest partition in which two nodes share a class only if they have the same label and refer to the same set of classes. By
  /// node: its class, numbered from 0.
  ///
  /// The algorithm is that of R. Paige and R. Tarjan, Three Partition Refinement Algorithms, 1987. O(references log nodes), because a
  /// node is examined again only as a member of the smaller half of a split.
  package func coarsestPartition(labels: [Int32]) -> [Int32] {
    var refinement = Refinement(self, labels: labels)
    refinement.run()
    return refinement.classes
  }
}

/// The state of `coarsestPartition`: a partition into *blocks* that is refined until it is stable, and a coarser one into *splitters*,
/// which are unions of blocks. The partition is already stable with respect to the splitters.
private struct Refinement {
  /// A range of `elements`, by block.
  private struct Block {
    var start: Int
    var end: Int
    /// The number of its first elements that are marked for a split.
    var marked = 0
    var splitter: Int32

    var count: Int { end - start }
  }

  private let holders: HeapGraph
  private var elements: [Int32] = []
  private var place: [Int] = []
  private var blockOfNode: [Int32]
  private var blocks: [Block] = []
  /// By splitter: its blocks, in no order.
  private var splitters: [[Int32]] = []
  /// By block: its index in its splitter.
  private var placeInSplitter: [Int] = []
  /// Splitters of more than one block.
  private var compound: [Int32] = []
  /// By splitter and node: the number of references from the node to the splitter. `counterOf` gives the index for a reference.
  private var counters: [Int32] = []
  /// By reference of `holders`: the counter for its source and the splitter of its target.
  private var counterOf: [Int32] = []

  init(_ graph: HeapGraph, labels: [Int32]) {
    holders = graph.reversed()
    let nodes = graph.nodeCount
    blockOfNode = Array(repeating: 0, count: nodes)
    guard nodes > 0 else { return }

    // At first, all nodes are one splitter. A block has the nodes with one label that refer to anything, or those that refer to nothing.
    func key(_ node: Int32) -> Int64 {
      Int64(labels[Int(node)]) * 2 + (graph.references(of: node).isEmpty ? 0 : 1)
    }
    elements = (0..<Int32(nodes)).sorted { (key($0), $0) < (key($1), $1) }
    place = Array(repeating: 0, count: nodes)
    splitters = [[]]
    for (position, node) in elements.enumerated() {
      if position == 0 || key(elements[position - 1]) != key(node) {
        append(Block(start: position, end: position, splitter: 0))
      }
      blocks[blocks.count - 1].end = position + 1
      blockOfNode[Int(node)] = Int32(blocks.count - 1)
      place[Int(node)] = position
    }
    if splitters[0].count > 1 { compound = [0] }
    counters = (0..<Int32(nodes)).map { Int32(graph.references(of: $0).count) }
    // The counter for node v and the only splitter has the number v.
    counterOf = holders.targets
  }

  var classes: [Int32] { blockOfNode }

  mutating func run() {
    while let splitter = compound.popLast() { split(by: splitter) }
  }

  /// Makes one of the smaller blocks of a splitter a splitter of its own, and the partition stable with respect to both.
  private mutating func split(by splitter: Int32) {
    let first = splitters[Int(splitter)][0]
    let second = splitters[Int(splitter)][1]
    let chosen = blocks[Int(first)].count <= blocks[Int(second)].count ? first : second
    remove(chosen, from: splitter)
    if splitters[Int(splitter)].count > 1 { compound.append(splitter) }
    let new = Int32(splitters.count)
    splitters.append([])
    insert(chosen, into: new)

    // The block itself may be split below. Its present members count.
    let members = Array(elements[blocks[Int(chosen)].start..<blocks[Int(chosen)].end])
    var newCounter: [Int32: Int32] = [:]
    var sources: [(node: Int32, old: Int32)] = []
    for member in members {
      let row = Int(holders.starts[Int(member)])..<Int(holders.starts[Int(member) + 1])
      for reference in row {
        let source = holders.targets[reference]
        if let counter = newCounter[source] {
          counters[Int(counter)] += 1
        } else {
          newCounter[source] = Int32(counters.count)
          counters.append(1)
          sources.append((source, counterOf[reference]))
        }
      }
    }
    // Separates the nodes that refer to the new splitter from the others,
    for source in sources { mark(source.node) }
    splitMarked(sources.map(\.node))
    // and among them those that do not also refer to the rest of the old one.
    let only = sources.filter { source in
      newCounter[source.node].map { counters[Int($0)] } == counters[Int(source.old)]
    }.map(\.node)
    for node in only { mark(node) }
    splitMarked(only)

    for member in members {
      let row = Int(holders.starts[Int(member)])..<Int(holders.starts[Int(member) + 1])
      for reference in row {
        guard let counter = newCounter[holders.targets[reference]] else { continue }
        counters[Int(counterOf[reference])] -= 1
        counterOf[reference] = counter
      }
    }
  }

  // MARK: Blocks

  /// Marks a node in its block, at most once between two calls of `splitMarked`.
  private mutating func mark(_ node: Int32) {
    let block = Int(blockOfNode[Int(node)])
    let position = blocks[block].start + blocks[block].marked
    let other = elements[position]
    let old = place[Int(node)]
    elements[position] = node
    elements[old] = other
    place[Int(node)] = position
    place[Int(other)] = old
    blocks[block].marked += 1
  }

  /// Moves the marked nodes of each block that also has unmarked ones into a block of their own, in the same splitter.
  private mutating func splitMarked(_ nodes: [Int32]) {
    for node in nodes {
      let index = blockOfNode[Int(node)]
      let block = blocks[Int(index)]
      guard block.marked > 0 else { continue }
      blocks[Int(index)].marked = 0
      guard block.marked < block.count else { continue }
      let middle = block.start + block.marked
      blocks[Int(index)].start = middle
      let new = Int32(blocks.count)
      append(Block(start: block.start, end: middle, splitter: block.splitter))
      for position in block.start..<middle { blockOfNode[Int(elements[position])] = new }
      if splitters[Int(block.splitter)].count == 2 { compound.append(block.splitter) }
    }
  }

  private mutating func append(_ block: Block) {
    blocks.append(block)
    placeInSplitter.append(0)
    insert(Int32(blocks.count - 1), into: block.splitter)
  }

  private mutating func insert(_ block: Int32, into splitter: Int32) {
    blocks[Int(block)].splitter = splitter
    placeInSplitter[Int(block)] = splitters[Int(splitter)].count
    splitters[Int(splitter)].append(block)
  }

  private mutating func remove(_ block: Int32, from splitter: Int32) {
    let position = placeInSplitter[Int(block)]
    let last = splitters[Int(splitter)].removeLast()
    guard last != block else { return }
    splitters[Int(splitter)][position] = last
    placeInSplitter[Int(last)] = position
  }
}
