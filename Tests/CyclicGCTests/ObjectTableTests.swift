import Testing

@testable import CyclicGC

struct ObjectTableTests {
  @Test func fieldsDoNotDisturbEachOther() {
    let table = ObjectTable(capacity: 3)
    let first: ObjectField<Int32> = table.field(at: 0)
    let second: ObjectField<UInt8> = table.field(at: 4)
    let last: ObjectField<Int64> = table.field(at: ObjectTable.stride - 8)
    for slot: Int32 in 0..<3 {
      first[slot] = -1 - slot
      second[slot] = UInt8(slot)
      last[slot] = Int64(slot) << 40
    }
    #expect((0..<3).map { first[Int32($0)] } == [-1, -2, -3])
    #expect((0..<3).map { second[Int32($0)] } == [0, 1, 2])
    #expect((0..<3).map { last[Int32($0)] } == [0, 1 << 40, 2 << 40])
  }

  /// The system moves a large block to another place within a page, where objects have to be put in their lines again.
  @Test(arguments: [1, 100, 5000])
  func growingKeepsWhatIsThere(start: Int) {
    var table = ObjectTable(capacity: start)
    var field: ObjectField<Int64> = table.field(at: 8)
    for slot in 0..<Int32(start) { field[slot] = Int64(slot) << 32 }
    for capacity in [start + 1, 4 * start, 100_000, 1_000_000] {
      table.grow(to: capacity)
      field = table.field(at: 8)
      #expect((0..<Int32(start)).allSatisfy { field[$0] == Int64($0) << 32 })
    }
    #expect(table.capacity == 1_000_000)
    field[999_999] = 7
    #expect(field[999_999] == 7)
  }

  @Test func growingToLessChangesNothing() {
    var table = ObjectTable(capacity: 4)
    table.grow(to: 2)
    #expect(table.capacity == 4)
  }
}
