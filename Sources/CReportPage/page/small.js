// Small plots in SVG, each made anew for its box's width.
const paint = (name) => 'var(--' + name + ')';
const rect = (x, y, width, height, fill, more) => s('rect', { x, y, width: Math.max(width, 0), height: Math.max(height, 0), fill, ...more });
const label = (text, x, y, { align = 'start', kind = null } = {}) => s('text', { x, y, 'text-anchor': align, class: kind }, text);
const rule = (x1, y1, x2, y2, more) => s('line', { x1, y1, x2, y2, stroke: paint('rule'), ...more });
const drawing = (width, height, name, ...children) => s('svg', { width, height, viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': name }, children);
const hatch = (id) => s('pattern', { id, width: 5, height: 5, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)' }, rect(0, 0, 1.8, 5, paint('accentfill')));

/** A box that is drawn again as its width changes. */
function fitted(draw) {
  const box = h('div', { class: 'fit' });
  let last = 0;
  new ResizeObserver(() => {
    if (!box.clientWidth || box.clientWidth === last) return;
    last = box.clientWidth;
    box.replaceChildren(draw(last));
  }).observe(box);
  return box;
}

/** A logarithmic scale of durations between two pixels, and its ticks. */
function logScale(low, high, from, to) {
  const [a, b] = [Math.log10(low), Math.log10(high)];
  const at = (value) => from + (to - from) * (Math.log10(Math.max(value, low / 10)) - a) / (b - a || 1);
  const values = [];
  for (let power = Math.ceil(a - 1e-9); power <= b + 1e-9; power++) values.push(10 ** power);
  return { at, values };
}

/** Observed against predicted pauses, both logarithmic, with the band of 90 %. */
function pauseScatter(run) {
  const { columns } = run;
  const dots = [];
  if (run.isExact) {
    for (let i = 0; i < run.count; i++) if (columns.observed[i] > 0 && columns.predicted[i] > 0) dots.push([columns.generation[i], columns.predicted[i], columns.observed[i], i + 1]);
  } else {
    // A place on the grid is sixteenths of a doubling: the power, and a line between two powers.
    const value = (place) => 2 ** Math.floor(place / 16) * (1 + (place % 16) / 16);
    for (let i = 0; i < columns['pause.x'].length; i++) dots.push([columns['pause.generation'][i], value(columns['pause.x'][i]), value(columns['pause.y'][i]), 0]);
  }
  if (!dots.length) return null;
  let [low, high] = [Infinity, 0];
  for (const [, x, y] of dots) { low = Math.min(low, x, y); high = Math.max(high, x, y); }
  low *= 0.8;
  high *= 1.25;
  const { fits } = run.sheet.model;
  return fitted((W) => {
    const [H, left, right, top, bottom] = [300, 62, 10, 10, 256];
    const x = logScale(low, high, left, W - right);
    const y = logScale(low, high, bottom, top);
    const band = fits[0].ratios;
    const line = (factor, more) => s('path', { d: `M${x.at(low)} ${y.at(low * factor)}L${x.at(high)} ${y.at(high * factor)}`, fill: 'none', stroke: paint('rule2'), ...more });
    const isMany = dots.length > 1500;
    const shapes = [0, 1, 2].map((generation) => {
      let d = '';
      for (const [g, predicted, observed] of dots) {
        if (g !== generation) continue;
        const [px, py] = [Math.round(x.at(predicted) * 10) / 10, Math.round(y.at(observed) * 10) / 10];
        if (isMany) d += `M${px - 1} ${py - 1}h2v2h-2z`;
        else if (g === 0) d += `M${px - 2.6} ${py}a2.6 2.6 0 1 0 5.2 0a2.6 2.6 0 1 0 -5.2 0`;
        else if (g === 1) d += `M${px - 3.2} ${py - 3.2}h6.4v6.4h-6.4z`;
        else d += `M${px} ${py - 6}l5.5 9.5h-11z`;
      }
      return d && s('path', { d, fill: paint('g' + generation), opacity: generation ? 1 : 0.8 });
    });
    const clip = 'pc' + Math.round(W);
    return drawing(W, H, 'Observed against predicted pauses; ' + count(run.sheet.model.within) + ' of ' + count(run.sheet.model.of) + ' within the interval of 90 percent',
      s('defs', {}, s('clipPath', { id: clip }, rect(left, top, W - left - right, bottom - top))),
      s('g', { 'clip-path': `url(#${clip})` },
        s('path', { d: `M${x.at(low)} ${y.at(low * band[0])}L${x.at(high)} ${y.at(high * band[0])}L${x.at(high)} ${y.at(high * band[1])}L${x.at(low)} ${y.at(low * band[1])}z`, fill: paint('panel') }),
        line(band[0]), line(band[1]), line(1, { stroke: paint('ink2') }), shapes),
      y.values.filter((v) => v >= low && v <= high).map((v) => [rule(left, y.at(v), W - right, y.at(v)), label(duration(v).replace(/\.0+ /, ' '), left - 8, y.at(v) + 4, { align: 'end' })]),
      x.values.filter((v) => v >= low && v <= high).map((v) => label(duration(v).replace(/\.0+ /, ' '), x.at(v), bottom + 18, { align: 'middle' })),
      label('observed ↑', left + 4, top + 8), label('predicted →', W - right, H - 8, { align: 'end' }));
  });
}

/** The longest pauses: a dot observed, a bar of 90 %, a line predicted. */
function longest(run) {
  const { told } = run;
  const rows = [];
  for (let row = 0; row < told.length; row++) if (told.get('observed', row) > 0) rows.push(row);
  rows.sort((a, b) => told.get('observed', b) - told.get('observed', a));
  const shown = rows.slice(0, 9);
  if (!shown.length) return null;
  const ranges = shown.map((row) => {
    const { ratios } = run.sheet.model.fits[told.get('generation', row)];
    const predicted = told.get('predicted', row);
    return [predicted * ratios[0], predicted, predicted * ratios[1], told.get('observed', row)];
  });
  const most = Math.max(...ranges.map((range) => Math.max(range[3], Math.min(range[2], range[3] * 1.6)))) * 1.05;
  return fitted((W) => {
    const [left, H] = [96, shown.length * 26 + 30];
    const x = (value) => left + (W - left - 66) * Math.min(value, most) / most;
    return drawing(W, H, 'The longest pauses observed, with the interval predicted',
      ticks(0, most, 3).values.map((v) => [rule(x(v), 4, x(v), H - 24), label(v ? duration(v).replace(/\.0+ /, ' ') : '0', x(v), H - 8, { align: 'middle' })]),
      shown.map((row, place) => {
        const y = 16 + place * 26;
        const [low, expected, high, observed] = ranges[place];
        const isOut = observed < low || observed > high;
        return [label('#' + told.seq[row], 0, y + 4, { kind: 'k' }), label('gen ' + told.get('generation', row), 52, y + 4),
          rect(x(low), y - 5, x(high) - x(low), 10, paint('rule2')), rule(x(expected), y - 7, x(expected), y + 7, { stroke: paint('ink2'), 'stroke-width': 1.5 }),
          s('circle', { cx: x(observed), cy: y, r: 4.5, fill: paint(isOut ? 'accent' : 'g2') }),
          label(duration(observed), W, y + 4, { align: 'end', kind: isOut ? 'a b' : 'k' })];
      }));
  });
}

/** By generation, objects that died by reference count, by the collector, and those alive at the end: garbage, or reachable. */
function deathRows(run) {
  const rows = new Map();
  const names = ['gen 0', 'gen 1', 'gen 2', 'frozen', 'untracked'];
  for (const [cause, generation, objects] of run.sheet.deaths) {
    const at = generation ?? 4;
    if (!rows.has(at)) rows.set(at, { name: names[at], values: [0, 0, 0, 0] });
    rows.get(at).values[{ refcount: 0, collection: 1, end: 3 }[cause]] += objects;
  }
  run.sheet.ages.leftByGeneration.forEach((objects, at) => {
    const row = rows.get(at);
    if (!row) return;
    row.values[2] = Math.min(objects, row.values[3]);
    row.values[3] -= row.values[2];
  });
  return [...rows.entries()].sort((a, b) => a[0] - b[0]).map((entry) => entry[1]);
}

function deaths(rows) {
  const most = Math.max(1, ...rows.map((row) => row.values.reduce((a, b) => a + b)));
  return fitted((W) => {
    const [left, H] = [72, rows.length * 44 + 4];
    const scale = (W - left - 60) / most;
    const fills = [paint('g1'), paint('accentfill'), 'url(#ha)', paint('bg')];
    return drawing(W, H, 'Objects by the generation they were in when they died, and by cause', s('defs', {}, hatch('ha')),
      rows.map((row, place) => {
        const y = 8 + place * 44;
        let x = left;
        const bars = row.values.map((value, kind) => {
          const width = value * scale;
          const bar = [rect(x, y, width, 24, fills[kind], kind === 3 ? { stroke: paint('rule2') } : kind === 2 ? { stroke: paint('accentfill') } : {}),
            width > 56 && kind !== 2 && label(count(value), x + width / 2, y + 16, { align: 'middle', kind: ['inv', 'on', null, null][kind] })];
          x += width;
          return bar;
        });
        return [label(row.name, left - 10, y + 16, { align: 'end', kind: 'k' }), bars, label(brief(row.values.reduce((a, b) => a + b)), x + 6, y + 16)];
      }));
  });
}

/** How old garbage was as it was freed. */
function ages(run) {
  const { bins, median, percentile95 } = run.sheet.ages;
  const first = Math.max(0, bins[0][0]);
  const last = bins.at(-1)[0];
  const slots = Array.from({ length: last - first + 1 }, () => [0, 0, 0, 0]);
  for (const [half, objects] of bins) if (half >= first) slots[half - first] = objects;
  const most = Math.max(1, ...slots.map((slot) => slot.reduce((a, b) => a + b)));
  return fitted((W) => {
    const [H, left, right, y0, y1] = [204, 10, 6, 30, 162];
    const wide = (W - left - right) / slots.length;
    const x = (age) => left + clamp((Math.log2(Math.max(1, age)) * 2 - first) * wide, 0, W - left - right);
    const quantile = (age, name, y, align) => [rule(x(age), y + 4, x(age), y1, { stroke: paint('ink2'), 'stroke-dasharray': '2 3' }), label(name + ' ' + count(age), x(age) + (align === 'end' ? -5 : 5), y + 8, { align, kind: 'k' })];
    const powers = [];
    const step = Math.max(2, Math.ceil(slots.length / (W / 56)) * 2);
    for (let half = Math.ceil(first / 2) * 2; half <= last; half += step) powers.push(half / 2);
    return drawing(W, H, 'Garbage by the events that it floated before it was freed: half of it ' + count(median) + ' or fewer',
      slots.map((slot, place) => {
        let y = y1;
        return slot.map((objects, generation) => {
          const high = (y1 - y0) * objects / most;
          y -= high;
          return objects > 0 && rect(left + place * wide + 0.5, y, wide - 1, high, paint(generation < 3 ? 'g' + generation : 'heapline'));
        });
      }),
      rule(left, y1 + 0.5, W - right, y1 + 0.5, { stroke: paint('rule2') }),
      powers.map((power) => label(brief(2 ** power), x(2 ** power), y1 + 16, { align: 'middle' })),
      label('events from unreachable to freed, logarithmic', W - right, y1 + 34, { align: 'end' }),
      quantile(median, 'p50', 2, x(median) > W / 2 ? 'end' : 'start'), quantile(percentile95, 'p95', 14, x(percentile95) > W / 2 ? 'end' : 'start'));
  });
}

/** A share as a bar, for a finding. */
function shareBar(share) {
  const [W, H] = [190, 40];
  return drawing(W, H, percent(share), rect(0, 22, W, 12, paint('rule')), rect(0, 22, W * share, 12, paint('accentfill')), label(percent(share), 0, 14, { kind: 'k b' }));
}

function sparkline(values, isHot) {
  const [W, H] = [120, 24];
  const most = Math.max(...values) * 1.05 || 1;
  const points = values.map((value, place) => (place / Math.max(1, values.length - 1) * (W - 6) + 2).toFixed(1) + ' ' + (H - 3 - (H - 6) * value / most).toFixed(1));
  const [x, y] = points.at(-1).split(' ');
  return drawing(W, H, 'from ' + count(values[0]) + ' to ' + count(values.at(-1)),
    s('path', { d: 'M' + points.join('L'), fill: 'none', stroke: paint(isHot ? 'accent' : 'heapline'), 'stroke-width': 1.5 }), s('circle', { cx: x, cy: y, r: 2.4, fill: paint(isHot ? 'accent' : 'g2') }));
}
