// A sweep: time against memory, the present setting, the one to take, and its price.

function sweepSection(sweep) {
  const place = Object.fromEntries(sweep.columns.map((name, index) => [name, index]));
  const points = sweep.rows.map((row) => {
    const point = {};
    for (const name in place) point[name] = row[place[name]];
    point.name = point.seq === 1 ? 'present' : point.setting.replace(/^threshold=/, '');
    point.collections = point.collections0 + point.collections1 + point.collections2;
    return point;
  });
  if (!points.length) return section('settings', 'Settings: time against memory', 'The sweep has no settings yet.');
  const present = points[0];
  const best = points.find((point) => point.recommended);
  const lead = plural(points.length, 'setting') + ' replayed on ' + sweep.traceName + '. No setting tried is below and left of the line.'
    + (sweep.isFinished ? '' : ' The sweep was interrupted: ' + count(sweep.settings - points.length) + ' are missing, and nothing is recommended.')
    + (present.pareto ? '' : sweep.isFinished ? ' The present one is not on it.' : '');
  const advice = best ? null : h('p', { class: 'sub' }, sweep.isFinished ? 'Nothing is recommended: no setting is better beyond doubt, or the recording has too few collections to tell.' : '');
  const pairs = best && [
    ['Time, predicted', 'predicted_ns', duration], ['Collections', 'collections', count], ['of generation 2', 'collections2', count], ['Longest pause, predicted', 'predicted_max_pause_ns', duration],
    ['Mean pause, predicted', (point) => point.collections ? point.predicted_ns / point.collections : 0, duration], ['Candidates', 'candidates', brief], ['Steps', 'visits', brief], ['Peak heap', 'peak_bytes', bytes], ['Peak objects', 'peak_objects', brief],
  ];
  const get = (point, name) => typeof name === 'function' ? name(point) : point[name];
  const figures = { columns: ['Setting', 'Gen 0', 'Gen 1', 'Gen 2', 'Candidates', 'Steps', 'Freed', 'Peak bytes', 'Predicted, ns', 'from', 'to', 'Longest pause, ns', 'Divergences', 'On the line'],
    rows: points.map((point) => [point.seq === 1 ? 'present: ' + (point.setting || sweep.present) : point.setting, point.collections0, point.collections1, point.collections2, point.candidates, point.visits, point.freed, point.peak_bytes,
      point.predicted_ns, point.predicted_ns_low, point.predicted_ns_high, point.predicted_max_pause_ns, point.divergences, point.pareto ? 'yes' : 'no']) };
  const guesses = points.filter((point) => !point.trusted).length;
  const diverging = points.filter((point) => point.divergences > 0).length;
  return section('settings', 'Settings: time against memory', lead,
    h('div', { class: best ? 'pl' : null }, h('figure', { 'aria-label': 'Time against memory of each setting' }, paretoPlot(points, present, best), advice),
      best && h('div', {}, h('h3', {}, best.setting + ' and its price'), h('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'The price' }, h('table', { class: 'price' },
        h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, h('span', { class: 'vh' }, 'Figure')), ['Present', 'Then', 'Change'].map((name) => h('th', { scope: 'col', class: 'n' }, name)))),
        h('tbody', {}, pairs.map(([name, key, format]) => h('tr', {}, h('th', { scope: 'row' }, name), number(format(get(present, key))), number(format(get(best, key))), number(change(get(present, key), get(best, key)))))))),
      h('p', { class: 'sub' }, 'Time within ' + duration(best.predicted_ns_low) + ' to ' + duration(best.predicted_ns_high) + ' (90%), in place of ' + duration(present.predicted_ns_low) + ' to ' + duration(present.predicted_ns_high) + '.'))),
    behind('● on the line, ○ off it. Times are the cost model’s.' + (guesses ? ' Those of ' + plural(guesses, 'setting') + ' are guesses: their collections are over four times as large as any that the log has a duration for.' : '')
      + (diverging ? ' At ' + plural(diverging, 'setting') + ' the program would have done something else (divergences).' : ''), sweep.source, 'settings', () => figures));
}

