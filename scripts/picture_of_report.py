"""Takes a picture of an HTML report: python scripts/picture_of_report.py REPORT PICTURE

The head of the report above, the most severe discrepancy lit up in the texts below. CHROMIUM is
the path of the browser.
"""

import os
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]


def main(report: str, picture: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ["CHROMIUM"], args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 1500}, reduced_motion="reduce")
        page.goto(Path(report).resolve().as_uri())
        page.locator("#discrepancies button[data-f], #claims button[data-f]").first.click()
        page.evaluate("scrollTo(0, 0)")
        page.screenshot(path=picture)
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
