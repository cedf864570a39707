import Testing

@testable import CyclicGC

struct PythonVersionTests {
  @Test(arguments: [
    ("3.11.7", PythonVersion(3, 11, 7)), ("3.8.0", PythonVersion(3, 8, 0)),
    ("3.13.0a6", PythonVersion(3, 13, 0, suffix: "a6")),
    ("3.15.0rc1", PythonVersion(3, 15, 0, suffix: "rc1")),
    ("3.15.0b1+", PythonVersion(3, 15, 0, suffix: "b1+")),
    ("3.12.4+", PythonVersion(3, 12, 4, suffix: "+")),
  ])
  func reads(text: String, version: PythonVersion) {
    #expect(PythonVersion(text) == version)
    #expect(version.description == text)
  }

  @Test(arguments: ["3.8", "3.9", "3.10", "3.11", "3.12", "3.13", "3.14", "3.15"])
  func aSeriesStandsForARelease(text: String) throws {
    let version = try #require(PythonVersion(text))
    #expect("\(version)".hasPrefix(text + "."))
    #expect(!version.isIncremental)
    #expect(CollectorVersion(version) != nil)
  }

  @Test(arguments: [
    "", "3", "3.", "3.11.", "3.11.7.1", "3.11.x", "3.11.7rc", "3.11.7 ", "v3.11", "3.11.7c1",
    ".3.11",
    "3..11", "3.11.99999", "-3.11.7", "3.11rc1", "٣.11.7",
  ])
  func refuses(text: String) {
    #expect(PythonVersion(text) == nil)
  }

  @Test(arguments: [
    "3.13.0a6", "3.13.0b4", "3.13.0rc1", "3.13.0rc2", "3.14.0a1", "3.14.0", "3.14.1", "3.14.4",
    "3.15.0a1",
  ])
  func isIncremental(text: String) throws {
    let version = try #require(PythonVersion(text))
    #expect(version.isIncremental)
    // Its pre-releases had other collectors.
    #expect((CollectorVersion(version) == nil) == !version.suffix.isEmpty)
  }

  @Test(arguments: [
    "3.12.9", "3.13.0a5", "3.13.0rc3", "3.13.0", "3.13.1", "3.14.5", "3.15.0b1", "3.15.0",
  ])
  func isGenerational(text: String) throws {
    let version = try #require(PythonVersion(text))
    #expect(!version.isIncremental)
    #expect(CollectorVersion(version) != nil)
  }

  @Test func orderIsThatOfNumbers() {
    let versions = [
      PythonVersion(3, 8, 18), PythonVersion(3, 9, 2), PythonVersion(3, 10, 0),
      PythonVersion(3, 10, 13),
      PythonVersion(4, 0, 0),
    ]
    #expect(versions.shuffled().sorted() == versions)
  }
}
