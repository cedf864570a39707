#include "CTraceSchema.h"

static const unsigned char text[] = {
#embed "../../schema.sql"
};

const size_t gctrace_schema_length = sizeof text;

const unsigned char *gctrace_schema_start(void) {
    return text;
}
