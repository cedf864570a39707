// The page: what stands on it, in which order.

/** A choice of colours, which the page forgets. */
function themeChoice(repaint) {
  const choose = (value) => {
    if (value === 'auto') root.removeAttribute('data-theme'); else root.setAttribute('data-theme', value);
    readColours();
    repaint();
  };
  return h('fieldset', { class: 'theme' }, h('legend', { class: 'vh' }, 'Colours'), [['auto', 'Auto'], ['light', 'Light'], ['dark', 'Dark']].map(([value, name]) =>
    h('label', {}, h('input', { type: 'radio', name: 'theme', value, checked: value === 'auto', onchange: () => choose(value) }), name)));
}

const kpi = (name, value, note, isHot) => h('div', {}, h('dt', {}, name), h('dd', { class: isHot ? 'hot' : null }, value, h('span', {}, note)));

function headOf(sheet, repaint) {
  const f = sheet.facts;
  const all = f.collections.reduce((a, b) => a + b, 0);
  const facts = [
    'CPython ', h('b', {}, f.python), f.thresholds.length ? [', thresholds ', h('b', {}, f.thresholds.join(', '))] : '', '. ', plural(f.events, 'event'), ', ', plural(f.objects, 'object'),
    f.duration ? ', ' + duration(f.duration) : '', f.recordedAt ? ', recorded ' + f.recordedAt : '', f.platform ? ' on ' + f.platform : '', '; run ' + f.run + ' (' + f.runName + ') of trace ' + f.trace + ', ' + (f.asRecorded ? 'as recorded' : 'a what-if, not as recorded') + '. ',
    f.agreement && (f.agreement[0] === f.agreement[1] ? h('span', { class: 'ok' }, 'The replay agrees with ' + (f.agreement[1] === 1 ? 'the one collection' : 'all ' + count(f.agreement[1]) + ' collections') + ' that the real collector reported.')
      : h('span', { class: 'hotc' }, 'The replay differs from ' + plural(f.agreement[1] - f.agreement[0], 'report') + ' of ' + count(f.agreement[1]) + ': gctrace verify ' + f.run + ' tells where.')),
  ];
  const pauses = f.pauses;
  const isOwn = f.asRecorded && pauses;
  return [
    h('div', { class: 'head' }, h('div', {}, h('h1', {}, f.traceName), h('p', { class: 'facts' }, facts)), themeChoice(repaint)),
    h('dl', { class: 'kpis' },
      kpi('Collections', count(all), f.collections.map(count).join(' / ')),
      isOwn ? kpi('Time in the collector', duration(pauses[4]), f.duration ? percent(pauses[4] / f.duration) + ' of ' + duration(f.duration) : plural(pauses[0], 'pause')) : kpi('Steps', brief(f.visits), 'along references'),
      isOwn ? kpi('Longest pause', duration(pauses[3]), 'median ' + duration(pauses[1])) : kpi('Put off', count(f.putOff), 'full collections'),
      kpi('Freed per candidate', f.candidates ? percent(f.freed / f.candidates) : '–', count(f.freed) + ' of ' + brief(f.candidates)),
      kpi('Peak heap', bytes(f.peakBytes), count(f.peakObjects) + ' objects'),
      f.peakGarbage != null ? kpi('Peak garbage', bytes(f.peakGarbage), f.peakBytes ? percent(f.peakGarbage / f.peakBytes) + ' of the peak' : '', f.peakGarbage > f.peakBytes * 0.1) : kpi('Alive at the end', count(f.survivors), 'objects')),
  ];
}

function findings(list) {
  if (!list.length) return section('findings', 'Findings', 'Nothing stands out.');
  return section('findings', 'Findings', null, h('ol', { class: 'finds' }, list.map((finding) => h('li', {},
    h('div', {}, h('h3', {}, finding.sentence), h('p', {}, finding.evidence), command(finding.command)), finding.share != null && h('div', { class: 'micro' }, shareBar(clamp(finding.share, 0, 1)))))));
}

/** What a run lacks, and the command that makes it. */
const lacking = (run, what, kind) => h('p', { class: 'sub' }, what + ' was not asked for. ', command('gctrace report ' + run.facts.run + ' -o report.html'), ' makes it; so does ', command('gctrace replay --with ' + kind), '.');

