// Two runs or traces: one over the other, and what differs.

const runName = (sheet, letter) => letter + ': ' + sheet.facts.traceName + ', run ' + sheet.facts.run + ' (' + sheet.facts.runName + ')';

function pairHead(data, repaint) {
  const [a, b] = data.runs.map((sheet) => sheet.facts);
  const rows = [
    ['Events', a.events, b.events, count], ['Collections', ...[a, b].map((f) => f.collections.reduce((x, y) => x + y, 0)), count], ...[0, 1, 2].map((g) => ['of generation ' + g, a.collections[g], b.collections[g], count]),
    ['Full ones put off', a.putOff, b.putOff, count], ['Candidates', a.candidates, b.candidates, count], ['Freed by the collector', a.freed, b.freed, count], ['Steps along references', a.visits, b.visits, count],
    ['Peak heap', a.peakBytes, b.peakBytes, bytes], ['Peak objects', a.peakObjects, b.peakObjects, count], ['Peak garbage', a.peakGarbage, b.peakGarbage, bytes], ['Alive at the end', a.survivors, b.survivors, count],
    ['Longest pause, recorded', ...[a, b].map((f) => f.asRecorded && f.pauses ? f.pauses[3] : null), duration], ['Time in the collector, recorded', ...[a, b].map((f) => f.asRecorded && f.pauses ? f.pauses[4] : null), duration],
    ['Time in the collector, predicted', data.pair.predicted[0], data.pair.predicted[1], duration],
  ].filter(([, one, other]) => one != null || other != null);
  const cell = (value, format) => number(value == null ? '–' : format(value));
  return [
    h('div', { class: 'head' }, h('div', {}, h('h1', {}, data.title), h('p', { class: 'facts' }, data.runs.map((sheet, place) => [place ? h('br') : null, h('b', {}, 'AB'[place]), ': ', sheet.facts.traceName, ', run ' + sheet.facts.run + ' (' + sheet.facts.runName + '), CPython ', sheet.facts.python, sheet.facts.thresholds.length ? ', thresholds ' + sheet.facts.thresholds.join(', ') : '', sheet.facts.asRecorded ? ', as recorded' : ', a what-if']))), themeChoice(repaint)),
    section('findings', 'What differs', null, h('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Figures of both' }, h('table', { class: 'price' },
      h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, 'Figure'), ['A', 'B', 'Change'].map((name) => h('th', { scope: 'col', class: 'n' }, name)))),
      h('tbody', {}, rows.map(([name, one, other, format]) => h('tr', {}, h('th', { scope: 'row' }, name), cell(one, format), cell(other, format), number(one == null || other == null ? '' : change(one, other))))))),
    behind('Predicted times are by the cost model of each trace.', data.runs[0].sources.summary, 'figures of both')),
  ];
}

/** The heap of a run as steps over a common axis. */
function heapSteps(run, end) {
  const level = run.coarse || run.each;
  const factor = end / run.end;
  const [xs, heap, reach] = [[], [], []];
  for (let i = 0; i < level.event.length; i++) {
    xs.push(level.event[i] * factor, level.event[i] * factor + factor / 2);
    heap.push(level.top[i], level.bottom[i]);
    reach.push(level.reach[i], level.reachAfter[i]);
  }
  if (run.atEnd) { xs.push(end); heap.push(run.atEnd.heap); reach.push(run.atEnd.heap - run.atEnd.garbage); }
  return { xs, heap, reach };
}

