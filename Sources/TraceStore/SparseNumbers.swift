/// Numbers for some of a block's events, as a JSON object from the index to the number: `{"3":70000,"9":-1}`.
package struct SparseNumbers {
  /// The object's text; empty if there are no numbers.
  package private(set) var bytes: [UInt8] = []

  package init() {}

  package var isEmpty: Bool { bytes.isEmpty }

  package mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

  /// Appends a number. Indices must ascend.
  package mutating func append(_ number: Int64, at index: Int) {
    if bytes.isEmpty {
      bytes.append(UInt8(ascii: "{"))
    } else {
      bytes[bytes.count - 1] = UInt8(ascii: ",")
    }
    bytes.append(UInt8(ascii: "\""))
    appendDigits(UInt64(index))
    bytes.append(UInt8(ascii: "\""))
    bytes.append(UInt8(ascii: ":"))
    if number < 0 { bytes.append(UInt8(ascii: "-")) }
    appendDigits(number.magnitude)
    bytes.append(UInt8(ascii: "}"))
  }

  private mutating func appendDigits(_ number: UInt64) {
    let start = bytes.count
    var rest = number
    repeat {
      bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
      rest /= 10
    } while rest > 0
    bytes[start...].reverse()
  }
}

/// Reads the text of `SparseNumbers` entry by entry, without building anything.
@safe
package struct SparseReader {
  /// The index of the current entry; `Int.max` when there is none left.
  package private(set) var index = Int.max
  /// The number of the current entry.
  package private(set) var number: Int64 = 0
  /// Whether the text is not one that `SparseNumbers` writes.
  package private(set) var isDamaged = false

  private let bytes: UnsafeBufferPointer<UInt8>
  private var position = 0

  /// A reader of `bytes`, which must outlive it. The first entry is current.
  package init(_ bytes: UnsafeBufferPointer<UInt8>) {
    unsafe self.bytes = unsafe bytes
    if !isAtEnd {
      accept(UInt8(ascii: "{"))
      readEntry()
    }
  }

  /// Goes to the next entry.
  package mutating func advance() {
    guard index != Int.max else { return }
    if peek() == UInt8(ascii: ",") {
      position += 1
      readEntry()
    } else {
      accept(UInt8(ascii: "}"))
      if !isAtEnd { isDamaged = true }
      index = Int.max
    }
  }

  /// The number for `index`, whose entry is then left; nil if the current entry is not for `index`.
  @inline(__always)
  package mutating func take(_ index: Int) -> Int64? {
    guard index == self.index else { return nil }
    let number = number
    advance()
    return number
  }

  private var isAtEnd: Bool { unsafe position == bytes.count }

  private func peek() -> UInt8 { isAtEnd ? 0 : unsafe bytes[position] }

  private mutating func accept(_ byte: UInt8) {
    if peek() == byte { position += 1 } else { isDamaged = true }
  }

  private mutating func readEntry() {
    accept(UInt8(ascii: "\""))
    let previous = index
    let key = readDigits()
    accept(UInt8(ascii: "\""))
    accept(UInt8(ascii: ":"))
    let isNegative = peek() == UInt8(ascii: "-")
    if isNegative { position += 1 }
    let magnitude = readDigits()
    // The smallest number has a magnitude of its own.
    if magnitude > UInt64(Int64.max) + (isNegative ? 1 : 0) { isDamaged = true }
    number = Int64(bitPattern: isNegative ? 0 &- magnitude : magnitude)
    index = Int(truncatingIfNeeded: key)
    if isDamaged || key >= UInt64(Int.max) || (previous != Int.max && index <= previous) {
      isDamaged = true
      index = Int.max
    }
  }

  private mutating func readDigits() -> UInt64 {
    let start = position
    var number: UInt64 = 0
    while case let digit = peek() &- UInt8(ascii: "0"), digit < 10 {
      let (tenfold, overflows) = number.multipliedReportingOverflow(by: 10)
      let (sum, overflows2) = tenfold.addingReportingOverflow(UInt64(digit))
      if overflows || overflows2 { isDamaged = true }
      number = sum
      position += 1
    }
    if position == start { isDamaged = true }
    return number
  }
}