function timelineTable(run) {
  const { told } = run;
  const names = ['seq', 'event', 'generation', 'candidates', 'freed', 'heap_bytes_before', 'garbage_bytes', 'heap_bytes', 'garbage_left_bytes'];
  return () => ({ columns: ['#', 'Event', 'Generation', 'Candidates', 'Freed', 'Heap before', 'Garbage before', 'Heap after', 'Garbage left'], all: run.count,
    rows: Array.from({ length: Math.min(told.length, 500) }, (_, row) => names.map((name) => { const value = told.get(name, row); return value < 0 ? null : value; })) });
}

function toldTable(run, columns, names) {
  return () => ({ columns, all: run.count, rows: Array.from({ length: Math.min(run.told.length, 500) }, (_, row) => names.map((name) => {
    if (name === 'effect') return run.told.get('candidates', row) > 0 ? scaled(run.told.get('freed', row) / run.told.get('candidates', row), 3) : null;
    const value = run.told.get(name, row);
    return value < 0 ? null : value;
  })) });
}

function runSections(run, data) {
  const { facts: f, sheet, sources } = run;
  const view = new View(run);
  const list = run.count ? collections(run) : null;
  const zooms = (element) => { element.setAttribute('data-zooms', ''); return element; };
  const none = (id, title) => section(id, title, 'No collection ran.');
  const sections = [];
  const add = (id, name, element) => sections.push({ id, name, element });
  if (!run.count) {
    add('timeline', 'Timeline', none('timeline', 'Timeline'));
  } else {
    add('timeline', 'Timeline', zooms(section('timeline', 'Timeline', run.hasGarbage ? 'Below the line is what the program can still reach, above it what it cannot: garbage that waits for a collection. The lanes have a tick for each collection. From left to right: the events of the log.' : 'The heap at each collection. The lanes have a tick for each collection.',
      timeline(run, view, list.openRow), !run.hasGarbage && lacking(run, 'How much of the heap is garbage', 'garbage'),
      behind('A tall tick freed something, a short one found nothing; where several share a pixel, the height is the share that freed.' + (f.markCount ? ' Dotted: ' + (f.markCount > sheet.marks.length ? count(sheet.marks.length) + ' of ' + count(f.markCount) + ' marks.' : 'the program’s marks.') : ' The log has no marks.')
        + (run.isExact ? '' : ' Of so many collections the heap is drawn to a thousandth, the least and the greatest of every ' + sheet.collections.width + ' where they crowd.'), sources.timeline, 'heap and garbage', timelineTable(run)))));
    add('generations', 'Generations', zooms(section('generations', 'Generations’ sizes', 'Objects in each generation as each collection ends. Each row has its own scale; its top line is its greatest.', sizes(run, view),
      behind('Untracked objects are in no generation.', sources.sizes, 'sizes', toldTable(run, ['#', 'Event', 'Generation 0', 'Generation 1', 'Generation 2', 'Frozen'], ['seq', 'event', 'size0', 'size1', 'size2', 'size_permanent'])))));
    add('putoff', 'Full collections', zooms(section('putoff', 'Full collections and the 25% rule', 'A full collection that is due is put off while pending, the survivors of generation 1 since the last full one, is below a quarter of total, the survivors of that. '
      + (f.putOff ? 'Here one was put off at ' + plural(f.putOff, 'collection') + '.' : 'Here none was put off.'), pending(run, view),
      behind('▼ a full collection ran; a short tick below: one was put off. Shaded: pending below a quarter of total.', sources.pending, 'pending and total', toldTable(run, ['#', 'Event', 'Generation', 'Pending', 'Total', 'Put off'], ['seq', 'event', 'generation', 'long_lived_pending_before', 'long_lived_total_before', 'full_put_off'])))));
    add('pauses', 'Pauses', pauseSection(run));
    add('effectiveness', 'Effectiveness', zooms(section('effectiveness', 'Effectiveness of each collection', effectivenessLead(run), effectiveness(run, view),
      behind('Below the axis, a tick for each collection that freed nothing. Dashed: all together.', sources.effectiveness, 'effectiveness', toldTable(run, ['#', 'Event', 'Generation', 'Candidates', 'Freed', 'Effectiveness'], ['seq', 'event', 'generation', 'candidates', 'freed', 'effect'])))));
  }
  add('deaths', 'Where and when', deathSection(run));
  add('cycles', 'Cycles', cycleSection(run));
  add('leaks', 'Leaks', leakSection(run));
  if (list) {
    add('collections', 'Collections', section('collections', 'Collections', run.told.length < run.count ? count(run.told.length) + ' of ' + count(run.count) + ' are told here: the full ones, the longest, those that freed most, those that worked most for nothing, and some between.' : null, list.element,
      behind((sheet.model.hasObserved ? '* the pause is outside the interval of 90%. ' : '') + 'Open a row for why it ran and what it did.', sources.collections, 'collections')));
  }
  return { view, sections };
}

