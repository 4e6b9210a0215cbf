"""The HTML report of the seeds in a headless Chromium: it asks for nothing, lights up evidence by
mouse and keyboard, is readable in light and dark, narrow and printed, and accessible."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

# Requests of the browser's own would blur what the page asks for.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NAMES = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"]
HOSTILE = (
    "The <i>minister</i> said <script>document.title='owned'</script> \"no\" & 'yes'\r\n\tto ministers in Oslo.\n"
    "The bridge <b>opened</b> on Monday, the mayor said. \u202eabc\u202c e\u0301 \U0001f30d"
)


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory):
    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    assert path, "no Chromium: install it, or set CHROMIUM to its path"
    home = tmp_path_factory.mktemp("browser")
    with sync_playwright() as playwright:
        # A new, empty user data directory is made for each launch.
        environment = {**os.environ, "HOME": str(home)}
        chromium = playwright.chromium.launch(executable_path=path, args=FLAGS, env=environment)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def report(binary: str, seeds: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("report") / "report.html"
    subprocess.run([binary, "compare", "--html", file, *seeds], check=True, timeout=60)
    return file


@pytest.fixture(scope="module")
def small_report(binary: str, seeds: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of two articles: every kind of element is there, fewer of each."""
    file = tmp_path_factory.mktemp("report") / "small.html"
    subprocess.run([binary, "compare", "--html", file, *seeds[2:4]], check=True, timeout=60)
    return file


