// The timeline: what is reachable, floating garbage on top of it, a tick for each collection, the program's marks.

function timeline(run, view, openRow) {
  const canvas = h('canvas', { id: 'tl', tabindex: 0, role: 'slider', 'aria-label': 'Timeline of heap and garbage, by collection', 'aria-valuemin': 0, 'aria-valuenow': 0, 'aria-valuemax': run.count, 'aria-describedby': 'tlh' });
  const overview = h('canvas', { id: 'ov', 'aria-hidden': 'true' });
  const readout = { reach: h('dd'), garbage: h('dd'), when: h('dd') };
  const now = h('p', { class: 'now', 'aria-live': 'off' });
  const why = h('p', { class: 'hint', hidden: true });
  const help = h('p', { class: 'hint', id: 'tlh' }, 'Drag or ', h('kbd', {}, 'ctrl'), ' wheel to zoom, ', h('kbd', {}, 'shift'), ' drag to move. Focused: ',
    h('kbd', {}, '←'), ' ', h('kbd', {}, '→'), ' step, ', h('kbd', {}, '+'), ' ', h('kbd', {}, '−'), ' ', h('kbd', {}, '0'), ' zoom, ', h('kbd', {}, 'f'), ' next full, ', h('kbd', {}, '↵'), ' explain');
  const button = (text, action) => h('button', { class: 'btn', type: 'button', onclick: action }, text);
  const out = button('Zoom out', () => view.zoom(2));
  const all = button('Whole log', () => { view.isPinned = false; view.point(-1); view.setWindow(0, run.end); });
  const bar = h('div', { class: 'bar' }, button('Zoom in', () => view.zoom(0.5)), out, all);
  const figure = h('figure', { 'aria-labelledby': 'h-timeline' },
    h('dl', { class: 'legend' },
      h('div', {}, h('dt', {}, h('span', { class: 'sw heap' }), run.hasGarbage ? 'reachable' : 'heap'), readout.reach),
      run.hasGarbage && h('div', {}, h('dt', {}, h('span', { class: 'sw garb' }), 'floating garbage'), readout.garbage),
      h('div', {}, h('dt', { class: 'vh' }, 'As of'), readout.when)),
    canvas, overview, now, help, why, bar);

  const track = new Track(view, canvas, 328, (g, t) => paintTimeline(g, t, run, view));
  paintOverview(run, view, overview);
  interact(canvas, track, view, run, openRow);

  view.listeners.push(() => {
    const at = view.cursor;
    const last = run.base.bottom.length - 1;
    const heap = at >= 0 ? run.each.bottom[at] : run.atEnd ? run.atEnd.heap : run.base.bottom[last] || 0;
    const reach = at >= 0 ? run.each.reachAfter[at] : run.atEnd ? run.atEnd.heap - run.atEnd.garbage : run.base.reachAfter[last] || 0;
    setText(readout.reach, bytes(reach));
    setText(readout.garbage, bytes(Math.max(0, heap - reach)));
    setText(readout.when, at >= 0 ? 'after collection #' + (at + 1) : run.atEnd ? 'at the end of the log' : 'after the last collection');
    now.replaceChildren();
    if (at >= 0) put(now, [h('b', {}, headline(run, at)), ' · ' + details(run, at)]);
    else now.append(view.isWhole ? run.each ? 'Point at a collection, or focus the plot and use the arrow keys.' : 'There are too many collections for a figure of each: the plots show the least and the greatest of every ' + run.sheet.collections.width + '.'
      : 'Window: events ' + count(view.a) + ' – ' + count(view.b) + '.');
    const row = at >= 0 ? run.told.row(at + 1) : -1;
    why.hidden = row < 0 || !run.told.get('reason', row);
    if (!why.hidden) setText(why, 'Why: ' + run.told.get('reason', row));
    help.hidden = at >= 0;
    canvas.setAttribute('aria-valuenow', at + 1);
    canvas.setAttribute('aria-valuetext', at < 0 ? 'no collection chosen' : headline(run, at) + ', ' + details(run, at));
    out.disabled = view.isWhole;
    all.disabled = view.isWhole && !view.isPinned;
    for (const note of $$('.zn')) setText(note, view.isWhole || !note.closest('[data-zooms]') ? '' : 'Zoomed: events ' + count(view.a) + ' – ' + count(view.b));
  });
  return figure;
}

const headline = (run, at) => '#' + (at + 1) + ' generation ' + run.generation(at) + (run.generation(at) === 2 ? ', full' : '');

