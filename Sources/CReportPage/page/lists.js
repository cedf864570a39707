// Tables that are figures: cycles, leaks, collections.

/** A row that opens another below it. `make` makes what is opened, once. */
function openable(id, cells, width, name, make) {
  const toggle = h('button', { class: 'tog', type: 'button', 'aria-expanded': 'false', 'aria-controls': id, 'aria-label': name + ': details' }, cells[0]);
  const row = h('tr', {}, h('td', {}, toggle), cells.slice(1));
  const detail = h('tr', { class: 'x', id, hidden: true });
  const open = (isOpen = true) => {
    toggle.setAttribute('aria-expanded', isOpen);
    detail.hidden = !isOpen;
    if (isOpen && !detail.firstChild) detail.append(h('td', { colspan: width }, h('div', {}, make())));
  };
  toggle.addEventListener('click', () => open(toggle.getAttribute('aria-expanded') !== 'true'));
  return { row, detail, open, toggle };
}

const number = (value, kind = '') => h('td', { class: 'n ' + kind }, value);

/** A signature's classes with what they refer to; `limit`: of a long one so many words. */
function signatureText(text, limit = Infinity) {
  const words = text.split(/( -> |; |, )/);
  const parts = words.slice(0, limit).map((word) => word === ' -> ' ? [' ', h('span', { class: 'dim' }, '→\u00a0')] : /^[;,] $/.test(word) ? h('span', { class: 'dim' }, word) : typeName(word));
  return words.length > limit ? [parts, h('span', { class: 'dim' }, ' …')] : parts;
}

function cycles(run) {
  const { signatures } = run.sheet.cycles;
  const heads = ['#', 'Signature', 'Cycles', 'Objects', 'Tail', 'Bytes', 'Cost', 'Collections'];
  const body = h('tbody');
  const rows = signatures.map((signature, place) => {
    const [id, share, visits, number_, objects, size, tail, tailSize, first, last, text] = signature.row;
    const cells = [String(id), h('td', { class: 'sig' }, signatureText(text, 13)), number(count(number_)), number(count(objects)), number(count(tail), 'dim'),
      number(bytes(size + tailSize)), number(percent(share)), number('#' + first + (last > first ? ' – #' + last : ''), 'dim')];
    const made = openable('cy' + id, cells, heads.length, 'Signature ' + id, () => cycleDetail(run, signature, id, visits));
    made.row.hidden = place > 7;
    body.append(made.row, made.detail);
    return made;
  });
  const more = signatures.length > 8 && h('p', { class: 'noprint' }, h('button', { class: 'btn', type: 'button', onclick: (event) => {
    for (const made of rows) made.row.hidden = false;
    event.target.remove();
  } }, 'The other ' + count(signatures.length - 8) + ' kinds'));
  // The dearest that has a picture.
  (rows.find((_, place) => signatures[place].example?.ring.length) || rows[0])?.open();
  return h('figure', { 'aria-labelledby': 'h-cycles' },
    h('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Table of signatures' }, h('table', { id: 'cyt' },
      h('colgroup', {}, h('col', { class: 'q1' }), h('col'), [2, 2, 2, 3, 2, 4].map((kind) => h('col', { class: 'q' + kind }))),
      h('thead', {}, h('tr', {}, heads.map((name, place) => h('th', { scope: 'col', class: place > 1 ? 'n' : null }, name)))), body)), more);
}

function cycleDetail(run, signature, id, visits) {
  const { example, closing, sites } = signature;
  const facts = [];
  const text = signature.row[10];
  if (text.split(/ -> |; |, /).length > 7) facts.push(h('dt', {}, 'Signature'), h('dd', {}, signatureText(text)));
  if (closing.length) {
    facts.push(h('dt', {}, 'The reference that closed it'));
    for (const [cycles_, source, name, target, file, line, inside, event] of closing) {
      facts.push(h('dd', {}, source ? [h('b', {}, shortName(source) + (name ? '.' + name : '') + ' → ' + shortName(target || '')), file && [', made at ', placeName(file + ':' + line + ' ' + inside)],
        h('span', { class: 'dim' }, ' × ' + count(cycles_) + ', first at event ' + count(event))] : h('span', { class: 'dim' }, 'It was there when recording began, × ' + count(cycles_))));
    }
  }
  if (sites.length) {
    facts.push(h('dt', {}, 'Where its objects were allocated'));
    for (const [role, type, file, line, inside, objects] of sites) {
      facts.push(h('dd', {}, shortName(type), ' ', placeName(file && file + ':' + line + ' ' + inside), h('span', { class: 'dim' }, ' × ' + count(objects) + (role === 'tail' ? ', tail' : ''))));
    }
  }
  if (example) facts.push(h('dt', {}, 'Example'), h('dd', {}, plural(example.objects, 'object') + ' and ' + count(example.tail) + ' in its tail, found by collection #' + example.collection));
  facts.push(h('dt', {}, 'Cost'), h('dd', {}, count(visits) + ' steps along references'), h('dt', {}, 'Dig further'), h('dd', {}, command(run.sources.cycles.command.replace(/cycles (\d+)/, 'cycles $1 --signature ' + id))));
  return h('div', { class: 'cyc' }, example && example.ring.length ? ringDrawing(example) : exampleReferences(example), h('dl', {}, facts));
}

