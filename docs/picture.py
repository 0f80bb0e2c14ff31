"""Take the picture of a conversation card for the README, as it is printed: `make kaart`.

Opening a browser stands here too, for the tests that look at cards.
"""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, ViewportSize, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
PICTURE = ROOT / "docs" / "gesprekskaart.png"
SITUATION = "Een leerling kijkt me nooit aan als ik met hem praat"
A4: ViewportSize = {"width": 794, "height": 1123}  # in pixels of CSS
_COLOURS = 32  # enough for a page of text, and a third of the size
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_ALONE = (
    *("--disable-gpu", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
)
# The margins of the sheet, which a page on screen does not have.
_SHEET = "body { padding: 11mm !important }"


def find_chromium() -> str | None:
    """Return the path of a Chromium or Chrome on this machine, or None."""
    return next((path for name in _NAMES if (path := shutil.which(name))), None)


@contextmanager
def opened_browser(path: str) -> Iterator[Browser]:
    """Open a browser without a window, with a profile of its own that is thrown away."""
    root = hasattr(os, "getuid") and os.getuid() == 0
    arguments = [*_ALONE, *(["--no-sandbox"] if root else [])]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=arguments)
        try:
            yield browser
        finally:
            browser.close()


def take_picture(browser: Browser, card: Path, picture: Path) -> None:
    """Take a picture of a card as one sheet of paper."""
    page = browser.new_page(viewport=A4, device_scale_factor=1.25)
    page.goto(card.as_uri())
    page.emulate_media(media="print")
    page.add_style_tag(content=_SHEET)
    taken = Image.open(io.BytesIO(page.screenshot()))
    page.close()
    taken.convert("RGB").quantize(_COLOURS).save(picture, optimize=True)


def main() -> int:
    """Ask the question, and take the picture of its card; 1 where there is no browser."""
    chromium = find_chromium()
    if chromium is None:
        sys.stderr.write("Er is geen Chromium. Installeer het, bijvoorbeeld: apt-get install chromium\n")
        return 1
    with tempfile.TemporaryDirectory(prefix="handelwijzer-") as folder, opened_browser(chromium) as browser:
        card = Path(folder) / "kaart.html"
        asked = [sys.executable, "cli.py", "vraag", SITUATION, "--html", "-o", str(card)]
        subprocess.run(asked, cwd=ROOT, check=True)
        take_picture(browser, card, PICTURE)
    sys.stderr.write(f"Gemaakt: {PICTURE}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