class Visit:
    """A page with what it asked for and complained of."""

    def __init__(self, browser: Browser, file: Path, **options) -> None:
        # Without smooth scrolling nothing has to be waited for.
        self.context = browser.new_context(reduced_motion="reduce", **options)
        self.page: Page = self.context.new_page()
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", self.requested)
        self.page.on("console", self.logged)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.goto(file.as_uri())

    def requested(self, request: Request) -> None:
        self.requests.append(request.url)

    def logged(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def __enter__(self) -> "Visit":
        return self

    def __exit__(self, kind, *_) -> None:
        if kind is None:
            assert len(self.requests) == 1, f"the page asked for {self.requests[1:]}"
            assert not self.complaints, self.complaints
        self.context.close()


def lit_columns(page: Page) -> list[str]:
    """Keys of the sources with lit words in view of their column."""
    return page.evaluate(
        """() => [...document.querySelectorAll(".column")].filter((column) => {
            const frame = column.querySelector(".text").getBoundingClientRect();
            return [...column.querySelectorAll("mark.on")].some((mark) => {
                const own = mark.getBoundingClientRect();
                return own.bottom > frame.top && own.top < frame.bottom;
            });
        }).map((column) => column.querySelector(".key").textContent)"""
    )


def shared_claim(page: Page):
    """The first row, and the keys of the sources that are not silent in it."""
    row = page.locator("#claims tbody tr").first
    signs = row.locator("td.stance").evaluate_all(
        "(cells) => cells.map((cell) => !cell.classList.contains('silent'))"
    )
    return row, [f"S{i}" for i, speaks in enumerate(signs) if speaks]


def test_a_claim_lights_up_in_every_source_that_speaks(browser: Browser, report: Path) -> None:
    with Visit(browser, report, viewport={"width": 1280, "height": 900}) as visit:
        page = visit.page
        row, speaking = shared_claim(page)
        assert len(speaking) >= 2
        button = row.locator("button[data-f]").first
        button.click()
        assert lit_columns(page) == speaking
        assert button.get_attribute("aria-pressed") == "true"
        told = page.locator("#lit").inner_text()
        assert all(key in told for key in speaking), told
        button.click()
        assert lit_columns(page) == []
        assert button.get_attribute("aria-pressed") == "false"
        # The row itself does the same, and so does the link to one passage.
        row.locator(".claim").click()
        assert lit_columns(page) == speaking
        row.locator("summary").click()
        row.locator("a.key").last.click()
        assert speaking[-1] in lit_columns(page)


def test_the_keyboard_does_the_same(browser: Browser, report: Path) -> None:
    with Visit(browser, report, viewport={"width": 1280, "height": 900}) as visit:
        page = visit.page
        page.keyboard.press("Tab")
        assert "Skip" in page.evaluate("document.activeElement.textContent")
        row, speaking = shared_claim(page)
        button = row.locator("button[data-f]").first
        for key in ["Enter", "Space"]:
            button.focus()
            page.keyboard.press(key)
            assert lit_columns(page) == speaking, key
            page.keyboard.press("Escape")
            assert lit_columns(page) == [], key
        page.keyboard.press("Enter")
        page.locator("#next").focus()
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.tagName") == "MARK"
        page.keyboard.press("Escape")
        assert page.evaluate("document.activeElement.textContent") == button.inner_text()


def test_every_finding_has_words_to_light_up(browser: Browser, report: Path) -> None:
    with Visit(browser, report) as visit:
        dark = visit.page.evaluate(
            """() => {
                const marked = new Set();
                for (const mark of document.querySelectorAll("mark[data-f]"))
                    for (const token of mark.dataset.f.split(" "))
                        marked.add(token).add(token.split(":")[0]);
                return [...document.querySelectorAll("button[data-f], a[data-f]")]
                    .flatMap((own) => own.dataset.f.split(" ")).filter((t) => !marked.has(t));
            }"""
        )
        assert dark == []
        broken = visit.page.evaluate(
            """() => [...document.querySelectorAll("a[href^='#']")]
                .map((a) => a.getAttribute("href").slice(1))
                .filter((id) => !document.getElementById(id))"""
        )
        assert broken == []


def test_filters_show_claims_of_one_status(browser: Browser, report: Path) -> None:
    with Visit(browser, report) as visit:
        page = visit.page
        for status in ["consensus", "disputed", "single"]:
            page.locator(f"button[data-filter={status}]").click()
            shown = page.locator("#claims tbody:not([hidden])").evaluate_all(
                "(bodies) => bodies.map((body) => body.dataset.status)"
            )
            assert shown == [status]
        page.locator("button[data-filter=all]").click()
        assert page.locator("#claims tbody[hidden]").count() == 0


def test_the_texts_are_the_articles(
    browser: Browser, report: Path, binary: str, seeds: list[Path], tmp_path: Path
) -> None:
    def texts(page: Page) -> list[str]:
        return page.locator(".text").evaluate_all("(all) => all.map((own) => own.textContent)")

    def read(file: Path) -> str:
        return file.read_bytes().decode()

    with Visit(browser, report) as visit:
        assert texts(visit.page) == [read(seed) for seed in seeds]
    files = [tmp_path / "<img src=x>.txt", tmp_path / "plain.txt"]
    files[0].write_bytes(HOSTILE.encode())
    files[1].write_bytes(b"The bridge opened on Monday, the mayor said.")
    page = tmp_path / "hostile.html"
    subprocess.run([binary, "compare", "--html", page, *files], check=True, timeout=60)
    with Visit(browser, page) as visit:
        assert texts(visit.page) == [read(file) for file in files]
        assert "owned" not in visit.page.title()
        assert visit.page.locator("img, b").count() == 0


@pytest.mark.parametrize("width", [360, 768, 1920])
def test_no_width_scrolls_sideways(browser: Browser, report: Path, width: int) -> None:
    with Visit(browser, report, viewport={"width": width, "height": 800}) as visit:
        page = visit.page
        page.evaluate("for (const own of document.querySelectorAll('details')) own.open = true")
        page.locator("button[data-f]").first.click()
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_accessible(browser: Browser, small_report: Path, scheme: str) -> None:
    viewport = {"width": 1280, "height": 900}
    with Visit(browser, small_report, viewport=viewport, color_scheme=scheme) as visit:
        page = visit.page
        paper = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
        brightness = sum(map(int, re.findall(r"\d+", paper)[:3]))
        assert brightness > 700 if scheme == "light" else brightness < 100, paper
        page.evaluate("for (const own of document.querySelectorAll('details')) own.open = true")
        page.locator("#discrepancies button[data-f], #claims button[data-f]").first.click()
        found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
        serious = [
            (violation["id"], violation["help"], [node["html"] for node in violation["nodes"]][:3])
            for violation in found
            if violation["impact"] in ("serious", "critical")
        ]
        assert not serious, serious


def test_print_has_everything(browser: Browser, report: Path, seeds: list[Path]) -> None:
    with Visit(browser, report) as visit:
        page = visit.page
        page.emulate_media(media="print")
        assert page.locator("#claims tbody[data-status=single] tr").first.is_visible()
        assert page.locator(".filters").is_hidden()
        for text in page.locator(".text").all():
            cut = text.evaluate("(own) => own.scrollHeight > own.clientHeight + 2")
            assert text.is_visible() and not cut
        pdf = page.pdf(format="A4")
        pages = len(re.findall(rb"/Type\s*/Page\b", pdf))
        assert pdf.startswith(b"%PDF") and pages > len(seeds), pages


def test_it_reads_without_scripts(browser: Browser, report: Path) -> None:
    with Visit(browser, report, java_script_enabled=False) as visit:
        page = visit.page
        assert page.locator("#texts .text").first.is_visible()
        assert page.locator(".filters").is_hidden()
        assert page.locator("#claims tbody tr").last.is_visible()
        page.locator("#claims summary").first.click()
        link = page.locator("#claims details[open] a.key").first
        link.click()
        target = link.get_attribute("href")
        assert page.locator(f"mark{target}").is_visible()
