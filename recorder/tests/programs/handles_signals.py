"""What handles each signal as the program begins, and a handler of its own."""
import os
import signal

print(sorted((number, str(signal.getsignal(number))) for number in (signal.SIGINT, signal.SIGPIPE, signal.SIGTERM, signal.SIGXFSZ)))
print(signal.pthread_sigmask(signal.SIG_BLOCK, []))
signal.signal(signal.SIGTERM, lambda number, frame: print("handled", number))
os.kill(os.getpid(), signal.SIGTERM)
