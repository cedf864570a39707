package import Foundation

/// The folders of the project that tests read.
package enum Fixtures {
  private static let project = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// The folder `fixtures`.
  package static let folder = project.appending(path: "fixtures")

  /// The recordings of real programs that ship with the project.
  package static func recordings() throws -> [URL] {
    try logs(in: folder.appending(path: "recordings"))
  }

  /// Further recordings, in the folder `shared/traces` beside the project, if it exists. Prints a line if it does not.
  package static func sharedRecordings() -> [URL] {
    let folder = project.deletingLastPathComponent().appending(path: "shared/traces")
    guard let logs = try? logs(in: folder), !logs.isEmpty else {
      print("skipped: no recordings in shared/traces beside the project")
      return []
    }
    return logs
  }

  private static func logs(in folder: URL) throws -> [URL] {
    try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
      .filter { $0.lastPathComponent.hasSuffix(".log.gz") }
      .sorted { $0.path < $1.path }
  }
}
