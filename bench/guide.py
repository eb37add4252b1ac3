"""How soon a page of the guide is on a cheap phone: a thin line, a slow processor, a real Chromium.

``python -m bench.guide`` prints the first paint and the bytes of the heaviest page of each kind in each language; exit
1 when one is over its limit. Where Lighthouse is installed (named in ``LIGHTHOUSE``, or on the path) its scores on the
phone profile follow. Connection set-up is not part of the throttling.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any

from bench.desk import serve

LANGUAGES = ("ky", "ru", "en")
FIRST_PAINT, SCORE = 1500, 99  # milliseconds; of 100
ROUNDS, TRIES, PORT = 3, 3, 8731
SLOWER = 6  # times than this machine
LINE = {"offline": False, "latency": 500, "downloadThroughput": 50_000 / 8, "uploadThroughput": 50_000 / 8}
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
PAINTED = "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime"


def main() -> int:
    if not Path(CHROMIUM).exists():
        print("The guide in a browser: skipped, there is no Chromium here. Name it in CHROMIUM.")
        return 0
    with server() as address:
        good = paint(address)
        print()
        return 0 if judge(address) and good else 1


def paths() -> list[str]:
    """Of each kind of page the heaviest one, in each language: what is quick on these is quick on all."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tayanch.site.settings")
    import django

    django.setup()
    from tayanch.guide.content.loading import guide
    from tayanch.guide.edition import edition

    found = edition(guide(), date.today())
    heaviest: dict[tuple[str, str], tuple[int, str]] = {}
    for language, path in found.all_pages():
        sent = found.page(language, path)
        key, weight = (language, kind(path)), (len(sent.packed), f"/{language}/g/{path}")
        heaviest[key] = max(heaviest.get(key, (0, "")), weight)
    return [path for _weight, path in heaviest.values()]


def kind(path: str) -> str:
    """Start, country, list, tool, card …: by how its address is made."""
    parts = path.strip("/").split("/")
    if len(parts) < 2:
        return path if parts[0] in ("", "about", "forget", "find", "kiosk") else "country"
    return "list" if parts[1].isdigit() and int(parts[1]) < 40 else parts[1] if parts[1].isdigit() else str(len(parts))


@contextmanager
def server() -> Iterator[str]:
    """A new installation of its own."""
    with tempfile.TemporaryDirectory(prefix="tayanch-bench-") as folder:
        running = serve(Path(folder), PORT)
        try:
            yield f"http://localhost:{PORT}"
        finally:
            running.terminate()
            running.wait()


def paint(address: str) -> bool:
    """Print the first paint of each page; True when all are within the limit."""
    from playwright.sync_api import sync_playwright

    print("| page | bytes | first paint ms | limit | |\n|---|--:|--:|--:|---|")
    good = True
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS[1:]))
        for path in paths():
            times, size = zip(*(once(browser, address + path) for _ in range(ROUNDS)), strict=True)
            shown = median(times)
            good = good and shown <= FIRST_PAINT
            verdict = "holds" if shown <= FIRST_PAINT else "MISSED"
            print(f"| `{path}` | {size[0]:,.0f} | {shown:,.0f} | {FIRST_PAINT} | {verdict} |", flush=True)
        browser.close()
    return good


def once(browser: Any, address: str) -> tuple[float, float]:
    """Milliseconds to the first contentful paint, and bytes on the wire, with nothing kept from before."""
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", LINE)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    sizes: list[float] = []
    session.on("Network.loadingFinished", lambda told: sizes.append(told["encodedDataLength"]))
    page.goto(address, wait_until="load", timeout=120_000)
    page.wait_for_function(PAINTED)
    shown: float = page.evaluate(PAINTED)
    context.close()
    return shown, sum(sizes)


def judge(address: str) -> bool:
    """Print Lighthouse's scores; True when all reach the limit, or where it is not installed."""
    lighthouse = os.environ.get("LIGHTHOUSE") or shutil.which("lighthouse")
    if lighthouse is None:
        print("Lighthouse: skipped, it is not installed here (`npm install lighthouse`; name it in LIGHTHOUSE).")
        return True
    print(f"| page | {' | '.join(CATEGORIES)} | |\n|---{'|--:' * len(CATEGORIES)}|---|")
    good = True
    for path in (path for path in paths() if path.startswith("/ky/")):
        scores = scored(lighthouse, address + path)
        passed = all(score >= SCORE for score in scores)
        good = good and passed
        print(f"| `{path}` | {' | '.join(map(str, scores))} | {'holds' if passed else 'MISSED'} |", flush=True)
    return good


def scored(lighthouse: str, address: str) -> list[int]:
    """Lighthouse's scores of 100 on its phone profile. A quiet page asks search engines to pass it by, as it must."""
    wanted = ",".join(CATEGORIES)
    command = [lighthouse, address, "--quiet", "--output=json", f"--only-categories={wanted}"]
    command += ["--skip-audits=is-crawlable", f"--chrome-flags={' '.join(FLAGS)}"]
    told = json.loads(answered(command))["categories"]
    return [round(100 * (told[name]["score"] or 0)) for name in CATEGORIES]


def answered(command: list[str]) -> bytes:
    """What Lighthouse prints. Now and then it misses the start of a load and says to run it again."""
    for _ in range(TRIES):
        done = subprocess.run(command, check=False, capture_output=True, env=os.environ | {"CHROME_PATH": CHROMIUM})
        if done.returncode == 0:
            return done.stdout
    raise RuntimeError(f"Lighthouse failed {TRIES} times: {done.stderr.decode(errors='replace')[-400:]}")


if __name__ == "__main__":
    sys.exit(main())
