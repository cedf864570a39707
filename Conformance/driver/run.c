#include "run.h"
#include <stdarg.h>

Run run;
Collector *gc;

int fail(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(run.message, sizeof run.message, format, arguments);
    va_end(arguments);
    return 0;
}
