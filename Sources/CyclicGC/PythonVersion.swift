/// A release of CPython, X.Y.Z, or a pre-release of it.
package struct PythonVersion: Equatable, Sendable, Comparable, CustomStringConvertible {
  package var major: Int
  package var minor: Int
  package var micro: Int
  /// The text after the number: "a6", "b1", "rc2", "+"; empty for a release.
  package var suffix: String

  package init(_ major: Int, _ minor: Int, _ micro: Int, suffix: String = "") {
    self.major = major
    self.minor = minor
    self.micro = micro
    self.suffix = suffix
  }

  /// Reads `X.Y.Z` with or without a pre-release suffix, or `X.Y`, which stands for its newest release. Nil for anything else.
  package init?(_ text: String) {
    var numbers: [Int] = []
    var rest = Substring(text)
    while numbers.count < 3 {
      let digits = rest.prefix { $0.isASCII && $0.isNumber }
      guard !digits.isEmpty, digits.count <= 4, let number = Int(digits) else { return nil }
      numbers.append(number)
      rest = rest.dropFirst(digits.count)
      guard rest.first == "." else { break }
      rest = rest.dropFirst()
      if numbers.count == 3 { return nil }
    }
    guard numbers.count >= 2, text.last != "." else { return nil }
    guard rest.isEmpty || PythonVersion.isSuffix(rest) else { return nil }
    if numbers.count == 2 {
      guard rest.isEmpty else { return nil }
      self.init(numbers[0], numbers[1], PythonVersion.newestMicro(numbers[0], numbers[1]))
    } else {
      self.init(numbers[0], numbers[1], numbers[2], suffix: String(rest))
    }
  }

  /// a1, b2, rc3, with or without a + for a build from the repository; or the + alone.
  private static func isSuffix(_ text: Substring) -> Bool {
    var rest = text
    for word in ["rc", "a", "b"] where rest.hasPrefix(word) {
      rest = rest.dropFirst(word.count)
      let digits = rest.prefix { $0.isASCII && $0.isNumber }
      guard !digits.isEmpty else { return false }
      rest = rest.dropFirst(digits.count)
      break
    }
    return rest.isEmpty || rest == "+"
  }

  /// The newest known release of X.Y (as of 2026-11).
  private static func newestMicro(_ major: Int, _ minor: Int) -> Int {
    guard major == 3 else { return 0 }
    let known = [8: 20, 9: 25, 10: 20, 11: 15, 12: 14, 13: 15, 14: 7, 15: 0]
    return known[minor] ?? 0
  }

  package var description: String { "\(major).\(minor).\(micro)\(suffix)" }

  /// The release that a pre-release led to.
  var withoutSuffix: PythonVersion { PythonVersion(major, minor, micro) }

  /// The number of an alpha, beta or release candidate; nil if it is not one.
  private func number(of word: String) -> Int? {
    guard suffix.hasPrefix(word) else { return nil }
    return Int(suffix.dropFirst(word.count).prefix { $0.isNumber })
  }

  /// Whether the release has the incremental collector: 3.13.0a6 - rc2, 3.14.0 - 3.14.4 with its pre-releases, 3.15.0's alphas.
  package var isIncremental: Bool {
    switch (major, minor, micro) {
    case (3, 13, 0):
      (number(of: "a") ?? 0) >= 6 || number(of: "b") != nil || (number(of: "rc") ?? 3) <= 2
    case (3, 14, 0...4): true
    case (3, 15, 0): number(of: "a") != nil
    default: false
    }
  }

  /// Releases in the order of their numbers. A pre-release counts as its release.
  package static func < (left: PythonVersion, right: PythonVersion) -> Bool {
    (left.major, left.minor, left.micro) < (right.major, right.minor, right.micro)
  }
}
