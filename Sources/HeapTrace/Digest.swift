internal import CXXHash

/// A streaming XXH3-128 of a log's bytes as they came, by which the same log is recognised when it
/// comes again.
///
/// Not cryptographic: it tells logs apart that were not made to deceive. The value is the canonical
/// (big-endian) form that `xxhsum -H2` prints.
@safe
package struct Digest: ~Copyable {
  /// How many bytes a value has.
  package static let size = 16

  private let state: OpaquePointer

  package init() {
    // Safe: only a failed allocation of some 600 bytes gives nil, after which no Swift program goes
    // on.
    guard let state = unsafe XXH_INLINE_XXH3_createState() else { fatalError("out of memory") }
    unsafe self.state = state
    unsafe XXH_INLINE_XXH3_128bits_reset(state)
  }

  deinit {
    unsafe XXH_INLINE_XXH3_freeState(state)
  }

  /// Takes the next bytes in.
  package mutating func update(_ bytes: Span<UInt8>) {
    unsafe bytes.withUnsafeBytes { bytes in
      _ = unsafe XXH_INLINE_XXH3_128bits_update(state, bytes.baseAddress, bytes.count)
    }
  }

  /// The digest of the bytes taken in so far, `size` bytes.
  package var value: [UInt8] {
    let hash = unsafe XXH_INLINE_XXH3_128bits_digest(state)
    return [hash.high64, hash.low64].flatMap { half in
      (0..<8).map { UInt8(truncatingIfNeeded: half >> UInt64(56 - 8 * $0)) }
    }
  }
}
