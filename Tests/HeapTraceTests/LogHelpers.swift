import CZlib
import HeapTrace

/// The whole contents of a log, with its batches joined.
func readAll(
  _ bytes: [UInt8],
  readSize: Int = .max,
  limit: Int = 512
) throws(HeapTraceError) -> EventBatch {
  var reader = TraceReader(bytes: bytes, readSize: readSize)
  var batch = EventBatch()
  var all = EventBatch()
  while try reader.read(into: &batch, limit: limit) {
    for event in batch.events {
      var event = event
      switch event.kind {
      case .state, .threshold, .observed: event.n += Int64(all.operands.count)
      case .mark: event.n += Int64(all.texts.count)
      default: break
      }
      all.events.append(event)
    }
    all.lines += batch.lines
    all.operands += batch.operands
    all.texts += batch.texts
    all.types += batch.types
    all.sites += batch.sites
    all.names += batch.names
    all.metadata += batch.metadata
  }
  return all
}

func readAll(_ log: String, readSize: Int = .max, limit: Int = 512) throws(HeapTraceError)
  -> EventBatch
{
  try readAll(Array(log.utf8), readSize: readSize, limit: limit)
}

/// The error in a log; nil if there is none.
func errorOf(_ bytes: [UInt8], readSize: Int = .max) -> HeapTraceError? {
  do {
    _ = try readAll(bytes, readSize: readSize)
    return nil
  } catch {
    return error
  }
}

func errorOf(_ log: String) -> HeapTraceError? { errorOf(Array(log.utf8)) }

/// One gzip member.
func gzipped(_ bytes: [UInt8]) -> [UInt8] {
  var stream = unsafe z_stream()
  guard unsafe czlib_deflate_init_gzip(&stream, 6) == Z_OK else { return [] }
  var input = bytes
  let bound = unsafe Int(deflateBound(&stream, UInt(bytes.count)))
  var output = [UInt8](repeating: 0, count: bound)
  let status = unsafe input.withUnsafeMutableBufferPointer { input in
    unsafe output.withUnsafeMutableBufferPointer { output in
      unsafe stream.next_in = input.baseAddress
      unsafe stream.avail_in = UInt32(input.count)
      unsafe stream.next_out = output.baseAddress
      unsafe stream.avail_out = UInt32(output.count)
      return unsafe deflate(&stream, Z_FINISH)
    }
  }
  guard status == Z_STREAM_END else { return [] }
  output.removeLast(unsafe Int(stream.avail_out))
  unsafe deflateEnd(&stream)
  return output
}

/// Definitions and objects for the logs of tests: type 1, site 1, names 1 and 2147483647, objects 1 and 2; six lines and two events more
/// than the magic.
let prologue = """
  gctrace 2
  type 1 list
  site 1 a.py:7 f
  name 1 parser
  name 2147483647 a%20key
  alloc 1 1 64
  alloc 2 1 64

  """
