private import CTraceSchema

/// What a database of this program must look like.
///
/// A database of an older version becomes like it without a list of steps: `SchemaMigration` compares the two.
package struct Schema: Sendable {
  /// `PRAGMA application_id` of every database of ours: "gctr".
  package var applicationID: Int64 = 0x6763_7472
  /// `PRAGMA user_version` of a database that is up to date.
  package var version: Int64
  /// The text that makes an empty database one of this version; sets both PRAGMAs.
  package var sql: String

  package init(version: Int64, sql: String) {
    self.version = version
    self.sql = sql
  }

  /// `schema.sql` as this program carries it.
  ///
  /// Who changes it after a release raises `version` here and there, and keeps a database of the version before in
  /// `fixtures/databases`. A new column may be NULL or has a default, since the rows of older databases have no value for it.
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
