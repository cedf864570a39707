import Glibc

/// Says on standard error what the program is making, for people who wait. Results alone go to standard output.
func announce(_ text: String) {
  var standardError = StandardOutput(descriptor: STDERR_FILENO)
  // If nobody reads standard error, the work goes on all the same.
  try? standardError.line(text)
  try? standardError.flush()
}
