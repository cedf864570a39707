import Foundation
import HeapTrace
import SQLite
import Testing
import TraceSchema
import TraceStore

@Suite struct SchemaTests {
  static let file = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "schema.sql")

  let text: String

  init() throws { text = try String(contentsOf: Self.file, encoding: .utf8) }

  @Test func theProgramCarriesTheFile() {
    #expect(Schema.current.sql == text)
  }

  @Test func theFileAndTheProgramAgreeOnWhoTheyAre() {
    #expect(
      text.contains("PRAGMA application_id = 0x\(String(Schema.current.applicationID, radix: 16));")
    )
    #expect(text.contains("PRAGMA user_version = \(Schema.current.version);"))
  }

  @Test func theShellTakesTheFile() throws {
    let places = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    let shell = places.map { URL(filePath: String($0)).appending(path: "sqlite3") }
      .first { FileManager.default.isExecutableFile(atPath: $0.path(percentEncoded: false)) }
    guard let shell else {
      print("skipped: the sqlite3 shell is not installed")
      return
    }
    let directory = try TemporaryDirectory()
    let process = Process()
    process.executableURL = shell
    process.arguments = ["-bail", directory.path()]
    process.standardInput = try FileHandle(forReadingFrom: Self.file)
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    let database = try TraceDatabase.open(path: directory.path(), mode: .read)
    #expect(try database.rows("PRAGMA integrity_check") == [[.text("ok")]])
  }

  /// The lines of each CREATE TABLE between its parentheses, by the table's name.
  private var tables: [String: [Substring]] {
    var tables: [String: [Substring]] = [:]
    var name: String?
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("CREATE TABLE ") {
        let word = String(line.split(separator: " ")[2])
        name = word
        tables[word] = []
      } else if line.hasPrefix(")") {
        name = nil
      } else if let name {
        tables[name]?.append(line)
      }
    }
    return tables
  }

  @Test func everyRelationAndColumnIsExplained() throws {
    let tables = tables
    let made = try TemporaryDirectory().create().connection.integer(
      "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
    )
    #expect(Int64(tables.count) == made)
    for (table, lines) in tables {
      for line in lines {
        let first = line.split(separator: " ")[0]
        if ["PRIMARY", "FOREIGN"].contains(first) { continue }
        #expect(line.contains(" -- "), "\(table): \(line)")
      }
    }
    for line in text.split(separator: "\n")
    where line.hasPrefix("CREATE TABLE ") || line.hasPrefix("CREATE VIEW ") {
      #expect(line.contains(" -- "), "\(line)")
    }
  }

  @Test func everyTableIsStrict() {
    let ends = text.split(separator: "\n").filter {
      $0.hasPrefix(")") && !$0.contains("(") && $0 != ");"
    }
    #expect(ends.filter { $0.hasPrefix(") STRICT") }.count == tables.count)
  }

  @Test func theKindsOfEventAreTheProgramsOwn() throws {
    let database = try TemporaryDirectory().create()
    let rows = try database.rows(
      "SELECT unicode(letter), name, default_n FROM event_kind ORDER BY 1"
    )
    let kinds = EventKind.allCases.sorted { $0.rawValue < $1.rawValue }
    #expect(
      rows
        == kinds.map { kind in
          let number = kind == .collect ? 2 : kind.defaultNumber
          return [
            .integer(Int64(kind.rawValue)), .text(kind.name),
            number == 0 ? .null : .integer(number),
          ]
        }
    )
  }

  @Test func positionsAreThoseOfABlock() throws {
    let database = try TemporaryDirectory().create()
    let rows = try database.rows("SELECT count(*), min(k), max(k) FROM position")
    #expect(rows == [[.integer(Int64(EventBlock.capacity)), .integer(0), .integer(511)]])
  }

  /// The program's list of the columns of `collection` matches the schema: name, order and comment.
  @Test func theColumnsOfACollectionAreTheProgramsOwn() {
    let lines = tables["collection"] ?? []
    let columns = lines.compactMap { line in
      line.firstMatch(of: #/^ +"?(\w+)"? [A-Z].*? -- (.*)$/#).map { "\($0.1): \($0.2)" }
    }
    #expect(
      columns.dropFirst() == CollectionColumn.all.map { "\($0.name): \($0.meaning)" }[...]
    )
  }

  /// Datasette, for example, does not find the column of a reference that names none.
  @Test func everyReferenceNamesItsColumns() {
    for line in text.split(separator: "\n") where line.contains("REFERENCES ") {
      #expect(line.contains(#/REFERENCES \w+ \(/#), "\(line)")
    }
  }

  /// The names and columns that the contract of the database promises.
  @Test(arguments: [
    ("trace", "id name source python events objects imported_at meta"),
    ("type", "trace_id id name kind finalizer legacy freelist"),
    ("site", "trace_id id file line function"),
    ("object", "trace_id id type_id size site_id born"),
    ("event", "trace_id seq line name object target n time_ns"),
    ("mark", "trace_id event text"),
    ("observed", "trace_id event generation collected uncollectable duration_ns size0 size1 size2"),
    (
      "run",
      "id trace_id name python options status started_at finished_at events collections peak_objects peak_bytes error"
    ),
    (
      "collection",
      """
      run_id seq event time_ns mark generation trigger count0 count1 count2 \
      long_lived_pending_before long_lived_total_before candidates reachable unreachable tentative \
      collected uncollectable resurrected finalized callbacks untracked promoted \
      long_lived_pending long_lived_total visits bytes_candidates bytes_collected \
      heap_objects_before heap_bytes_before heap_objects heap_bytes
      """
    ),
    ("reachable", "run_id collection object_id generation"),
    ("unreachable", "run_id collection object_id generation outcome"),
    ("promotion", "run_id collection object_id from_generation to_generation"),
    ("births_by_type", "trace_id type objects bytes"),
    ("promoted_in_vain", "run_id object_id to_generation promoted_by found_by collections_between"),
    ("survivor", "run_id object_id generation refcount external"),
    ("generation_stats", "run_id generation collections collected uncollectable"),
    (
      "cycle",
      """
      run_id collection id objects bytes tail_objects tail_bytes signature_id closing_event \
      closing_source closing_target closing_name
      """
    ),
    ("cycle_member", "run_id collection cycle object_id role"),
    (
      "signature",
      """
      run_id id text cycles objects bytes tail_objects tail_bytes first_collection \
      last_collection share
      """
    ),
  ])
  func theContractIsKept(relation: String, columns: String) throws {
    let database = try TemporaryDirectory().create()
    let names = try database.rows("SELECT name FROM pragma_table_info('\(relation)')")
    #expect(
      names.prefix(columns.split(separator: " ").count)
        == columns.split(separator: " ").map { [.text(String($0))] }[...]
    )
  }
}
