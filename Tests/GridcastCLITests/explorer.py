#!/usr/bin/env python3
"""Handles the map to explore of a report in a headless Chromium, as a reader would, by the DevTools protocol.

  explorer.py CHROMIUM REPORT.html [--cells TABLE.csv] [--pictures FOLDER] [--within MILLISECONDS]

Prints what was done as lines of JSON, and ends with 1 where something is not as it should be. With --cells the number
that is told of a square is held against that of the table; with --pictures it writes what it saw, as on a screen, on a
phone, and as A4 pages; with --within the map must be there in that time. Standard library only."""

import argparse
import base64
import csv
import hashlib
import json
import os
import re
import socket
import struct
import subprocess
import sys
import tempfile
import time
import urllib.request


class Socket:
    """A WebSocket (RFC 6455) to one page."""

    def __init__(self, port, path):
        self.stream = socket.create_connection(("127.0.0.1", port), timeout=60)
        key = base64.b64encode(os.urandom(16)).decode()
        self.stream.sendall((f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: "
                             f"Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n").encode())
        self.held = b""
        while b"\r\n\r\n" not in self.held:
            self.held += self.stream.recv(4096)
        self.held = self.held.split(b"\r\n\r\n", 1)[1]

    def send(self, text):
        data = text.encode()
        head = bytes([0x81]) + (bytes([0x80 | len(data)]) if len(data) < 126 else
                                bytes([0xFE]) + struct.pack(">H", len(data)) if len(data) < 65536 else
                                bytes([0xFF]) + struct.pack(">Q", len(data)))
        mask = os.urandom(4)
        self.stream.sendall(head + mask + bytes(byte ^ mask[i % 4] for i, byte in enumerate(data)))

    def take(self, count):
        while len(self.held) < count:
            more = self.stream.recv(1 << 20)
            if not more:
                raise EOFError("the browser closed the connection")
            self.held += more
        data, self.held = self.held[:count], self.held[count:]
        return data

    def receive(self):
        parts = b""
        while True:
            first, second = self.take(2)
            size = second & 127
            if size == 126:
                size = struct.unpack(">H", self.take(2))[0]
            elif size == 127:
                size = struct.unpack(">Q", self.take(8))[0]
            data = self.take(size)
            if first & 15 in (0, 1, 2):
                parts += data
                if first & 128:
                    return parts.decode()


class Page:
    """A page of a browser of its own."""

    def __init__(self, chromium):
        self.profile = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        self.browser = subprocess.Popen(
            [chromium, "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run",
             "--disable-background-networking", "--disable-component-update", "--remote-debugging-port=0",
             "--remote-allow-origins=*", f"--user-data-dir={self.profile.name}", "about:blank"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        place = os.path.join(self.profile.name, "DevToolsActivePort")
        for _ in range(300):
            if os.path.exists(place) and open(place).read().count("\n"):
                break
            time.sleep(0.1)
        port = int(open(place).read().split("\n")[0])
        pages = json.load(urllib.request.urlopen(f"http://127.0.0.1:{port}/json"))
        path = next(page["webSocketDebuggerUrl"] for page in pages if page["type"] == "page").split(str(port), 1)[1]
        self.socket, self.number = Socket(port, path), 0
        self.said, self.requests = [], []
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(domain + ".enable")

    def close(self):
        self.browser.terminate()
        self.browser.wait(20)
        self.profile.cleanup()

    def call(self, method, **parameters):
        self.number += 1
        self.socket.send(json.dumps({"id": self.number, "method": method, "params": parameters}))
        while True:
            answer = json.loads(self.socket.receive())
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                return answer["result"]
            told = answer.get("params", {})
            if answer.get("method") in ("Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded"):
                self.said.append(json.dumps(told)[:400])
            if answer.get("method") == "Network.requestWillBeSent":
                self.requests.append(told["request"]["url"][:80])

    def run(self, script):
        answer = self.call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(f"{script}: {answer['exceptionDetails']}")
        return answer["result"].get("value")

    def settle(self):
        self.run("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")

    def size(self, width, height, phone=False):
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=2 if phone else 1,
                  mobile=phone)
        self.call("Emulation.setTouchEmulationEnabled", enabled=phone)

    def open(self, path):
        self.call("Page.navigate", url="file://" + os.path.abspath(path))
        for _ in range(1200):
            if self.run("document.getElementById('explorer')?.dataset.ready ?? null") is not None:
                return
            time.sleep(0.05)
        raise RuntimeError(f"the map does not come: {self.said}")

    def mouse(self, kind, x, y, **more):
        self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, **more)

    def key(self, name, **more):
        text = name if len(name) == 1 else ""
        for kind in ("keyDown", "keyUp"):
            self.call("Input.dispatchKeyEvent", type=kind, key=name, text=text if kind == "keyDown" else "", **more)
        self.settle()

    def picture(self, path, whole=False):
        data = self.call("Page.captureScreenshot", captureBeyondViewport=whole)["data"]
        open(path, "wb").write(base64.b64decode(data))


