import Conformance
import CyclicGC
import Foundation
import TraceTesting
import Testing

/// Small Python programs, run in every interpreter found, and logs written by hand that do the same: each fact that a program prints
/// must follow from its log. `fixtures/python` holds both.
///
/// A program prints its facts as lines `KEY VALUE`. In a log, `# fact KEY = WHAT` states a fact as it is after the records above it:
///
/// - `count0`: generation 0's count.
/// - `returned`: what the latest collection returned, the collected and the uncollectable.
/// - `finalizations`: how many finalizers have been called so far.
/// - `tracked OBJ ...`: for each object, T or -.
/// - `generation OBJ`: 0, 1 or 2, or - if it is not tracked.
/// - `alive OBJ ...`: how many of them are alive.
///
/// And `# each A...B` makes the next record hold for every object number from A to B; the record itself is the one for A.
@Suite(.serialized) struct PythonCasesTests {
  private static let interpreters: [Interpreter] = {
    // 3.14.0 to 3.14.4 count in another way, and their logs are still to be written.
    Interpreter.findAll().filter {
      CollectorVersion($0.release) != nil && !$0.release.isIncremental
    }
  }()

  private static let folder = Fixtures.folder.appending(path: "python")

  private static let cases: [String] = {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return files.filter { $0.hasSuffix(".py") }.map { String($0.dropLast(3)) }.sorted()
  }()

