/* The module gctrace_recorder._native: one recording at a time, of the main interpreter. */
#include "collection.h"
#include "emission.h"
#include "inference.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* The allocator's hook and the fork handler have no other way to it: a process has one allocator, and so one recording. */
static Recorder *current;
static PyObject *callback_object;

/* What it has grown; the struct itself stays. */
static void release_memory(Recorder *recorder) {
    allocations_free(&recorder->allocations);
    model_free(&recorder->model);
    for (int generation = 0; generation < 3; generation++) RELEASE(recorder->members[generation]);
    RELEASE(recorder->late_dead);
    Interval *interval = &recorder->interval;
    CHUNKED_RELEASE(interval->plans);
    RELEASE(interval->gains);
    RELEASE(interval->losses);
    RELEASE(interval->scripts);
    RELEASE(interval->actions);
    RELEASE(interval->waiting);
    for (size_t position = 0; position < interval->marks.count; position++) free(interval->marks.items[position].text);
    RELEASE(interval->marks);
    RELEASE(interval->listed);
    RELEASE(interval->sampled);
    RELEASE(interval->candidates);
    RELEASE(interval->adjusted);
    RELEASE(interval->garbage);
    RELEASE(interval->dead);
    blocks_free(&interval->vanished);
    Collection *collection = &recorder->collection;
    RELEASE(collection->collected);
    RELEASE(collection->called);
    RELEASE(collection->collateral);
    RELEASE(collection->pinned);
    RELEASE(collection->unlisted);
    Scratch *scratch = &recorder->scratch;
    RELEASE(scratch->raw);
    RELEASE(scratch->resolved);
    RELEASE(scratch->cut_off.members);
    RELEASE(scratch->cut_off.pile);
    RELEASE(scratch->untracked);
    RELEASE(scratch->sort_keys);
    RELEASE(scratch->reached);
    names_free(&recorder->names);
}

/* ---- ends that come early ---- */

/* Nothing more is taken down; what was written stays as it is, whole up to its last record. */
static void stop_listening(Recorder *recorder) {
    recorder->is_recording = 0;
    recorder->allocations.is_on = 0;
}

static void end_early(Recorder *recorder, const char *reason) {
    stop_listening(recorder);
    recorder->stopped_early = reason;
    log_close(&recorder->model.log);
    release_memory(recorder);
}

static void check_log(Recorder *recorder) {
    Log *log = &recorder->model.log;
    if (log->error) {
        end_early(recorder, "write error");
    } else if (log->over_limit) {
        end_early(recorder, "max-size");
    }
}

/* The program may take our entry from gc.callbacks, and put it back. After a collection that went unseen the last sample is worth
 * nothing: what it saw may be gone. False then, and the recording has ended. */
static int has_seen_all(Recorder *recorder, int in_collection, int64_t collections) {
    if (recorder->collection.is_running == in_collection && collections_of(recorder->collector) == collections) return 1;
    end_early(recorder, "the program kept a collection from it, by a change of gc.callbacks");
    return 0;
}

/* Deaths that the allocator's hook does not see would make one object of two. False then, and the recording has ended. */
static int has_heard_all(Recorder *recorder) {
    if (allocations_are_heard(&recorder->allocations)) return 1;
    end_early(recorder, "the program took the allocator's hook away, by tracemalloc.stop() perhaps");
    return 0;
}

/* Between collections: whether a sample can follow upon the last. */
static int can_go_on(Recorder *recorder) { return has_heard_all(recorder) && has_seen_all(recorder, 0, recorder->collections_seen); }

/* Does a piece of the recorder's work, after which it may have ended. */
static void work_on(Recorder *recorder, void (*work)(void *), void *argument) {
    if (memory_guard(work, argument) != 0) {
        log_drop(&recorder->model.log);
        end_early(recorder, "out of memory");
    } else {
        check_log(recorder);
    }
}

static void in_forked_child(void) {
    if (!current || !current->is_recording) return;
    stop_listening(current);
    current->stopped_early = "fork";
    if (current->model.log.fd >= 0) log_abandon(&current->model.log);
}

/* ---- samples between collections ---- */

/* Older objects change less: they are looked at the more seldom, and a large heap as a whole only after so many allocations that
 * looking at each object has been paid for by a few of them. */
