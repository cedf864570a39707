"""A daemon thread works on as the program ends."""
import threading
import time


def work():
    while True:
        node = []
        node.append(node)


threading.Thread(target=work, daemon=True).start()
time.sleep(0.2)
print("end")
