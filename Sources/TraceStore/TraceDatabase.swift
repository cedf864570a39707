internal import Glibc
package import SQLite
package import TraceSchema

/// A database of traces and their runs: the front door of this module.
///
/// `TraceImport` stores a log, `EventCursor` reads its events back, `RunWriter` stores what a replay made of them; the
/// extensions of this type answer the commands' questions. What writes does so within a transaction of the caller's
/// (`connection.transaction`).
package struct TraceDatabase {
  /// What a database is opened for.
  package enum Mode: Sendable {
    case read
    /// To change what is there.
    case write
    /// As `write`, but a missing file is made.
    case create
  }

  package let path: String
  package let connection: Connection
  /// Whether this opening made the file: who fails before anything is stored in it should `discardNewFile`.
  package let isNew: Bool

  /// Opens the database at `path`, migrating an older one; see `TraceStoreError` for what is refused.
  ///
  /// `shouldStop`: asked now and then, from now on, while a statement runs or waits for a lock, whether it is to stop.
  package static func open(
    path: String,
    mode: Mode,
    schema: Schema = .current,
    shouldStop: (() -> Bool)? = nil
  ) throws(TraceStoreError) -> TraceDatabase {
    let isNew = try claim(path, mode)
    do throws(TraceStoreError) {
      // SQLite gives names that start with a colon or with file: a meaning of their own.
      let place = path.hasPrefix("/") ? path : "./" + path
      let connection = try connect(place, path, mode, schema, shouldStop)
      return TraceDatabase(path: path, connection: connection, isNew: isNew)
    } catch {
      if isNew { unsafe unlink(path) }
      throw error
    }
  }

  /// Closes the database and, if this opening made the file, removes it.
  package func discardNewFile() {
    connection.rollBack()
    connection.close()
    if isNew { unsafe unlink(path) }
  }

  /// Sees to it that there is a file to open; whether it was made.
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
    var standing: SchemaStanding
    do throws(SQLiteError) {
      (connection, standing) = try examine(place, mode, schema, shouldStop)
    } catch {
      throw error.isNotADatabase ? .foreign(path: path) : .sqlite(error)
    }
    if case .older(let version) = standing {
      do throws(SQLiteError) {
        standing = try migrate(place, schema, standing, shouldStop)
      } catch {
        throw .unmigrated(path: path, version: version, known: schema.version, error)
      }
    }
    switch standing {
    case .current: return connection
    case .empty: throw .noDatabase(path: path)
    case .newer(let version):
      throw .newer(path: path, version: version, known: schema.version)
    case .foreign, .older: throw .foreign(path: path)
    }
  }

  /// Upgrades an older file for good, also for who only wants to read it, by a connection of its own.
  private static func migrate(
    _ place: String,
    _ schema: Schema,
    _ standing: SchemaStanding,
    _ shouldStop: (() -> Bool)?
  ) throws(SQLiteError) -> SchemaStanding {
    let writer = try Connection(path: place, access: .readWrite, shouldStop: shouldStop)
    defer { writer.close() }
    return try standing.bringUp(writer, to: schema)
  }

  /// Opens the file, makes a current database of an empty one if it may, and says how it stands then.
  private static func examine(
    _ place: String,
    _ mode: Mode,
    _ schema: Schema,
    _ shouldStop: (() -> Bool)?
  ) throws(SQLiteError) -> (Connection, SchemaStanding) {
    let access: Connection.Access = mode == .read ? .readOnly : .readWrite
    let connection = try Connection(path: place, access: access, shouldStop: shouldStop)
    var standing: SchemaStanding
    do throws(SQLiteError) {
      standing = try SchemaStanding(of: connection, among: schema)
    } catch {
      guard error.needsRecovery else { throw error }
      // A writer died in the middle of a transaction. Who may write undoes its part by reading.
      let writer = try Connection(path: place, access: .readWrite, shouldStop: shouldStop)
      _ = try SchemaStanding(of: writer, among: schema)
      writer.close()
      standing = try SchemaStanding(of: connection, among: schema)
    }
    if standing == .empty, mode == .create {
      standing = try standing.bringUp(connection, to: schema)
    }
    if mode != .read {
      // Debian's SQLite overwrites what is deleted; nothing here is a secret.
      try connection.execute("PRAGMA secure_delete = OFF; PRAGMA cache_size = -32768")
    }
    return (connection, standing)
  }
}
