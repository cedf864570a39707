/// Base 64 (RFC 4648, with padding): how bytes stand in a page.
package enum Base64 {
  private static let alphabet = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8
  )

  /// Four characters for every three bytes. Linear.
  package static func text(_ bytes: [UInt8]) -> String {
    var characters: [UInt8] = []
    characters.reserveCapacity((bytes.count + 2) / 3 * 4)
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let count = min(3, bytes.count - start)
      var group = UInt32(bytes[start]) << 16
      if count > 1 { group |= UInt32(bytes[start + 1]) << 8 }
      if count > 2 { group |= UInt32(bytes[start + 2]) }
      for place in 0..<4 {
        let character = alphabet[Int(group >> UInt32(18 - 6 * place) & 63)]
        characters.append(place <= count ? character : UInt8(ascii: "="))
      }
    }
    return String(decoding: characters, as: UTF8.self)
  }
}