static int top_of_look(Recorder *recorder) {
    uint64_t allocations = recorder->allocations.allocations;
    if (recorder->midway_samples % 32 == 0 && allocations - recorder->allocations_at_whole >= recorder->members[2].count / 8) {
        recorder->allocations_at_whole = allocations;
        return 2;
    }
    return recorder->midway_samples % 4 == 0 ? 1 : 0;
}

static void look_midway(void *context) {
    Recorder *recorder = context;
    int64_t began = monotonic_nanoseconds();
    recorder->midway_samples++;
    look(recorder, LOOK_MIDWAY, top_of_look(recorder));
    write_interval(recorder);
    end_interval(recorder);
    if (monotonic_nanoseconds() - recorder->model.log.flushed_at > 1000000000) log_flush(&recorder->model.log, 1);
    recorder->seconds_in_recorder_ns += monotonic_nanoseconds() - began;
}

static int sample_midway(void *context) {
    Recorder *recorder = context;
    if (recorder != current || !recorder->is_recording || recorder->collection.is_running) return 0;
    recorder->midway_is_pending = 0;
    if (can_go_on(recorder)) work_on(recorder, look_midway, recorder);
    return 0;
}

/* Called within an allocation: the sample waits for the eval loop's next safe point. */
static void when_much(void *context) {
    Recorder *recorder = context;
    if (recorder->midway_is_pending || !recorder->is_recording || recorder->collection.is_running || refuses_pending_calls()) return;
    if (Py_AddPendingCall(sample_midway, recorder) == 0) recorder->midway_is_pending = 1;
}

static void digest(void *allocations) { allocations_digest(allocations); }

/* Called within an allocation, which may be one of the recorder's own work. */
static void when_full(void *context) {
    Recorder *recorder = context;
    if (memory_is_guarded()) {
        allocations_digest(&recorder->allocations);
    } else {
        work_on(recorder, digest, &recorder->allocations);
    }
}

/* ---- the collector's callback ---- */

/* What a callback says of a collection. */
typedef struct {
    Recorder *recorder;
    int generation;
    int64_t collected, uncollectable;
} Notice;

static void take_start(void *context) {
    const Notice *notice = context;
    collection_starts(notice->recorder, notice->generation);
}

static void take_stop(void *context) {
    const Notice *notice = context;
    collection_stops(notice->recorder, notice->collected, notice->uncollectable);
}

static long long number_in(PyObject *info, const char *key) {
    PyObject *value = PyDict_GetItemString(info, key);
    return value ? PyLong_AsLongLong(value) : 0;
}

/* How many collections the interpreter has counted when the one under way is over. An increment that has nothing to do is none. */
static int64_t collections_after(Recorder *recorder) {
    if (IS_INCREMENTAL) return collections_of(recorder->collector);
    return recorder->collections_seen + (recorder->collection.generation < GENERATIONS_COUNTED);
}

static PyObject *on_collection(PyObject *self, PyObject *const *arguments, Py_ssize_t count) {
    (void)self;
    Recorder *recorder = current;
    if (count != 2 || !PyUnicode_Check(arguments[0]) || !PyDict_Check(arguments[1]) || !recorder || !recorder->is_recording)
        Py_RETURN_NONE;
    Notice notice = {.recorder = recorder};
    recorder->collection.notice = arguments[1];
    if (PyUnicode_CompareWithASCIIString(arguments[0], "start") == 0) {
        notice.generation = (int)number_in(arguments[1], "generation");
        if (can_go_on(recorder)) work_on(recorder, take_start, &notice);
    } else if (has_seen_all(recorder, 1, collections_after(recorder))) {
        recorder->collections_seen = collections_of(recorder->collector);
        notice.collected = number_in(arguments[1], "collected");
        notice.uncollectable = number_in(arguments[1], "uncollectable");
        work_on(recorder, take_stop, &notice);
    }
    recorder->collection.notice = NULL;
    Py_RETURN_NONE;
}

static PyMethodDef callback_definition = {
    "gctrace_recorder_callback", (PyCFunction)(void (*)(void))on_collection, METH_FASTCALL, "Takes the recorder's samples."};

static PyObject *callbacks_list(void) {
    PyObject *module = PyImport_ImportModule("gc");
    if (!module) return NULL;
    PyObject *list = PyObject_GetAttrString(module, "callbacks");
    Py_DECREF(module);
    return list;
}

