internal import Glibc
package import SQLite
package import TraceSchema

/// A database of traces and their runs: the front door of this module.
///
/// `TraceImport` stores a log, `EventCursor` reads its events back, and `RunWriter` stores the results of a replay. The extensions of
/// this type answer the commands' questions. Every function that writes needs a transaction that its caller began
/// (`connection.transaction`).
package struct TraceDatabase {
  /// What a database is opened for.
  package enum Mode: Sendable {
    case read
    /// Changes an existing database.
    case write
    /// As `write`, but creates a missing file.
    case create
  }

  package let path: String
  package let connection: Connection
  /// Whether this opening created the file. A caller that fails before it stores anything should then call `discardNewFile`.
  package let isNew: Bool

  /// Opens the database at `path` and migrates an older one. `TraceStoreError` lists the reasons for a refusal.
  ///
  /// - Parameter shouldStop: SQLite calls it now and then while a statement runs or waits for a lock. The statement ends early if the
  ///   answer is true.
  package static func open(
    path: String,
    mode: Mode,
    schema: Schema = .current,
    shouldStop: (() -> Bool)? = nil
  ) throws(TraceStoreError) -> TraceDatabase {
    let isNew = try claim(path, mode)
    do throws(TraceStoreError) {
      // SQLite treats names that start with a colon or with `file:` specially.
      let place = path.hasPrefix("/") ? path : "./" + path
      let connection = try connect(place, path, mode, schema, shouldStop)
      return TraceDatabase(path: path, connection: connection, isNew: isNew)
    } catch {
      if isNew { unsafe unlink(path) }
      throw error
    }
  }

  /// Closes the database and removes the file if this opening created it.
  package func discardNewFile() {
    connection.rollBack()
    connection.close()
    if isNew { unsafe unlink(path) }
  }

  /// Makes sure that there is a file to open. Returns whether it had to create one.
  private static func claim(_ path: String, _ mode: Mode) throws(TraceStoreError) -> Bool {
    if mode == .create {
      let descriptor = unsafe Glibc.open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
      if descriptor >= 0 {
        close(descriptor)
        return true
      }
      if errno != EEXIST { throw unopenable(path) }
    }
    var status = stat()
    guard unsafe stat(path, &status) == 0 else {
      if errno == ENOENT || errno == ENOTDIR { throw .noDatabase(path: path) }
      throw unopenable(path)
    }
    switch status.st_mode & S_IFMT {
    case S_IFREG where status.st_size == 0 && mode != .create: throw .noDatabase(path: path)
    case S_IFREG: return false
    case S_IFDIR: throw .unopenable(path: path, reason: "it is a folder")
    default: throw .unopenable(path: path, reason: "it is not a regular file")
    }
  }

  private static func unopenable(_ path: String) -> TraceStoreError {
    .unopenable(path: path, reason: unsafe String(cString: strerror(errno)))
  }

  private static func connect(
    _ place: String,
    _ path: String,
    _ mode: Mode,
    _ schema: Schema,
    _ shouldStop: (() -> Bool)?
  ) throws(TraceStoreError) -> Connection {
    let connection: Connection
    var status: SchemaStatus
    do throws(SQLiteError) {
      (connection, status) = try examine(place, mode, schema, shouldStop)
    } catch {
      throw error.isNotADatabase ? .foreign(path: path) : .sqlite(error)
    }
    if case .older(let version) = status {
      do throws(SQLiteError) {
        status = try migrate(place, schema, status, shouldStop)
      } catch {
        throw .unmigrated(path: path, version: version, known: schema.version, error)
      }
    }
    switch status {
    case .current: return connection
    case .empty: throw .noDatabase(path: path)
    case .newer(let version):
      throw .newer(path: path, version: version, known: schema.version)
    case .foreign, .older: throw .foreign(path: path)
    }
  }

  /// Upgrades an older file through a connection of its own, even if the caller only wants to read. The upgrade is permanent.
  private static func migrate(
    _ place: String,
    _ schema: Schema,
    _ status: SchemaStatus,
    _ shouldStop: (() -> Bool)?
  ) throws(SQLiteError) -> SchemaStatus {
    let writer = try Connection(path: place, access: .readWrite, shouldStop: shouldStop)
    defer { writer.close() }
    return try status.upgrade(writer, to: schema)
  }

  /// Opens the file, creates the schema in an empty one if `mode` allows that, and returns the status that the file then has.
  private static func examine(
    _ place: String,
    _ mode: Mode,
    _ schema: Schema,
    _ shouldStop: (() -> Bool)?
  ) throws(SQLiteError) -> (Connection, SchemaStatus) {
    let access: Connection.Access = mode == .read ? .readOnly : .readWrite
    let connection = try Connection(path: place, access: access, shouldStop: shouldStop)
    var status: SchemaStatus
    do throws(SQLiteError) {
      status = try SchemaStatus(of: connection, comparedWith: schema)
    } catch {
      guard error.needsRecovery else { throw error }
      // A writer died in the middle of a transaction. Only a connection that may write can roll it back; its first read does so.
      let writer = try Connection(path: place, access: .readWrite, shouldStop: shouldStop)
      _ = try SchemaStatus(of: writer, comparedWith: schema)
      writer.close()
      status = try SchemaStatus(of: connection, comparedWith: schema)
    }
    if status == .empty, mode == .create {
      status = try status.upgrade(connection, to: schema)
    }
    if mode != .read {
      // Debian's SQLite overwrites deleted content with zeros by default. Nothing here is secret, so that time is saved.
      try connection.execute("PRAGMA secure_delete = OFF; PRAGMA cache_size = -32768")
    }
    return (connection, status)
  }
}
