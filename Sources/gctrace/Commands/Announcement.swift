import Glibc

/// Tells whoever waits what is being made, on standard error: results go to standard output alone.
func announce(_ text: String) {
  var standardError = StandardOutput(descriptor: STDERR_FILENO)
  // Nobody reads standard error: no reason to give up the work.
  try? standardError.line(text)
  try? standardError.flush()
}
