/// A number with a comma at every third digit, for people.
func grouped(_ number: Int64) -> String {
  let digits = Array(String(number.magnitude))
  var text = number < 0 ? "-" : ""
  for (index, digit) in digits.enumerated() {
    if index > 0, (digits.count - index) % 3 == 0 { text += "," }
    text.append(digit)
  }
  return text
}

/// A number of bytes to three or four digits, with decimal prefixes: `999 B`, `12.3 kB`, `4.5 GB`.
func byteCount(_ bytes: Int64) -> String { scaled(Double(bytes), unit: "B") }

/// A number scaled by a decimal prefix: `12.3 k`, with the unit behind it.
func scaled(_ number: Double, unit: String) -> String {
  let prefixes = ["", "k", "M", "G", "T", "P", "E"]
  var (value, step) = (number, 0)
  // From 999.95 on one decimal would show 1000.0.
  while abs(value) >= (step == 0 ? 999.5 : 999.95), step < prefixes.count - 1 {
    value /= 1000
    step += 1
  }
  let text = step == 0 ? String(Int64(value.rounded())) : "\((value * 10).rounded() / 10)"
  let name = prefixes[step] + unit
  return name.isEmpty ? text : "\(text) \(name)"
}

/// A span of time as a clock shows it: `0:07`, `12:34`, `1:02:03`.
func clock(_ seconds: Double) -> String {
  let whole = Int64(min(max(seconds, 0), 1e9).rounded())
  func pad(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
  let (hours, minutes) = (whole / 3600, whole / 60 % 60)
  return hours > 0
    ? "\(hours):\(pad(minutes)):\(pad(whole % 60))" : "\(minutes):\(pad(whole % 60))"
}