/** Of an example that is too large to be drawn, some references. */
function exampleReferences(example) {
  if (!example) return h('p', { class: 'sub' }, 'The command has an example of this kind.');
  return h('div', {}, h('p', { class: 'sub' }, 'Its smallest cycle has ' + count(example.objects) + ' objects, too many to draw. Some of its references:'),
    h('ul', { class: 'limits' }, example.references.map(([source, sourceType, name, target, targetType]) => h('li', {}, typeName(sourceType), h('span', { class: 'dim' }, ' #' + source), name && '.' + name, ' → ', typeName(targetType), h('span', { class: 'dim' }, ' #' + target)))));
}

/** The shortest way around an example, its objects on an ellipse; the closing reference in the accent. */
function ringDrawing(example) {
  const { ring } = example;
  const hidden = example.ringLength - ring.length;
  const nodes = ring.map(([id, type]) => ({ text: shortName(type) + ' #' + id }));
  const [W, H] = [560, nodes.length < 6 ? 230 : 310];
  nodes.forEach((node, place) => {
    const angle = -Math.PI / 2 + place * 2 * Math.PI / nodes.length;
    node.text = node.text.length > 22 ? node.text.slice(0, 21) + '…' : node.text;
    node.wide = Math.max(node.text.length * 6.7 + 18, 44);
    node.x = nodes.length === 1 ? W / 2 : clamp(W / 2 + 200 * Math.cos(angle), node.wide / 2 + 2, W - node.wide / 2 - 2);
    node.y = H / 2 + (nodes.length === 1 ? 20 : (H / 2 - 36) * Math.sin(angle));
  });
  const marker = (id, colour, size) => s('marker', { id, viewBox: '0 0 8 8', refX: 6.5, refY: 4, markerWidth: size, markerHeight: size, orient: 'auto' }, s('path', { d: 'M0 0L8 4L0 8z', fill: paint(colour) }));
  const key = 'c' + example.collection + '-' + example.cycle;
  const edges = nodes.map((from, place) => {
    const to = nodes[(place + 1) % nodes.length];
    const closes = example.closes && place === nodes.length - 1;
    const style = { fill: 'none', stroke: paint(closes ? 'accent' : 'heapline'), 'stroke-width': closes ? 2.2 : 1.3, 'marker-end': `url(#${key}${closes ? 'a' : 'r'})` };
    const name = ring[place][3];
    const gap = hidden > 0 && place === 6;
    if (from === to) return [s('path', { d: `M${from.x - 12} ${from.y - 15}c-14 -42 38 -42 24 0`, ...style }), label([name, closes && 'closes it'].filter(Boolean).join(', '), from.x, from.y - 52, { align: 'middle', kind: 'a' })];
    const [dx, dy] = [to.x - from.x, to.y - from.y];
    const bend = nodes.length === 2 ? 0.22 : 0.1;
    const [mx, my] = [(from.x + to.x) / 2 + dy * bend, (from.y + to.y) / 2 - dx * bend];
    const edge = (node, tx, ty) => {
      const f = Math.min(Math.abs(tx) > 1e-6 ? (node.wide / 2 + 5) / Math.abs(tx) : 9, Math.abs(ty) > 1e-6 ? 18 / Math.abs(ty) : 9);
      return `${(node.x + tx * f).toFixed(1)} ${(node.y + ty * f).toFixed(1)}`;
    };
    const text = [name, closes && 'closes it', gap && '… ' + count(hidden) + ' more'].filter(Boolean).join(', ');
    const outward = [mx + (mx - W / 2) * 0.06, my + (my < H / 2 ? -6 : 14)];
    return [s('path', { d: `M${edge(from, mx - from.x, my - from.y)}Q${mx.toFixed(1)} ${my.toFixed(1)} ${edge(to, mx - to.x, my - to.y)}`, 'stroke-dasharray': gap ? '3 4' : null, ...style }),
      text && label(text.length > 26 ? text.slice(0, 25) + '…' : text, clamp(outward[0], 60, W - 60), outward[1], { align: 'middle', kind: closes ? 'a b' : null })];
  });
  return s('svg', { viewBox: `0 0 ${W} ${H}`, class: 'cycsvg', role: 'img', 'aria-label': 'Example: ' + ring.map((step) => step[1]).join(' refers to ') + (example.closes ? '; the last refers to the first and closed the cycle' : '; the last refers to the first') },
    s('defs', {}, marker(key + 'r', 'heapline', 7), marker(key + 'a', 'accent', 5)), edges,
    nodes.map((node) => [rect(node.x - node.wide / 2, node.y - 13, node.wide, 26, paint('bg'), { rx: 5, stroke: paint('rule2') }), label(node.text, node.x, node.y + 4, { align: 'middle', kind: 'm k' })]));
}

