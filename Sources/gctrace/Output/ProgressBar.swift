import GCTraceKit
import Glibc

/// A bar on standard error that shows the progress of a long piece of work. It appears only on a terminal, after half a second, and
/// disappears at the end.
final class ProgressBar {
  private static let delay = 0.5
  private static let interval = 0.1

  private let label: String
  private let isTerminal: Bool
  private let start = monotonicSeconds()
  private var lastDrawn: Double?

  /// - Parameter label: the work, in a word or two.
  init(label: String) {
    self.label = visible(label)
    isTerminal = isatty(STDERR_FILENO) == 1
  }

  /// Takes in the progress, and draws the bar if it is time to.
  func update(_ progress: Progress) {
    guard isTerminal else { return }
    let now = monotonicSeconds()
    guard now - start >= Self.delay, now - (lastDrawn ?? 0) >= Self.interval else { return }
    lastDrawn = now
    let line = Self.line(label, progress, elapsed: now - start, width: terminalWidth())
    // Erases the rest of a longer line before.
    put("\r\(line)\u{1b}[K")
  }

  /// Removes the bar from the screen.
  func erase() {
    guard lastDrawn != nil else { return }
    lastDrawn = nil
    put("\r\u{1b}[K")
  }

  /// The bar in at most `width` cells: the label, the share done, the rate and the time left. Unknown figures are left out.
  static func line(_ label: String, _ progress: Progress, elapsed: Double, width: Int) -> String {
    let rate = elapsed > 0 ? Double(progress.done) / elapsed : 0
    var figures = amount(rate, progress.unit) + "/s"
    guard let total = progress.total, total > 0 else {
      return fitted("\(label)  \(amount(Double(progress.done), progress.unit))  \(figures)", width)
    }
    let share = min(max(Double(progress.done) / Double(total), 0), 1)
    if rate > 0 { figures += "  \(clock(Double(max(0, total - progress.done)) / rate)) left" }
    let percent = String(Int(share * 100))
    let padding = String(repeating: " ", count: 3 - percent.count)
    let ending = " \(padding)\(percent)%  \(figures)"
    let room = width - displayWidth(label) - displayWidth(ending) - 5
    guard room >= 10 else { return fitted("\(label)\(ending)", width) }
    let cells = min(room, 40)
    let full = Int(share * Double(cells))
    let bar = String(repeating: "#", count: full) + String(repeating: "-", count: cells - full)
    return "\(label)  [\(bar)]\(ending)"
  }

  private static func amount(_ number: Double, _ unit: Progress.Unit) -> String {
    switch unit {
    case .bytes: scaled(number, unit: "B")
    case .events: scaled(number, unit: "") + " events"
    }
  }

  /// The text's beginning, one cell shorter than the width. A full line would make some terminals scroll.
  private static func fitted(_ text: String, _ width: Int) -> String {
    var (result, used) = ("", 0)
    for character in text {
      used += displayWidth(String(character))
      guard used < width else { break }
      result.append(character)
    }
    return result
  }

  private func put(_ text: String) {
    var text = text
    text.withUTF8 { bytes in
      // The work goes on even if the bar cannot be drawn.
      _ = unsafe write(STDERR_FILENO, bytes.baseAddress, bytes.count)
    }
  }

  private func terminalWidth() -> Int {
    var size = winsize()
    guard unsafe ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
      return 80
    }
    return Int(size.ws_col)
  }
}

private func monotonicSeconds() -> Double {
  var time = timespec()
  unsafe clock_gettime(CLOCK_MONOTONIC, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}
