/// What a database of this program must look like: its definition, and how older ones become like it.
package struct Schema: Sendable {
  /// SQL that turns a database of one version into one of the next.
  package struct Migration: Sendable {
    /// The `user_version` that it starts from; it ends at one more.
    package var version: Int64
    package var sql: String

    package init(version: Int64, sql: String) {
      self.version = version
      self.sql = sql
    }
  }

  /// `PRAGMA application_id` of every database of ours: "gctr".
  package var applicationID: Int64 = 0x6763_7472
  /// `PRAGMA user_version` of a database that is up to date.
  package var version: Int64
  /// The text that makes an empty database one of this version; sets both PRAGMAs.
  package var sql: String
  /// The way from older versions, in ascending order.
  package var migrations: [Migration]

  package init(version: Int64, sql: String, migrations: [Migration]) {
    self.version = version
    self.sql = sql
    self.migrations = migrations
  }

  /// `schema.sql` as this program carries it.
  ///
  /// Who changes it raises `version` here and there, and adds a migration from the version before.
  package static let current = Schema(
    version: 1,
    sql: String(decoding: PackageResources.schema_sql, as: UTF8.self),
    migrations: []
  )
}
