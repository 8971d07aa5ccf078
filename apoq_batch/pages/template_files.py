"""What WeasyPrint may fetch: files of the templates' folder, pictures in the page itself."""

import base64
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from weasyprint.urls import URLFetcher
from weasyprint.urls import URLFetcherResponse

from apoq_batch.pages.pdf_page import INLINE_PICTURE
from apoq_batch.pages.shipped import folder


class TemplateFiles(URLFetcher):
    """Fetches nothing else, above all nothing from the net."""

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        """What is at an address; ValueError when it may not be fetched, OSError."""
        if url.startswith(INLINE_PICTURE):
            content = base64.b64decode(url.removeprefix(INLINE_PICTURE), validate=True)
            return URLFetcherResponse(url, content, {"Content-Type": "image/png"})
        path = Path(url2pathname(urlsplit(url).path)).resolve()
        if not url.startswith("file:") or not path.is_relative_to(
            folder("templates").resolve()
        ):
            raise ValueError(f"not a file of the templates: {url}")
        return URLFetcherResponse(url, path.read_bytes())
