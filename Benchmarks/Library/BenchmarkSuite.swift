import Conformance
import Foundation

/// Measures the figures that gctrace must meet, all within one run, so that ratios are meaningful on a machine that others use.
///
/// Each group of figures is a function in its own extension. Programs that are compared take turns.
package struct BenchmarkSuite {
  /// The groups of figures, in the order in which they are measured.
  package enum Group: String, CaseIterable, Sendable {
    case service, turnover, size, length, workloads, collection, graph, query, start, recordings
  }

  let settings: BenchmarkSettings
  private let report: (Figure) -> Void
  package private(set) var figures: [Figure] = []

  /// - Parameter report: called with each figure as soon as it is measured.
  package init(_ settings: BenchmarkSettings, report: @escaping (Figure) -> Void) throws {
    self.settings = settings
    self.report = report
    try FileManager.default.createDirectory(
      at: settings.folder,
      withIntermediateDirectories: true
    )
  }

  /// Measures the groups that were asked for.
  package mutating func run() throws {
    for group in Group.allCases where settings.only.isEmpty || settings.only.contains(group) {
      switch group {
      case .service: try measureService()
      case .turnover: try measureTurnover()
      case .size: try measureSize()
      case .length: try measureLength()
      case .workloads: try measureWorkloads()
      case .collection: try measureCollection()
      case .graph: try measureGraph()
      case .query: try measureQuery()
      case .start: try measureStart()
      case .recordings: try measureRecordings()
      }
    }
  }

  mutating func note(_ figure: Figure) {
    figures.append(figure)
    report(figure)
  }

  // MARK: What the groups share

  func path(_ name: String) -> String { settings.folder.appending(path: name).path }

  /// A log of a workload, which is generated if it does not exist.
  func log(
    _ workload: Workload,
    events: Int64,
    collections: Int = 0
  ) throws -> (path: String, summary: Workload.Summary) {
    let name = "\(workload.rawValue)-\(events)" + (collections > 0 ? "-\(collections)" : "")
    let (log, note) = (path(name + ".log"), path(name + ".summary"))
    if let text = try? String(contentsOfFile: note, encoding: .utf8) {
      let numbers = text.split(separator: " ").compactMap { Int64($0) }
      let size = try? FileManager.default.attributesOfItem(atPath: log)[.size] as? Int64
      if numbers.count == 4, numbers[3] == Int64(settings.seed), size == numbers[1] {
        return (
          log,
          Workload.Summary(events: numbers[0], bytes: numbers[1], peakReferences: numbers[2])
        )
      }
    }
    let summary = try workload.write(
      to: log,
      events: events,
      seed: settings.seed,
      collections: collections
    )
    try "\(summary.events) \(summary.bytes) \(summary.peakReferences) \(settings.seed)".write(
      toFile: note,
      atomically: true,
      encoding: .utf8
    )
    return (log, summary)
  }

  /// Runs gctrace on a database.
  @discardableResult
  func gctrace(
    _ command: String,
    _ arguments: [String],
    database: String
  ) throws -> (usage: ChildProcess.Usage, output: String) {
    try ChildProcess.run(
      settings.gctrace,
      [command, "--db", database] + arguments,
      scratch: settings.folder
    )
  }

  /// The numbers of the one row that a query yields.
  func numbers(_ query: String, database: String) throws -> [Int64] {
    let output = try gctrace("query", [query, "--format", "csv"], database: database).output
    let row = output.split(whereSeparator: \.isNewline).last ?? ""
    let numbers = row.split(separator: ",").compactMap { Int64($0) }
    guard !numbers.isEmpty else { throw BenchmarkFailure.unexpected("\(query) says \(output)") }
    return numbers
  }

  /// The one number that a query yields.
  func number(_ query: String, database: String) throws -> Int64 {
    try numbers(query, database: database)[0]
  }

  func remove(_ path: String) {
    for ending in ["", "-journal", "-wal", "-shm"] {
      try? FileManager.default.removeItem(atPath: path + ending)
    }
  }

  func size(of path: String) throws -> Int64 {
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    return attributes[.size] as? Int64 ?? 0
  }

  /// CPython 3.11 with the conformance driver, which is built if it does not exist. Nil if there is no such interpreter.
  func python311() throws -> Driver? {
    guard let interpreter = Interpreter.findAll().last(where: { $0.series == "3.11" }) else {
      print("no CPython 3.11 found: what is compared with it is left out")
      return nil
    }
    return try Driver(interpreter, into: settings.folder)
  }
}

/// Bytes as MiB.
func mebibytes(_ bytes: Int64) -> Double { Double(bytes) / 1_048_576 }