function effectivenessLead(run) {
  const rows = run.sheet.byGeneration;
  const sum = (place) => rows.reduce((total, row) => total + row[place], 0);
  const [vain, candidates] = [sum(4), sum(3)];
  return 'Freed objects as a share of the candidates. ' + count(sum(2)) + ' of ' + plural(sum(1), 'collection') + ' found nothing' + (sum(2) ? '; they examined ' + count(vain) + ' objects in vain, ' + percent(candidates ? vain / candidates : 0) + ' of all.' : '.');
}

function pauseSection(run) {
  const { facts: f, sheet, sources } = run;
  const { model } = sheet;
  const scatter = model.hasObserved && pauseScatter(run);
  const told = toldTable(run, ['#', 'Generation', 'Candidates', 'Steps', 'Freed', 'Observed, ns', 'Predicted, ns'], ['seq', 'generation', 'candidates', 'visits', 'freed', 'observed', 'predicted']);
  const fitText = model.isDefault ? 'Predicted by documented defaults, since the log has too few durations to fit: good for order only.'
    : model.fits.map((fit, generation) => generation && fit.samples === model.fits[0].samples ? null : (model.fits.every((other) => other.samples === fit.samples) ? 'All generations' : 'Generation ' + generation) + ': ns = '
      + ['candidates', 'steps', 'freed', null, 'candidates × log₂ alive'].map((term, place) => fit.coefficients[place] > 0 && brief(scaled(fit.coefficients[place], 2)) + (term ? ' × ' + term : '')).filter(Boolean).join(' + ')
      + ', fitted to ' + plural(fit.samples, 'pause') + (fit.r2 == null ? '' : ', R² ' + fit.r2.toFixed(2)) + '.').filter(Boolean).join(' ');
  const lead = model.hasObserved ? duration(f.pauses[4]) + ' in ' + plural(f.pauses[0], 'pause') + ': median ' + duration(f.pauses[1]) + ', 99th percentile ' + duration(f.pauses[2]) + ', longest ' + duration(f.pauses[3]) + '. ' + count(model.within) + ' of ' + count(model.of) + ' are within the model’s interval of 90%.'
    : f.asRecorded ? 'The log does not tell how long collections took. What is predicted is in the table.' : 'The pauses recorded are those of another setting. What is predicted for this one is in the table.';
  const long = model.hasObserved && longest(run);
  return section('pauses', 'Pauses', lead,
    scatter && h('div', { class: 'pl' }, h('figure', { 'aria-label': 'Observed against predicted' }, h('p', { class: 'sub' }, h('b', {}, 'Observed against predicted'), ', both logarithmic; band: 90%'), scatter,
      h('ul', { class: 'legend' }, h('li', {}, '● gen 0'), h('li', {}, '■ gen 1'), h('li', {}, '▲ gen 2'))),
    long && h('figure', { 'aria-label': 'The longest pauses' }, h('p', { class: 'sub' }, h('b', {}, 'The longest'), ': dot observed, bar 90%, line predicted'), long)),
    behind(fitText, sources.pauses, 'pauses', told));
}

