// The other plots by event: sizes, pending objects, effectiveness.

/** The low and high of a column, of single collections or of the pyramid. */
function series(run, name) {
  if (run.isExact) return { xs: run.columns.event, low: run.columns[name], high: run.columns[name] };
  return { xs: run.columns['coarse.event'], low: run.columns['coarse.' + name + 'Low'], high: run.columns['coarse.' + name + 'High'] };
}

const valueAt = (run, name, at) => {
  if (run.isExact) return run.columns[name][at];
  const { xs, high } = series(run, name);
  return high[Math.max(0, lower(xs, run.each ? run.each.event[at] : xs[at]) - 1)] ?? 0;
};

function sizes(run, view) {
  const canvas = h('canvas', { role: 'img', 'aria-label': 'Objects in generations 0, 1 and 2 as each collection ends; the greatest are ' + [0, 1, 2].map((g) => count(greatest(series(run, 'size' + g).high))).join(', ') });
  const outs = [0, 1, 2].map(() => h('dd'));
  const when = h('dd');
  // A generation that is always empty as collections end has no row.
  const shown = [2, 1, 0].filter((generation) => generation > 0 || greatest(series(run, 'size0').high) > 0);
  const figure = h('figure', { 'aria-labelledby': 'h-generations' },
    h('dl', { class: 'legend' }, shown.map((g) => h('div', {}, h('dt', {}, h('span', { class: 'sw g' + g }), 'gen ' + g), outs[g])), h('div', {}, h('dt', { class: 'vh' }, 'As of'), when)), canvas);
  new Track(view, canvas, 72 * shown.length + 32, (g, t) => {
    shown.forEach((generation, place) => {
      const [y0, y1] = [10 + place * 72, 66 + place * 72];
      const { xs, low, high } = series(run, 'size' + generation);
      const most = Math.max(1, greatest(high));
      g.fillStyle = colours.rule2;
      g.fillRect(t.left, y1, t.inner, 1);
      g.fillStyle = colours.rule;
      g.fillRect(t.left, y0, t.inner, 1);
      t.text(brief(most), t.left - 8, y0 + 1, { align: 'right' });
      t.text('gen ' + generation, t.left - 8, y1 - 5, { align: 'right', colour: colours.ink });
      t.clip(y0 - 2, y1 + 1);
      g.strokeStyle = colours.generations[generation];
      g.lineWidth = 1.5;
      t.steps(xs, low, high, (value) => y1 - (y1 - y0) * value / most);
      g.lineWidth = 1;
      g.restore();
    });
    t.cursor(8, 72 * shown.length - 4);
    t.xAxis(72 * shown.length + 2);
  });
  view.listeners.push(() => {
    const at = view.cursor >= 0 ? view.cursor : run.count - 1;
    if (!run.each) return;
    for (const generation of shown) setText(outs[generation], count(valueAt(run, 'size' + generation, at)));
    setText(when, 'after #' + (at + 1));
  });
  return figure;
}

function pending(run, view) {
  const [waiting, old] = [series(run, 'pending'), series(run, 'total')];
  const quarter = { low: old.low.map((value) => value / 4), high: old.low === old.high ? null : old.high.map((value) => value / 4) };
  quarter.high ||= quarter.low;
  const most = Math.max(1, greatest(waiting.high), greatest(quarter.high)) * 1.08;
  const canvas = h('canvas', { role: 'img', 'aria-label': 'Pending objects, up to ' + count(greatest(waiting.high)) + ', against a quarter of the total, up to ' + count(greatest(quarter.high)) + '; ' + plural(run.facts.putOff, 'full collection was', 'full collections were') + ' put off' });
  const [p, q, when] = [h('dd'), h('dd'), h('dd')];
  const figure = h('figure', { 'aria-labelledby': 'h-putoff' },
    h('dl', { class: 'legend' }, h('div', {}, h('dt', {}, h('span', { class: 'sw g2' }), 'pending'), p), h('div', {}, h('dt', {}, h('span', { class: 'sw dash' }), 'total / 4'), q), h('div', {}, h('dt', { class: 'vh' }, 'As of'), when)), canvas);
  new Track(view, canvas, 206, (g, t) => {
    const [y0, y1] = [24, 176];
    const y = (value) => y1 - (y1 - y0) * value / most;
    t.yAxis(y0, y1, most, 4, brief);
    t.clip(0, 206);
    const { xs } = waiting;
    // Shaded: where a full collection would be put off.
    if (waiting.low === waiting.high && !t.isDense(xs)) {
      g.fillStyle = colours.accentsoft;
      const [first, last] = t.range(xs);
      for (let i = first; i < last; i++) {
        if (!(waiting.low[i] < quarter.low[i])) continue;
        let k = i;
        while (k + 1 < last && waiting.low[k + 1] < quarter.low[k + 1] && quarter.low[k + 1] === quarter.low[i]) k++;
        const x = t.pixel(xs[i]);
        g.fillRect(x, y(quarter.low[i]), t.pixel(k + 1 < xs.length ? xs[k + 1] : run.end) - x, y1 - y(quarter.low[i]));
        i = k;
      }
    }
    g.strokeStyle = colours.ink2;
    g.lineWidth = 1.25;
    g.setLineDash([5, 3]);
    t.steps(xs, quarter.low, quarter.high, y);
    g.setLineDash([]);
    g.strokeStyle = colours.g2;
    g.lineWidth = 1.75;
    t.steps(xs, waiting.low, waiting.high, y);
    g.lineWidth = 1;
    paintFull(g, t, run, y1);
    g.restore();
    t.cursor(12, y1);
    t.xAxis(y1 + 4);
  });
  view.listeners.push(() => {
    if (!run.count || !run.each) return;
    const at = view.cursor >= 0 ? view.cursor : run.count - 1;
    setText(p, count(valueAt(run, 'pending', at)));
    setText(q, count(valueAt(run, 'total', at) / 4));
    setText(when, 'before #' + (at + 1));
  });
  return figure;
}

