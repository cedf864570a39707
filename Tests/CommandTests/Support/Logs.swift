/// Small logs.
enum Logs {
  /// Two lists that refer to each other are dropped, and a full collection finds them.
  static let cycle = """
    gctrace 1
    meta python 3.11.7
    type 1 list
    site 1 app.py:3 main
    alloc 1 1 56 1
    alloc 2 1 56 1
    ref 1 2
    ref 2 1
    release 1
    release 2
    mark the end
    collect 2
    observed 2 2 0

    """

  /// The same log, but its report says that the real collector found three objects.
  static let wrongReport = cycle.replacing("observed 2 2 0", with: "observed 2 3 0")

  /// The same log, with one more record that breaks off in line 14.
  static let brokenOff = cycle + "relea"

  /// Names a type that it does not define, in line 3.
  static let undefinedType = "gctrace 1\nmeta python 3.11.7\nalloc 1 1 56\n"

  /// Releases a reference that is not held, in line 4.
  static let contradiction = "gctrace 1\ntype 1 list\nalloc 1 1 56\nrelease 1 2\n"

  /// A log with so many objects that its replay takes a while.
  static func long(objects: Int) -> String {
    var text = "gctrace 1\nmeta python 3.11.7\ntype 1 list\n"
    for object in 1...objects {
      text += "alloc \(object) 1 56\n"
      if object > 1 { text += "ref \(object) \(object - 1)\n" }
    }
    return text
  }
}
