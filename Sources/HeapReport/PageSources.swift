private import CReportPage

/// The files of the page, which the compiler puts into the program.
enum PageSources {
  static let template = unsafe text(gctrace_page_html(), gctrace_page_html_length)
  static let style = unsafe text(gctrace_page_css(), gctrace_page_css_length)
  static let script = unsafe text(gctrace_page_js(), gctrace_page_js_length)

  private static func text(_ start: UnsafePointer<UInt8>, _ count: Int) -> String {
    // Safe: the array is a constant of that length.
    unsafe String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
  }
}
