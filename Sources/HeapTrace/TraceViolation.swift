/// A violation of the format's rules: what was expected, and what was found.
package struct TraceViolation: Error, Equatable {
  package var expected: String
  package var found: String

  package init(expected: String, found: String) {
    self.expected = expected
    self.found = found
  }

  package init(_ limit: NumberLimit, found: Int64) {
    self.init(expected: "\(limit.expected)", found: "\(found)")
  }
}
