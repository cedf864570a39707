import Glibc

/// Identifies a file and its state. The stamp changes if another file takes its path or if something is written to the file.
struct FileStamp: Equatable {
  /// Whether the file is neither a pipe nor a device, so that it can be read again.
  let isRegular: Bool
  private let device: UInt64
  private let inode: UInt64
  private let seconds: Int
  private let nanoseconds: Int

  /// Nil if there is no such file.
  init?(of path: String) {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { return nil }
    isRegular = status.st_mode & S_IFMT == S_IFREG
    device = UInt64(status.st_dev)
    inode = UInt64(status.st_ino)
    seconds = status.st_mtim.tv_sec
    nanoseconds = status.st_mtim.tv_nsec
  }
}