function deathSection(run) {
  const { sheet, sources } = run;
  const rows = sheet.analyses.includes('deaths') ? deathRows(run) : null;
  const { ages: found } = sheet;
  const first = rows && h('figure', { 'aria-label': 'Generation at death' }, h('p', { class: 'sub' }, h('b', {}, 'Generation at death'), ', objects'), deaths(rows),
    legend(['rc', 'by reference count'], ['garb', 'by the collector'], ['hatch', 'alive at the end, but garbage'], ['open', 'alive and reachable']),
    behind('All objects of the trace are here, each once.', sources.deaths, 'generation at death', () => ({ columns: ['Generation', 'By reference count', 'By the collector', 'Alive, garbage', 'Alive, reachable'], rows: rows.map((row) => [row.name, ...row.values]) })));
  const second = run.hasGarbage && (found.bins.length ? h('figure', { 'aria-label': 'Garbage age' }, h('p', { class: 'sub' }, h('b', {}, 'Garbage age'), ', objects by how long they floated'), ages(run),
    legend(['g0', 'freed by gen 0'], ['g1', 'gen 1'], ['g2', 'gen 2'], ['heap', 'by no collection']),
    behind(plural(found.objects, 'object') + ' were garbage for a while and freed; ' + count(found.left) + ' are garbage as the log ends.', sources.ages, 'garbage age', () => ({ columns: ['From event', 'Freed by gen 0', 'Gen 1', 'Gen 2', 'By no collection'], rows: found.bins.map(([half, objects]) => [half < 0 ? 0 : Math.ceil(2 ** (half / 2)), ...objects]) })))
    : h('p', { class: 'sub' }, found.left ? 'No garbage was freed; ' + plural(found.left, 'object is', 'objects are') + ' garbage as the log ends.' : 'There was no garbage that floated.'));
  const lead = found.objects ? 'Half of the garbage floats for more than ' + plural(found.median, 'event') + ', one in twenty objects for more than ' + count(found.percentile95) + '.' : null;
  return section('deaths', 'Where objects die, and how late', lead, h('div', { class: 'two' }, first || lacking(run, 'Where objects die', 'deaths'), second || lacking(run, 'How long garbage floats', 'garbage')));
}

function cycleSection(run) {
  const { cycles: found } = run.sheet;
  if (!run.sheet.analyses.includes('cycles')) return section('cycles', 'Cycles by signature', null, lacking(run, 'Who makes the cycles', 'cycles'));
  if (!found.signatures.length) return section('cycles', 'Cycles by signature', 'The collector found no cycles.', behind('', run.sources.cycles, 'cycles'));
  return section('cycles', 'Cycles by signature', plural(found.cycles, 'cycle') + ' of ' + plural(found.kinds, 'kind') + ', the dearest first.' + (found.kinds > found.signatures.length ? ' The page has the first ' + found.signatures.length + '.' : ''), cycles(run),
    behind('Tail: what the cycle keeps alive and no other cycle does. Cost: its part of all the work of the collections that found it.', run.sources.cycles, 'cycles', () => ({ columns: ['#', 'Share', 'Steps', 'Cycles', 'Objects', 'Bytes', 'Tail objects', 'Tail bytes', 'First collection', 'Last', 'Signature'], rows: found.signatures.map((signature) => signature.row), all: found.kinds })));
}

function leakSection(run) {
  const { leaks: found } = run.sheet;
  const steady = found.bases.flatMap((basis) => basis.growths).filter((growth) => growth[6] >= 0.8 && growth[4] > 0);
  const lead = !found.bases.length ? 'There are fewer than three full collections and fewer than three marks of one name: nothing to measure growth by.'
    : steady.length ? plural(steady.length, 'row grows', 'rows grow') + ' steadily (R² of 0.8 and more).' : 'Nothing grows steadily: no row has an R² of 0.8.';
  return section('leaks', 'Leaks', lead, leaks(run), behind('Slope: objects that come with each step. R²: how much of the series a straight line explains.' + (found.hasSites ? '' : ' The log does not tell where objects were allocated.'), run.sources.leaks, 'leaks',
    found.bases.length ? () => ({ columns: ['Across', 'Type', 'Allocated at', 'First', 'Last', 'Slope', 'R²'], rows: found.bases.flatMap((basis) => basis.growths.map(([type, site, objects, , slope, , r2]) => [basis.name, type, site || '–', objects[0], objects.at(-1), scaled(slope, 2), scaled(r2, 3)])) }) : null));
}

