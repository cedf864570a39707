extension CollectionSheet {
  /// Up to so many collections the plots have every figure of each; of more, a pyramid and a few figures of each.
  static let exactLimit = 10_000
  /// How many pairs the pyramid has at most.
  static let coarseLimit = 4096
  /// How many collections a page tells whole.
  static let toldLimit = 1500
  /// What the columns may take, compressed, in bytes: with base 64, the page's code and its other figures that is a page of under 1 MB.
  static let sizeLimit = 540_000

  /// The columns as the page wants them. Linear in the collections, several times.
  ///
  /// - Returns: the columns, and how many collections a pair of the pyramid stands for (1: there is none); whether every collection has figures of
  ///   its own in the plots.
  func packed() -> (columns: PackedColumns, width: Int, hasEach: Bool) {
    if count <= Self.exactLimit { return (exact(), 1, true) }
    let width = Coarsening.width(for: count, limit: Self.coarseLimit)
    // Coarser and coarser, until it fits: a plot is a few hundred pixels high.
    for steps in [1000, 500, 250] as [Int64] {
      let columns = dense(width: width, steps: steps, hasEach: true)
      if columns.packedSize <= Self.sizeLimit { return (columns, width, true) }
    }
    return (dense(width: width, steps: 1000, hasEach: false), width, false)
  }

  private func exact() -> PackedColumns {
    var columns = PackedColumns()
    let told = told(limit: Self.toldLimit)
    for (name, column) in [
      ("event", "event"), ("generation", "generation"), ("candidates", "candidates"),
      ("freed", "freed"), ("heapBefore", "heap_bytes_before"), ("heapAfter", "heap_bytes"),
      ("garbageBefore", "garbage_bytes"), ("garbageAfter", "garbage_left_bytes"),
      ("size0", "size0"), ("size1", "size1"), ("size2", "size2"),
      ("pending", "long_lived_pending_before"), ("total", "long_lived_total_before"),
      ("putOff", "full_put_off"),
    ] {
      columns.add(name, self[column])
    }
    columns.add("observed", observed)
    columns.add("predicted", predicted)
    addTold(told, to: &columns)
    return columns
  }

  private func dense(width: Int, steps: Int64, hasEach: Bool) -> PackedColumns {
    var columns = PackedColumns()
    let (before, after) = (self["heap_bytes_before"], self["heap_bytes"])
    let left = self["garbage_left_bytes"].map { max(0, $0) }
    if hasEach {
      columns.add("event", self["event"])
      columns.add("generation", self["generation"])
      columns.add("effect", zip(self["freed"], self["candidates"]).map(Self.effect))
      // One scale for the three, so that their differences are right.
      let most = max(before.max() ?? 1, after.max() ?? 1, steps)
      func quantized(_ values: [Int64]) -> [Int64] {
        values.map { Int64((Double($0) / Double(most) * Double(steps)).rounded()) }
      }
      let scale = Double(most) / Double(steps)
      columns.add("heapBefore", quantized(before), scale: scale)
      columns.add("heapAfter", quantized(after), scale: scale)
      columns.add("garbageAfter", quantized(left), scale: scale)
    }
    addCoarse(width: width, to: &columns)
    addPauses(to: &columns)
    addTold(told(limit: 1000), to: &columns)
    return columns
  }

  /// The share that was freed in steps of half a percent; 0: nothing was, -1: there was nothing to examine.
  private static func effect(freed: Int64, candidates: Int64) -> Int64 {
    guard candidates > 0 else { return -1 }
    return freed == 0 ? 0 : max(1, freed * 200 / candidates)
  }

  /// The level of the pyramid: the least and the greatest of every `width` collections.
  private func addCoarse(width: Int, to columns: inout PackedColumns) {
    let (before, after) = (self["heap_bytes_before"], self["heap_bytes"])
    let left = self["garbage_left_bytes"].map { max(0, $0) }
    let reachable = zip(after, left).map { $0 - $1 }
    let heap = zip(Coarsening(before, width: width).high, Coarsening(after, width: width).high)
      .map { max($0, $1) }
    columns.add("coarse.event", Coarsening(self["event"], width: width).low)
    func add(_ name: String, _ values: [Int64]) {
      let (numbers, scale) = Coarsening.quantized(values, steps: 2000)
      columns.add("coarse.\(name)", numbers, scale: scale)
    }
    add("heapHigh", heap)
    add("heapLow", Coarsening(after, width: width).low)
    add("reachableHigh", Coarsening(reachable, width: width).high)
    for (name, column) in [
      ("size0", "size0"), ("size1", "size1"), ("size2", "size2"),
      ("pending", "long_lived_pending_before"), ("total", "long_lived_total_before"),
    ] {
      let level = Coarsening(self[column], width: width)
      add(name + "Low", level.low)
      add(name + "High", level.high)
    }
    let (generation, freed, putOff) = (self["generation"], self["freed"], self["full_put_off"])
    func sums(_ value: (Int) -> Int64) -> [Int64] {
      stride(from: 0, to: count, by: width).map { start in
        (start..<min(start + width, count)).reduce(0) { $0 + value($1) }
      }
    }
    for wanted in 0...2 as ClosedRange<Int64> {
      columns.add("coarse.count\(wanted)", sums { generation[$0] == wanted ? 1 : 0 })
      columns.add(
        "coarse.freed\(wanted)",
        sums { generation[$0] == wanted && freed[$0] > 0 ? 1 : 0 }
      )
    }
    columns.add("coarse.putOff", sums { putOff[$0] == 1 ? 1 : 0 })
  }

  /// Pauses as the cells of a logarithmic grid: how many collections of a generation were predicted and observed there.
  private func addPauses(to columns: inout PackedColumns) {
    struct Cell: Hashable {
      var generation, x, y: Int64
    }
    var cells: [Cell: Int64] = [:]
    let generation = self["generation"]
    for index in observed.indices where observed[index] > 0 {
      let cell = Cell(
        generation: generation[index],
        x: Self.grid(predicted[index]),
        y: Self.grid(observed[index])
      )
      cells[cell, default: 0] += 1
    }
    let order = cells.sorted {
      ($0.key.generation, $0.key.x, $0.key.y) < ($1.key.generation, $1.key.x, $1.key.y)
    }
    columns.add("pause.generation", order.map(\.key.generation))
    columns.add("pause.x", order.map(\.key.x))
    columns.add("pause.y", order.map(\.key.y))
    columns.add("pause.count", order.map(\.value))
  }

  /// Where a duration stands on a logarithmic scale, 16 steps to a doubling.
  private static func grid(_ nanoseconds: Int64) -> Int64 {
    let value = Double(max(1, nanoseconds))
    // log2 by exponent and a line between powers of two: 16 steps need no more.
    return Int64(((Double(value.exponent) + value.significand - 1) * 16).rounded())
  }

  /// Every figure of the collections that are told whole.
  private func addTold(_ told: [Int], to columns: inout PackedColumns) {
    for column in Self.columns {
      columns.add("told.\(column)", told.map { self[column][$0] })
    }
    columns.add("told.observed", told.map { observed[$0] })
    columns.add("told.predicted", told.map { predicted[$0] })
    columns.add("told.reason", texts: told.map { reasons[$0] })
    columns.add("told.mark", texts: told.map { marks[$0] })
  }
}