/** A collection in a line, by what the page has of it. */
function details(run, at) {
  const parts = ['event ' + count(run.each.event[at])];
  const row = run.told.row(at + 1);
  const has = (name) => run.isExact ? run.columns[name][at] : row >= 0 ? run.told.get(name, row) : null;
  const [candidates, freed, observed] = [has('candidates'), has('freed'), has('observed')];
  if (candidates != null) parts.push(count(candidates) + ' candidates, ' + count(freed) + ' freed (' + percent(candidates ? freed / candidates : 0) + ')');
  else if (run.effect(at) >= 0) parts.push(percent(run.effect(at)) + ' of its candidates freed');
  if (observed > 0) parts.push(duration(observed));
  parts.push('heap ' + bytes(run.each.top[at]) + ' → ' + bytes(run.each.bottom[at]));
  return parts.join(' · ');
}

function paintTimeline(g, t, run, view) {
  const [y0, y1, height] = [16, 232, 328];
  const most = run.peak * 1.06;
  const y = (value) => y1 - (y1 - y0) * value / most;
  t.yAxis(y0, y1, most, 5, (value) => value ? bytes(value).replace('.0', '') : '0');
  t.clip(0, height);
  const level = run.level(view.a, view.b, t.inner);
  if (level.event.length) {
    if (t.isDense(level.event)) paintHeapColumns(g, t, level, y, y1); else paintHeapLines(g, t, run, level, y, y1);
  }
  paintMarks(g, t, run, y1);
  g.restore();
  paintLanes(g, t, run, view, y1, level);
  t.cursor(14, y1 + 74);
  if (view.cursor >= 0 && run.each) {
    const x = Math.round(t.pixel(run.each.event[view.cursor]));
    if (x >= t.left && x <= t.width - t.right) {
      g.strokeStyle = colours.ink;
      g.lineWidth = 1.5;
      g.beginPath();
      g.arc(x + 0.5, y1 + 14 + (2 - run.generation(view.cursor)) * 20 + 7.5, 6, 0, 7);
      g.stroke();
      g.lineWidth = 1;
    }
  }
  if (t.selection) {
    const [a, b] = t.selection;
    g.fillStyle = colours.ink;
    g.globalAlpha = 0.1;
    g.fillRect(Math.min(a, b), y0, Math.abs(b - a), y1 + 74 - y0);
    g.globalAlpha = 1;
  }
  t.xAxis(y1 + 74);
}

/** Many collections: for each pixel the greatest that is reachable, and the least and the greatest heap. */
function paintHeapColumns(g, t, level, y, y1) {
  const spans = [];
  let [reach, low, high] = [0, 0, 0];
  t.columns(level.event, (pixel, i, j) => {
    if (j > i) {
      reach = 0; low = Infinity; high = 0;
      for (let k = i; k < j; k++) {
        if (level.reach[k] > reach) reach = level.reach[k];
        if (level.top[k] > high) high = level.top[k];
        if (level.bottom[k] < low) low = level.bottom[k];
      }
      low = Math.max(low, reach);
    }
    spans.push(pixel, Math.round(y(reach)), Math.round(y(low)), Math.round(y(high)));
  });
  const fill = (colour, from, to, alpha) => {
    g.fillStyle = colour;
    g.globalAlpha = alpha;
    for (let i = 0; i < spans.length; i += 4) {
      const [top, bottom] = [spans[i + to], from ? spans[i + from] : y1];
      if (bottom > top) g.fillRect(spans[i], top, 1, bottom - top);
    }
    g.globalAlpha = 1;
  };
  fill(colours.heap, 0, 1, 1);
  fill(colours.accentfill, 1, 2, 1);
  fill(colours.accentfill, 2, 3, 0.5);
}

