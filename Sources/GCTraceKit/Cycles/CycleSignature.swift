import HeapGraph

/// The property that cycles with one cause share, whatever their length and order: the graph of their classes.
///
/// Two objects of a cycle are of one class if they have the same type name and refer, within the cycle, to the same set of classes
/// (`HeapGraph.coarsestPartition`). Each class becomes a node, so a ring of 3 Nodes and a ring of 3,000 Nodes are both `Node -> Node`.
struct CycleSignature: Hashable {
  /// The classes and their references. ` -> ` follows a class, and then come the classes that it refers to, separated by commas. After a
  /// single one, the text goes on from that class. Classes are listed breadth first from the one with the alphabetically smallest name; a
  /// second class of one name is `NAME#2`. After `mostClasses` classes, ` ... +N` gives the number of classes left out, and a digest of
  /// all classes follows.
  let text: String

  /// The most classes that a text lists.
  static let mostClasses = 12
  /// The number of rounds in which two classes of one name can differ by what they reach. After that, only their number distinguishes
  /// them.
  private static let mostRounds = 64

  /// The signature of a cycle.
  ///
  /// - Parameters:
  ///   - cycle: the references among its objects.
  ///   - labels: by object, an index into `names`; objects with one type name have one label.
  init(_ cycle: HeapGraph, labels: [Int32], names: [String]) {
    let classes = cycle.coarsestPartition(labels: labels)
    let count = Int(classes.max() ?? -1) + 1
    var nameOfClass = [String](repeating: "", count: count)
    var targets = [[Int]](repeating: [], count: count)
    var isSeen = [Bool](repeating: false, count: count)
    for (node, number) in classes.enumerated() where !isSeen[Int(number)] {
      // All objects of a class refer to the same classes, so one object is enough.
      isSeen[Int(number)] = true
      nameOfClass[Int(number)] = names[Int(labels[node])]
      targets[Int(number)] = Set(
        cycle.references(of: Int32(node)).map { Int(classes[Int($0)]) }
      ).sorted()
    }
    let digests = Self.digests(nameOfClass, targets)
    let order = Self.order(nameOfClass, targets, digests)
    text = Self.text(order, nameOfClass, digests)
  }

  /// By class, a number that depends on its name and on the classes that it reaches, but not on the numbering of the classes.
  private static func digests(_ names: [String], _ targets: [[Int]]) -> [UInt64] {
    var digests = names.map { Digest64(of: $0).value }
    for _ in 0..<min(names.count, mostRounds) {
      if Set(digests).count == digests.count { break }
      digests = digests.indices.map { index in
        var digest = Digest64(of: names[index])
        for value in targets[index].map({ digests[$0] }).sorted() { digest.add(value) }
        return digest.value
      }
    }
    return digests
  }

  /// The classes, breadth first from the first by name, and the classes that each refers to, both in the order of names.
  private static func order(
    _ names: [String],
    _ targets: [[Int]],
    _ digests: [UInt64]
  ) -> [(number: Int, targets: [Int])] {
    func precedes(_ one: Int, _ other: Int) -> Bool {
      names[one] == names[other] ? digests[one] < digests[other] : names[one] < names[other]
    }
    guard let first = names.indices.min(by: precedes) else { return [] }
    var order: [(number: Int, targets: [Int])] = []
    var isQueued = [Bool](repeating: false, count: names.count)
    isQueued[first] = true
    var queue = [first]
    var position = 0
    while position < queue.count {
      let number = queue[position]
      position += 1
      let sorted = targets[number].sorted(by: precedes)
      order.append((number, sorted))
      for target in sorted where !isQueued[target] {
        isQueued[target] = true
        queue.append(target)
      }
    }
    return order
  }

  private static func text(
    _ order: [(number: Int, targets: [Int])],
    _ names: [String],
    _ digests: [UInt64]
  ) -> String {
    var shown = [String?](repeating: nil, count: names.count)
    var numberOfName: [String: Int] = [:]
    func name(_ number: Int) -> String {
      if let name = shown[number] { return name }
      let count = numberOfName[names[number], default: 0] + 1
      numberOfName[names[number]] = count
      let name = count == 1 ? names[number] : "\(names[number])#\(count)"
      shown[number] = name
      return name
    }
    var text = ""
    var last: Int?
    for (number, targets) in order.prefix(mostClasses) {
      // If the class before refers to this class alone, the text goes on from here.
      if last != number { text += (text.isEmpty ? "" : "; ") + name(number) }
      text += " -> " + targets.map(name).joined(separator: ", ")
      last = targets.count == 1 ? targets[0] : nil
    }
    guard order.count > mostClasses else { return text }
    var digest = Digest64(of: "")
    for value in digests.sorted() { digest.add(value) }
    let hexadecimal = String(digest.value, radix: 16)
    let padding = String(repeating: "0", count: 16 - hexadecimal.count)
    return text + " ... +\(order.count - mostClasses) #\(padding)\(hexadecimal)"
  }
}

/// A digest that is the same in every process, unlike that of `Hasher`.
private struct Digest64 {
  /// FNV-1a's start.
  private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

  init(of text: String) {
    for byte in text.utf8 { value = (value ^ UInt64(byte)) &* 0x100_0000_01B3 }
    value = Self.mixed(value)
  }

  /// Takes in a number, after those before it.
  mutating func add(_ number: UInt64) {
    value = Self.mixed(value &* 0x9E37_79B9_7F4A_7C15 &+ number)
  }

  /// SplitMix64's last steps.
  private static func mixed(_ number: UInt64) -> UInt64 {
    var z = number
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
