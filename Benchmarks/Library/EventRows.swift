import Foundation
import HeapTrace

/// A log's events as comma-separated rows, for sqlite3's `.import`: `seq,name,object,target,n`. For an `alloc`, `target` is the type and
/// `n` the size. Other parts of the log are left out.
package enum EventRows {
  /// The table for the rows: no index, no key.
  package static let table = """
    CREATE TABLE event (seq INTEGER, name TEXT, object INTEGER, target INTEGER, n INTEGER)
    """

  /// Writes the events of a log of which the reader takes the bytes.
  package static func write(ofLog log: String, to path: String) throws {
    var reader = try TraceReader(path: log)
    _ = FileManager.default.createFile(atPath: path, contents: nil)
    let file = try FileHandle(forWritingTo: URL(filePath: path))
    var batch = EventBatch()
    var text = ""
    while try reader.read(into: &batch, limit: 8192) {
      text.removeAll(keepingCapacity: true)
      for (index, event) in batch.events.enumerated() {
        let target = event.kind == .allocate ? Int64(event.type) : event.target
        text += "\(batch.firstSequence + Int64(index)),\(event.kind.name),\(event.object),"
        text += "\(target),\(event.n)\n"
      }
      try file.write(contentsOf: Data(text.utf8))
    }
    try file.close()
  }
}