function paintHeapLines(g, t, run, level, y, y1) {
  const [first, last] = t.range(level.event);
  const xs = [];
  const tops = [];
  const reaches = [];
  for (let i = first; i < last; i++) {
    const x = t.pixel(level.event[i]);
    xs.push(x, x);
    tops.push(level.top[i], level.bottom[i]);
    reaches.push(level.reach[i], level.reachAfter[i]);
  }
  if (last === level.event.length && run.atEnd) {
    xs.push(t.pixel(run.end));
    tops.push(run.atEnd.heap);
    reaches.push(run.atEnd.heap - run.atEnd.garbage);
  }
  const line = (values, isBack) => {
    for (let k = 0; k < xs.length; k++) { const i = isBack ? xs.length - 1 - k : k; g.lineTo(xs[i], y(values[i])); }
  };
  g.fillStyle = colours.heap;
  g.beginPath();
  g.moveTo(xs[0], y1);
  line(reaches);
  g.lineTo(xs.at(-1), y1);
  g.fill();
  if (run.hasGarbage) {
    g.fillStyle = colours.accentfill;
    g.beginPath();
    line(reaches);
    line(tops, true);
    g.fill();
  }
  g.strokeStyle = colours.heapline;
  g.beginPath();
  line(reaches);
  g.stroke();
  if (run.hasGarbage) {
    g.strokeStyle = colours.accent;
    g.lineWidth = 1.25;
    g.beginPath();
    line(tops);
    g.stroke();
    g.lineWidth = 1;
  }
}

function paintMarks(g, t, run, y1) {
  let free = -99;
  for (const [event, text] of run.sheet.marks) {
    const x = Math.round(t.pixel(event));
    if (x < t.left || x > t.width - t.right) continue;
    g.fillStyle = colours.ink2;
    g.globalAlpha = 0.6;
    for (let at = 14; at < y1 + 74; at += 5) g.fillRect(x, at, 1, 2);
    g.globalAlpha = 1;
    const label = text.length > 24 ? text.slice(0, 23) + '…' : text;
    const width = g.measureText(label).width;
    if (x > free && x + width + 4 < t.width - t.right) { t.text(label, x + 3, 8); free = x + width + 10; }
  }
}

/** A lane for each generation: a tall tick freed something, a short one nothing; where several share a pixel, its height is the share that freed. */
function paintLanes(g, t, run, view, y1, level) {
  for (let generation = 0; generation < 3; generation++) {
    const y = y1 + 14 + (2 - generation) * 20;
    g.fillStyle = colours.rule;
    g.fillRect(t.left, y + 15, t.inner, 1);
    t.text('gen ' + generation, t.left - 8, y + 8, { align: 'right' });
  }
  const perPixel = t.inner / (view.b - view.a);
  const isEach = level === run.each;
  const [i0, i1] = [lower(level.event, view.a), lower(level.event, view.b + 1)];
  const isCrowded = i1 - i0 > 1.5 * t.inner;
  if (isEach && !isCrowded) {
    const wide = t.inner / Math.max(1, i1 - i0) > 4 ? 2 : 1;
    for (let i = i0; i < i1; i++) {
      const generation = run.generation(i);
      const high = run.effect(i) > 0 ? 15 : 4;
      g.fillStyle = colours.generations[generation];
      g.fillRect(Math.round(t.left + (level.event[i] - view.a) * perPixel), y1 + 14 + (2 - generation) * 20 + 15 - high, wide, high);
    }
    return;
  }
  const width = Math.ceil(t.width) + 2;
  for (let generation = 0; generation < 3; generation++) {
    const [all, freed] = [new Float64Array(width), new Float64Array(width)];
    for (let i = i0; i < i1; i++) {
      const x = Math.floor(t.left + (level.event[i] - view.a) * perPixel);
      if (isEach) {
        if (run.generation(i) !== generation) continue;
        all[x]++;
        if (run.effect(i) > 0) freed[x]++;
      } else {
        all[x] += run.columns['coarse.count' + generation][i];
        freed[x] += run.columns['coarse.freed' + generation][i];
      }
    }
    g.fillStyle = colours.generations[generation];
    const bottom = y1 + 14 + (2 - generation) * 20 + 15;
    for (let x = t.left; x <= t.width - t.right; x++) {
      if (!all[x]) continue;
      const high = Math.round(4 + 11 * freed[x] / all[x]);
      g.fillRect(x, bottom - high, 1, high);
    }
  }
}

