internal import CXXHash

/// A streaming XXH3-128 of a log's bytes as read, which identifies a log that is imported again.
///
/// The digest is not cryptographic. It distinguishes logs that were not made to deceive. The value is the canonical (big-endian) form
/// that `xxhsum -H2` prints.
@safe
package struct Digest: ~Copyable {
  /// The length of a value in bytes.
  package static let size = 16

  private let state: OpaquePointer

  package init() {
    // Safe: nil means that an allocation of some 600 bytes failed, after which no Swift program goes on.
    guard let state = unsafe XXH_INLINE_XXH3_createState() else { fatalError("out of memory") }
    unsafe self.state = state
    unsafe XXH_INLINE_XXH3_128bits_reset(state)
  }

  deinit {
    unsafe XXH_INLINE_XXH3_freeState(state)
  }

  /// Adds the next bytes.
  package mutating func update(_ bytes: Span<UInt8>) {
    unsafe bytes.withUnsafeBytes { bytes in
      _ = unsafe XXH_INLINE_XXH3_128bits_update(state, bytes.baseAddress, bytes.count)
    }
  }

  /// The digest of the bytes so far, `size` bytes.
  package var value: [UInt8] {
    let hash = unsafe XXH_INLINE_XXH3_128bits_digest(state)
    return [hash.high64, hash.low64].flatMap { half in
      (0..<8).map { UInt8(truncatingIfNeeded: half >> UInt64(56 - 8 * $0)) }
    }
  }
}
