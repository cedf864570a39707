/// A report as one file of HTML: the template, with its style, its script and the data put in.
///
/// The page loads nothing. Its Content-Security-Policy names the digests of its own style and script, so that a browser runs nothing else, whatever
/// the names in the data are.
package struct ReportPage: Sendable {
  private let title: String
  private let data: JSON

  package init(title: String, data: JSON) {
    self.title = title
    self.data = data
  }

  /// How many bytes of the page are code: template, style and script.
  package static var codeSize: Int {
    PageSources.template.utf8.count + PageSources.style.utf8.count + PageSources.script.utf8.count
  }

  package var html: String {
    let policy =
      "default-src 'none'; script-src '\(Self.source(PageSources.script))'; "
      + "style-src '\(Self.source(PageSources.style))'; base-uri 'none'; form-action 'none'"
    var page = ""
    var rest = PageSources.template[...]
    for (name, text) in [
      ("policy", policy), ("title", Self.escaped(title)), ("style", PageSources.style),
      ("data", data.text), ("script", PageSources.script),
    ] {
      guard let place = rest.firstRange(of: "{{\(name)}}") else { continue }
      page += rest[..<place.lowerBound]
      page += text
      rest = rest[place.upperBound...]
    }
    return page + rest
  }

  private static func source(_ text: String) -> String {
    "sha256-" + Base64.text(SHA256.digest(Array(text.utf8)))
  }

  /// A text as the content of an element.
  private static func escaped(_ text: String) -> String {
    var escaped = ""
    for character in text.unicodeScalars {
      switch character {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\u{0}"..."\u{1f}", "\u{7f}"..."\u{9f}": escaped += " "
      default: escaped.unicodeScalars.append(character)
      }
    }
    return escaped
  }
}
