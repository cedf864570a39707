private import CTraceSchema

/// The schema of this program's databases.
///
/// There is no list of steps for older databases: `SchemaMigration` compares their schema with this one.
package struct Schema: Sendable {
  /// `PRAGMA application_id` of every gctrace database: "gctr".
  package var applicationID: Int64 = 0x6763_7472
  /// `PRAGMA user_version` of an up-to-date database.
  package var version: Int64
  /// The SQL that turns an empty database into one of this version. It sets both PRAGMAs.
  package var sql: String

  package init(version: Int64, sql: String) {
    self.version = version
    self.sql = sql
  }

  /// The `schema.sql` in this program.
  ///
  /// A change after a release needs a higher `version` here and there, and a database of the previous version in `fixtures/databases`. A
  /// new column must allow NULL or have a default, because the rows of older databases have no value for it.
  package static let current = Schema(version: 2, sql: text)

  private static let text: String = {
    // Safe: the array is a constant of that length.
    let bytes = unsafe UnsafeBufferPointer(
      start: UnsafePointer(gctrace_schema_start()),
      count: gctrace_schema_length
    )
    return unsafe String(decoding: bytes, as: UTF8.self)
  }()
}
