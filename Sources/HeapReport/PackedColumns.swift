private import CZlib

/// Columns of numbers and lists of texts as one compressed text, which a page unpacks in one go.
///
/// A column is its differences, folded (0, -1, 1, -2 ... become 0, 1, 2, 3 ...) and written in groups of seven bits, the lowest first; all columns
/// together are deflated (zlib) and written in base 64. The directory says where each begins.
package struct PackedColumns: Sendable {
  /// What the page needs to know of a column.
  private struct Entry: Sendable {
    var name: String
    var count: Int
    var offset: Int
    var scale: Double
    var isText: Bool
  }

  private var entries: [Entry] = []
  private var bytes: [UInt8] = []

  package init() {}

  /// Adds a column; the page multiplies each number by `scale`.
  package mutating func add(_ name: String, _ numbers: [Int64], scale: Double = 1) {
    entries.append(
      Entry(name: name, count: numbers.count, offset: bytes.count, scale: scale, isText: false)
    )
    var last: Int64 = 0
    for number in numbers {
      let difference = number &- last
      last = number
      var folded = UInt64(bitPattern: difference << 1 ^ difference >> 63)
      while folded >= 0x80 {
        bytes.append(UInt8(truncatingIfNeeded: folded) | 0x80)
        folded >>= 7
      }
      bytes.append(UInt8(folded))
    }
  }

  /// Adds a list of texts, each without a NUL.
  package mutating func add(_ name: String, texts: [String]) {
    entries.append(
      Entry(name: name, count: texts.count, offset: bytes.count, scale: 1, isText: true)
    )
    for text in texts {
      bytes += text.utf8.filter { $0 != 0 }
      bytes.append(0)
    }
  }

  /// The directory and the compressed bytes. Linear.
  package func json() -> JSON {
    [
      "directory": .array(
        entries.map { entry in
          [
            .text(entry.name), .integer(Int64(entry.count)), .integer(Int64(entry.offset)),
            .number(entry.scale), .integer(entry.isText ? 1 : 0),
          ]
        }
      ),
      "bytes": .text(Base64.text(Self.deflated(bytes))),
    ]
  }

  /// How many bytes the compressed columns take, without base 64.
  package var packedSize: Int { Self.deflated(bytes).count }

  private static func deflated(_ bytes: [UInt8]) -> [UInt8] {
    var length = compressBound(uLong(bytes.count))
    var result = [UInt8](repeating: 0, count: Int(length))
    // Safe: zlib writes at most `length` bytes, and has room for the worst case; it fails only without memory.
    let status = unsafe result.withUnsafeMutableBufferPointer { target in
      unsafe bytes.withUnsafeBufferPointer { source in
        unsafe compress2(target.baseAddress, &length, source.baseAddress, uLong(source.count), 9)
      }
    }
    guard status == Z_OK else { return [] }
    result.removeLast(result.count - Int(length))
    return result
  }
}
