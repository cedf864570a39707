import Testing

@testable import HeapTrace

@Suite struct EventKindTests {
  @Test func namesAreUnique() {
    #expect(Set(EventKind.allCases.map(\.name)).count == EventKind.allCases.count)
    #expect(EventKind.allCases.count == 32)
  }

  @Test(arguments: EventKind.allCases)
  func recordNameIsTheKinds(kind: EventKind) {
    #expect(recordName(kind.name) == .event(kind))
  }

  @Test func definitionsHaveNames() {
    #expect(recordName("gctrace") == .gctrace)
    #expect(recordName("meta") == .meta)
    #expect(recordName("type") == .type)
    #expect(recordName("site") == .site)
    #expect(recordName("name") == .name)
  }

  /// A name with one wrong letter, or with one additional letter at either end, is no name.
  @Test(arguments: EventKind.allCases)
  func namesCompareExactly(kind: EventKind) {
    let names = Set(EventKind.allCases.map(\.name) + ["gctrace", "meta", "type", "site", "name"])
    let letters = Array(kind.name.utf8)
    var near: Set<String> = ["x" + kind.name, kind.name + "x", kind.name.uppercased()]
    near.insert("\u{0}" + kind.name)
    for index in letters.indices {
      var changed = letters
      changed[index] = UInt8(ascii: "q")
      near.insert(String(decoding: changed, as: UTF8.self))
      changed.remove(at: index)
      near.insert(String(decoding: changed, as: UTF8.self))
    }
    for name in near where !names.contains(name) && !name.isEmpty {
      #expect(recordName(name) == nil, "\(name)")
    }
  }

  @Test func birthsMakeObjects() {
    #expect(EventKind.allCases.filter(\.isBirth) == [.allocate, .heap, .weakReference])
  }

  private func recordName(_ name: String) -> RecordName? {
    let bytes = Array((name + "\n").utf8)
    var fields = FieldScanner(line: 1, start: 0)
    return fields.recordName(bytes.span)
  }
}
