private import Glibc

/// Points of time in the database's format.
package enum UTCTimestamp {
  /// The present time, as in RFC 3339, to the millisecond: "2026-01-31T12:00:00.000Z".
  package static func now() -> String {
    var time = timespec()
    unsafe clock_gettime(CLOCK_REALTIME, &time)
    return text(seconds: Int64(time.tv_sec), milliseconds: Int64(time.tv_nsec) / 1_000_000)
  }

  /// The text of a point of time, given since 1970.
  static func text(seconds: Int64, milliseconds: Int64) -> String {
    let (day, second) = seconds.quotientAndRemainder(dividingBy: 86_400)
    // Years that begin in March end with the leap day, so it needs no rule of its own. There are 719,468 days between 1 March 0000 and
    // 1970.
    let (era, dayOfEra) = (day + 719_468).quotientAndRemainder(dividingBy: 146_097)
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    let year = era * 400 + yearOfEra + (month <= 2 ? 1 : 0)
    let date = [
      padded(year, 4), padded(month, 2), padded(dayOfYear - (153 * monthFromMarch + 2) / 5 + 1, 2),
    ].joined(separator: "-")
    let clock = [second / 3600, second / 60 % 60, second % 60].map { padded($0, 2) }
      .joined(separator: ":")
    return "\(date)T\(clock).\(padded(milliseconds, 3))Z"
  }

  private static func padded(_ number: Int64, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}
