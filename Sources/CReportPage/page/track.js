// Plots by event: they share one window and one cursor.

const colours = {};
function readColours() {
  const style = getComputedStyle(root);
  for (const name of ['bg', 'panel', 'ink', 'ink2', 'rule', 'rule2', 'accent', 'accentfill', 'accentsoft', 'heap', 'heapline', 'g0', 'g1', 'g2']) {
    colours[name] = style.getPropertyValue('--' + name).trim();
  }
  colours.generations = [colours.g0, colours.g1, colours.g2];
  colours.font = '11.5px ' + style.getPropertyValue('--sans');
}

/** Round numbers between a and b, about so many. */
function ticks(a, b, about) {
  const raw = (b - a) / Math.max(about, 1);
  const power = 10 ** Math.floor(Math.log10(raw || 1));
  const step = [1, 2, 5, 10].find((factor) => factor * power >= raw) * power;
  const values = [];
  for (let value = Math.ceil(a / step) * step; value <= b + step * 1e-9; value += step) values.push(value);
  return { values, step };
}

/** What part of the log is shown, and which collection is pointed at. */
class View {
  constructor(run) {
    this.run = run;
    this.a = 0;
    this.b = run.end;
    this.cursor = -1;
    this.isPinned = false;
    this.tracks = [];
    this.listeners = [];
    this.frame = 0;
  }
  get isWhole() { return this.b - this.a >= this.run.end * 0.9999; }
  paint() {
    if (this.frame) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = 0;
      for (const track of this.tracks) if (track.isVisible) track.draw();
      for (const listener of this.listeners) listener();
    });
  }
  setWindow(a, b) {
    const least = this.run.each ? Math.min(this.run.end, Math.max(4, this.run.end / Math.max(1, this.run.count) * 2))
      : Math.min(this.run.end, this.run.end / Math.max(1, this.run.base.event.length) * 8);
    const width = clamp(b - a, least, this.run.end);
    this.a = clamp(a, 0, this.run.end - width);
    this.b = this.a + width;
    this.paint();
  }
  zoom(factor, at = (this.a + this.b) / 2) { this.setWindow(at - (at - this.a) * factor, at + (this.b - at) * factor); }
  point(index) { if (index !== this.cursor) { this.cursor = index; this.paint(); } }
  /** Pins a collection, and moves the window there. */
  go(index) {
    if (!this.run.count || !this.run.each) return;
    this.isPinned = true;
    this.cursor = clamp(index, 0, this.run.count - 1);
    const at = this.run.each.event[this.cursor];
    const width = this.b - this.a;
    if (at < this.a || at > this.b) this.setWindow(at - width / 2, at + width / 2);
    this.paint();
  }
  near(event) {
    if (!this.run.each) return -1;
    const { event: events } = this.run.each;
    const at = lower(events, event);
    if (at <= 0) return events.length ? 0 : -1;
    if (at >= events.length) return events.length - 1;
    return event - events[at - 1] < events[at] - event ? at - 1 : at;
  }
}

