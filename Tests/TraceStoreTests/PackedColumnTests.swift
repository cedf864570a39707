import SQLite
import Testing
import TraceStore
import TraceTesting

@Suite struct PackedColumnTests {
  static let boundaries: [Int64] = [
    0, 1, 124, 125, 126, 127, 2044, 2045, 2046, 2047, 55_292, 55_293, 55_294, 55_295, 63_485,
    63_486, 65_533, 65_534, 65_535, 65_536, 1_103_868, 1_103_869, 1_103_870, 1 << 32, 1 << 62,
    .max,
  ]

  private func random(_ seed: UInt64) -> [Int64] {
    var generator = SplitMix64(seed: seed)
    return (0..<512).map { _ in
      Int64.random(in: 0...Int64.max, using: &generator)
        >> Int64.random(in: 0..<63, using: &generator)
    }
  }

  private func pack(_ numbers: [Int64]) -> PackedColumn {
    var column = PackedColumn()
    for number in numbers { column.append(number) }
    return column
  }

  /// The column as SQL unfolds it, with the formula at the head of the schema.
  private func unfoldedBySQL(_ column: PackedColumn) throws -> [Int64] {
    let connection = try Connection(path: ":memory:", access: .create)
    var statement = try Statement(
      connection,
      """
      WITH RECURSIVE position(k) AS (VALUES (0) UNION ALL SELECT k + 1 FROM position WHERE k + 1 < ?3)
      SELECT CASE u WHEN 1 THEN json_extract(?2, '$."' || k || '"') ELSE u - 2 - 10240 * (u > 65535) END
      FROM (SELECT k, unicode(substr(?1, k + 1, 1)) AS u FROM position)
      """
    )
    try statement.bind(text: column.bytes, at: 1)
    try statement.bind(text: column.wide.bytes, at: 2)
    try statement.bind(Int64(column.count), at: 3)
    var numbers: [Int64] = []
    while try statement.step() { numbers.append(statement.integer(at: 0)) }
    return numbers
  }

  private func unfolded(_ column: PackedColumn) -> [Int64] {
    unsafe column.bytes.withUnsafeBufferPointer { bytes in
      unsafe column.wide.bytes.withUnsafeBufferPointer { wideBytes in
        var reader = unsafe PackedReader(bytes)
        var wide = unsafe SparseReader(wideBytes)
        let numbers = (0..<column.count).map { index in
          switch reader.next() {
          case PackedReader.wide: wide.take(index) ?? -99
          case let number: number
          }
        }
        #expect(reader.isAtEnd)
        #expect(reader.next() == PackedReader.damaged)
        #expect(wide.index == Int.max && !wide.isDamaged)
        return numbers
      }
    }
  }

  @Test func boundaries() throws {
    let column = pack(Self.boundaries)
    #expect(try unfoldedBySQL(column) == Self.boundaries)
    #expect(unfolded(column) == Self.boundaries)
    #expect(pack([1_103_869]).wide.isEmpty)
    #expect(!pack([1_103_870]).wide.isEmpty)
    #expect(pack([125]).bytes.count == 1)
    #expect(pack([126]).bytes.count == 2)
  }

  @Test(arguments: SplitMix64.seeds)
  func whateverIsPackedIsUnfolded(seed: UInt64) throws {
    let numbers = random(seed)
    let column = pack(numbers)
    #expect(try unfoldedBySQL(column) == numbers)
    #expect(unfolded(column) == numbers)
    #expect(String(validating: column.bytes, as: UTF8.self)?.unicodeScalars.count == 512)
  }

  /// Appending many numbers at once gives the same as one by one, whatever precedes them. The caller provides the entry of a wide number.
  @Test(arguments: 1...4) func manyAtOnce(seed: UInt64) {
    let numbers = Self.boundaries + random(seed)
    for split in [0, 1, 7, numbers.count] {
      var column = pack(Array(numbers[..<split]))
      column.append(count: numbers.count - split) { index in
        (UInt64(bitPattern: numbers[split + index]), numbers[split + index])
      }
      #expect(column.bytes == pack(numbers).bytes)
      #expect(column.wide.bytes == pack(numbers).wide.bytes)
      #expect(column.count == numbers.count)
    }
    var column = PackedColumn()
    column.append(count: 2) { (PackedColumn.limit + UInt64($0), -7) }
    #expect(unfolded(column) == [Int64(PackedColumn.limit), -7])
  }

  @Test func aColumnIsUsedAgain() throws {
    var column = pack([1 << 62, 3])
    column.removeAll()
    column.append(5)
    #expect(column.wide.isEmpty)
    #expect(unfolded(column) == [5])
  }

  @Test(arguments: zip([0, -1, 1, -2, 2, Int64.max, .min], [0, 1, 2, 3, 4, UInt64.max - 1, .max]))
  func folding(number: Int64, folded: UInt64) {
    #expect(PackedColumn.fold(number) == folded)
    #expect(PackedColumn.unfold(folded) == number)
  }

  @Test func aTruncatedCharacterIsDamage() {
    let bytes = Array(pack([70_000]).bytes.dropLast())
    let number = unsafe bytes.withUnsafeBufferPointer { bytes in
      var reader = unsafe PackedReader(bytes)
      return reader.next()
    }
    #expect(number == PackedReader.damaged)
  }
}
