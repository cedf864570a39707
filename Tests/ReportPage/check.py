"""Looks at the pages of `gctrace report` in a real browser.

    python3 check.py GCTRACE FOLDER [--fast] [--screenshots]

Makes pages of the recordings in fixtures/ and of an invented log, opens them in headless Chromium, and holds them to what docs/report.md
promises: no message on the console, no request, everything reachable by keyboard and named, hostile names as text, paper, and, unless
--fast, size and speed at 100,000 collections and axe-core (AXE names its file).

Ends with 0 where all holds or there is no Chromium (it says so), else with 1.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import many_collections
from browser import Browser, find_chromium

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
RECORDING = os.path.join(ROOT, "fixtures/recordings/docutils-py3.11.7.log.gz")
CODE_LIMIT = 150_000
PAGE_LIMIT = 1_000_000
PAINT_LIMIT = 1000
ZOOM_LIMIT = 50

HOSTILE = "</script><img src=x onerror=alert(1)><!--\u202e"

# What every page must be, asked inside it: a list of what is wrong.
AUDIT = r"""(() => {
  const wrong = [];
  const name = (element) => (element.getAttribute('aria-label') || element.getAttribute('aria-labelledby') || element.textContent || '').trim();
  for (const element of document.querySelectorAll('button, a[href], summary, canvas:not([aria-hidden]), svg[role=img], [role=region], input, select'))
    if (!name(element) && !element.closest('label')) wrong.push('no name: ' + element.outerHTML.slice(0, 90));
  for (const element of document.querySelectorAll('svg')) if (!element.getAttribute('role') && element.getAttribute('aria-hidden') !== 'true' && !element.closest('[role=img]')) wrong.push('no role: ' + element.outerHTML.slice(0, 90));
  const ids = [...document.querySelectorAll('[id]')].map((element) => element.id);
  for (const id of new Set(ids.filter((id, place) => ids.indexOf(id) !== place))) wrong.push('id twice: ' + id);
  for (const attribute of ['aria-labelledby', 'aria-controls', 'aria-describedby'])
    for (const element of document.querySelectorAll('[' + attribute + ']'))
      for (const id of element.getAttribute(attribute).split(' ')) if (!document.getElementById(id)) wrong.push(attribute + ' of nothing: ' + id);
  for (const section of document.querySelectorAll('main > section')) if (!section.querySelector('h2')) wrong.push('no heading: ' + section.id);
  for (const link of document.querySelectorAll('a[href^="#"]')) if (!document.getElementById(link.hash.slice(1))) wrong.push('link to nothing: ' + link.hash);
  if (document.querySelectorAll('[style]').length && [...document.querySelectorAll('[style]')].some((element) => element.tagName !== 'CANVAS')) wrong.push('an attribute style');
  for (const element of document.querySelectorAll('section')) if (!element.querySelector('code') && element.id !== 'findings' && !/Nothing|No /.test(element.textContent)) wrong.push('no command in ' + element.id);
  for (const figure of document.querySelectorAll('canvas:not([aria-hidden])')) if (!figure.closest('section').querySelector('details')) wrong.push('no table behind ' + figure.getAttribute('aria-label'));
  if (document.documentElement.scrollWidth > innerWidth) wrong.push('wider than the window: ' + document.documentElement.scrollWidth);
  return wrong;
})()"""

# Zooms in and out; the milliseconds of each step, from the wheel to the drawn frame.
ZOOM = r"""(async () => {
  const canvas = document.getElementById('tl');
  canvas.scrollIntoView({ block: 'start' });
  await new Promise((done) => setTimeout(done, 400));
  const frame = () => new Promise((done) => requestAnimationFrame(() => { const port = new MessageChannel(); port.port1.onmessage = () => done(); port.port2.postMessage(0); }));
  const box = canvas.getBoundingClientRect();
  const times = [];
  for (let step = 0; step < 80; step++) {
    await frame();
    const from = performance.now();
    canvas.dispatchEvent(new WheelEvent('wheel', { ctrlKey: true, deltaY: step < 45 ? -60 : 60, clientX: box.left + 46 + (step * 37) % 800, clientY: box.top + 100, bubbles: true, cancelable: true }));
    await frame();
    times.push(performance.now() - from);
  }
  return times;
})()"""


class Checks:
    def __init__(self, gctrace, folder, pictures):
        self.gctrace = os.path.abspath(gctrace)
        self.folder = os.path.abspath(folder)
        self.pictures = pictures
        self.failures = []
        os.makedirs(self.folder, exist_ok=True)

    def expect(self, holds, text):
        print(("ok    " if holds else "FAILS ") + text, flush=True)
        if not holds:
            self.failures.append(text)

    def run(self, *arguments):
        done = subprocess.run([self.gctrace, *arguments], cwd=self.folder, capture_output=True, text=True)
        if done.returncode != 0:
            raise RuntimeError(f"gctrace {' '.join(arguments)}: {done.stderr}")
        return done.stdout

    def page(self, name, *arguments, database):
        self.run("report", *arguments, "-o", name, "--force", "--db", database)
        return os.path.join(self.folder, name)

    def database(self, name, log):
        path = os.path.join(self.folder, name)
        for rest in ["", "-wal", "-shm", "-journal"]:
            if os.path.exists(path + rest):
                os.remove(path + rest)
        self.run("import", log, "--db", name)
        self.run("replay", "--db", name)
        return name

    def look(self, browser, path, label, **options):
        """Opens a page and holds it to what holds for all; leaves it open."""
        browser.open(path, **options)
        browser.evaluate("new Promise((done) => setTimeout(done, 300))")
        self.expect(not browser.complaints(), f"{label}: no message on the console {browser.complaints()[:3]}")
        self.expect(not browser.requests(), f"{label}: no request {browser.requests()[:3]}")
        wrong = browser.evaluate(AUDIT)
        self.expect(not wrong, f"{label}: names, roles, tables, commands {wrong[:4]}")

    def open_everything(self, browser, label):
        """Opens each table, SQL and row; none of it may complain."""
        opened = browser.evaluate("""(() => { let count = 0;
          for (const details of document.querySelectorAll('details')) { details.open = true; count++; }
          for (const button of [...document.querySelectorAll('.tog[aria-expanded=false]')].slice(0, 60)) { button.click(); count++; }
          return count; })()""")
        browser.evaluate("new Promise((done) => setTimeout(done, 300))")
        empty = browser.evaluate("[...document.querySelectorAll('details .panel')].filter((panel) => !panel.textContent.trim()).length")
        self.expect(opened >= 2 and empty == 0 and not browser.complaints(), f"{label}: {opened} tables, questions and rows open {browser.complaints()[:2]}")

    # The pages.

    def recording(self, browser):
        database = self.database("recording.db", RECORDING)
        self.run("replay", "--threshold", "2000", "--db", database)
        self.run("sweep", "--threshold", "300,1000,2000,5000/10", "--db", database)
        path = self.page("run.html", "1", "--sweep", "1", database=database)
        for label, options in [("light", {}), ("dark", {"dark": True}), ("narrow", {"width": 400}), ("wide", {"width": 1600})]:
            self.look(browser, path, label, **options)
            if self.pictures:
                browser.screenshot(os.path.join(self.folder, f"run-{label}.png"))
        self.look(browser, path, "light again")
        self.keyboard(browser)
        self.open_everything(browser, "run")
        self.paper(browser)
        self.look(browser, self.page("pair.html", "1", "2", database=database), "pair")
        self.open_everything(browser, "pair")
        if self.pictures:
            browser.screenshot(os.path.join(self.folder, "pair.png"))
        self.look(browser, self.page("sweep.html", "--sweep", "1", database=database), "sweep alone")
        self.questions(browser, path, database)

    def keyboard(self, browser):
        browser.evaluate("document.getElementById('tl').focus()")
        for _ in range(3):
            browser.key("ArrowRight")
        browser.evaluate("new Promise((done) => setTimeout(done, 200))")
        told = browser.evaluate("document.getElementById('tl').getAttribute('aria-valuetext')")
        self.expect(told.startswith("#3 generation"), f"the arrows step through collections: {told}")
        browser.key("+", "+")
        self.expect(browser.evaluate("report.views[0].b - report.views[0].a < report.views[0].run.end"), "+ zooms in")
        browser.key("0", "0")
        self.expect(browser.evaluate("report.views[0].isWhole"), "0 shows the whole log")
        browser.key("Enter", "\r")
        browser.evaluate("new Promise((done) => setTimeout(done, 200))")
        row = browser.evaluate("document.activeElement.closest('tr')?.dataset.seq")
        text = browser.evaluate("document.getElementById('k3')?.textContent || ''")
        self.expect(row == "3" and "It examined" in text and "Why: " in text, "Enter opens the collection's explanation")
        browser.evaluate("document.querySelector('th[data-name=freed] button').click()")
        first = browser.evaluate("[...document.querySelectorAll('#cot tbody tr[data-seq]')].slice(0, 5).map((row) => Number(row.children[document.querySelector('th[data-name=freed]').cellIndex].textContent.replace(/\\D/g, '')))")
        self.expect(first == sorted(first, reverse=True) and browser.evaluate("document.querySelector('th[data-name=freed]').ariaSort") == "descending", f"the table is sorted by what was freed: {first}")

    def paper(self, browser):
        path = os.path.join(self.folder, "run.pdf")
        browser.print(path)
        with open(path, "rb") as file:
            pages = file.read().count(b"/Type /Page\n") or None
        self.expect(os.path.getsize(path) > 20_000, f"it prints ({os.path.getsize(path)} bytes{f', {pages} pages' if pages else ''})")

    def questions(self, browser, path, database):
        """Each SQL that the page shows can be asked, and each command can be run."""
        browser.open(path)
        sqls = browser.evaluate("[...document.querySelectorAll('details pre')].map((pre) => pre.textContent)")
        for sql in sqls:
            self.run("query", sql, "--run", "1", "--db", database)
        commands = browser.evaluate("[...new Set([...document.querySelectorAll('[data-copy]')].map((button) => button.dataset.copy))]")
        ran = 0
        environment = dict(os.environ, PATH=os.path.dirname(self.gctrace) + ":" + os.environ["PATH"])
        for command in commands:
            # Those that write are run elsewhere.
            if any(word in command for word in [" import ", " replay ", " report ", " record "]):
                continue
            done = subprocess.run(["sh", "-c", command], cwd=self.folder, env=environment, capture_output=True, text=True)
            self.expect(done.returncode == 0, f"runs: {command} {done.stderr[:200]}") if done.returncode else None
            ran += 1
        self.expect(len(sqls) >= 10 and ran >= 8, f"{len(sqls)} questions and {ran} commands of the page can be asked")

    def hostile(self, browser):
        word = HOSTILE.replace(" ", "%20")
        log = os.path.join(self.folder, "hostile.log")
        with open(log, "w", encoding="utf-8") as file:
            file.write(f"gctrace 1\nmeta python 3.11.7\ntype 1 {word}\nsite 1 {word}:3 {word}\nmark {HOSTILE}\n")
            for number in range(1, 41, 2):
                file.write(f"alloc {number} 1 56 1\nalloc {number + 1} 1 56 1\nref {number} {number + 1}\nref {number + 1} {number}\nrelease {number}\nrelease {number + 1}\nmark {HOSTILE} {number}\ncollect 2\n")
        self.run("import", log, "--name", HOSTILE, "--db", self.fresh("hostile.db"))
        self.run("replay", "--db", "hostile.db", "--name", HOSTILE)
        path = self.page("hostile.html", database="hostile.db")
        self.look(browser, path, "hostile names")
        self.open_everything(browser, "hostile names")
        found = browser.evaluate("[document.querySelectorAll('main img').length, document.querySelector('main').textContent.includes('\\u202e'), document.querySelector('h1').textContent.includes('<img src=x')]")
        self.expect(found == [0, False, True], f"hostile names are text {found}")

    def small(self, browser):
        """None, one and few collections, and a run without its analyses."""
        for count in [0, 1, 10]:
            log = os.path.join(self.folder, f"few{count}.log")
            with open(log, "w", encoding="utf-8") as file:
                file.writelines(line + "\n" for line in many_collections.log(count, 1))
                file.write("alloc 1000000 1 56\n")
            database = self.database(f"few{count}.db", log)
            self.look(browser, self.page(f"few{count}.html", "--as-is", database=database), f"{count} collections, as is")
            self.look(browser, self.page(f"few{count}.html", database=database), f"{count} collections")
            self.open_everything(browser, f"{count} collections") if count else None

    def fresh(self, name):
        path = os.path.join(self.folder, name)
        if os.path.exists(path):
            os.remove(path)
        return name

    def large(self, browser, collections):
        log = os.path.join(self.folder, "many.log")
        with open(log, "w", encoding="utf-8") as file:
            file.writelines(line + "\n" for line in many_collections.log(collections, 1))
        began = time.monotonic()
        path = self.page("many.html", database=self.database("many.db", log))
        print(f"      imported, replayed and reported in {time.monotonic() - began:.0f} s")
        size = os.path.getsize(path)
        self.expect(size <= PAGE_LIMIT, f"{collections} collections: {size} bytes, of {PAGE_LIMIT}")
        with open(path, encoding="utf-8") as file:
            text = file.read()
        code = len(text.encode()) - len(text[text.index('id="data">'):text.index("</script>", text.index('id="data">'))].encode())
        self.expect(code <= CODE_LIMIT, f"code: {code} bytes, of {CODE_LIMIT}")
        paints, ready, p95, worst, busy = [], [], [], [], []
        for _ in range(5):
            self.look(browser, path, f"{collections} collections") if not paints else browser.open(path)
            paints.append(browser.evaluate("performance.getEntriesByType('paint').find((entry) => entry.name === 'first-contentful-paint').startTime"))
            ready.append(browser.evaluate("report.readyAfter"))
            # What the page itself takes, whatever else the machine does: the main thread's own time.
            browser.call("Performance.enable", timeDomain="threadTicks")
            before = browser.main_thread()
            times = sorted(browser.evaluate(ZOOM))
            busy.append((browser.main_thread() - before) / len(times))
            p95.append(times[int(len(times) * 0.95) - 1])
            worst.append(times[-1])
        self.expect(statistics.median(paints) <= PAINT_LIMIT, f"first paint {statistics.median(paints):.0f} ms, of {PAINT_LIMIT} (median of 5; {', '.join(f'{value:.0f}' for value in paints)}); all drawn {statistics.median(ready):.0f} ms after the script began")
        self.expect(statistics.median(p95) <= ZOOM_LIMIT, f"a zoom step {statistics.median(p95):.0f} ms at the 95th percentile, of {ZOOM_LIMIT} (median of 5; {', '.join(f'{value:.0f}' for value in p95)}; worst {max(worst):.0f}); {statistics.median(busy):.1f} ms of the main thread's own time")
        if self.pictures:
            browser.screenshot(os.path.join(self.folder, "many.png"))

    def accessibility(self, browser):
        """axe-core, if AXE names its file: it is no part of this repository."""
        axe = os.environ.get("AXE")
        if not axe:
            print("      axe-core is not looked at: AXE does not name axe.min.js")
            return
        with open(axe, encoding="utf-8") as file:
            source = file.read()
        for name in ["run.html", "pair.html", "sweep.html", "hostile.html", "few10.html"]:
            for dark in [False, True]:
                browser.open(os.path.join(self.folder, name), dark=dark, scripts=[source])
                browser.resize(1280, min(9000, browser.evaluate("document.documentElement.scrollHeight")))
                browser.evaluate("new Promise((done) => setTimeout(done, 500))")
                self.open_everything(browser, f"{name} for axe")
                found = json.loads(browser.evaluate("axe.run().then((result) => JSON.stringify(result.violations.map((found) => [found.id, found.impact, found.nodes.length, found.nodes[0].html.slice(0, 160)])))", timeout=180))
                self.expect(not found, f"axe-core, {name}, {'dark' if dark else 'light'}: {found[:5]}")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gctrace")
    parser.add_argument("folder")
    parser.add_argument("--fast", action="store_true", help="without what takes long")
    parser.add_argument("--screenshots", action="store_true", help="leave pictures in the folder")
    parser.add_argument("--collections", type=int, default=100_000)
    parser.add_argument("--only", help="one kind of page alone: recording, hostile, small, large")
    options = parser.parse_args()
    chromium = find_chromium()
    if not chromium:
        print("The pages of gctrace report are not looked at: there is no Chromium (apt-get install chromium).")
        return 0
    checks = Checks(options.gctrace, options.folder, options.screenshots)
    with Browser(chromium) as browser:
        for name in ["recording", "hostile", "small"]:
            if options.only in (None, name):
                getattr(checks, name)(browser)
        if options.only == "large" or not options.only and not options.fast:
            checks.large(browser, options.collections)
        if not options.fast and not options.only:
            checks.accessibility(browser)
    for failure in checks.failures:
        print(f"FAILED: {failure}", file=sys.stderr)
    return 1 if checks.failures else 0


if __name__ == "__main__":
    sys.exit(main())
