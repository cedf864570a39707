import TraceTesting

/// Changes a valid log a little, a record or a field at a time, so that most of it still makes sense: what random bytes seldom do.
package struct LogMutation {
  /// Numbers at and about every limit of the format.
  package static let numbers: [String] = [
    "0", "1", "2", "3", "4", "5", "7", "-1", "-2", "512", "513", "2147483646", "2147483647",
    "2147483648", "-2147483647", "-2147483648", "-2147483649", "4294967295", "4294967296",
    "9007199254740991", "9007199254740992", "9223372036854775806", "9223372036854775807",
    "9223372036854775808", "-9223372036854775808", "-9223372036854775809", "18446744073709551615",
    "99999999999999999999999", "-", "", "00", "01", "+1", "1.5", "1e3",
  ]
  private static let words = [
    "untracked", "reused", "error", "callback", "saveall", "off", "kind=tuple", "kind=atomic",
    "finalizer", "legacy", "freelist=2", "freelist=2147483647", "retain", "release", "ref", "unref",
    "clear",
  ]
  private static let records = [
    "collect", "collect 0", "collect 1", "count 2147483647", "count -2147483647", "threshold 1",
    "threshold 1 1 1", "threshold 0", "threshold 2147483647 0 0", "threshold -1", "enable",
    "disable", "freeze", "unfreeze", "debug saveall", "debug off", "poll",
    "state 2147483647 2147483647 2147483647 2147483647 2147483647", "state 0 0 0 0 0",
    "time 9223372036854775807", "mark a", "observed 2 0 0", "observed 0 1 2 3 4 5 6", "gctrace 1",
    "meta safepoints poll", "meta freelists simulated", "meta python 3.13.0", "# a comment", "",
    "gctrace 2", "name 5 a", "bytes 9007199254740991", "sample 2", "collect 1 1",
  ]

  private var random: SplitMix64

  package init(seed: UInt64) {
    random = SplitMix64(seed: seed)
  }

  /// A log with one to six changes.
  package mutating func mutate(_ lines: [String]) -> [String] {
    var lines = lines
    for _ in 0..<Int.random(in: 1...6, using: &random) where lines.count > 1 { change(&lines) }
    return lines
  }

  private mutating func change(_ lines: inout [String]) {
    // The first line is what makes it a log: it is changed seldom.
    let index = Int.random(in: random.chance(1, in: 50) ? 0..<1 : 1..<lines.count, using: &random)
    let other = Int.random(in: 1..<lines.count, using: &random)
    switch Int.random(in: 0..<12, using: &random) {
    case 0: lines.remove(at: index)
    case 1: lines.insert(lines[index], at: other)
    case 2: lines.swapAt(index, other)
    case 3: lines.insert(Self.records.randomElement(using: &random) ?? "poll", at: other)
    case 4: lines.removeSubrange(min(index, other)..<max(index, other))
    case 5:
      lines.insert(contentsOf: lines[min(index, other)..<max(index, other)].prefix(30), at: other)
    case 6: lines[index] = String(lines[index].dropLast(Int.random(in: 1...8, using: &random)))
    default: lines[index] = changeField(of: lines[index])
    }
  }

  private mutating func changeField(of line: String) -> String {
    var fields = line.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    let index = Int.random(in: 0..<fields.count, using: &random)
    switch Int.random(in: 0..<8, using: &random) {
    case 0: fields.remove(at: index)
    case 1: fields.insert(Self.words.randomElement(using: &random) ?? "", at: index)
    case 2: fields[index] = Self.words.randomElement(using: &random) ?? ""
    case 3: fields.append(Self.numbers.randomElement(using: &random) ?? "")
    case 4:
      if let number = Int64(fields[index]) {
        fields[index] = String(number &+ Int64.random(in: -2...2, using: &random))
      }
    default: fields[index] = Self.numbers.randomElement(using: &random) ?? ""
    }
    return fields.joined(separator: " ")
  }
}