/** A canvas whose x axis is the view's window. `paint(context, track)` draws it. */
class Track {
  constructor(view, canvas, height, paint, options = {}) {
    this.view = view;
    this.canvas = canvas;
    this.height = height;
    this.paint = paint;
    this.left = options.left ?? 46;
    this.right = options.right ?? 10;
    this.isVisible = false;
    this.context = canvas.getContext('2d');
    view.tracks.push(this);
    canvas.style.height = height + 'px';
    new IntersectionObserver((entries) => {
      this.isVisible = entries.at(-1).isIntersecting;
      if (this.isVisible) this.draw();
    }, { rootMargin: '200px' }).observe(canvas);
    new ResizeObserver(() => { if (this.isVisible) this.draw(); }).observe(canvas);
    if (options.isPassive) return;
    canvas.addEventListener('pointermove', (event) => {
      if (this.isDragging || view.isPinned || event.offsetX < this.left) return;
      view.point(view.near(this.value(event.offsetX)));
    });
    canvas.addEventListener('pointerleave', () => { if (!view.isPinned && document.activeElement !== canvas) view.point(-1); });
  }
  get inner() { return this.width - this.left - this.right; }
  pixel(event) { return this.left + (event - this.view.a) / (this.view.b - this.view.a) * this.inner; }
  value(pixel) { return this.view.a + (pixel - this.left) / this.inner * (this.view.b - this.view.a); }
  draw(ratio = Math.max(devicePixelRatio || 1, 1)) {
    const width = this.canvas.clientWidth;
    if (!width) return;
    this.width = width;
    const [w, high] = [Math.round(width * ratio), Math.round(this.height * ratio)];
    if (this.canvas.width !== w || this.canvas.height !== high) { this.canvas.width = w; this.canvas.height = high; }
    const g = this.context;
    g.setTransform(ratio, 0, 0, ratio, 0, 0);
    g.clearRect(0, 0, width, this.height);
    g.font = colours.font;
    g.lineWidth = 1;
    this.paint(g, this);
  }
  text(text, x, y, { colour = colours.ink2, align = 'left' } = {}) {
    const g = this.context;
    g.fillStyle = colour;
    g.textAlign = align;
    g.textBaseline = 'middle';
    g.fillText(text, x, y);
  }
  yAxis(y0, y1, most, about, format) {
    const g = this.context;
    for (const value of ticks(0, most, about).values) {
      const y = Math.round(y1 - (y1 - y0) * value / most) + 0.5;
      g.fillStyle = value ? colours.rule : colours.rule2;
      g.fillRect(this.left, y - 0.5, this.inner, 1);
      this.text(format(value), this.left - 8, y, { align: 'right' });
    }
  }
  xAxis(y) {
    const g = this.context;
    const { values, step } = ticks(this.view.a, this.view.b, this.inner / 110);
    for (const value of values) {
      const x = this.pixel(value);
      if (x > this.width - this.right + 1) continue;
      g.fillStyle = colours.rule2;
      g.fillRect(Math.round(x), y, 1, 4);
      const label = this.view.axis ? this.view.axis(value) : !value ? '0' : step >= 1e6 ? scaled(value / 1e6, 2) + ' M' : value >= 1e4 || step >= 1e3 ? scaled(value / 1e3, step < 1e3 ? 2 : 0) + ' k' : count(value);
      const half = g.measureText(label).width / 2;
      this.text(label, clamp(x, half, this.width - half), y + 12, { align: 'center' });
    }
  }
  clip(y0, y1) {
    const g = this.context;
    g.save();
    g.beginPath();
    g.rect(this.left, y0, this.inner, y1 - y0);
    g.clip();
  }
  cursor(y0, y1) {
    const { run, cursor } = this.view;
    if (cursor < 0 || !run.each) return;
    const x = Math.round(this.pixel(run.each.event[cursor]));
    if (x < this.left || x > this.width - this.right) return;
    const g = this.context;
    g.fillStyle = colours.ink;
    g.globalAlpha = 0.55;
    g.fillRect(x, y0, 1, y1 - y0);
    g.globalAlpha = 1;
  }
  /** Calls back with each pixel and the indices [i, j) of the ascending `xs` that fall on it. */
  columns(xs, callback) {
    let i = lower(xs, this.view.a);
    const perPixel = (this.view.b - this.view.a) / this.inner;
    for (let pixel = this.left; pixel < this.width - this.right; pixel++) {
      const end = this.view.a + (pixel + 1 - this.left) * perPixel;
      let j = i;
      while (j < xs.length && xs[j] < end) j++;
      callback(pixel, i, j);
      i = j;
    }
  }
  isDense(xs) { return lower(xs, this.view.b) - lower(xs, this.view.a) > 2 * this.inner; }
  /** The indices that are to be drawn: those in the window, and one on each side. */
  range(xs) { return [Math.max(lower(xs, this.view.a) - 1, 0), Math.min(lower(xs, this.view.b) + 1, xs.length)]; }
  /** A line of steps from the least and the greatest of each place; of a single collection both are the same. */
  steps(xs, low, high, y) {
    const g = this.context;
    if (!xs.length) return;
    if (this.isDense(xs) || low !== high) {
      g.fillStyle = g.strokeStyle;
      let [l, m] = [0, 0];
      this.columns(xs, (pixel, i, j) => {
        // Where no place falls on the pixel the last one holds.
        if (j > i) { l = Infinity; m = -Infinity; for (let k = i; k < j; k++) { if (low[k] < l) l = low[k]; if (high[k] > m) m = high[k]; } }
        else if (i > 0) { l = low[i - 1]; m = high[i - 1]; } else return;
        const top = Math.floor(y(m));
        g.fillRect(pixel, top, 1, Math.max(Math.floor(y(l)) - top, 1.5));
      });
      return;
    }
    const [first, last] = this.range(xs);
    g.beginPath();
    for (let i = first; i < last; i++) {
      const x = this.pixel(xs[i]);
      if (i > first) g.lineTo(x, y(low[i - 1]));
      g.lineTo(x, y(low[i]));
    }
    if (last === xs.length) g.lineTo(this.pixel(this.view.run.end), y(low[last - 1]));
    g.stroke();
  }
}
