import Testing

@testable import gctrace

@Suite struct QuantityTests {
  @Test(arguments: [
    (Int64(0), "0"), (999, "999"), (1000, "1,000"), (-1_234_567, "-1,234,567"),
    (.min, "-9,223,372,036,854,775,808"),
  ])
  func groupsDigits(number: Int64, text: String) {
    #expect(grouped(number) == text)
  }

  @Test(arguments: [
    (Int64(0), "0 B"), (999, "999 B"), (1000, "1.0 kB"), (12_345, "12.3 kB"),
    (999_949, "999.9 kB"), (999_950, "1.0 MB"), (.max, "9.2 EB"),
  ])
  func scalesBytes(bytes: Int64, text: String) {
    #expect(byteCount(bytes) == text)
  }

  @Test(arguments: [
    (0.0, "0:00"), (7.4, "0:07"), (59.6, "1:00"), (3723.0, "1:02:03"), (-5.0, "0:00"),
  ])
  func showsTimeAsAClock(seconds: Double, text: String) {
    #expect(clock(seconds) == text)
  }
}
