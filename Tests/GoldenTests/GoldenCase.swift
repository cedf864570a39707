import Foundation
import TraceTesting
import Testing

/// A case of `fixtures/replay` or `fixtures/truncated`: a log, and the expected answers of the database.
///
/// `fixtures/README.md` describes the format of the `.expected` files.
struct GoldenCase: CustomTestStringConvertible, Sendable {
  /// Queries about the imported trace, or about one replay.
  struct Section: Sendable {
    /// The options of the `replay` line. Nil: the queries before any replay, about the trace itself.
    var replay: [String]?
    var questions: [Question] = []
    /// For a log that the heap contradicts: the event, and a part of the message.
    var failure: (event: Int64, message: String)?
    var line = 0
  }

  struct Question: Sendable {
    var sql: String
    var rows: [String] = []
    var line: Int
  }

  var name: String
  var log: URL
  var expectations: URL
  var sections: [Section]
  /// For a log that breaks off: its last complete line.
  var brokeOffAfter: Int64?

  var testDescription: String { name }

  enum ParseError: Error, CustomStringConvertible {
    case unexpected(file: String, line: Int, text: String)

    var description: String {
      switch self {
      case .unexpected(let file, let line, let text):
        "\(file):\(line): expected a comment, breaks off, replay, query, fails, or a row after a query, found '\(text)'"
      }
    }
  }

  init(log: URL) throws {
    self.log = log
    var stem = log.deletingPathExtension()
    if log.pathExtension == "gz" { stem = stem.deletingPathExtension() }
    expectations = stem.appendingPathExtension("expected")
    name = "\(log.deletingLastPathComponent().lastPathComponent)/\(stem.lastPathComponent)"
    (sections, brokeOffAfter) = try Self.parse(expectations)
  }

  private static func parse(_ file: URL) throws -> ([Section], brokeOffAfter: Int64?) {
    var sections = [Section()]
    var brokeOffAfter: Int64?
    let breaksOff = "breaks off after line "
    var isInResult = false
    let text = try String(contentsOf: file, encoding: .utf8)
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      let last = sections.count - 1
      if line.hasPrefix("replay") {
        sections.append(
          Section(replay: line.split(separator: " ").dropFirst().map(String.init), line: index + 1)
        )
        isInResult = false
      } else if line.hasPrefix("query ") {
        sections[last].questions.append(
          Question(sql: String(line.dropFirst("query ".count)), line: index + 1)
        )
        isInResult = true
      } else if line.hasPrefix("fails event ") {
        let parts = line.dropFirst("fails event ".count).split(separator: ":", maxSplits: 1)
        guard parts.count == 2, let event = Int64(parts[0]) else {
          throw ParseError.unexpected(
            file: file.lastPathComponent,
            line: index + 1,
            text: String(line)
          )
        }
        sections[last].failure = (event, parts[1].trimmingCharacters(in: .whitespaces))
        isInResult = false
      } else if line.hasPrefix(breaksOff), let number = Int64(line.dropFirst(breaksOff.count)) {
        brokeOffAfter = number
      } else if line.isEmpty {
        isInResult = false
      } else if isInResult {
        sections[last].questions[sections[last].questions.count - 1].rows.append(String(line))
      } else if !line.hasPrefix("#") {
        throw ParseError.unexpected(
          file: file.lastPathComponent,
          line: index + 1,
          text: String(line)
        )
      }
    }
    return (sections, brokeOffAfter)
  }

  /// Every case of a folder of `fixtures`, in the order of their names.
  static func all(in folder: String) throws -> [GoldenCase] {
    let folder = Fixtures.folder.appending(path: folder)
    let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
    let logs = (files?.allObjects as? [URL] ?? []).filter {
      $0.lastPathComponent.hasSuffix(".log") || $0.lastPathComponent.hasSuffix(".log.gz")
    }
    return try logs.sorted { $0.path < $1.path }.map(GoldenCase.init)
  }
}
