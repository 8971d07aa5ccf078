"""What each construct of the letters' template costs: letters with it and without it.

Processor time of one process, the two in turn, page by page. The work is that of the
machine, the share is that of the template.
"""

import gc
import re
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from apoq_batch.pages import pdf_page
from apoq_batch.pages.shipped import folder

SAMPLE = 40
Variant = tuple[Callable[[str], str], Callable[[str], str], dict[str, object]]


def same(text: str) -> str:
    return text


def without(pattern: str) -> Callable[[str], str]:
    return lambda text: re.sub(pattern, "", text, flags=re.DOTALL)


def tables_as_text(page: str) -> str:
    """The words of the tables in paragraphs instead."""
    page = re.sub(r"<(/?)tr\b[^>]*>", r"<\1p>", page)
    return re.sub(r"</?(table|thead|tbody|td|th)\b[^>]*>", " ", page)


VARIANTS: dict[str, Variant] = {
    "QR": (without(r'<img class="qr".*?>'), same, {}),
    "chart": (without(r'<svg class="bars".*?</svg>'), same, {}),
    "tables": (tables_as_text, same, {}),
    "margin boxes": (same, without(r"@bottom-\w+ \{[^}]*\}"), {}),
    "collapsed borders": (
        same,
        lambda css: css.replace(
            "border-collapse: collapse", "border-collapse: separate; border-spacing: 0"
        ),
        {},
    ),
    "fixed table layout": (same, without(r"table-layout: fixed;?"), {}),
    "keeping together": (same, without(r"break-\w+: avoid;"), {}),
    "tags and pdf/ua-1": (same, same, {"pdf_variant": None}),
}


def show_constructs(pages: list[str]) -> None:
    """One line a construct: what a letter costs more with it than without."""
    step = max(1, len(pages) // SAMPLE)
    sample = pages[::step][:SAMPLE]
    whole = _maker((same, same, {}))
    whole(sample[0])
    base = None
    print(f"{len(sample)} letters of the example, processor time, medians of the pairs")
    for name, variant in VARIANTS.items():
        differences, times = _compared(whole, _maker(variant), sample)
        base = base or statistics.median(times)
        cost = statistics.median(differences)
        print(f"{name:20} {1000 * cost:7.1f} ms  {100 * cost / base:5.1f} %")
    print(f"{'the whole letter':20} {1000 * (base or 0):7.1f} ms")


def _compared(
    whole: Callable[[str], float], other: Callable[[str], float], pages: list[str]
) -> tuple[list[float], list[float]]:
    differences, times = [], []
    for page in pages:
        # In both orders, so that being the second is no advantage.
        first = (whole(page), other(page))
        second = (other(page), whole(page))
        mine, less = min(first[0], second[1]), min(first[1], second[0])
        differences.append(mine - less)
        times.append(mine)
    return differences, times


def _maker(variant: Variant) -> Callable[[str], float]:
    """How long a page takes in a variant."""
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration

    from apoq_batch.pages.template_files import TemplateFiles

    change_page, change_style, options = variant
    fonts, fetcher = FontConfiguration(), TemplateFiles(fail_on_errors=True)
    place = folder("templates").resolve().as_uri() + "/"
    css = Path(folder("templates"), pdf_page.STYLE).read_text(encoding="utf-8")
    style = weasyprint.CSS(
        string=change_style(css),
        base_url=place,
        font_config=fonts,
        url_fetcher=fetcher,
    )
    given: dict[str, Any] = {"pdf_variant": pdf_page.VARIANT, **options}

    def spent(page: str) -> float:
        text = change_page(page)
        gc.collect(0)
        gc.disable()
        try:
            start = time.process_time()
            document = weasyprint.HTML(string=text, base_url=place, url_fetcher=fetcher)
            document.write_pdf(stylesheets=[style], font_config=fonts, **given)
            return time.process_time() - start
        finally:
            gc.enable()

    return spent
