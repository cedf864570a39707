'use strict';
// What every other part stands on: elements, words, numbers. All that comes from a program is set as text, never as markup.
const startedAt = performance.now();
const root = document.documentElement;
const SVG = 'http://www.w3.org/2000/svg';
const $ = (selector, within = document) => within.querySelector(selector);
const $$ = (selector, within = document) => [...within.querySelectorAll(selector)];

/** Appends children: elements, texts, lists of them; null and false are left out. */
function put(element, children) {
  for (const child of children.flat(9)) if (child != null && child !== false) element.append(child);
  return element;
}

function dress(element, attributes) {
  for (const name in attributes || {}) {
    const value = attributes[name];
    if (value == null || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? '' : value);
  }
  return element;
}

const h = (tag, attributes, ...children) => put(dress(document.createElement(tag), attributes), children);
const s = (tag, attributes, ...children) => put(dress(document.createElementNS(SVG, tag), attributes), children);
const setText = (element, text) => { if (element && element.textContent !== text) element.textContent = text; };
const clamp = (value, low, high) => value < low ? low : value > high ? high : value;

// Numbers for people.
const whole = new Intl.NumberFormat('en-US');
const count = (value) => whole.format(Math.round(value));
const scaled = (value, digits = 1) => Number(value.toFixed(digits));
const bytes = (value) => {
  const size = Math.abs(value);
  if (size >= 1e9) return (value / 1e9).toFixed(1) + ' GB';
  if (size >= 1e6) return (value / 1e6).toFixed(1) + ' MB';
  if (size >= 1e3) return Math.round(value / 1e3) + ' kB';
  return Math.round(value) + ' B';
};
const duration = (ns) => {
  if (ns >= 1e9) return scaled(ns / 1e9, 2) + ' s';
  const ms = ns / 1e6;
  return (ms >= 10 ? ms.toFixed(1) : ms >= 1 ? ms.toFixed(2) : ms.toFixed(3)) + ' ms';
};
const percent = (share) => {
  if (!Number.isFinite(share)) return '–';
  const value = share * 100;
  return (value > 0 && value < 10 ? value.toFixed(1) : Math.round(value)) + '%';
};
const brief = (value) => {
  const size = Math.abs(value);
  if (size >= 1e9) return scaled(value / 1e9, 2) + ' G';
  if (size >= 1e6) return scaled(value / 1e6, 2) + ' M';
  if (size >= 1e3) return scaled(value / 1e3, size < 1e4 ? 1 : 0) + ' k';
  return String(scaled(value, 2));
};
const plural = (number, one, many = one + 's') => count(number) + ' ' + (number === 1 ? one : many);
const signed = (value, digits = 1) => (value < 0 ? '−' : '+') + Math.abs(value).toFixed(digits);
const change = (before, after) => {
  if (before === after) return '0%';
  if (!before) return 'new';
  const ratio = after / before;
  return ratio >= 3 ? '×' + scaled(ratio, ratio < 10 ? 1 : 0) : (ratio < 1 ? '−' : '+') + percent(Math.abs(ratio - 1));
};

// Names of types and places: the package in grey.
const shortName = (type) => type.slice(type.lastIndexOf('.') + 1);
const typeName = (type) => {
  const at = type.lastIndexOf('.');
  return at < 0 ? [type] : [h('span', { class: 'dim' }, type.slice(0, at + 1)), type.slice(at + 1)];
};
const placeName = (site) => {
  if (!site) return h('span', { class: 'dim' }, 'not recorded');
  const [, file, rest] = /^(.*?)(:\d+ .*)$/s.exec(site) || [null, site, ''];
  return [file, h('span', { class: 'dim' }, rest)];
};

// Characters that nobody sees, or that turn the direction of writing, are shown by their number.
const unseen = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0d\ufeff\uffa0\ufff0-\ufffb]|\udb40[\udc00-\udfff]/g;
const visible = (text) => text.search(unseen) < 0
  ? text : text.replace(unseen, (found) => '\\u{' + found.codePointAt(0).toString(16) + '}');

/** A command to copy. */
function command(text) {
  return h('span', { class: 'cmd' }, h('code', {}, text),
    h('button', { type: 'button', 'data-copy': text, 'aria-label': 'Copy: ' + text }, 'Copy'));
}

document.addEventListener('click', async (event) => {
  const button = event.target.closest('[data-copy]');
  if (!button) return;
  try { await navigator.clipboard.writeText(button.dataset.copy); } catch {
    // A page from the disk may not have a clipboard.
    const area = h('textarea', {}, button.dataset.copy);
    document.body.append(area);
    area.select();
    document.execCommand('copy');
    area.remove();
  }
  button.textContent = 'Copied';
  setTimeout(() => { button.textContent = 'Copy'; }, 1200);
});

/** A table of texts and numbers; a column of numbers is set to the right. */
function table(columns, rows, options = {}) {
  const numeric = columns.map((_, place) => rows.length > 0 && rows.every((row) => row[place] == null || typeof row[place] === 'number'));
  const cell = (value, place) => h('td', { class: numeric[place] ? 'n' : null },
    value == null ? h('span', { class: 'dim' }, '–') : typeof value === 'number' ? whole.format(value) : value);
  return h('table', { class: options.class },
    options.caption && h('caption', { class: 'vh' }, options.caption),
    h('thead', {}, h('tr', {}, columns.map((name, place) => h('th', { scope: 'col', class: numeric[place] ? 'n' : null }, name)))),
    h('tbody', {}, rows.map((row) => h('tr', {}, row.map(cell)))));
}

/** What lies behind a figure: its table, made when it is opened, and its command with the SQL. */
function behind(note, source, label, makeTable) {
  const parts = [h('p', {}, note)];
  if (makeTable) {
    const panel = h('div', { class: 'panel scroll tall', tabindex: 0, role: 'region', 'aria-label': 'Table: ' + label });
    const details = h('details', {}, h('summary', {}, 'Table', h('span', { class: 'vh' }, ' behind: ' + label)), panel);
    details.addEventListener('toggle', () => {
      if (!details.open || panel.firstChild) return;
      const { columns, rows, all } = makeTable();
      panel.append(table(columns, rows.slice(0, 500)));
      if ((all || rows.length) > 500 || (all || 0) > rows.length) {
        panel.append(h('p', { class: 'sub' }, 'These are ' + count(Math.min(500, rows.length)) + ' of '
          + count(all || rows.length) + ' rows. The command beside SQL gives all.'));
      }
    });
    parts.push(details);
  }
  if (source) {
    parts.push(h('details', {}, h('summary', {}, 'SQL', h('span', { class: 'vh' }, ' and command of: ' + label)),
      h('div', { class: 'panel' }, command(source.command), h('pre', {}, source.sql))));
  }
  return h('div', { class: 'foot' }, parts);
}

/** A section with its heading. */
function section(id, title, lead, ...children) {
  return h('section', { id, 'aria-labelledby': 'h-' + id },
    h('header', {}, h('h2', { id: 'h-' + id }, title), lead && h('p', { class: 'lead' }, lead), h('span', { class: 'zn' })), children);
}

const legend = (...entries) => h('ul', { class: 'legend' },
  entries.map(([swatch, text]) => h('li', {}, h('span', { class: 'sw ' + swatch }), text)));
