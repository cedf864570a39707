import Foundation

/// A program with a shell script in the place of Python: it answers what gctrace asks a Python, and does what a test wants for a program.
struct StandInPython {
  let program: Program

  /// `answer`: the implementation and version that it calls itself. `recorder`: the package's folder that it finds. `body`: what it does in
  /// the shell when it is to record; the words are in the file `words`, a line each, and the log's path in $LOG.
  init(
    answer: String = "cpython\\n3.11.7",
    recorder: String = "/packages/gctrace_recorder",
    body: String = ""
  ) throws {
    program = try Program(environment: [
      "ANSWER": answer, "RECORDER": recorder, "BODY": body, "XDG_CACHE_HOME": "caches",
    ])
    try program.write(
      #"""
      #!/bin/sh
      case $1 in
        -c) printf "$ANSWER\n$0\n$RECORDER\n" ;;
        # The recorder is not in the cache.
        -I) echo caches/built; exit 3 ;;
        *)
          printf '%s\n' "$@" > words
          LOG=gctrace-$$.log.gz
          if [ "$3" = --output ]; then LOG=$4; fi
          eval "$BODY" ;;
      esac
      """#,
      to: "python"
    )
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o755],
      ofItemAtPath: program.file("python").path
    )
  }

  /// Runs `gctrace record --python` with it.
  func record(_ arguments: String...) throws -> Program.Outcome {
    try program.run(["record", "--python", "./python"] + arguments)
  }
}