static int install_callback(void) {
    PyObject *list = callbacks_list();
    if (!list) return -1;
    if (!callback_object) callback_object = PyCFunction_New(&callback_definition, NULL);
    int result = callback_object ? PyList_Append(list, callback_object) : -1;
    Py_DECREF(list);
    return result;
}

/* Leaves a pending exception as it is. */
static void remove_callback(void) {
    PyObject *type, *value, *trace;
    PyErr_Fetch(&type, &value, &trace);
    PyObject *list = callbacks_list();
    if (list && callback_object) {
        Py_ssize_t length = PyList_GET_SIZE(list);
        for (Py_ssize_t index = 0; index < length; index++)
            if (PyList_GET_ITEM(list, index) == callback_object) {
                PyList_SetSlice(list, index, index + 1, NULL);
                break;
            }
    }
    Py_XDECREF(list);
    PyErr_Clear();
    PyErr_Restore(type, value, trace);
}

/* ---- start, stop, mark ---- */

static int is_main_interpreter(void) {
#if PY_VERSION_HEX >= 0x03090000
    return PyInterpreterState_Get() == PyInterpreterState_Main();
#else
    return _PyInterpreterState_Get() == PyInterpreterState_Main();
#endif
}

static void prepare_model(void *model) { model_init(model); }

static void look_first(void *context) {
    Recorder *recorder = context;
    CHUNKED_PUSH(recorder->interval.plans, (Plan){0});
    look(recorder, LOOK_BEGIN, 3);
    write_beginning(recorder);
    end_interval(recorder);
}

/* Writes the head of the log and what the heap holds, and begins to listen. 0, or -1 with an exception. */
static int begin(Recorder *recorder, int fd, const char *header, Py_ssize_t length, int compresses, long long limit) {
    recorder->collector = collector_of_interpreter();
    if (recorder->collector->collecting) {
        PyErr_SetString(PyExc_RuntimeError, "a recording cannot begin within a collection");
        return -1;
    }
    /* High up, out of the way of programs that close or count their descriptors. */
    int own = fcntl(fd, F_DUPFD_CLOEXEC, 200);
    if (own < 0) own = fcntl(fd, F_DUPFD_CLOEXEC, 3);
    if (own < 0) {
        PyErr_SetFromErrno(PyExc_OSError);
        return -1;
    }
    if (memory_guard(prepare_model, &recorder->model) != 0 || log_open(&recorder->model.log, own, compresses, limit) != 0) {
        close(own);
        PyErr_NoMemory();
        return -1;
    }
    Log *log = &recorder->model.log;
    recorder->began = monotonic_nanoseconds();
    /* Names, and where gc.collect is called, are of version 2. */
    recorder->version = recorder->names.wanted || recorder->wants_sites ? 2 : 1;
    log_text(log, recorder->version == 2 ? "gctrace 2\n" : "gctrace 1\n");
    while (length > 0) {
        Py_ssize_t part = length < 1024 ? length : 1024;
        memcpy(log->text + log->used, header, (size_t)part);
        log->used += (size_t)part;
        header += part;
        length -= part;
        if (log->used > 1 << 17) log_flush(log, 0);
    }
    if (COLLECTS_AT_SAFE_POINTS) log_text(log, "meta safepoints poll\n");
    log_flush(log, 1);
    if (log->error) {
        errno = log->error;
        PyErr_SetFromErrno(PyExc_OSError);
        log_close(log);
        return -1;
    }
    if (allocations_install(&recorder->allocations, recorder->collector) != 0) {
        PyErr_NoMemory();
        log_close(log);
        return -1;
    }
    recorder->allocations.when_full = when_full;
    recorder->allocations.when_much = when_much;
    recorder->allocations.context = recorder;
    recorder->allocations.much = recorder->every;
    recorder->allocations.many = (size_t)1 << 22;
    /* After the hook: whoever stops tracemalloc later puts back what was there when it started. */
    if (recorder->wants_sites && sites_begin(&recorder->sites, &recorder->allocations) != 0) {
        log_close(log);
        return -1;
    }
    tracer_begin(&recorder->tracer, &recorder->allocations, recorder->wants_sites ? &recorder->sites : NULL);
    for (int generation = 0; generation < 3; generation++)
        recorder->model.thresholds[generation] = -1;
    if (memory_guard(look_first, recorder) != 0) {
        PyErr_NoMemory();
        log_close(log);
        return -1;
    }
    log_flush(log, 1);
    recorder->collections_seen = collections_of(recorder->collector);
    recorder->seconds_in_recorder_ns = monotonic_nanoseconds() - recorder->began;
    recorder->is_recording = 1;
    return 0;
}