failed = []


def expect(is_so, what, found=None):
    print(json.dumps({"ok": bool(is_so), "what": what, "found": found}, ensure_ascii=False), flush=True)
    if not is_so:
        failed.append(what)


PART = "document.querySelector('#explorer [data-part=\"%s\"]')"


def handle(page, table, within):
    part = lambda name: PART % name
    text = lambda name: page.run(part(name) + ".textContent")
    # Which pixels there are, so that a change can be told.
    pixels = lambda: hashlib.sha256(page.run(part("canvas") + ".toDataURL()").encode()).hexdigest()[:16]
    ready = int(page.run("document.getElementById('explorer').dataset.ready"))
    expect(within is None or ready < within, "the map is there in time", {"milliseconds": ready, "within": within})
    page.run(part("stage") + ".scrollIntoView({block: 'center'})")
    page.settle()
    box = page.run(f"(() => {{ const b = {part('canvas')}.getBoundingClientRect(); return [b.left, b.top, b.width, b.height]; }})()")
    left, top, width, height = box
    middle = (left + width / 2, top + height / 2)
    home = pixels()

    # The square under the pointer, of which the table tells the same.
    page.mouse("mouseMoved", *middle)
    page.settle()
    reading = text("reading")
    expect(page.run("!document.getElementById('tip').hidden"), "the pointer shows the numbers of a square", reading)
    name = re.search(r"\b\d+k?mN-?\d+E-?\d+", reading)
    expect(name is not None and "°" in reading, "cell and place are told", reading)
    if table and name:
        with open(table, encoding="utf-8-sig") as file:
            row = next(row for row in csv.DictReader(file) if name.group(0) in row.values())
        told = re.search(r"(?:: |：)([\d,.−]+)", reading).group(1).replace(",", "").replace("−", "-")
        numbers = [float(value) for value in row.values() if re.fullmatch(r"-?\d+(\.\d+)?", value)]
        expect(any(abs(float(told) - number) <= max(0.051, 0.006 * abs(number)) and abs(number) < 1e6 for number in numbers),
               "the number is that of the table of cells", {"told": told, "row": row})

    # Wheel, drag and buttons.
    page.mouse("mouseWheel", *middle, deltaX=0, deltaY=-240)
    page.settle()
    zoomed = pixels()
    expect(zoomed != home, "the wheel zooms")
    page.mouse("mousePressed", *middle, button="left", buttons=1, clickCount=1)
    for step in range(1, 6):
        page.mouse("mouseMoved", middle[0] - 14 * step, middle[1] - 9 * step, button="left", buttons=1)
    page.mouse("mouseReleased", middle[0] - 70, middle[1] - 45, button="left", clickCount=1)
    page.settle()
    expect(pixels() != zoomed, "dragging moves it")
    page.run(part("all") + ".click()")
    page.mouse("mouseMoved", 2, 2)
    page.settle()
    expect(pixels() == home, "the whole is shown again")
    expect(page.run(part("out") + ".disabled"), "what is whole cannot become smaller")

    # Layers, the slider and bounds.
    count = page.run(part("view") + ".options.length")
    titles = set()
    for index in range(count):
        page.run(f"{part('view')}.value = '{index}'; {part('view')}.dispatchEvent(new Event('change'))")
        page.settle()
        titles.add(text("title"))
    expect(len(titles) == count, "each choice shows something of its own", sorted(titles))
    page.run(f"{part('view')}.value = '0'; {part('view')}.dispatchEvent(new Event('change'))")
    times = int(page.run(part("time") + ".max")) + 1
    labels, slowest = [], 0
    for index in range(times):
        slowest = max(slowest, page.run(
            f"(async () => {{ const start = performance.now(); {part('time')}.value = {index}; "
            f"{part('time')}.dispatchEvent(new Event('input')); await new Promise(done => requestAnimationFrame(done)); "
            "return performance.now() - start; })()"))
        labels.append(text("when"))
    expect(times == 1 or len(set(labels)) == times, "the slider steps over time", {"steps": labels, "slowest ms": round(slowest)})
    bounded = None
    for index in range(times):
        page.run(f"{part('time')}.value = {index}; {part('time')}.dispatchEvent(new Event('input'))")
        if page.run(f"!{part('bounds')}.hidden && !{part('bounds')}.disabled"):
            bounded = index
            break
    if bounded is not None:
        seen = set()
        for bound in ("value", "lower", "upper"):
            page.run(f"{part('bounds')}.querySelector('[value={bound}]').click()")
            page.settle()
            seen.add(pixels())
        expect(len(seen) == 3, "a forecast and its bounds are three maps", labels[bounded])
        page.run(f"{part('bounds')}.querySelector('[value=value]').click()")
    page.settle()
    before = pixels()
    boxes = page.run("document.querySelectorAll('#explorer [data-overlay]').length")
    if boxes:
        page.run("document.querySelector('#explorer [data-overlay]').click()")
        page.settle()
        expect(pixels() != before, "what lies over the squares can be hidden")
        page.run("document.querySelector('#explorer [data-overlay]').click()")
        page.settle()

    # By keyboard alone: in the order of the page, with a frame that is seen.
    page.run("document.body.tabIndex = -1; document.body.focus(); document.querySelector('nav a:last-child').focus()")
    order = []
    for _ in range(40):
        page.key("Tab", code="Tab", windowsVirtualKeyCode=9)
        now = page.run("document.activeElement.dataset.part || document.activeElement.dataset.overlay || document.activeElement.value || ''")
        if page.run("!document.getElementById('explorer').contains(document.activeElement)"):
            break
        order.append(now)
        if now == "canvas":
            expect(page.run("getComputedStyle(document.activeElement).outlineWidth") == "3px", "the focus is seen")
            start = pixels()
            page.key("+")
            page.key("ArrowRight", code="ArrowRight", windowsVirtualKeyCode=39)
            page.key("ArrowUp", code="ArrowUp", windowsVirtualKeyCode=38)
            expect(pixels() != start and text("reading") != "", "keys move and zoom, and the middle is told", text("reading"))
            page.key("0")
    expect("canvas" in order and "in" in order and order.index("canvas") < order.index("in"), "Tab reaches all of it", order)
    labelled = page.run("[...document.querySelectorAll('#explorer button, #explorer canvas')].every(e => e.getAttribute('aria-label'))")
    expect(labelled, "what has no words has a label")