function made(data) {
  const gaps = [...new Set(data.runs.flatMap((sheet) => sheet.facts.gaps))];
  return section('made', 'How this was made', null, h('ol', { class: 'made' }, data.commands.map((text) => h('li', {}, command(text)))),
    gaps.length > 0 && [h('h3', {}, 'What the log does not tell'), h('ul', { class: 'limits' }, gaps.map((gap) => h('li', {}, gap)))]);
}

async function main() {
  readColours();
  const data = readData();
  const views = [];
  const repaint = () => { for (const view of views) for (const track of view.tracks) track.draw(); };
  const page = $('main');
  const isPair = data.runs.length > 1;
  // The words first: the columns are unpacked meanwhile.
  if (isPair) put(page, [pairHead(data, repaint)]);
  else if (data.runs.length) put(page, [headOf(data.runs[0], repaint), findings(data.runs[0].findings)]);
  else put(page, [h('div', { class: 'head' }, h('div', {}, h('h1', {}, data.title)), themeChoice(repaint))]);
  const runs = await Promise.all(data.runs.map(Run.read));
  const groups = [];
  let sections = [];
  if (isPair) {
    const made = pairSections(runs, data);
    views.push(...made.views);
    sections = made.sections;
    groups.push(['', [['findings', 'What differs'], ...sections.map(({ id, name }) => [id, name])]]);
  } else if (runs.length) {
    const made = runSections(runs[0], data);
    views.push(made.view);
    sections = made.sections;
    const named = (ids) => sections.filter(({ id }) => ids.includes(id)).map(({ id, name }) => [id, name]);
    groups.push(['', [['findings', 'Findings']]], ['What happened', named(['timeline', 'generations', 'putoff', 'pauses', 'effectiveness'])], ['What died', named(['deaths', 'cycles', 'leaks'])]);
  }
  if (data.sweep) {
    const settings = { id: 'settings', name: 'Settings', element: sweepSection(data.sweep) };
    const at = sections.findIndex(({ id }) => id === 'collections');
    if (at < 0) sections.push(settings); else sections.splice(at, 0, settings);
    groups.push(['What to change', [['settings', 'Settings']]]);
  }
  groups.push(['Evidence', [...(sections.some(({ id }) => id === 'collections') ? [['collections', 'Collections']] : []), ['made', 'How this was made']]]);
  put(page, [sections.map(({ element }) => element), made(data), h('footer', {}, 'gctrace ' + data.version + ' report, one file, no network.')]);
  const links = observeSections(groups);
  for (const view of views) view.paint();
  finish(views, repaint, links);
}

/** The links at the side, of which that of the section in view is marked. */
function observeSections(groups) {
  put($('nav'), [h('a', { class: 'brand', href: '#top' }, 'gctrace'), groups.map(([name, links]) => [name && h('p', {}, name), h('ul', {}, links.map(([id, text]) => h('li', {}, h('a', { href: '#' + id }, text))))])]);
  const links = new Map($$('nav li a').map((link) => [link.hash.slice(1), link]));
  const inView = new Set();
  const observer = new IntersectionObserver((entries) => {
    for (const entry of entries) if (entry.isIntersecting) inView.add(entry.target.id); else inView.delete(entry.target.id);
    const current = [...links.keys()].find((id) => inView.has(id));
    for (const [id, link] of links) if (id === current) link.setAttribute('aria-current', 'true'); else link.removeAttribute('aria-current');
  }, { rootMargin: '-60px 0px -55% 0px' });
  for (const id of links.keys()) { const target = document.getElementById(id); if (target) observer.observe(target); }
  return links;
}

/** What the page does beyond being drawn: other colours, and paper. */
function finish(views, repaint) {
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => { readColours(); repaint(); });
  const draw = (ratio) => { for (const view of views) for (const track of view.tracks) track.draw(ratio); };
  let before = null;
  addEventListener('beforeprint', () => {
    before = root.getAttribute('data-theme');
    root.setAttribute('data-theme', 'light');
    readColours();
    draw(3);
  });
  addEventListener('afterprint', () => {
    if (before) root.setAttribute('data-theme', before); else root.removeAttribute('data-theme');
    readColours();
    draw();
  });
  // For the tests: when all was drawn, and what is drawn by.
  requestAnimationFrame(() => setTimeout(() => {
    window.report = { readyAfter: performance.now() - startedAt, views };
    root.dataset.ready = 'true';
  }));
}
