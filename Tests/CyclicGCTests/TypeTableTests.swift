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
    #expect((0..<5).map { table[Int32($0)].flags } == flags)
    #expect(table.allFlags == [.tuple, .dict, .weakref, .atomic])
    #expect(TypeTable([]).allFlags == [])
    let special = TypeTable([
      TypeDefinition(number: 1, name: "t", hasFinalizer: true, isLegacy: true, freeListLimit: 3)
    ])
    #expect(special[0].flags == [.hasFinalizer, .legacy, .hasFreeList])
    #expect(special[0].freeListLimit == 3)
    let simulated = TypeTable(
      [
        TypeDefinition(number: 1, name: "t", freeListLimit: 0),
        TypeDefinition(number: 2, name: "u"),
      ],
      simulatesFreeLists: true
    )
    #expect(simulated[0].flags == [.hasFreeList, .servedByFreeList])
    #expect(simulated[1].flags == [])
  }

  @Test func aFreeListServesWhatFitsIt() {
    var table = TypeTable([
      TypeDefinition(number: 1, name: "list", freeListLimit: 3),
      TypeDefinition(number: 2, name: "tuple", kind: .tuple, freeListLimit: 3),
    ])
    #expect(!table[0].serves(size: 56) && !table[1].serves(size: 56))
    for index: Int32 in [0, 1] {
      table[index].freeListLength = 1
      table[index].freeListSize = 56
    }
    #expect(table[0].serves(size: 56) && table[0].serves(size: 64))
    #expect(table[1].serves(size: 56) && !table[1].serves(size: 64))
  }

  @Test func clearingFreeListsCountsThem() {
    var table = TypeTable([
      TypeDefinition(number: 1, name: "a", freeListLimit: 3),
      TypeDefinition(number: 2, name: "b", freeListLimit: 9), TypeDefinition(number: 3, name: "c"),
    ])
    table[0].freeListLength = 2
    table[1].freeListLength = 5
    #expect(table.clearFreeLists() == 7)
    #expect(table[0].freeListLength == 0 && table[1].freeListLength == 0)
    #expect(table.clearFreeLists() == 0)
  }
}
