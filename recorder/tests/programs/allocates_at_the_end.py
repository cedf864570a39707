"""Takes every atexit handler away, and makes much while the interpreter shuts down."""
import atexit
atexit._clear()
class Late:
    def __del__(self):
        self.kept = [[number] for number in range(5000)]
late = Late()
