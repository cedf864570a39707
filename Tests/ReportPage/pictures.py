"""Makes the pictures of docs/report.md from pages of `gctrace report`.

    python3 pictures.py RUN.html PAIR.html LEAKS.html FOLDER

RUN has a sweep, LEAKS something that grows.
"""

import base64
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from browser import Browser, find_chromium


def picture(browser, folder, name, first, last=None, height=None):
    """A picture of the page from one element to another."""
    box = browser.evaluate(f"""(() => {{
      const [from, to] = [document.querySelector({first!r}), document.querySelector({(last or first)!r})].map((element) => element.getBoundingClientRect());
      return [from.left, from.top + scrollY, Math.max(from.right, to.right), to.bottom + scrollY];
    }})()""")
    left, top, right, bottom = box
    clip = {"x": left - 16, "y": top - 12, "width": right - left + 32, "height": min(bottom - top + 24, height or 1e9), "scale": 1}
    data = browser.call("Page.captureScreenshot", format="png", clip=clip, captureBeyondViewport=True)["data"]
    with open(os.path.join(folder, f"report-{name}.png"), "wb") as file:
        file.write(base64.b64decode(data))


def main(run, pair, leaks, folder):
    with Browser(find_chromium()) as browser:
        browser.open(run, width=1240)
        browser.resize(1240, browser.evaluate("document.documentElement.scrollHeight"))
        browser.evaluate("new Promise((done) => setTimeout(done, 600))")
        picture(browser, folder, "findings", "main > .head", "#findings .finds li:nth-child(3)")
        for name in ["timeline", "generations", "putoff", "pauses", "effectiveness", "deaths", "settings"]:
            picture(browser, folder, name, f"#{name}")
        picture(browser, folder, "cycles", "#cycles", height=720)
        browser.evaluate("document.querySelector('#cot tbody tr:nth-child(1) button').click()")
        browser.evaluate("new Promise((done) => setTimeout(done, 300))")
        picture(browser, folder, "collections", "#collections", height=620)
        browser.open(pair, width=1240)
        browser.resize(1240, browser.evaluate("document.documentElement.scrollHeight"))
        browser.evaluate("new Promise((done) => setTimeout(done, 600))")
        picture(browser, folder, "pair", "#timeline")
        browser.open(leaks, width=1240)
        browser.resize(1240, browser.evaluate("document.documentElement.scrollHeight"))
        browser.evaluate("new Promise((done) => setTimeout(done, 600))")
        picture(browser, folder, "leaks", "#leaks")


if __name__ == "__main__":
    main(*sys.argv[1:])
