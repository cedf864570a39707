import Testing

@testable import CyclicGC

struct StackTests {
  @Test func whatComesLastGoesFirst() {
    var stack = Stack<Int32>(filler: -1)
    #expect(stack.isEmpty == true)
    for value in Int32(0)..<1000 { stack.append(value) }
    for value in (Int32(0)..<1000).reversed() {
      #expect(stack.count == Int(value) + 1)
      #expect(stack[stack.count - 1] == value)
      stack.removeLast()
    }
    #expect(stack.isEmpty == true)
  }

  @Test func anElementIsChangedWhereItStands() {
    var stack = Stack<Int32>(filler: -1)
    stack.append(1)
    stack.append(2)
    stack[0] = 7
    #expect(stack[0] == 7)
    #expect(stack[1] == 2)
  }
}