function leaks(run) {
  const { leaks: found } = run.sheet;
  const parts = [];
  for (const basis of found.bases) {
    parts.push(h('p', { class: 'sub' }, h('b', {}, 'Growth across ' + (basis.name === 'full collections' ? plural(basis.places, 'full collection') : plural(basis.places, 'mark') + ' “' + basis.name.replace(/^mark /, '') + '”')), basis.events.length < basis.places ? ', looked at ' + basis.events.length + ' of them' : ''));
    if (!basis.growths.length) { parts.push(h('p', { class: 'sub' }, 'Nothing grows.')); continue; }
    const heads = ['Type', 'Allocated at', 'Objects over time', 'Now', 'Bytes', 'Slope', 'R²', 'Verdict'];
    parts.push(h('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Growth across ' + basis.name }, h('table', { class: 'lk' },
      h('colgroup', {}, heads.map((_, place) => h('col', { class: 'w' + (place + 1) }))),
      h('thead', {}, h('tr', {}, heads.map((name, place) => h('th', { scope: 'col', class: place > 2 && place < 7 ? 'n' : null }, name)))),
      h('tbody', {}, basis.growths.map(([type, site, objects, size, slope, , r2]) => {
        const isSteady = r2 >= 0.8 && slope > 0;
        return h('tr', {}, h('td', {}, typeName(type)), h('td', {}, placeName(site)), h('td', { class: 'sp' }, sparkline(objects, isSteady)), number(count(objects.at(-1))), number(bytes(size)),
          number(signed(slope)), number(r2.toFixed(2)), h('td', {}, isSteady ? h('b', {}, 'grows') : h('span', { class: 'dim' }, r2 >= 0.4 ? 'unsteady' : 'no trend')));
      })))));
    const holders = basis.holders.filter((holder) => holder[1].length);
    if (holders.length) parts.push(h('p', { class: 'sub' }, 'What holds it: ', holders.slice(0, 4).map(([type, links], place) => [place ? '; ' : '', typeName(type), links.slice(0, 5).map(([source, slope]) => [h('span', { class: 'dim' }, ' ← '), source == null ? 'outside' : typeName(source), h('span', { class: 'dim' }, ' (' + signed(slope) + ')')])]), '.'));
  }
  const kept = (title, rows) => rows.length > 0 && [h('p', { class: 'sub gap' }, h('b', {}, title)),
    h('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': title }, table(['Object', 'Type', 'Allocated at', 'Gen', 'Bytes', 'Retained', 'Retained bytes'],
      rows.slice(0, 8).map(([object, type, site, generation, size, objects, retained]) => ['#' + object, typeName(type), placeName(site), generation == null ? 'untracked' : generation === 3 ? 'frozen' : String(generation), size, objects, retained])))];
  parts.push(kept('What retains most as the log ends', found.survivors), kept('Uncollectable', found.uncollectable));
  return h('figure', { 'aria-labelledby': 'h-leaks' }, parts);
}

