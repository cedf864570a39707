import HeapTrace
import TraceTesting

/// Changes a valid log a little, a record or a field at a time, so that most of it still makes sense: what random bytes seldom do.
///
/// Of eight logs seven are then mended: the lines that a reader refuses are left out, so that the other changes reach what comes after the
/// reader. The eighth is left as it is, for the reader's own sake.
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

  /// A log with one to six changes; mended, it is another one than before.
  package mutating func mutate(_ lines: [String]) -> [String] {
    let isMended = !random.chance(1, in: 8)
    var changed = lines
    // A change that a reader refuses is lost by the mending: then another is made.
    for _ in 0..<8 {
      for _ in 0..<Int.random(in: 1...6, using: &random) where changed.count > 1 {
        change(&changed)
      }
      guard isMended else { return changed }
      changed = Self.mended(changed)
      if changed != lines { return changed }
    }
    return changed
  }

  /// A log without the lines that a reader refuses. What names an object whose birth was left out is left out with it.
  ///
  /// Takes a reading for each line that is left out.
  package static func mended(_ lines: [String]) -> [String] {
    var lines = lines
    while let line = firstMalformedLine(lines), lines.indices.contains(line) {
      // Without its first line it would not be a log; version 2 has all records.
      if line > 0 {
        lines.remove(at: line)
      } else if lines[0] == "gctrace 2" {
        break
      } else {
        lines[0] = "gctrace 2"
      }
    }
    return lines
  }

  /// The index of the first line that a reader refuses.
  private static func firstMalformedLine(_ lines: [String]) -> Int? {
    var reader = TraceReader(bytes: Array((lines.joined(separator: "\n") + "\n").utf8))
    var batch = EventBatch()
    do throws(HeapTraceError) {
      while try reader.read(into: &batch, limit: 512) {}
      return nil
    } catch {
      guard case .malformed(let line, _, _) = error else { return nil }
      return Int(line) - 1
    }
  }

  private mutating func change(_ lines: inout [String]) {
    // The first line is what makes it a log: it is changed seldom.
    let index = Int.random(in: random.chance(1, in: 50) ? 0..<1 : 1..<lines.count, using: &random)
    let other = Int.random(in: 1..<lines.count, using: &random)
    switch Int.random(in: 0..<16, using: &random) {
    case 0: lines.remove(at: index)
    case 1: lines.insert(lines[index], at: other)
    case 2: lines.swapAt(index, other)
    case 3: lines.insert(Self.records.randomElement(using: &random) ?? "poll", at: other)
    case 4:
      let last = min(index + Int.random(in: 1...30, using: &random), lines.count)
      lines.removeSubrange(max(index, 1)..<max(last, 1))
    case 5:
      lines.insert(contentsOf: lines[min(index, other)..<max(index, other)].prefix(30), at: other)
    case 6: lines[index] = String(lines[index].dropLast(Int.random(in: 1...8, using: &random)))
    case 7..<12: lines[index] = exchangeField(of: lines[index], in: lines)
    default: lines[index] = changeField(of: lines[index])
    }
  }

  /// The line with a field that a line of the same record has in that place: an object, a type or a number that the log knows.
  private mutating func exchangeField(of line: String, in lines: [String]) -> String {
    var fields = line.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    guard fields.count > 1 else { return line }
    let index = Int.random(in: 1..<fields.count, using: &random)
    let same = lines.filter { $0.hasPrefix(fields[0] + " ") }
    let other = same.randomElement(using: &random)?.split(separator: " ") ?? []
    guard other.indices.contains(index) else { return line }
    fields[index] = String(other[index])
    return fields.joined(separator: " ")
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
