/* Included first in the second build of a wheel for 3.13: the collector's list heads in the layout of 3.13.5, which aligns them to 4
 * bytes (layout.c). Nothing else that we read differs between the headers of 3.13's releases. */
#define PY_SSIZE_T_CLEAN
#define Py_BUILD_CORE 1
#include <Python.h>
#include "internal/pycore_freelist.h"

typedef uintptr_t HalfAlignedWord __attribute__((aligned(4)));
#define uintptr_t HalfAlignedWord
#include "internal/pycore_gc.h"
#undef uintptr_t