  @Test(arguments: interpreters, cases)
  func programsFactsFollowFromTheirLogs(_ interpreter: Interpreter, _ name: String) throws {
    let program = Self.folder.appending(path: name + ".py")
    let result = try Subprocess(interpreter.executable, ["-I", "-S", program.path]).run()
    try #require(result.status == 0, "\(interpreter): \(result.errors)")
    let printed = try Self.facts(printed: result.output)
    let derived = try Self.facts(
      ofLog: Self.log(of: name, release: interpreter.release),
      python: interpreter.version
    )
    #expect(!printed.isEmpty)
    for key in Set(printed.keys).union(derived.keys).sorted() {
      #expect(
        printed[key] == derived[key],
        "\(interpreter), \(key): the program (left) and the log (right) disagree"
      )
    }
  }

  /// Every log belongs to a program. Both are found, whatever interpreters there are.
  @Test func everyLogHasAProgram() throws {
    #expect(!Self.cases.isEmpty)
    for log in Self.logs {
      let name = log.dropLast(4).replacing(/-3\.[.\d]+$/, with: "")
      #expect(Self.cases.contains(String(name)), "\(log)")
    }
    for name in Self.cases {
      for minor in 8...15 { _ = try Self.log(of: name, release: PythonVersion(3, minor, 0)) }
    }
  }

  /// An error in a log must not pass for a fact.
  @Test func aFactFollowsTheRecordsAboveIt() throws {
    let log = """
      gctrace 1
      type 1 list
      # each 1...3
      alloc 1 1 56
      # fact before = count0
      # each 2...3
      release 2
      # fact alive = alive 1 2 3
      ref 1 1
      release 1
      collect
      # fact after = returned
      """
    #expect(
      try Self.facts(ofLog: log, python: "3.8.18") == ["before": "3", "alive": "1", "after": "1"]
    )
    #expect(throws: CaseError.self) {
      try Self.facts(ofLog: log + "\nrelease 1\n# fact dead = count0", python: "3.8.18")
    }
    #expect(throws: CaseError.self) {
      try Self.facts(ofLog: log + "\n# fact after = returned", python: "3.8.18")
    }
    #expect(throws: CaseError.self) {
      try Self.facts(ofLog: log + "\n# fact what = that", python: "3.8.18")
    }
  }

  // MARK: - Facts

  private struct CaseError: Error, CustomStringConvertible {
    var description: String
  }

  private static func facts(printed output: String) throws -> [String: String] {
    var facts: [String: String] = [:]
    for line in output.split(separator: "\n") {
      let fields = line.split(separator: " ").map(String.init)
      guard fields.count == 2, facts.updateValue(fields[1], forKey: fields[0]) == nil else {
        throw CaseError(description: "expected a new KEY VALUE from the program, found: \(line)")
      }
    }
    return facts
  }

  /// The log for a release: the latest of those that name the first release for which they hold (X.Y or X.Y.Z), or else the log for all
  /// releases.
  private static func log(of name: String, release: PythonVersion) throws -> String {
    let dated = logs.compactMap { file -> (from: PythonVersion, file: String)? in
      guard file.hasPrefix(name + "-"), let from = start(ofLog: file) else { return nil }
      return file.dropLast(4).replacing(/-3[.\d]+$/, with: "") == name ? (from, file) : nil
    }
    let latest = dated.filter { $0.from <= release }.max { $0.from < $1.from }?.file
    let file = folder.appending(path: latest ?? name + ".log")
    guard FileManager.default.fileExists(atPath: file.path) else {
      throw CaseError(description: "no log of \(name) for CPython \(release)")
    }
    return try String(contentsOf: file, encoding: .utf8)
  }

  /// The first release for which a log holds, according to its name. X.Y is X.Y.0 here.
  private static func start(ofLog file: String) -> PythonVersion? {
    guard let match = file.firstMatch(of: /-(3\.\d+)(\.\d+)?\.log$/) else { return nil }
    return PythonVersion("\(match.1)\(match.2 ?? ".0")")
  }

  private static let logs: [String] = {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return files.filter { $0.hasSuffix(".log") }
  }()

  /// The facts of a log, each from a replay of the records above it.
  private static func facts(ofLog log: String, python: String) throws -> [String: String] {
    var facts: [String: String] = [:]
    var records: [String] = []
    var range: ClosedRange<Int>?
    for line in log.split(separator: "\n") {
      if let each = line.wholeMatch(of: /# each (\d+)\.\.\.(\d+)/) {
        guard let first = Int(each.1), let last = Int(each.2), first <= last else {
          throw CaseError(description: "expected a range, found: \(line)")
        }
        range = first...last
      } else if let fact = line.wholeMatch(of: /# fact (\S+) = (.+)/) {
        let report = try report(of: records, python: python)
        let value = try value(of: String(fact.2), in: report)
        guard facts.updateValue(value, forKey: String(fact.1)) == nil else {
          throw CaseError(description: "expected a new key, found: \(line)")
        }
      } else if !line.hasPrefix("#") {
        var fields = line.split(separator: " ").map(String.init)
        for number in range ?? 0...0 {
          if range != nil { fields[1] = String(number) }
          records.append(fields.joined(separator: " "))
        }
        range = nil
      }
    }
    return facts
  }

  /// The parts of a line of `ReplayReport` that facts come from.
  private struct Line: Decodable {
    struct Collection: Decodable {
      var collected: Int
      var uncollectable: Int
    }
    var collections: [Collection]?
    var count: [Int]
    var gen: [[Int]]
    var finalized: [Int]
    /// In the last line: number and reference count of each object alive.
    var refcounts: [[Int]]?
  }

  private static func report(of records: [String], python: String) throws -> [Line] {
    let lines = try ReplayReport.lines(of: records.joined(separator: "\n") + "\n", python: python)
    if let last = lines.last, last.hasPrefix("{\"error\"") {
      throw CaseError(description: "the log contradicts the heap: \(last)")
    }
    return try lines.map { try JSONDecoder().decode(Line.self, from: Data($0.utf8)) }
  }

  private static func value(of fact: String, in report: [Line]) throws -> String {
    let fields = fact.split(separator: " ").map(String.init)
    let objects = fields.dropFirst().compactMap { Int($0) }
    guard let end = report.last, let alive = end.refcounts?.map({ $0[0] }),
      objects.count == fields.count - 1
    else {
      throw CaseError(description: "no state to take from: \(fact)")
    }
    func generation(_ object: Int) -> Int? { end.gen.firstIndex { $0.contains(object) } }
    switch (fields[0], objects.count) {
    case ("count0", 0): return String(end.count[0])
    case ("returned", 0):
      guard let latest = report.compactMap(\.collections?.last).last else { break }
      return String(latest.collected + latest.uncollectable)
    case ("finalizations", 0): return String(report.map(\.finalized.count).reduce(0, +))
    case ("tracked", 1...):
      guard objects.allSatisfy(alive.contains) else { break }
      return objects.map { generation($0) == nil ? "-" : "T" }.joined()
    case ("generation", 1):
      guard alive.contains(objects[0]) else { break }
      return generation(objects[0]).map(String.init) ?? "-"
    case ("alive", 1...): return String(objects.filter(alive.contains).count)
    default: break
    }
    throw CaseError(description: "no such fact: \(fact)")
  }
}