/* In this order: ending the sites may put back the hook that was there when they began, which is ours. */
static void take_hooks_out(Recorder *recorder) {
    recorder->allocations.is_on = 0;
    tracer_end(&recorder->tracer);
    sites_end(&recorder->sites);
    allocations_remove(&recorder->allocations);
}

/* Of one that could not begin. Leaves a pending exception as it is. */
static void discard(Recorder *recorder) {
    PyObject *type, *value, *trace;
    PyErr_Fetch(&type, &value, &trace);
    take_hooks_out(recorder);
    release_memory(recorder);
    /* Where another hook before ours still passes calls on to it, it stays. */
    if (!recorder->allocations.next.malloc) free(recorder);
    PyErr_Restore(type, value, trace);
}

static PyObject *native_start(PyObject *self, PyObject *arguments, PyObject *keywords) {
    (void)self;
    static char *names[] = {"fd", "header", "gzip", "sites", "every", "max_size", "follow_fork", "list_sizes", "names", NULL};
    int fd, compresses = 1, sites = 0, every = 0, follow_fork = 0;
    long long limit = 0;
    const char *header, *list_sizes = "auto", *names_wanted = "none";
    Py_ssize_t length;
    if (!PyArg_ParseTupleAndKeywords(arguments, keywords, "iy#|$ppiLpss", names, &fd, &header, &length, &compresses, &sites, &every,
                                     &limit, &follow_fork, &list_sizes, &names_wanted))
        return NULL;
    if (current) {
        PyErr_SetString(PyExc_RuntimeError, "a recording is under way already");
        return NULL;
    }
    if (!is_main_interpreter()) {
        PyErr_SetString(PyExc_RuntimeError, "only the main interpreter can be recorded, this is a subinterpreter");
        return NULL;
    }
    Recorder *recorder = calloc(1, sizeof *recorder);
    if (!recorder) return PyErr_NoMemory();
    recorder->every = every;
    (void)follow_fork; /* the Python layer's affair: restart_in_child */
    recorder->always_sizes = strcmp(list_sizes, "always") == 0;
    recorder->wants_sites = sites;
    recorder->names.wanted = strcmp(names_wanted, "all") == 0 ? NAMES_ALL : strcmp(names_wanted, "attributes") == 0 ? NAMES_ATTRIBUTES : NAMES_NONE;
    /* The callback before the first sample, so that the list that holds it is part of it. */
    if (install_callback() != 0) {
        discard(recorder);
        return NULL;
    }
    if (begin(recorder, fd, header, length, compresses, limit) != 0) {
        remove_callback();
        discard(recorder);
        return NULL;
    }
    current = recorder;
    Py_RETURN_NONE;
}

static void look_last(void *context) {
    Recorder *recorder = context;
    Log *log = &recorder->model.log;
    int64_t began = monotonic_nanoseconds();
    look(recorder, LOOK_END, 2);
    write_interval(recorder);
    log_text(log, "time");
    log_number(log, monotonic_nanoseconds() - recorder->began);
    log_end(log);
    recorder->seconds_in_recorder_ns += monotonic_nanoseconds() - began;
}

static PyObject *native_stop(PyObject *self, PyObject *unused) {
    (void)self;
    (void)unused;
    Recorder *recorder = current;
    if (!recorder) {
        PyErr_SetString(PyExc_RuntimeError, "no recording is under way");
        return NULL;
    }
    Log *log = &recorder->model.log;
    if (recorder->is_recording && recorder->collector->collecting) {
        /* A finalizer, or another thread while one runs: the lists are not whole. */
        end_early(recorder, "it was ended within a collection");
    } else if (recorder->is_recording && can_go_on(recorder)) {
        work_on(recorder, look_last, recorder);
    }
    log_close(log);
    stop_listening(recorder);
    size_t functions = recorder->sites.functions.count;
    take_hooks_out(recorder);
    remove_callback();
    current = NULL;
    char failure[256];
    const char *early = recorder->stopped_early;
    if (log->is_taken) {
        early = "the program closed the log's descriptor";
    } else if (log->error) {
        snprintf(failure, sizeof failure, "write error: %s", strerror(log->error));
        early = failure;
    }
    PyObject *report = Py_BuildValue(
        "{s:L,s:L,s:L,s:L,s:L,s:d,s:z}", "events", (long long)log->events, "objects", (long long)recorder->model.newest, "collections",
        (long long)recorder->collections, "bytes", (long long)log->written, "samples", (long long)recorder->samples, "seconds",
        (double)recorder->seconds_in_recorder_ns / 1e9, "stopped_early", early);
    if (getenv("GCTRACE_RECORDER_DEBUG"))
        fprintf(stderr, "gctrace-recorder: %lld counts below what the log holds, %zu entries, %zu edges, %zu functions\n",
                (long long)recorder->clamped, recorder->model.entries.count, recorder->model.edges.count, functions);
    /* The struct itself stays: another hook before ours may still pass calls on to ours. */
    release_memory(recorder);
    return report;
}

