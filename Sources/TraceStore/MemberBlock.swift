/// Up to 512 runs of neighbouring object numbers as a row of `member_block`, being filled in ascending order.
struct MemberBlock {
  /// The most runs in a block, and the most objects in a run.
  static let capacity = 512

  private(set) var baseObject: Int64 = 0
  private(set) var start = PackedColumn()
  private(set) var length = PackedColumn()
  private(set) var members: Int64 = 0

  var runs: Int { start.count }

  mutating func removeAll() {
    start.removeAll()
    length.removeAll()
    members = 0
  }

  /// Adds a run. Returns false and does nothing if the block is full or the run is too far from its first object.
  mutating func append(first: Int64, count: Int64) -> Bool {
    if runs == 0 {
      baseObject = first
    } else if runs == Self.capacity || first - baseObject > Int64(PackedColumn.limit) {
      return false
    }
    start.append(first - baseObject)
    length.append(count - 1)
    members += count
    return true
  }
}
