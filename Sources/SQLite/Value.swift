/// A value of any of SQLite's five storage classes: what a statement that we did not write may yield.
package enum Value: Hashable, Sendable {
  case null
  case integer(Int64)
  case real(Double)
  case text(String)
  case blob([UInt8])
}
