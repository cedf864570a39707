/* Writes the actions of finalizers and callbacks. */
#ifndef GCTRACE_SCRIPTS_H
#define GCTRACE_SCRIPTS_H

#include "recorder.h"

/* A step of a script, if the objects that it names are in the log. */
void write_script(Recorder *recorder, Script *script);
/* The script of a weak reference whose callback lets it die. */
void write_callback(Recorder *recorder, Index index);
/* The script of a finalizer that lets other garbage die. */
void write_unholding(Recorder *recorder, Index finalizer, Index index);
/* From now on, `host` alone holds `index`, through a holder that the collector does not see. */
void write_hiding(Recorder *recorder, Index host, Index index);

#endif
