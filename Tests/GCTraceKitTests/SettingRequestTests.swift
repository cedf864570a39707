import CyclicGC
import Testing

@testable import GCTraceKit

struct SettingRequestTests {
  private func request(_ text: String) throws -> SettingRequest {
    try SettingRequest(SettingRequest.pairs(of: text))
  }

  @Test(
    arguments: [
      "python=3.13.0,threshold=5000/10/10", "threshold=-1", "policy=never",
      "policy=generational,full-percent=0", "ignore-collect=1,ignore-settings=1",
      "freeze-at=mark:ready", "freeze-only-at=event:7,collect-at=end",
      "collect-at=mark:request*", "policy=never,collect-every=100",
      "collect-at=mark:a%2C b%25,collect-at=mark:c",
    ]
  )
  func whatIsWrittenReadsBack(text: String) throws {
    #expect(try request(text).text == text)
  }

  @Test func escapesStandForCommasAndPercentSigns() throws {
    let interventions = try request("collect-at=mark:a%2C b%25").interventions
    #expect(interventions == [Intervention(.collect, at: .one(.mark("a, b%")))])
  }

  @Test func whatSaysNothingNewIsLeftOut() throws {
    #expect(try request("policy=generational,full-percent=25,ignore-collect=0").text == "")
  }

  @Test(
    arguments: [
      ("", "KEY=VALUE"), ("python", "KEY=VALUE"), ("=3", "KEY=VALUE"),
      ("python=3.8,python=3.9", "twice"), ("threshold=1/2/3/4", "T0"), ("threshold=+1", "T0"),
      ("threshold=2147483648", "T0"), ("threshold=", "T0"), ("policy=nursery", "nursery"),
      ("colour=red", "colour"), ("policy=never,full-percent=3", "full-percent"),
      ("full-percent=-1", "full-percent"), ("full-percent=x", "full-percent"),
      ("ignore-collect=yes", "ignore-collect"), ("collect-every=0", "collect-every"),
      ("freeze-at=event:0", "event:N"), ("freeze-at=mark:", "mark:TEXT"),
      ("freeze-at=start", "mark:TEXT"),
    ]
  )
  func whatMakesNoSenseIsSaid(text: String, word: String) {
    do {
      _ = try request(text)
      Issue.record("'\(text)' is taken")
    } catch let error as SettingRequest.SyntaxError {
      #expect(error.message.contains(word))
    } catch {
      Issue.record("\(error)")
    }
  }
}