static void take_mark(void *context) {
    Recorder *recorder = context;
    allocations_digest(&recorder->allocations);
    PUSH(recorder->interval.marks, (Mark){recorder->allocations.moment, NULL});
}

static PyObject *native_mark(PyObject *self, PyObject *text) {
    (void)self;
    const char *label = PyUnicode_AsUTF8(text);
    if (!label) return NULL;
    Recorder *recorder = current;
    if (recorder && recorder->is_recording) {
        char *copy = strdup(*label ? label : " ");
        if (!copy) return PyErr_NoMemory();
        work_on(recorder, take_mark, recorder);
        if (recorder->is_recording) {
            recorder->interval.marks.items[recorder->interval.marks.count - 1].text = copy;
        } else {
            free(copy);
        }
    }
    Py_RETURN_NONE;
}

static PyObject *native_recording(PyObject *self, PyObject *unused) {
    (void)self;
    (void)unused;
    return PyBool_FromLong(current && current->is_recording);
}

/* In a forked child, after the parent's recording went silent there: a recording of its own. */
static PyObject *native_restart_in_child(PyObject *self, PyObject *arguments) {
    (void)self;
    int fd;
    const char *header;
    Py_ssize_t length;
    if (!PyArg_ParseTuple(arguments, "iy#", &fd, &header, &length)) return NULL;
    Recorder *recorder = current;
    if (!recorder || recorder->is_recording) {
        PyErr_SetString(PyExc_RuntimeError, "no recording of a parent process is there to go on from");
        return NULL;
    }
    int compresses = recorder->model.log.compresses;
    long long limit = recorder->model.log.limit;
    release_memory(recorder);
    /* At its old address, where the allocator's hook and the reference tracer have it. */
    *recorder = (Recorder){.allocations.next = recorder->allocations.next,
                           .sites = recorder->sites,
                           .tracer = recorder->tracer,
                           .wants_sites = recorder->wants_sites,
                           .names.wanted = recorder->names.wanted,
                           .every = recorder->every,
                           .always_sizes = recorder->always_sizes};
    current = NULL;
    if (begin(recorder, fd, header, length, compresses, limit) != 0) {
        remove_callback();
        discard(recorder);
        return NULL;
    }
    current = recorder;
    Py_RETURN_NONE;
}

static PyMethodDef methods[] = {
    {"start", (PyCFunction)(void (*)(void))native_start, METH_VARARGS | METH_KEYWORDS,
     "start(fd, header, *, gzip=True, sites=False, every=0, max_size=0, follow_fork=False, list_sizes='auto')\n\n"
     "Records into the open file `fd` (of which a duplicate is kept) until stop()."},
    {"stop", native_stop, METH_NOARGS, "Takes a last sample and ends the log; returns its figures."},
    {"mark", native_mark, METH_O, "Labels the collections to come."},
    {"recording", native_recording, METH_NOARGS, "Whether a recording is under way."},
    {"restart_in_child", native_restart_in_child, METH_VARARGS, "restart_in_child(fd, header): records a forked child."},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef definition = {PyModuleDef_HEAD_INIT, "_native", "The recorder's core; see gctrace_recorder.", -1, methods,
                                        NULL, NULL, NULL, NULL};

PyMODINIT_FUNC PyInit__native(void) {
    static int has_fork_handler;
    if (!has_fork_handler) {
        pthread_atfork(NULL, NULL, in_forked_child);
        has_fork_handler = 1;
    }
    return PyModule_Create(&definition);
}