function paretoPlot(points, present, best) {
  const times = points.map((point) => Math.max(1, point.predicted_ns));
  const peaks = points.map((point) => point.peak_bytes);
  let [t0, t1] = [Math.min(...times), Math.max(...times)];
  [t0, t1] = [t0 / 1.15, t1 * 1.25];
  const spread = Math.max(...peaks) - Math.min(...peaks) || Math.max(...peaks) * 0.1 || 1;
  const [p0, p1] = [Math.max(0, Math.min(...peaks) - spread * 0.12), Math.max(...peaks) + spread * 0.15];
  return fitted((W) => {
    const [H, left, right, y0, y1] = [356, 66, 16, 16, 310];
    const x = (ns) => left + (W - left - right) * (Math.log(Math.max(1, ns)) - Math.log(t0)) / (Math.log(t1) - Math.log(t0));
    const y = (size) => y1 - (y1 - y0) * (size - p0) / (p1 - p0);
    const front = points.filter((point) => point.pareto).sort((a, b) => a.predicted_ns - b.predicted_ns);
    let line = '';
    front.forEach((point, place) => {
      line += place ? `V${y(point.peak_bytes).toFixed(1)}` : `M${x(point.predicted_ns).toFixed(1)} ${y(point.peak_bytes).toFixed(1)}`;
      if (place + 1 < front.length) line += `H${x(front[place + 1].predicted_ns).toFixed(1)}`;
    });
    // Round times, one, two and five of each power, as many as fit.
    let marks = [];
    for (let power = 10 ** Math.floor(Math.log10(t0)); power < t1; power *= 10) for (const factor of [1, 2, 5]) if (power * factor >= t0 && power * factor <= t1) marks.push(power * factor);
    if (marks.length > W / 90) marks = marks.filter((value) => /^1/.test(String(value / 10 ** Math.floor(Math.log10(value) + 1e-9)))) || marks;
    const names = [];
    const free = (cx, cy, wide) => names.every(([a, b, c]) => Math.abs(b - cy) > 14 || cx + wide < a || cx > a + c) && points.every((point) => Math.abs(y(point.peak_bytes) - cy) > 8 || x(point.predicted_ns) < cx - 6 || x(point.predicted_ns) > cx + wide + 6);
    const named = (text, cx, cy, kind) => {
      const wide = text.length * 6.3;
      for (const [dx, dy, align] of [[11, -7, 'start'], [-11, -7, 'end'], [11, 17, 'start'], [-11, 17, 'end'], [0, -14, 'middle'], [0, 24, 'middle']]) {
        const from = align === 'start' ? cx + dx : align === 'end' ? cx + dx - wide : cx - wide / 2;
        if (from < left || from + wide > W - 2 || cy + dy < 8 || cy + dy > y1 || (!kind && !free(from, cy + dy, wide))) continue;
        names.push([from, cy + dy, wide]);
        return label(text, cx + dx, cy + dy + 4, { align, kind });
      }
      return null;
    };
    const [px, py] = [x(present.predicted_ns), y(present.peak_bytes)];
    const [bx, by] = best ? [x(best.predicted_ns), y(best.peak_bytes)] : [0, 0];
    const length = Math.hypot(bx - px, by - py) || 1;
    const big = [best && named(W > 460 ? 'recommended ' + best.name : 'recommended', bx, by, 'a b'), named('present', px, py, 'k b')];
    return drawing(W, H, 'Predicted time against peak heap of ' + plural(points.length, 'setting') + (best ? '; recommended is ' + best.setting : ''),
      s('defs', {}, s('marker', { id: 'ah', viewBox: '0 0 8 8', refX: 7, refY: 4, markerWidth: 7, markerHeight: 7, orient: 'auto' }, s('path', { d: 'M0 0L8 4L0 8z', fill: paint('ink') }))),
      ticks(p0, p1, 5).values.map((value) => [rule(left, y(value), W - right, y(value)), label(bytes(value), left - 8, y(value) + 4, { align: 'end' })]),
      marks.map((value) => [rule(x(value), y0, x(value), y1), label(duration(value).replace(/\.0+ /, ' '), x(value), y1 + 17, { align: 'middle' })]),
      label('time in the collector, predicted, logarithmic →', W - right, H - 8, { align: 'end' }), label('peak heap ↑', left + 6, y0 + 6),
      s('path', { d: line, fill: 'none', stroke: paint('ink2'), 'stroke-width': 1.25 }),
      points.map((point) => s('circle', { cx: x(point.predicted_ns), cy: y(point.peak_bytes), r: point.pareto ? 4 : 3.5, fill: paint(point.pareto ? 'ink2' : 'bg'), stroke: paint(point.pareto ? 'ink2' : 'heapline'), 'stroke-width': 1.3 },
        s('title', {}, point.name + ': ' + duration(point.predicted_ns) + ', peak ' + bytes(point.peak_bytes) + ', longest pause ' + duration(point.predicted_max_pause_ns)))),
      best && length > 30 && s('path', { d: `M${px + (bx - px) * 10 / length} ${py + (by - py) * 10 / length}L${bx - (bx - px) * 12 / length} ${by - (by - py) * 12 / length}`, stroke: paint('ink'), 'marker-end': 'url(#ah)' }),
      s('circle', { cx: px, cy: py, r: 7, fill: paint('bg'), stroke: paint('ink'), 'stroke-width': 2 }),
      best && s('circle', { cx: bx, cy: by, r: 7, fill: paint('accent') }), big,
      W > 460 && front.filter((point) => point !== best && point !== present).map((point) => named(point.name, x(point.predicted_ns), y(point.peak_bytes), null)));
  });
}
