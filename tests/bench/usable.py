"""After how many seconds the sign-in page can be used over a telephone line, in Chromium with an empty memory."""

from playwright.sync_api import Browser, sync_playwright

from tests.bench.telephone import MODEM, Telephone
from tests.left_out import program

PAINTED = """() => new Promise(painted => new PerformanceObserver(list =>
    list.getEntriesByName('first-contentful-paint').length && painted()).observe({type: 'paint', buffered: true}))"""
USABLE = """() => Math.max(performance.getEntriesByName('first-contentful-paint')[0].startTime,
    performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd) / 1000"""
TIMES = 3


def usable_after(ports: dict[str, tuple[str, int]]) -> dict[str, float]:
    """Seconds by name, of scheme and port: the later of first paint and DOMContentLoaded; the slowest of three."""
    arguments = ["--no-sandbox", "--no-proxy-server", "--ignore-certificate-errors"]
    with (
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=program("chromium"), args=arguments) as browser,
    ):
        return {name: max(_visit(browser, *at) for _ in range(TIMES)) for name, at in ports.items()}


def _visit(browser: Browser, scheme: str, port: int) -> float:
    with Telephone(port, MODEM) as line, browser.new_context() as context:
        page = context.new_page()
        page.goto(f"{scheme}://127.0.0.1:{line.port}/sign-in", wait_until="load")
        page.evaluate(PAINTED)
        return float(page.evaluate(USABLE))