/** A triangle where a full collection ran, a tick where one was put off. */
function paintFull(g, t, run, y1) {
  const xs = run.isExact ? run.columns.event : run.columns['coarse.event'];
  const ran = run.isExact ? (i) => run.columns.generation[i] === 2 : (i) => run.columns['coarse.count2'][i] > 0;
  const put = run.isExact ? (i) => run.columns.putOff[i] === 1 : (i) => run.columns['coarse.putOff'][i] > 0;
  const [first, last] = [lower(xs, t.view.a), lower(xs, t.view.b + 1)];
  let drawn = 0;
  for (let i = first; i < last; i++) if (ran(i)) drawn++;
  let [lastRan, lastPut] = [-9, -9];
  for (let i = first; i < last; i++) {
    const x = Math.round(t.pixel(xs[i]));
    if (ran(i) && x - lastRan >= 2) {
      lastRan = x;
      g.fillStyle = colours.ink;
      if (drawn > t.inner / 6) { g.fillRect(x, 4, 1, 7); continue; }
      g.beginPath();
      g.moveTo(x - 4.5, 3);
      g.lineTo(x + 4.5, 3);
      g.lineTo(x, 11);
      g.fill();
      if (drawn < 60) { g.globalAlpha = 0.35; g.fillRect(x, 11, 1, y1 - 11); g.globalAlpha = 1; }
    } else if (put(i) && x !== lastPut) {
      lastPut = x;
      g.fillStyle = colours.accent;
      g.fillRect(x, 13, 1.5, 8);
    }
  }
}

function effectiveness(run, view) {
  const all = run.facts.candidates ? run.facts.freed / run.facts.candidates : 0;
  const canvas = h('canvas', { role: 'img', 'aria-label': 'Share of its candidates that each collection freed; all together ' + percent(all) });
  const figure = h('figure', { 'aria-labelledby': 'h-effectiveness' }, canvas,
    legend(...[0, 1, 2].map((g) => ['g' + g, 'gen ' + g + (g === 2 && run.isExact ? ' (a dot’s size: its candidates)' : '')])));
  const most = run.isExact ? greatest(run.columns.candidates) : 1;
  new Track(view, canvas, 206, (g, t) => {
    const [y0, y1] = [8, 160];
    const y = (share) => y1 - (y1 - y0) * clamp(share, 0, 1);
    t.yAxis(y0, y1, 1, 4, (value) => Math.round(value * 100) + '%');
    t.clip(0, 206);
    if (run.each) paintEffects(g, t, run, y, y1, most); else paintCoarseEffects(g, t, run, y1);
    g.fillStyle = colours.ink2;
    for (let x = t.left; x < t.width - t.right; x += 8) g.fillRect(x, Math.round(y(all)), 5, 1);
    g.restore();
    t.text('none', t.left - 8, y1 + 10, { align: 'right' });
    t.cursor(4, y1 + 14);
    t.xAxis(y1 + 20);
  });
  return figure;
}

function paintEffects(g, t, run, y, y1, most) {
  const xs = run.each.event;
  const [first, last] = [lower(xs, t.view.a), lower(xs, t.view.b + 1)];
  const isMany = last - first > 3000;
  const perPixel = t.inner / (t.view.b - t.view.a);
  for (let generation = 0; generation < 3; generation++) {
    g.fillStyle = colours.generations[generation];
    g.globalAlpha = isMany ? 0.7 : generation ? 1 : 0.85;
    const taken = isMany ? new Uint8Array((Math.ceil(t.width) + 2) * 128) : null;
    let lastNone = -9;
    for (let i = first; i < last; i++) {
      if (run.columns.generation[i] !== generation) continue;
      const x = t.left + (xs[i] - t.view.a) * perPixel;
      const effect = run.effect(i);
      if (effect <= 0) {
        const at = Math.round(x);
        if (at !== lastNone) { g.fillRect(at, y1 + 5, isMany ? 1 : 2, 8); lastNone = at; }
        continue;
      }
      const at = y(effect);
      if (isMany) {
        const cell = (x >> 1) * 128 + (at >> 1);
        if (taken[cell]) continue;
        taken[cell] = 1;
        g.fillRect(x & ~1, at & ~1, 2, 2);
      } else {
        const radius = run.isExact ? 2.4 + 5 * Math.sqrt(run.columns.candidates[i] / most) : 3;
        g.beginPath();
        g.arc(x, at, radius, 0, 7);
        g.fill();
      }
    }
    g.globalAlpha = 1;
  }
}

/** Of so many collections only which share of them freed something is there. */
function paintCoarseEffects(g, t, run, y1) {
  const xs = run.columns['coarse.event'];
  for (let generation = 0; generation < 3; generation++) {
    const [all, freed] = [run.columns['coarse.count' + generation], run.columns['coarse.freed' + generation]];
    g.fillStyle = colours.generations[generation];
    for (let i = lower(xs, t.view.a), last = lower(xs, t.view.b); i < last; i++) {
      if (all[i]) g.fillRect(Math.round(t.pixel(xs[i])), y1 - Math.round((y1 - 8) * freed[i] / all[i]) - 1, 2, 2);
    }
  }
}
