/// The dominators of a graph. A node *dominates* another if every path from outside to that other node leads through it. If the node is
/// freed, the other is freed, too.
package struct Dominators: Sendable, Equatable {
  /// No node. In `immediate`, it stands for the dominator of a root, of a node that several roots hold, or of an unreachable node.
  package static let none: Int32 = -1

  /// By node: the nearest node that dominates it, or `none`.
  package let immediate: [Int32]
  /// The nodes that the roots reach, each after its dominator.
  package let order: [Int32]

  /// By node: the sum of its own weight and of the weights of all that it dominates. For an unreachable node, its own weight. O(nodes).
  package func retained(_ weights: [Int64]) -> [Int64] {
    var sums = weights
    for node in order.reversed() {
      let dominator = immediate[Int(node)]
      if dominator != Self.none { sums[Int(dominator)] &+= sums[Int(node)] }
    }
    return sums
  }

  /// By node: how many nodes it retains, including itself; 1 if it is unreachable. O(nodes).
  package func retainedCounts() -> [Int64] {
    retained(Array(repeating: 1, count: immediate.count))
  }
}

extension HeapGraph {
  /// The dominators, seen from the roots. O((nodes + references) log nodes), in practice nearly linear.
  ///
  /// The algorithm is Semi-NCA (L. Georgiadis, Linear-Time Algorithms for Dominators and Related Problems, 2005). It finds semidominators
  /// as Lengauer and Tarjan do, with simple path compression. The dominator of a node is then the nearest common ancestor of its parent
  /// and its semidominator. The algorithm knows nodes by their number in the depth-first search, from 1; 0 is a virtual node that holds
  /// the roots.
  package func dominators(roots: [Int32]) -> Dominators {
    let search = depthFirstSearch(roots)
    let count = search.count
    let holders = holders(search)
    // By number: the least semidominator on the compressed path to the ancestor; at first, its own.
    let semi = Numbers<Int32>(room: count)
    let least = Numbers<Int32>(room: count)
    let ancestor = Numbers<Int32>(room: count)
    let path = Numbers<Int32>(room: count)
    for number in 0..<count {
      semi[number] = search.parent[number]
      least[number] = Int32(number)
      ancestor[number] = search.parent[number]
    }
    var number = Int32(count) - 1
    while number > 0 {
      var lowest = semi[number]
      var index = holders.starts[number]
      let end = holders.starts[number &+ 1]
      while index < end {
        let holder = holders.numbers[index]
        index &+= 1
        var candidate = holder
        if holder > number {
          // The holder is linked already. Takes the minimum over its path to the forest's root, and compresses the path.
          if ancestor[holder] > number {
            var depth = 0
            var node = holder
            while ancestor[node] > number {
              path[depth] = node
              depth &+= 1
              node = ancestor[node]
            }
            let top = ancestor[node]
            var best = least[node]
            while depth > 0 {
              depth &-= 1
              node = path[depth]
              if least[node] < best { best = least[node] } else { least[node] = best }
              ancestor[node] = top
            }
          }
          candidate = least[holder]
        }
        if candidate < lowest { lowest = candidate }
      }
      semi[number] = lowest
      least[number] = lowest
      number &-= 1
    }
    return dominators(search, semi)
  }

  /// The dominators by number, each computed from those of lower numbers, and then by node.
  private func dominators(_ search: borrowing Search, _ semi: borrowing Numbers<Int32>)
    -> Dominators
  {
    let count = search.count
    let dominator = Numbers<Int32>(repeating: 0, count: count)
    let immediate = Numbers<Int32>(repeating: Dominators.none, count: nodeCount)
    let order = Numbers<Int32>(room: max(count - 1, 0))
    var number: Int32 = 1
    while number < Int32(count) {
      var candidate = search.parent[number]
      let limit = semi[number]
      while candidate > limit { candidate = dominator[candidate] }
      dominator[number] = candidate
      let node = search.node[number]
      order[number &- 1] = node
      if candidate > 0 { immediate[node] = search.node[candidate] }
      number &+= 1
    }
    return Dominators(immediate: immediate.array(), order: order.array())
  }

  /// A depth-first search from all roots.
  private struct Search: ~Copyable {
    /// The number of numbers given, including that of the virtual node that holds the roots.
    var count: Int
    /// By node: its number; 0: not reached.
    let number: Numbers<Int32>
    /// By number: the node.
    let node: Numbers<Int32>
    /// By number: the number of the node from which it was reached.
    let parent: Numbers<Int32>
    /// By node: whether it is a root.
    let isRoot: Numbers<Bool>
  }

  private func depthFirstSearch(_ roots: [Int32]) -> Search {
    let nodes = nodeCount
    var search = Search(
      count: 1,
      number: Numbers(repeating: 0, count: nodes),
      node: Numbers(room: nodes + 1),
      parent: Numbers(room: nodes + 1),
      isRoot: Numbers(repeating: false, count: nodes)
    )
    search.node[0] = Dominators.none
    search.parent[0] = 0
    let path = Numbers<Int32>(room: nodes)
    let cursor = Numbers<Int32>(room: nodes)
    withRows { rows in
      var count: Int32 = 1
      for root in roots {
        search.isRoot[root] = true
        guard search.number[root] == 0 else { continue }
        var depth = 0
        var node = root
        var own = count
        search.number[node] = count
        search.node[count] = node
        search.parent[count] = 0
        count &+= 1
        var index = rows.start(node)
        search: while true {
          let end = rows.end(node)
          while index < end {
            let target = rows.target(index)
            index &+= 1
            guard search.number[target] == 0 else { continue }
            path[depth] = node
            cursor[depth] = index
            depth &+= 1
            search.number[target] = count
            search.node[count] = target
            search.parent[count] = own
            own = count
            count &+= 1
            node = target
            index = rows.start(node)
            continue search
          }
          if depth == 0 { break }
          depth &-= 1
          node = path[depth]
          index = cursor[depth]
          own = search.number[node]
        }
      }
      search.count = Int(count)
    }
    return search
  }

  /// By number, the numbers of the nodes that refer to it.
  private struct Holders: ~Copyable {
    let starts: Numbers<Int32>
    let numbers: Numbers<Int32>
  }

  private func holders(_ search: borrowing Search) -> Holders {
    let count = search.count
    let starts = Numbers<Int32>(repeating: 0, count: count + 1)
    let numbers = Numbers<Int32>(room: referenceCount + count)
    // In the order of numbers, so that accesses lie close together in memory.
    withRows { rows in
      for own in 1..<max(count, 1) {
        let node = search.node[own]
        var index = rows.start(node)
        let end = rows.end(node)
        while index < end {
          starts[search.number[rows.target(index)]] &+= 1
          index &+= 1
        }
        if search.isRoot[node] { starts[own] &+= 1 }
      }
      // The end of each row, from which the row is filled down to its start.
      for own in 1..<(count + 1) { starts[own] &+= starts[own - 1] }
      for own in 1..<max(count, 1) {
        let node = search.node[own]
        var index = rows.start(node)
        let end = rows.end(node)
        while index < end {
          let target = search.number[rows.target(index)]
          let place = starts[target] &- 1
          starts[target] = place
          numbers[place] = Int32(truncatingIfNeeded: own)
          index &+= 1
        }
        if search.isRoot[node] {
          let place = starts[own] &- 1
          starts[own] = place
          numbers[place] = 0
        }
      }
    }
    return Holders(starts: starts, numbers: numbers)
  }
}