function pairSections(runs, data) {
  const [a, b] = runs;
  const isSame = data.pair.sameTrace;
  const end = isSame ? Math.max(a.end, b.end) : 100;
  const view = new View({ end, count: 0, each: null, base: { event: { length: 400 } }, told: null, columns: {} });
  if (!isSame) view.axis = (value) => scaled(value, 2) + '%';
  const [one, other] = runs.map((run) => heapSteps(run, end));
  const most = Math.max(1, a.peak, b.peak) * 1.06;
  // Between two collections the heap is on the line from what one left to what the next one found.
  const at = (steps, name, x) => {
    const i = lower(steps.xs, x + 1e-9) - 1;
    if (i < 0) return null;
    if (i + 1 >= steps.xs.length) return steps[name][i];
    const [from, to] = [steps.xs[i], steps.xs[i + 1]];
    return steps[name][i] + (steps[name][i + 1] - steps[name][i]) * (x - from) / (to - from || 1);
  };

  const canvas = h('canvas', { id: 'tl', tabindex: 0, role: 'img', 'aria-label': 'Heap of both, one over the other; the peaks are ' + bytes(a.peak) + ' and ' + bytes(b.peak) });
  const outs = [h('dd'), h('dd'), h('dd'), h('dd')];
  let pointed = -1;
  const step = (g, t, steps, name, y, y1) => {
    // For each pixel the least and the greatest in it.
    t.columns(steps.xs, (pixel, i, j) => {
      if (j === 0) return;
      const edges = [t.value(pixel), t.value(pixel + 1)].map((x) => at(steps, name, x)).filter((value) => value != null);
      let [low, high] = [Math.min(...edges), Math.max(...edges)];
      for (let k = i; k < j; k++) { low = Math.min(low, steps[name][k]); high = Math.max(high, steps[name][k]); }
      if (y1 != null) { g.fillRect(pixel, Math.round(y(high)), 1, y1 - Math.round(y(high))); return; }
      const top = Math.floor(y(high));
      g.fillRect(pixel, top, 1, Math.max(1.5, Math.floor(y(low)) - top));
    });
  };
  const track = new Track(view, canvas, 270, (g, t) => {
    const [y0, y1] = [16, 240];
    const y = (value) => y1 - (y1 - y0) * value / most;
    t.yAxis(y0, y1, most, 5, (value) => value ? bytes(value).replace('.0', '') : '0');
    t.clip(0, 270);
    g.fillStyle = colours.heap;
    step(g, t, one, 'heap', y, y1);
    g.fillStyle = colours.heapline;
    step(g, t, one, 'heap', y);
    g.fillStyle = colours.accent;
    step(g, t, other, 'heap', y);
    if (isSame) paintMarks(g, t, a, y1 - 74);
    g.restore();
    if (pointed >= view.a && pointed <= view.b) { g.fillStyle = colours.ink; g.globalAlpha = 0.55; g.fillRect(Math.round(t.pixel(pointed)), y0, 1, y1 - y0); g.globalAlpha = 1; }
    if (t.selection) { g.fillStyle = colours.ink; g.globalAlpha = 0.1; g.fillRect(Math.min(...t.selection), y0, Math.abs(t.selection[1] - t.selection[0]), y1 - y0); g.globalAlpha = 1; }
    t.xAxis(y1 + 2);
  }, { left: 66 });
  interact(canvas, track, view, view.run, () => {});
  canvas.addEventListener('pointermove', (event) => { pointed = track.value(event.offsetX); view.paint(); });
  canvas.addEventListener('pointerleave', () => { pointed = -1; view.paint(); });

  const change = h('canvas', { role: 'img', 'aria-label': 'The heap of B less that of A' });
  new Track(view, change, 150, (g, t) => {
    const [y0, y1] = [10, 120];
    let extreme = 1;
    const values = [];
    for (let pixel = t.left; pixel < t.width - t.right; pixel++) {
      const x = t.value(pixel + 1);
      const [p, q] = [at(one, 'heap', x), at(other, 'heap', x)];
      const value = p == null || q == null ? 0 : q - p;
      extreme = Math.max(extreme, Math.abs(value));
      values.push(value);
    }
    const middle = (y0 + y1) / 2;
    const scale = (y1 - y0) / 2 / extreme;
    for (const value of [extreme, -extreme]) {
      const y = Math.round(middle - value * scale);
      g.fillStyle = colours.rule;
      g.fillRect(t.left, y, t.inner, 1);
      t.text((value > 0 ? '+' : '−') + bytes(Math.abs(value)), t.left - 8, y, { align: 'right' });
    }
    values.forEach((value, place) => {
      g.fillStyle = value > 0 ? colours.accentfill : colours.g1;
      const high = Math.abs(value) * scale;
      if (high >= 0.5) g.fillRect(t.left + place, value > 0 ? middle - high : middle, 1, high);
    });
    g.fillStyle = colours.rule2;
    g.fillRect(t.left, Math.round(middle), t.inner, 1);
    t.xAxis(y1 + 4);
  }, { isPassive: true, left: 66 });

  view.listeners.push(() => {
    const x = pointed >= 0 ? pointed : end;
    const values = [at(one, 'heap', x), at(other, 'heap', x)];
    setText(outs[0], values[0] == null ? '–' : bytes(values[0]));
    setText(outs[1], values[1] == null ? '–' : bytes(values[1]));
    setText(outs[2], values.includes(null) ? '–' : (values[1] < values[0] ? '−' : '+') + bytes(Math.abs(values[1] - values[0])));
    setText(outs[3], pointed < 0 ? 'at the end' : isSame ? 'at event ' + count(x) : 'at ' + scaled(x, 1) + '% of each log');
  });
  const button = (text, action) => h('button', { class: 'btn', type: 'button', onclick: action }, text);
  const samples = () => ({ columns: [isSame ? 'Event' : 'Percent', 'Heap of A', 'Heap of B', 'Change'], rows: Array.from({ length: 101 }, (_, place) => {
    const x = end * place / 100;
    const [p, q] = [at(one, 'heap', x), at(other, 'heap', x)];
    return [isSame ? Math.round(x) : place, p == null ? null : Math.round(p), q == null ? null : Math.round(q), p == null || q == null ? null : Math.round(q - p)];
  }) });
  const sections = [];
  const add = (id, name, element) => sections.push({ id, name, element });
  add('timeline', 'Timeline', section('timeline', 'Heap of both', isSame ? 'The same program under two settings. Below, the heap of B less that of A.' : 'Two recordings, each drawn over the whole width: what stands above one another is as far into its log. Below, the heap of B less that of A.',
    h('figure', { 'aria-labelledby': 'h-timeline' }, h('dl', { class: 'legend' }, h('div', {}, h('dt', {}, h('span', { class: 'sw heap' }), 'A'), outs[0]), h('div', {}, h('dt', {}, h('span', { class: 'sw garb' }), 'B'), outs[1]), h('div', {}, h('dt', {}, 'B − A'), outs[2]), h('div', {}, h('dt', { class: 'vh' }, 'As of'), outs[3])),
      canvas, change, h('div', { class: 'bar' }, button('Zoom in', () => view.zoom(0.5)), button('Zoom out', () => view.zoom(2)), button('Whole log', () => view.setWindow(0, end)))),
    behind('Drag or ctrl wheel to zoom, shift drag to move; focused, + − 0 and the arrow keys.', a.sources.timeline, 'heap of both', samples)));
  const differing = (id, title, what, table_, note) => add(id, title, section(id, title, table_.rows.length ? null : 'No difference.', table_.rows.length > 0 && differenceTable(table_, what, id), behind(note, { command: data.pair.command, sql: data.pair.sql[id] }, title)));
  if (data.pair.types) differing('types', 'By type', 'Type', data.pair.types, 'What is alive as the logs end, types matched by name; the greatest growth first.');
  if (data.pair.sites) differing('sites', 'By place', 'Allocated at', data.pair.sites, 'The same by where it was allocated.');
  if (data.pair.cycles) add('cycles', 'Cycles', section('cycles', 'Cycles by signature', data.pair.cycles.rows.length ? null : 'Neither found a cycle.', data.pair.cycles.rows.length > 0 && h('figure', { 'aria-labelledby': 'h-cycles' }, h('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Cycles of both' }, table(['Found by', 'Cycles of A', 'of B', 'Objects of A', 'of B', 'Bytes of A', 'of B', 'Signature'],
    data.pair.cycles.rows.map((row) => [row[0], ...row.slice(1, 7), h('span', { class: 'sig' }, signatureText(row[9], 9))])))), behind('Those that only B has come first. Matched by their text.', { command: data.pair.command + ' --cycles', sql: data.pair.sql.cycles }, 'cycles')));
  return { views: [view], sections };
}

function differenceTable(difference, what, id) {
  return h('figure', { 'aria-labelledby': 'h-' + id }, h('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Difference: ' + what }, table([what, 'Objects of A', 'of B', 'Change', 'Bytes of A', 'of B', 'Change', ...(id === 'types' ? ['Retained, change'] : [])],
    difference.rows.map((row) => [id === 'types' ? typeName(row[0]) : placeName(row[0]), ...row.slice(1, id === 'types' ? 8 : 7)]))));
}
