import CyclicGC
import HeapTrace
import SQLite

/// Stores the sets of a run's collections.
struct MemberWriter: ~Copyable {
  private let ranks: ObjectRanks
  private var rows: Statement
  private var sorter = RankSorter()
  private var block = MemberBlock()
  private var part: Int64 = 0

  init(_ connection: Connection, run: Int64, ranks: ObjectRanks) throws(SQLiteError) {
    self.ranks = ranks
    rows = try Statement(
      connection,
      """
      INSERT INTO member_block (
        run_id, collection, part, generation, outcome, to_generation, members, runs, base_object,
        start, length
      ) VALUES (\(run), ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
      """
    )
  }

  mutating func write(_ record: borrowing CollectionRecord) throws(SQLiteError) {
    part = 0
    try rows.bind(record.sequence, at: 1)
    for index in record.members.indices where !record.members[index].ranks.isEmpty {
      try write(record.members[index])
    }
  }

  private mutating func write(_ members: CollectionRecord.Members) throws(SQLiteError) {
    try rows.bind(Int64(members.generation), at: 3)
    try rows.bind(members.outcome.name, at: 4)
    try rows.bind(members.toGeneration.map(Int64.init), at: 5)
    sorter.sort(members.ranks)
    var first: Int64 = 0
    var count: Int64 = 0
    for rank in sorter.ranks {
      let number = ranks.number(ofRank: rank)
      if number == first + count, count > 0, count < Int64(MemberBlock.capacity) {
        count += 1
        continue
      }
      if count > 0 { try append(first: first, count: count) }
      first = number
      count = 1
    }
    try append(first: first, count: count)
    try writeBlock()
  }

  private mutating func append(first: Int64, count: Int64) throws(SQLiteError) {
    if !block.append(first: first, count: count) {
      try writeBlock()
      _ = block.append(first: first, count: count)
    }
  }

  private mutating func writeBlock() throws(SQLiteError) {
    try rows.bind(part, at: 2)
    try rows.bind(block.members, at: 6)
    try rows.bind(Int64(block.runs), at: 7)
    try rows.bind(block.baseObject, at: 8)
    try rows.bind(text: block.start.bytes, at: 9)
    try rows.bind(text: block.length.bytes, at: 10)
    try rows.run()
    block.removeAll()
    part += 1
  }
}

extension CollectionRecord.Outcome {
  /// The word of `member_block.outcome`.
  var name: String {
    switch self {
    case .reachable: "reachable"
    case .freed: "freed"
    case .resurrected: "resurrected"
    case .uncollectable: "uncollectable"
    case .saved: "saved"
    case .moved: "moved"
    }
  }
}