def touch(page):
    """Two fingers on a phone."""
    box = page.run(f"(() => {{ {PART % 'stage'}.scrollIntoView({{block: 'center'}}); const b = {PART % 'canvas'}.getBoundingClientRect(); return [b.left, b.top, b.width, b.height]; }})()")
    page.settle()
    x, y = box[0] + box[2] / 2, box[1] + box[3] / 2
    page.call("Input.dispatchTouchEvent", type="touchStart", touchPoints=[{"x": x - 20, "y": y, "id": 1}, {"x": x + 20, "y": y, "id": 2}])
    for step in range(1, 6):
        page.call("Input.dispatchTouchEvent", type="touchMove", touchPoints=[
            {"x": x - 20 - 12 * step, "y": y, "id": 1}, {"x": x + 20 + 12 * step, "y": y, "id": 2}])
    page.call("Input.dispatchTouchEvent", type="touchEnd", touchPoints=[])
    page.settle()
    expect(page.run(f"!{PART % 'out'}.disabled"), "two fingers zoom")
    page.call("Input.dispatchTouchEvent", type="touchStart", touchPoints=[{"x": x, "y": y, "id": 3}])
    page.call("Input.dispatchTouchEvent", type="touchEnd", touchPoints=[])
    page.settle()
    expect("°" in page.run(PART % "reading" + ".textContent"), "a touch tells the square")
    expect(page.run("document.documentElement.scrollWidth <= 390"), "a phone shows the page without scrolling sideways",
           page.run("[document.documentElement.scrollWidth, innerWidth]"))
    page.run(PART % "all" + ".click()")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("chromium")
    parser.add_argument("report")
    parser.add_argument("--cells")
    parser.add_argument("--pictures")
    parser.add_argument("--within", type=int)
    options = parser.parse_args()
    page = Page(options.chromium)
    try:
        page.size(1280, 1000)
        page.open(options.report)
        handle(page, options.cells, options.within)
        if options.pictures:
            os.makedirs(options.pictures, exist_ok=True)
            page.run(PART % "title" + ".scrollIntoView({block: 'start'}); scrollBy(0, -60)")
            x, y, wide, high = page.run(f"(() => {{ const b = {PART % 'canvas'}.getBoundingClientRect(); return [b.left, b.top, b.width, b.height]; }})()")
            page.mouse("mouseMoved", x + 0.5 * wide, y + 0.55 * high)
            page.settle()
            page.picture(f"{options.pictures}/screen.png")
            data = page.call("Page.printToPDF", preferCSSPageSize=True, printBackground=False)["data"]
            open(f"{options.pictures}/print.pdf", "wb").write(base64.b64decode(data))
        page.size(390, 844, phone=True)
        page.open(options.report)
        touch(page)
        if options.pictures:
            page.run(PART % "title" + ".scrollIntoView({block: 'start'}); scrollBy(0, -130)")
            page.settle()
            page.picture(f"{options.pictures}/phone.png")
        away = [url for url in page.requests if not url.startswith(("file:", "data:", "blob:"))]
        expect(not page.said, "the console is empty", page.said)
        expect(not away, "nothing is asked of a network", away)
    finally:
        page.close()
    sys.exit(1 if failed else 0)


main()
