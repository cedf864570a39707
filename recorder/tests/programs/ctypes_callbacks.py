"""ctypes: callbacks into Python that allocate and collect, and objects made in C."""
import ctypes
import gc

gc.set_threshold(50, 3, 3)
libc = ctypes.CDLL(None)
C = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_int), ctypes.POINTER(ctypes.c_int))


def compare(a, b):
    x = []
    x.append(x)
    if a[0] % 50 == 0:
        gc.collect()
    return a[0] - b[0]


numbers = (ctypes.c_int * 200)(*range(200, 0, -1))
libc.qsort(numbers, 200, ctypes.sizeof(ctypes.c_int), C(compare))
print(list(numbers)[:5])
ctypes.pythonapi.PyList_New.restype = ctypes.py_object
for n in range(300):
    x = ctypes.pythonapi.PyList_New(0)
    x.append(x)


class S(ctypes.Structure):
    pass


S._fields_ = [("next", ctypes.POINTER(S)), ("o", ctypes.py_object)]
for n in range(200):
    s = S()
    s.next = ctypes.pointer(s)
    s.o = [s]
print(gc.collect() >= 0)
