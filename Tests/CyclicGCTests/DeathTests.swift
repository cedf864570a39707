import Testing

@testable import CyclicGC

struct DeathTests {
  @Test(arguments: [.referenceCount, .collection] as [Death.Cause])
  func encodingIsUndone(cause: Death.Cause) {
    for index: Int64 in [0, 1, 2, 1000, Death.lastIndex] {
      let death = Death(cause: cause, index: index)
      #expect(Death(encoded: death.encoded) == death)
      #expect(death.encoded < -1)
      #expect(death.encoded != Death.unborn)
    }
  }

  @Test func anIndexTooLargeBecomesTheLargest() {
    let death = Death(cause: .collection, index: .max)
    #expect(death.index == Death.lastIndex)
    #expect(Death(encoded: death.encoded) == death)
  }

  @Test func slotsAndTheUnbornHaveNoDeath() {
    for value: Int32 in [0, 1, .max, -1, Death.unborn] { #expect(Death(encoded: value) == nil) }
  }
}
