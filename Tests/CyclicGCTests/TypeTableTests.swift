import HeapTrace
import Testing

@testable import CyclicGC

struct TypeTableTests {
  @Test func numbersOfAllSizesAreFound() {
    let numbers: [Int32] = [1, 4095, 4096, 70_000, .max]
    let table = TypeTable(numbers.map { TypeDefinition(number: $0, name: "t") })
    for (index, number) in numbers.enumerated() {
      #expect(table.index(ofNumber: number) == Int32(index))
    }
    for number: Int32 in [0, 2, 4097, -1, .min] { #expect(table.index(ofNumber: number) == nil) }
  }

  @Test func attributesBecomeFlags() {
    let definitions = TypeDefinition.Kind.allCases.enumerated().map {
      TypeDefinition(number: Int32($0 + 1), name: "t", kind: $1)
    }
    let table = TypeTable(definitions)
    let flags: [Heap.Flags] = [[], .tuple, .dict, .weakref, .atomic]
    #expect((0..<5).map { table.flags(at: Int32($0)) } == flags)
    #expect(table.allFlags == [.tuple, .dict, .weakref, .atomic])
    #expect(TypeTable([]).allFlags == [])
    let special = TypeTable([
      TypeDefinition(number: 1, name: "t", hasFinalizer: true, isLegacy: true, freeListLimit: 3)
    ])
    #expect(special.flags(at: 0) == [.hasFinalizer, .legacy, .hasFreeList])
  }
}
