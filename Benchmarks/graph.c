/* The algorithms of HeapGraph in C, with which its figures are compared.
 *
 *     graph SHAPE NODES REFERENCES SEED ROUNDS
 *
 * Makes a graph (SHAPE: tree or random, like Benchmarks/Library/GraphShape.swift). For each round, prints the CPU seconds of
 * its strongly connected components and of its dominators, then a number that stands for each answer. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static int32_t nodes, references;
static int32_t *starts, *targets;

static uint64_t state;

static uint64_t next(void) { /* SplitMix64 */
    uint64_t z = (state += 0x9E3779B97F4A7C15u);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

static int32_t *array(size_t count) {
    int32_t *room = malloc((count ? count : 1) * sizeof *room);
    if (!room) exit(71);
    return room;
}

static void make(const char *shape, int32_t each) {
    int is_tree = !strcmp(shape, "tree");
    starts = array((size_t)nodes + 1);
    targets = array((size_t)nodes * each);
    references = 0;
    for (int32_t node = 0; node < nodes; node++) {
        starts[node] = references;
        if (is_tree) {
            for (int32_t child = 2 * node + 1; child <= 2 * node + 2; child++)
                if (child < nodes) targets[references++] = child;
            for (int32_t k = 2; k < each; k++) {
                int64_t target = (int64_t)node - 50 + (int64_t)(next() % 101);
                if (target >= 0 && target < nodes) targets[references++] = (int32_t)target;
            }
        } else {
            for (int32_t k = 0; k < each; k++) targets[references++] = (int32_t)(next() % (uint64_t)nodes);
        }
    }
    starts[nodes] = references;
}

/* Tarjan's, with a stack of its own. */
static int32_t components(int32_t *component) {
    int32_t *low = calloc(nodes, sizeof *low), *number = array(nodes), *path = array(nodes), *cursor = array(nodes), *open = array(nodes);
    int32_t visits = 0, open_count = 0, count = 0;
    for (int32_t root = 0; root < nodes; root++) {
        if (low[root]) continue;
        int32_t depth = 0, node = root, index = starts[node];
        number[node] = low[node] = ++visits;
        open[open_count++] = node;
        for (;;) {
            if (index < starts[node + 1]) {
                int32_t target = targets[index++];
                if (!low[target]) {
                    path[depth] = node;
                    cursor[depth++] = index;
                    node = target;
                    index = starts[node];
                    number[node] = low[node] = ++visits;
                    open[open_count++] = node;
                } else if (low[target] > 0 && low[target] < low[node]) {
                    low[node] = low[target];
                }
                continue;
            }
            if (low[node] == number[node]) {
                int32_t member;
                do {
                    member = open[--open_count];
                    low[member] = -1;
                    component[member] = count;
                } while (member != node);
                count++;
            }
            if (!depth) break;
            int32_t child = low[node];
            node = path[--depth];
            index = cursor[depth];
            if (child > 0 && child < low[node]) low[node] = child;
        }
    }
    free(low), free(number), free(path), free(cursor), free(open);
    return count;
}

/* Semi-NCA from node 0. */
static void dominators(int32_t *immediate) {
    int32_t *number = array(nodes), *node_of = array(nodes), *parent = array(nodes), *path = array(nodes), *cursor = array(nodes);
    memset(number, -1, nodes * sizeof *number);
    int32_t count = 0, depth = 0, node = 0, index = starts[0];
    number[0] = 0, node_of[0] = 0, parent[0] = 0;
    count = 1;
    for (;;) {
        if (index < starts[node + 1]) {
            int32_t target = targets[index++];
            if (number[target] >= 0) continue;
            path[depth] = node;
            cursor[depth++] = index;
            number[target] = count;
            node_of[count] = target;
            parent[count++] = number[node];
            node = target;
            index = starts[node];
            continue;
        }
        if (!depth) break;
        node = path[--depth];
        index = cursor[depth];
    }
    int32_t *begin = calloc((size_t)count + 1, sizeof *begin), *holder = array(references);
    for (int32_t own = 0; own < count; own++)
        for (int32_t i = starts[node_of[own]]; i < starts[node_of[own] + 1]; i++) begin[number[targets[i]]]++;
    for (int32_t own = 1; own <= count; own++) begin[own] += begin[own - 1];
    for (int32_t own = 0; own < count; own++)
        for (int32_t i = starts[node_of[own]]; i < starts[node_of[own] + 1]; i++) holder[--begin[number[targets[i]]]] = own;
    int32_t *semi = array(count), *least = array(count), *ancestor = array(count), *dominator = array(count);
    for (int32_t own = 0; own < count; own++) semi[own] = ancestor[own] = parent[own], least[own] = own;
    for (int32_t own = count - 1; own > 0; own--) {
        int32_t lowest = semi[own];
        for (int32_t i = begin[own]; i < begin[own + 1]; i++) {
            int32_t candidate = holder[i];
            if (candidate > own) {
                if (ancestor[candidate] > own) {
                    int32_t length = 0, step = candidate;
                    while (ancestor[step] > own) path[length++] = step, step = ancestor[step];
                    int32_t top = ancestor[step], best = least[step];
                    while (length) {
                        step = path[--length];
                        if (least[step] < best) best = least[step]; else least[step] = best;
                        ancestor[step] = top;
                    }
                }
                candidate = least[candidate];
            }
            if (candidate < lowest) lowest = candidate;
        }
        semi[own] = least[own] = lowest;
    }
    memset(immediate, -1, nodes * sizeof *immediate);
    dominator[0] = 0;
    for (int32_t own = 1; own < count; own++) {
        int32_t candidate = parent[own];
        while (candidate > semi[own]) candidate = dominator[candidate];
        dominator[own] = candidate;
        immediate[node_of[own]] = node_of[candidate];
    }
    free(number), free(node_of), free(parent), free(path), free(cursor), free(begin), free(holder);
    free(semi), free(least), free(ancestor), free(dominator);
}

static double seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return now.tv_sec + now.tv_nsec / 1e9;
}

int main(int count, char **words) {
    if (count != 6) return 64;
    nodes = atoi(words[2]);
    int32_t each = atoi(words[3]) / nodes;
    state = strtoull(words[4], NULL, 10);
    make(words[1], each);
    int32_t *answer = array(nodes);
    for (int round = atoi(words[5]); round > 0; round--) {
        double start = seconds();
        int32_t found = components(answer);
        double middle = seconds();
        dominators(answer);
        double end = seconds();
        int64_t sum = 0;
        for (int32_t node = 0; node < nodes; node++) sum += answer[node];
        printf("%.6f %.6f %d %lld\n", middle - start, end - middle, found, (long long)sum);
    }
    return 0;
}
