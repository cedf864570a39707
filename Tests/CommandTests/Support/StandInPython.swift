import Foundation

/// A program with a shell script in the place of Python. The script answers gctrace's questions, and plays the program of a test.
struct StandInPython {
  let program: Program

  /// - Parameters:
  ///   - answer: the implementation and version that it reports.
  ///   - recorder: the folder of the package that it finds.
  ///   - body: the shell commands that it runs to record. The words are in the file `words`, one on each line, and the log's path is in
  ///     $LOG. The requested cache is in the file `cache`.
  init(
    answer: String = "cpython\\n3.11.7",
    recorder: String = "/packages/gctrace_recorder",
    body: String = "",
    environment: [String: String] = [:]
  ) throws {
    program = try Program(
      environment: [
        "ANSWER": answer, "RECORDER": recorder, "BODY": body, "XDG_CACHE_HOME": "/caches",
      ].merging(environment) { $1 }
    )
    try program.write(
      #"""
      #!/bin/sh
      # Nothing of the working folder may be imported.
      if [ "$1" != -I ]; then echo "not isolated: $*" >&2; exit 99; fi
      case $2 in
        -c) printf "$ANSWER\n$0\n$RECORDER\n" ;;
        # The cache, as the last word says, does not have the recorder.
        */install.py) for CACHE in "$@"; do :; done; echo "$CACHE" > cache; echo "$CACHE/built"; exit ${INSTALLED:-3} ;;
        *)
          printf '%s\n' "$@" > words
          LOG=gctrace-$$.log.gz
          if [ "$5" = --output ]; then LOG=$6; fi
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

  /// Runs `gctrace record --python` with this interpreter.
  func record(_ arguments: String...) throws -> Program.Outcome {
    try program.run(["record", "--python", "./python"] + arguments)
  }
}
