import Glibc

/// A question to the person at the terminal.
enum Question {
  /// Whether there is somebody to ask.
  static var canBeAsked: Bool { isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1 }

  /// Asks on standard error. Returns whether the answer is yes; a bare Enter means yes.
  static func ask(_ text: String) throws(OutputError) -> Bool {
    var standardError = StandardOutput(descriptor: STDERR_FILENO)
    try standardError.add { $0 += text + " [Y/n] " }
    try standardError.flush()
    var answer: [UInt8] = []
    var byte: UInt8 = 0
    // Reads one byte at a time, because the program must be able to read what follows the line.
    while unsafe read(STDIN_FILENO, &byte, 1) == 1 {
      guard byte != UInt8(ascii: "\n") else {
        return ["", "y", "yes"].contains(String(decoding: answer, as: UTF8.self).lowercased())
      }
      answer.append(byte)
    }
    return false
  }
}
