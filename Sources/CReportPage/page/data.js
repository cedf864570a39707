// The data of the page: JSON, and within it columns of numbers that are compressed.

/** The data as they stand in the page, with unseen characters made visible. */
function readData() {
  return JSON.parse($('#data').textContent, (_, value) => typeof value === 'string' ? visible(value) : value);
}

function fromBase64(text) {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(text);
  const raw = atob(text);
  const result = new Uint8Array(raw.length);
  for (let index = 0; index < raw.length; index++) result[index] = raw.charCodeAt(index);
  return result;
}

/** The columns by name: numbers as Float64Array, texts as arrays. See PackedColumns.swift. */
async function unpack(packed) {
  const stream = new Blob([fromBase64(packed.bytes)]).stream().pipeThrough(new DecompressionStream('deflate'));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  const columns = {};
  for (const [name, length, offset, scale, isText] of packed.directory) {
    columns[name] = isText ? texts(bytes, offset, length) : numbers(bytes, offset, length, scale);
  }
  return columns;
}

function texts(bytes, offset, length) {
  const decoder = new TextDecoder();
  const result = [];
  for (let index = 0; index < length; index++) {
    const end = bytes.indexOf(0, offset);
    result.push(visible(decoder.decode(bytes.subarray(offset, end))));
    offset = end + 1;
  }
  return result;
}

function numbers(bytes, at, length, scale) {
  const result = new Float64Array(length);
  let last = 0;
  for (let index = 0; index < length; index++) {
    let byte = bytes[at++];
    let folded = byte & 127;
    for (let weight = 128; byte > 127; weight *= 128) {
      byte = bytes[at++];
      folded += (byte & 127) * weight;
    }
    // Without bit operations: they have 32 bits.
    last += folded % 2 ? -(folded + 1) / 2 : folded / 2;
    result[index] = last * scale;
  }
  return result;
}

/** The first index of an ascending array whose value is not below. */
function lower(values, value) {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle] < value) low = middle + 1; else high = middle;
  }
  return low;
}

const greatest = (values) => {
  let most = 0;
  for (const value of values) if (value > most) most = value;
  return most;
};

/**
 * A run as the plots want it: the levels of detail of its collections.
 *
 * A level has `event`, and the heap before and after each collection (`top`, `bottom`), what of it is reachable (`reach`, `reachAfter`). `each` is
 * the level of single collections (null: the page has none), `coarse` the one that Swift made (null: there are few collections).
 */
class Run {
  static async read(sheet) {
    const run = new Run();
    run.sheet = sheet;
    run.facts = sheet.facts;
    run.sources = sheet.sources;
    run.count = sheet.collections.count;
    run.end = Math.max(1, sheet.facts.events);
    run.hasGarbage = sheet.analyses.includes('garbage');
    run.columns = await unpack(sheet.collections.columns);
    run.isExact = sheet.collections.width === 1;
    run.makeLevels();
    run.told = new Told(run);
    return run;
  }

  makeLevels() {
    const { columns } = this;
    const width = this.sheet.collections.width;
    this.each = null;
    this.coarse = null;
    if (this.isExact) {
      const top = columns.heapBefore;
      const bottom = columns.heapAfter;
      const minus = (heap, garbage) => heap.map((value, index) => this.hasGarbage ? value - garbage[index] : value);
      this.each = { event: columns.event, top, bottom, reach: minus(top, columns.garbageBefore), reachAfter: minus(bottom, columns.garbageAfter) };
    } else {
      if (this.sheet.collections.hasEach) {
        const reach = columns.heapAfter.map((value, index) => value - columns.garbageAfter[index]);
        this.each = { event: columns.event, top: columns.heapBefore, bottom: columns.heapAfter, reach, reachAfter: reach };
      }
      const level = (name) => columns['coarse.' + name];
      this.coarse = { event: level('event'), top: level('heapHigh'), bottom: level('heapLow'), reach: level('reachableHigh'), reachAfter: level('reachableHigh'), width };
    }
    this.base = this.each || this.coarse;
    this.peak = Math.max(1, greatest(this.base.top), greatest(this.base.bottom));
    // How the log ends: known where deaths were counted.
    const left = this.sheet.deaths.filter((row) => row[0] === 'end').reduce((sum, row) => sum + row[3], 0);
    this.atEnd = left > 0 ? { heap: left, garbage: this.hasGarbage ? this.sheet.ages.leftBytes : 0 } : null;
    if (this.atEnd) this.peak = Math.max(this.peak, left);
  }

  /** The level to draw events a to b from, on so many pixels. */
  level(a, b, pixels) {
    if (!this.each) return this.coarse;
    if (!this.coarse) return this.each;
    return lower(this.each.event, b) - lower(this.each.event, a) > 6 * pixels ? this.coarse : this.each;
  }

  generation(index) { return this.columns.generation[index]; }

  /** The share that a collection freed; -1: nothing was examined. */
  effect(index) {
    if (!this.isExact) { const half = this.columns.effect[index]; return half < 0 ? -1 : half / 200; }
    return this.columns.candidates[index] ? this.columns.freed[index] / this.columns.candidates[index] : -1;
  }
}

/** The collections that the page has every figure of. */
class Told {
  constructor(run) {
    this.columns = run.columns;
    this.seq = run.columns['told.seq'];
    this.length = this.seq.length;
  }
  get(name, row) { return this.columns['told.' + name][row]; }
  /** The row of a collection; -1: it is not told. */
  row(seq) {
    const at = lower(this.seq, seq);
    return this.seq[at] === seq ? at : -1;
  }
}
