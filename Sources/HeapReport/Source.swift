import GCTraceKit

/// Where a figure of a report comes from: the command that gives it, and the SQL.
package struct Source: Equatable, Sendable {
  /// Without `gctrace` in front, and without the database.
  package var command: String
  /// It may have the parameters `:run` and `:trace`.
  package var sql: String

  package init(_ command: String, sql: String) {
    self.command = command
    self.sql = sql
  }

  /// A question that has a name, asked of a run.
  init(question name: String, run: Int64) {
    self.init("query \(name) --run \(run)", sql: CannedQuestion.named(name)?.sql ?? "")
  }

  /// - Parameter suffix: what a command needs to find the database; empty: nothing.
  func json(suffix: String) -> JSON {
    ["command": .text("gctrace \(command)\(suffix)"), "sql": .text(sql)]
  }
}
