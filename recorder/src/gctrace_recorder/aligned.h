/* Included before all else in the second build of a wheel for 3.13: the collector's list heads as 3.13.5 has them, aligned to 4 bytes
 * (layout.c). The headers of other releases of 3.13 differ in nothing else that we read. */
#define PY_SSIZE_T_CLEAN
#define Py_BUILD_CORE 1
#include <Python.h>
#include "internal/pycore_freelist.h"

typedef uintptr_t HalfAlignedWord __attribute__((aligned(4)));
#define uintptr_t HalfAlignedWord
#include "internal/pycore_gc.h"
#undef uintptr_t
