import ArgumentParser

/// The argument of `--threshold`: one to three integers of a C int, as `gc.set_threshold` takes them.
enum ThresholdArgument {
  static func parse(_ text: String) throws -> [Int64] {
    let fields = text.split(separator: ",", omittingEmptySubsequences: false)
    guard fields.count <= 3 else {
      throw ValidationError("expected at most three thresholds, found \(fields.count).")
    }
    return try fields.map { field in
      guard let number = Int32(field), !field.hasPrefix("+") else {
        throw ValidationError(
          "expected an integer from \(Int32.min) to \(Int32.max), found '\(field)'."
        )
      }
      return Int64(number)
    }
  }
}
