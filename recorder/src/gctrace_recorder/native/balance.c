/* Keeps generation 0's count in a replay near the real one. Writes `count` events for allocations that the samples did not see. */
#include "balance.h"

/* The written balance of allocations may differ from the true one by SLACK, but not where the count is NEAR_ZERO or less. A safe point
 * is written for this many allocations. With --every, neither is allowed, because four allocations matter for low thresholds. */
enum { SLACK = 4, NEAR_ZERO = 16, POLL_EVERY = 4 };

static int poll_every(const Recorder *recorder) { return recorder->every ? 1 : POLL_EVERY; }

/* The written count must not pass the threshold before the real one has passed it for good, because a replay would collect. */
static int is_limited(Recorder *recorder, uint64_t moment) {
    Model *model = &recorder->model;
    if (!model->enabled || model->thresholds[0] <= 0) return 0;
    return !COLLECTS_AT_SAFE_POINTS || moment < recorder->interval.over_since;
}

void poll_if_due(Recorder *recorder, uint64_t moment) {
    if (!COLLECTS_AT_SAFE_POINTS || recorder->polls_owed < poll_every(recorder)) return;
    if (moment >= recorder->interval.over_since) return;
    recorder->polls_owed = 0;
    model_word(&recorder->model, "poll");
}

void write_balance(Recorder *recorder, uint64_t moment) {
    Model *model = &recorder->model;
    /* Written as objects, with their ends, if `count` would have started a collection. */
    while (recorder->true_balance < model->balance && model_discount_unseen(model)) continue;
    int64_t missing = recorder->true_balance - model->balance;
    /* At zero, the count ignores deallocations. They must be written now, or they would have to be compensated later. */
    int most = model->count > NEAR_ZERO && !recorder->every ? SLACK : 0;
    if (missing <= most && missing >= -most) return;
    if (missing > 0 && is_limited(recorder, moment)) {
        int64_t room = model->thresholds[0] - model->count;
        if (missing > room) missing = room;
        if (missing <= 0) return;
    }
    model_count(model, missing);
    if (missing > 0) recorder->polls_owed += (int)(missing < POLL_EVERY ? missing : POLL_EVERY);
}

void follow_count(Recorder *recorder, uint64_t moment) {
    while (recorder->interval.step_position < recorder->interval.step_end &&
           recorder->allocations.steps.items[recorder->interval.step_position].moment <= moment) {
        Step step = recorder->allocations.steps.items[recorder->interval.step_position++];
        if (step.is_apart) poll_if_due(recorder, step.moment);
        recorder->true_balance += step.is_up ? 1 : -1;
        write_balance(recorder, step.moment);
    }
}

void make_room(Recorder *recorder, uint64_t moment) {
    Model *model = &recorder->model;
    if (!is_limited(recorder, moment) || model->count < model->thresholds[0]) return;
    model_count(model, -(model->count < SLACK ? model->count : SLACK));
}