/** Every collection that the page tells whole: sorted, filtered, a hundred at a time; each opens its explanation. */
function collections(run) {
  const { told } = run;
  const has = { time: run.facts.duration != null, observed: run.sheet.model.hasObserved, garbage: run.hasGarbage };
  const heads = [['#', 'seq'], ['Event', 'event'], has.time && ['Time, s', 'time_ns'], ['Gen', 'generation'], ['Candidates', 'candidates'], ['Freed', 'freed'], ['Effectiveness', 'effect'],
    has.observed && ['Pause, ms', 'observed'], ['Predicted', 'predicted'], ['Heap after', 'heap_bytes'], has.garbage && ['Garbage left', 'garbage_left_bytes']].filter(Boolean);
  const effect = (row) => told.get('candidates', row) ? told.get('freed', row) / told.get('candidates', row) : 0;
  const value = (row, name) => name === 'effect' ? effect(row) : told.get(name, row);
  let [order, isDown, page] = ['seq', false, 0];
  let shown = [];
  const size = 25;
  const body = h('tbody');
  const said = h('span', { class: 'hint', 'aria-live': 'polite' });
  const generation = h('select', { class: 'btn' }, h('option', { value: '' }, 'all'), [0, 1, 2].map((g) => h('option', { value: g }, String(g))));
  const freedOnly = h('input', { type: 'checkbox' });
  const previous = h('button', { class: 'btn', type: 'button', onclick: () => { page--; show(); } }, 'Previous');
  const next = h('button', { class: 'btn', type: 'button', onclick: () => { page++; show(); } }, 'Next');
  const head = h('tr', {}, heads.map(([text, name]) => h('th', { scope: 'col', class: name === 'seq' ? null : 'n', 'data-name': name }, h('button', { type: 'button', onclick: () => {
    isDown = order === name ? !isDown : name !== 'seq' && name !== 'event';
    order = name;
    page = 0;
    sort();
  } }, text))));

  const cell = (row, name) => {
    const at = value(row, name);
    if (name === 'effect') {
      const bar = s('svg', { width: 56, height: 8, class: 'ebar', 'aria-hidden': 'true' }, rect(0, 0, 56, 8, paint('rule')), rect(0, 0, 56 * at, 8, paint('g1')));
      return h('td', { class: 'n' }, percent(at), bar);
    }
    if (at < 0) return number('–', 'dim');
    if (name === 'time_ns') return number((at / 1e9).toFixed(3));
    if (name === 'observed') return number((at / 1e6).toFixed(3) + (isOutside(run, row) ? '*' : ''), isOutside(run, row) ? 'hotc' : '');
    if (name === 'predicted') return number((at / 1e6).toFixed(3), 'dim');
    if (name === 'heap_bytes' || name === 'garbage_left_bytes') return number(bytes(at));
    return number(count(at));
  };
  function filter() {
    shown = [];
    for (let row = 0; row < told.length; row++) {
      if (generation.value !== '' && told.get('generation', row) !== Number(generation.value)) continue;
      if (freedOnly.checked && !(told.get('freed', row) > 0)) continue;
      shown.push(row);
    }
  }
  function sort() {
    filter();
    shown.sort((a, b) => (isDown ? -1 : 1) * (value(a, order) - value(b, order)) || a - b);
    show();
  }
  function show() {
    page = clamp(page, 0, Math.max(0, Math.ceil(shown.length / size) - 1));
    const part = shown.slice(page * size, page * size + size);
    body.replaceChildren();
    for (const row of part) {
      const made = openable('k' + told.seq[row], [String(told.seq[row]), heads.slice(1).map(([, name]) => cell(row, name))], heads.length, 'Collection ' + told.seq[row], () => explanation(run, row));
      made.row.dataset.seq = told.seq[row];
      made.row.open = made.open;
      body.append(made.row, made.detail);
    }
    for (const th of head.children) {
      if (th.dataset.name === order) th.setAttribute('aria-sort', isDown ? 'descending' : 'ascending');
      else th.removeAttribute('aria-sort');
    }
    setText(said, shown.length ? count(page * size + 1) + ' – ' + count(page * size + part.length) + ' of ' + count(shown.length) : 'none');
    previous.disabled = page === 0;
    next.disabled = (page + 1) * size >= shown.length;
  }
  generation.addEventListener('change', () => { page = 0; sort(); });
  freedOnly.addEventListener('change', () => { page = 0; sort(); });
  sort();

  /** Opens the row of a collection, wherever it is. */
  function openRow(seq) {
    let row = told.row(seq);
    if (row < 0) { const at = lower(told.seq, seq); row = Math.min(at, told.length - 1); }
    if (row < 0) return;
    generation.value = '';
    freedOnly.checked = false;
    sort();
    page = Math.floor(shown.indexOf(row) / size);
    show();
    const element = [...body.children].find((child) => child.dataset.seq === String(told.seq[row]));
    element?.open();
    element?.scrollIntoView({ block: 'center' });
    element?.querySelector('button').focus({ preventScroll: true });
  }
  const element = [
    h('div', { class: 'bar' }, h('label', { class: 'hint' }, 'Generation ', generation), h('label', { class: 'hint' }, freedOnly, ' only those that freed something'), h('span', { class: 'sp' }), said, previous, next),
    h('figure', { 'aria-labelledby': 'h-collections' }, h('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Table of collections' }, h('table', { id: 'cot' }, h('thead', {}, head), body))),
  ];
  return { element, openRow };
}

