import HeapTrace
import Testing

@testable import CyclicGC

struct FreeListsTests {
  private let definitions = [
    TypeDefinition(number: 1, name: "list", freeListLimit: 2),
    TypeDefinition(number: 2, name: "tuple", kind: .tuple, freeListLimit: 9),
    TypeDefinition(number: 3, name: "node"),
  ]

  @Test func aFreeListHoldsNoMoreThanItsLimit() {
    var lists = FreeLists(definitions)
    #expect((0..<3).map { _ in lists.put(0, size: 56) } == [true, true, false])
    #expect(lists[0].length == 2)
    let isPut = lists.put(2, size: 56)
    #expect(!isPut)
  }

  @Test func aFreeListServesWhatFitsIt() {
    var lists = FreeLists(definitions, areSimulated: true)
    #expect(!lists[0].serves(size: 56) && !lists[1].serves(size: 56))
    for type: Int32 in [0, 1] { _ = lists.put(type, size: 56) }
    #expect(lists[0].serves(size: 56) && lists[0].serves(size: 64))
    #expect(lists[1].serves(size: 56) && !lists[1].serves(size: 64))
    let taken = [lists.take(1, size: 64), lists.take(1, size: 56), lists.take(1, size: 56)]
    #expect(taken == [false, true, false])
  }

  @Test func whatTheLogSaysCameFromAFreeListTakesWhatIsThere() {
    var lists = FreeLists(definitions)
    _ = lists.put(0, size: 56)
    lists.takeAny(0)
    lists.takeAny(0)
    #expect(lists[0].length == 0)
  }

  @Test func clearingFreeListsCountsThem() {
    var lists = FreeLists(definitions)
    for _ in 0..<2 { _ = lists.put(0, size: 56) }
    for _ in 0..<5 { _ = lists.put(1, size: 56) }
    let cleared = [lists.clear(), lists.clear()]
    #expect(cleared == [7, 0])
    #expect(lists[0].length == 0 && lists[1].length == 0)
  }
}
