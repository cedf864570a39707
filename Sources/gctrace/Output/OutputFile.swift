import Glibc

/// A file that a command writes: it appears under its name when it is whole, and not at all if it cannot be.
///
/// It is written beside its place, under a name that begins with its own. `finish` puts it there.
struct OutputFile: ~Copyable {
  private static let pieceSize = 65_536

  private let path: String
  private let unfinished: String
  private let force: Bool
  private let descriptor: Int32
  private var isFinished = false
  private var pending: [UInt8] = []

  /// Makes the unfinished file.
  /// - Parameter force: whether a file that is there may be replaced.
  /// - Throws: `CommandError.cannotCreate`.
  init(path: String, force: Bool) throws(CommandError) {
    if !force { try Self.refuseExisting(path) }
    // The process's id: two of us may write beside each other.
    let unfinished = "\(path).\(getpid()).part"
    let descriptor = unsafe open(unfinished, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else {
      throw .cannotCreate("cannot create \(path): \(unsafe String(cString: strerror(errno)))")
    }
    self.path = path
    self.unfinished = unfinished
    self.force = force
    self.descriptor = descriptor
  }

  deinit {
    close(descriptor)
    if !isFinished { unsafe _ = unlink(unfinished) }
  }

  /// - Throws: `CommandError.cannotCreate` for a path where something is.
  static func refuseExisting(_ path: String) throws(CommandError) {
    if unsafe access(path, F_OK) == 0 {
      throw .cannotCreate("\(path) exists; --force replaces it")
    }
  }

  /// Adds to what is to be written; writes what has come together if that is much.
  mutating func add(_ bytes: some Sequence<UInt8>) throws(OutputError) {
    pending.append(contentsOf: bytes)
    if pending.count >= Self.pieceSize { try flush() }
  }

  private mutating func flush() throws(OutputError) {
    let failure = unsafe pending.withUnsafeBufferPointer {
      unsafe StandardOutput.write($0, to: descriptor)
    }
    pending.removeAll(keepingCapacity: true)
    if let failure { throw failure }
  }

  /// Writes what is left, and gives the file its name.
  mutating func finish() throws {
    try flush()
    // A file that came meanwhile is not replaced, either: a link fails where there is one.
    let status = force ? unsafe rename(unfinished, path) : unsafe link(unfinished, path)
    guard status == 0 else {
      if errno == EEXIST { throw CommandError.cannotCreate("\(path) exists; --force replaces it") }
      throw CommandError.cannotCreate(
        "cannot create \(path): \(unsafe String(cString: strerror(errno)))"
      )
    }
    if !force { unsafe _ = unlink(unfinished) }
    isFinished = true
  }
}
