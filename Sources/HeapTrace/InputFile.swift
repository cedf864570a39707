internal import Glibc

/// An open file for reading. It is closed at the end of its life, unless it is standard input.
struct InputFile: ~Copyable {
  /// The path that it was opened by, for errors.
  let path: String
  private let descriptor: Int32

  /// Opens a file, or standard input if `path` is `-`. Throws `HeapTraceError.unreadable`.
  init(path: String) throws(HeapTraceError) {
    self.path = path
    descriptor = path == "-" ? STDIN_FILENO : unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Self.unreadable(path, errno) }
  }

  deinit {
    if descriptor > STDIN_FILENO { close(descriptor) }
  }

  /// The size in bytes; nil if it is not a regular file. A directory is refused here, before it is read.
  func sizeIfRegular() throws(HeapTraceError) -> Int64? {
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else { throw Self.unreadable(path, errno) }
    switch status.st_mode & S_IFMT {
    case S_IFREG: return Int64(status.st_size)
    case S_IFDIR: throw Self.unreadable(path, EISDIR)
    default: return nil
    }
  }

  /// Reads at most `limit` bytes into `buffer` from `offset` on. Returns their number, 0 at the end.
  func read(
    into buffer: inout [UInt8],
    at offset: Int,
    limit: Int
  ) throws(HeapTraceError) -> Int {
    while true {
      let count = unsafe buffer.withUnsafeMutableBytes { bytes in
        let room = unsafe UnsafeMutableRawBufferPointer(rebasing: bytes[offset..<offset + limit])
        return unsafe Glibc.read(descriptor, room.baseAddress, room.count)
      }
      if count >= 0 { return count }
      guard errno == EINTR else { throw Self.unreadable(path, errno) }
    }
  }

  private static func unreadable(_ path: String, _ code: Int32) -> HeapTraceError {
    .unreadable(
      path: path,
      reason: unsafe String(cString: strerror(code)),
      missing: code == ENOENT
    )
  }
}
