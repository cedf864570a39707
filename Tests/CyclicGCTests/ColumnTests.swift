import Testing

@testable import CyclicGC

struct ColumnTests {
  @Test func startsWithTheValue() {
    let column = Column<Int32>(repeating: 7, capacity: 3)
    #expect((0..<3).map { column[Int32($0)] } == [7, 7, 7])
    #expect(column.capacity == 3)
  }

  @Test func growingKeepsWhatIsThereAndMakesRoom() {
    var column = Column<Int32>(repeating: 1, capacity: 2)
    column[1] = 5
    column.grow(to: 4)
    column[3] = 9
    #expect(column.capacity == 4)
    #expect([column[0], column[1], column[3]] == [1, 5, 9])
  }

  /// The system moves a block of this size, again and again.
  @Test func aLargeColumnKeepsWhatIsThere() {
    var column = Column<Int64>(repeating: -1, capacity: 100_000)
    for index: Int32 in 0..<100_000 { column[index] = Int64(index) << 32 }
    for capacity in [150_000, 1_000_000, 3_000_000] { column.grow(to: capacity) }
    #expect((0..<100_000 as Range<Int32>).allSatisfy { column[$0] == Int64($0) << 32 })
    column[2_999_999] = 7
    #expect(column[2_999_999] == 7)
  }

  @Test func growingToLessChangesNothing() {
    var column = Column<Int32>(repeating: 1, capacity: 4)
    column.grow(to: 2)
    #expect(column.capacity == 4)
    #expect(column[3] == 1)
  }

  @Test(arguments: [(0, 1), (1, 0), (0, 3)] as [(Int32, Int32)])
  func movingElementsThatOverlap(source: Int32, destination: Int32) {
    var column = Column<Int32>(repeating: 0, capacity: 6)
    for index: Int32 in 0..<6 { column[index] = index }
    var expected = Array(0..<6 as Range<Int32>)
    let moved = Array(expected[Int(source)..<Int(source) + 3])
    expected.replaceSubrange(Int(destination)..<Int(destination) + 3, with: moved)
    column.move(from: source, to: destination, count: 3)
    #expect((0..<6).map { column[Int32($0)] } == expected)
  }

  @Test func anEmptyColumnGrows() {
    var column = Column<UInt8>(repeating: 0, capacity: 0)
    #expect(column.capacity == 0)
    column.grow(to: 2)
    column[1] = 3
    #expect(column[1] == 3)
  }
}
