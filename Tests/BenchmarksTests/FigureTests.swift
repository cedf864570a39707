import TraceTesting
import Testing

@testable import Benchmarks

@Suite struct FigureTests {
  private func figure(_ samples: [Double], _ bar: Bar? = nil) -> Figure {
    Figure("name", "title", unit: "s", samples, bar: bar)
  }

  @Test(
    arguments: [([3], 3), ([5, 1, 3], 3), ([4, 1, 3, 2], 2.5), ([2, 2], 2)] as [([Double], Double)]
  )
  func `the value is the median`(_ samples: [Double], _ median: Double) {
    #expect(figure(samples).value == median)
  }

  @Test func `a bar holds up to its limit`() {
    #expect(figure([1], .atMost(1)).holds == true)
    #expect(figure([1.01], .atMost(1)).holds == false)
    #expect(figure([5], .atLeast(5)).holds == true)
    #expect(figure([4.99], .atLeast(5)).holds == false)
    #expect(figure([1]).holds == nil)
  }

  @Test func `what was not measured does not hold`() {
    #expect(figure([], .atMost(1)).holds == false)
    #expect(figure([], .atLeast(1)).holds == false)
    #expect(figure([.nan], .atMost(1)).holds == false)
  }
}
