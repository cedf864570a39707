/* Writes what finalizers and callbacks do when they are called. */
#ifndef GCTRACE_SCRIPTS_H
#define GCTRACE_SCRIPTS_H

#include "recorder.h"

/* A step of a script, if what it names is in the log. */
void write_script(Recorder *recorder, Script *script);
/* The script of a weak reference whose callback lets it die. */
void write_callback(Recorder *recorder, Index index);
/* The script of a finalizer that lets other garbage die. */
void write_unholding(Recorder *recorder, Index finalizer, Index index);
/* `index` hangs on `host` alone from now on, by a holder that the collector does not see. */
void write_hiding(Recorder *recorder, Index host, Index index);

#endif
