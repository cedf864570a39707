import ArgumentParser
import Glibc

/// The command `gctrace`. It reads arguments, lets GCTraceKit work, and prints.
@main
struct GCTrace: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gctrace",
    abstract: "A laboratory for CPython's cyclic garbage collector.",
    discussion: """
      A log lists what a Python program did to its heap; gctrace record runs a program and \
      writes one. gctrace imports logs into an SQLite database, replays them through the \
      collector of any CPython from 3.8 to 3.15, under any thresholds, and keeps what every \
      collection found, for you to query in SQL.

      EXAMPLE:
        gctrace record -o app.log.gz app.py
        gctrace import app.log.gz
        gctrace replay --python 3.12 --threshold 5000
        gctrace query "SELECT seq, generation, collected FROM collection"

      EXIT STATUS:
        0    done
        1    a check did not hold (verify)
        64   wrong usage, wrong SQL
        65   bad data: a log or a database has wrong contents
        66   no such log, database, trace, run or Python
        70   internal error
        73   the database or the log cannot be created
        74   reading or writing failed, or the disk is full
        130  interrupted
      """,
    version: "0.1.0",
    subcommands: [
      RecordCommand.self, ImportCommand.self, ReplayCommand.self, SweepCommand.self,
      TracesCommand.self, RunsCommand.self, SummaryCommand.self, QueryCommand.self,
      VerifyCommand.self, DeleteCommand.self, CyclesCommand.self, SnapshotCommand.self,
      HeapCommand.self, DiffCommand.self, CompareCommand.self, WhyCommand.self, ExplainCommand.self,
      LeaksCommand.self, ReportCommand.self, ExportCommand.self,
    ]
  )

  static func main() {
    // A file that reaches its size limit is an error to report, like a full disk. It must not end the process.
    _ = signal(SIGXFSZ, SIG_IGN)
    do {
      var command = try parseAsRoot(ProgramArguments.read())
      try command.run()
      Glibc.exit(ExitStatus.done.rawValue)
    } catch let end as ProgramEnd {
      end.endThisProcess()
    } catch {
      Glibc.exit(ErrorReport(error).print().rawValue)
    }
  }
}