function isOutside(run, row) {
  const observed = run.told.get('observed', row);
  if (observed <= 0) return false;
  const { ratios } = run.sheet.model.fits[run.told.get('generation', row)];
  const predicted = run.told.get('predicted', row);
  return observed < predicted * ratios[0] || observed > predicted * ratios[1];
}

/** What a collection did, step by step, from its figures. */
function explanation(run, row) {
  const get = (name) => run.told.get(name, row);
  const [candidates, reachable, tentative, unreachable, freed] = ['candidates', 'reachable', 'tentative', 'unreachable', 'freed'].map(get);
  const seq = run.told.seq[row];
  const mark = get('mark');
  const steps = [];
  const step = (...parts) => steps.push(h('li', {}, parts));
  step('It examined ', count(candidates), ' objects', get('bytes_candidates') > 0 ? ' (' + bytes(get('bytes_candidates')) + ')' : '', ' and took ', count(get('visits')), ' steps along references.');
  step(count(tentative), ' were put aside as tentatively unreachable; ', count(Math.max(0, tentative - unreachable)), ' of them came back, since a reachable one refers to them.');
  step(count(reachable), ' were reachable, ', count(unreachable), ' were not.', get('untracked') > 0 && ' ' + plural(get('untracked'), 'tuple or dict was', 'tuples and dicts were') + ' taken from the collector’s watch.');
  if (get('finalized') > 0 || get('callbacks') > 0) step(plural(get('finalized'), 'finalizer') + ' and ' + plural(get('callbacks'), 'callback of a weak reference', 'callbacks of weak references') + ' were called; ' + plural(get('resurrected'), 'object') + ' came back by that.');
  if (get('uncollectable') > 0) step(plural(get('uncollectable'), 'object') + ' cannot be collected.');
  step('It freed ', count(freed), freed > 0 ? ' (' + bytes(get('bytes_collected')) + ')' : '', get('promoted') > 0 && ' and moved ' + count(get('promoted')) + ' to an older generation', '. The heap went from ', bytes(get('heap_bytes_before')), ' to ', bytes(get('heap_bytes')),
    get('garbage_left_bytes') >= 0 ? ', of which ' + bytes(get('garbage_left_bytes')) + ' is garbage that it did not look at.' : '.');
  step('Then the generations had ', [0, 1, 2].map((g) => count(get('size' + g))).join(', '), ' objects; pending was ', count(get('long_lived_pending')), ', total ', count(get('long_lived_total')), '.');
  const observed = get('observed');
  if (observed > 0) step('It took ', duration(observed), '; ', duration(get('predicted')), ' were predicted', isOutside(run, row) ? ', so something else played a part.' : '.');
  const flow = (W) => {
    let x = 0;
    const scale = W / Math.max(1, candidates);
    const parts = [[reachable, paint('heap'), 'reachable'], [freed, paint('accentfill'), 'freed'], [Math.max(0, unreachable - freed), paint('heapline'), 'unreachable, not freed']];
    return drawing(W, 34, parts.map(([value, , name]) => count(value) + ' ' + name).join(', '), parts.map(([value, fill, name]) => {
      const width = value * scale;
      const made = value > 0 && [rect(x, 0, width, 12, fill), width > 70 && label(count(value) + ' ' + name, x, 28)];
      x += width;
      return made;
    }));
  };
  const thresholds = [0, 1, 2].map((g) => get('threshold' + g));
  return [
    h('p', { class: 'sub' }, h('b', {}, 'Why: '), get('reason') || (get('explicit') ? 'the program asked for it' : 'not kept'), mark && [' · at the mark ', h('b', {}, mark)]),
    thresholds[0] >= 0 && h('p', { class: 'sub' }, 'Counts ' + [0, 1, 2].map((g) => count(get('count' + g))).join(', ') + ' against thresholds ' + thresholds.map(count).join(', ') + '; pending ' + count(get('long_lived_pending_before')) + ', total ' + count(get('long_lived_total_before')) + '.'),
    candidates > 0 && fitted((W) => flow(Math.min(W, 560))),
    h('ol', { class: 'steps' }, steps),
    command(run.sources.summary.command.replace(/summary (\d+)/, 'explain $1 ' + seq)),
  ];
}