/** The whole log, with the window in it. */
function paintOverview(run, view, canvas) {
  const level = run.coarse || run.each;
  const whole = { run, a: 0, b: run.end, tracks: view.tracks, listeners: [], cursor: -1, isPinned: true };
  const track = new Track(whole, canvas, 26, (g, t) => {
    let top = 0;
    g.fillStyle = colours.heap;
    t.columns(level.event, (pixel, i, j) => {
      if (j > i) { top = 0; for (let k = i; k < j; k++) if (level.top[k] > top) top = level.top[k]; }
      const high = 22 * top / run.peak;
      g.fillRect(pixel, 24 - high, 1, high);
    });
    const [a, b] = [t.pixel(view.a), t.pixel(view.b)];
    g.fillStyle = colours.bg;
    g.globalAlpha = 0.72;
    g.fillRect(t.left, 0, a - t.left, 26);
    g.fillRect(b, 0, t.width - t.right - b, 26);
    g.globalAlpha = 1;
    g.strokeStyle = colours.ink2;
    g.strokeRect(Math.round(a) + 0.5, 0.5, Math.max(Math.round(b - a) - 1, 2), 25);
  }, { isPassive: true });
  let isDown = false;
  const move = (event) => {
    const at = track.value(event.offsetX);
    const width = view.b - view.a;
    view.setWindow(at - width / 2, at + width / 2);
  };
  canvas.addEventListener('pointerdown', (event) => { isDown = true; canvas.setPointerCapture(event.pointerId); move(event); });
  canvas.addEventListener('pointermove', (event) => { if (isDown) move(event); });
  canvas.addEventListener('pointerup', () => { isDown = false; });
}

/** Mouse, finger and keyboard on the timeline. */
function interact(canvas, t, view, run, openRow) {
  let drag = null;
  canvas.addEventListener('wheel', (event) => {
    // Else the page scrolls.
    if (!(event.ctrlKey || event.metaKey || event.altKey || document.activeElement === canvas)) return;
    event.preventDefault();
    if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
      const by = (view.b - view.a) * event.deltaX / 800;
      view.setWindow(view.a + by, view.b + by);
    } else view.zoom(Math.exp(clamp(event.deltaY, -200, 200) * 0.0028), t.value(event.offsetX));
  }, { passive: false });
  canvas.addEventListener('pointerdown', (event) => {
    if (event.button || event.offsetX < t.left) return;
    canvas.setPointerCapture(event.pointerId);
    drag = { from: event.offsetX, isPan: event.shiftKey, a: view.a, b: view.b };
    t.isDragging = true;
  });
  canvas.addEventListener('pointermove', (event) => {
    if (!drag) return;
    const by = event.offsetX - drag.from;
    if (drag.isPan) {
      const events = by / t.inner * (drag.b - drag.a);
      view.setWindow(drag.a - events, drag.b - events);
    } else if (Math.abs(by) > 4) { t.selection = [drag.from, event.offsetX]; view.paint(); }
  });
  const release = (event) => {
    if (!drag) return;
    const { isPan } = drag;
    const selection = t.selection;
    drag = null;
    t.isDragging = false;
    t.selection = null;
    if (selection) view.setWindow(t.value(Math.min(...selection)), t.value(Math.max(...selection)));
    else if (!isPan && event.type === 'pointerup') { view.isPinned = !view.isPinned; view.point(view.near(t.value(event.offsetX))); }
    view.paint();
  };
  canvas.addEventListener('pointerup', release);
  canvas.addEventListener('pointercancel', release);
  canvas.addEventListener('dblclick', () => { view.isPinned = false; view.setWindow(0, run.end); });
  canvas.addEventListener('keydown', (event) => {
    const width = view.b - view.a;
    const at = view.cursor < 0 ? (run.each ? lower(run.each.event, view.a) - 1 : -1) : view.cursor;
    const centre = view.cursor >= 0 ? run.each.event[view.cursor] : undefined;
    const shift = (by) => view.setWindow(view.a + width * by, view.b + width * by);
    const nextFull = () => { for (let i = at + 1; i < run.count; i++) if (run.generation(i) === 2) return view.go(i); };
    const actions = {
      ArrowRight: () => event.shiftKey || !run.each ? shift(0.2) : view.go(at + 1),
      ArrowLeft: () => event.shiftKey || !run.each ? shift(-0.2) : view.go(at - 1),
      PageDown: () => view.go(at + 10), PageUp: () => view.go(at - 10),
      Home: () => view.go(0), End: () => view.go(run.count - 1),
      ArrowUp: () => view.zoom(0.6, centre), '+': () => view.zoom(0.6, centre), '=': () => view.zoom(0.6, centre),
      ArrowDown: () => view.zoom(1 / 0.6, centre), '-': () => view.zoom(1 / 0.6, centre),
      0: () => view.setWindow(0, run.end), Escape: () => { view.isPinned = false; view.point(-1); },
      Enter: () => view.cursor >= 0 && openRow(view.cursor + 1), f: () => run.each && nextFull(),
    };
    if (event.ctrlKey || event.metaKey || event.altKey || !Object.hasOwn(actions, event.key)) return;
    actions[event.key]();
    event.preventDefault();
  });
}
