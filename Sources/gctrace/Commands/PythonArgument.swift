import ArgumentParser

/// The argument of `--python`: X.Y or X.Y.Z, the latter with or without the ending of a pre-release (a6, b1, rc2, +).
///
/// This type checks only the form. The collector decides which releases are modelled.
enum PythonArgument {
  static func parse(_ text: String) throws -> String {
    guard
      text.wholeMatch(of: /[0-9]{1,4}\.[0-9]{1,4}(\.[0-9]{1,4}((a|b|rc)[0-9]{1,4})?\+?)?/) != nil
    else {
      throw ValidationError("expected a version, X.Y or X.Y.Z, found '\(text)'.")
    }
    return text
  }
}
