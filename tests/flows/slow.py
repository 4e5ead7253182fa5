"""An extractor that does what `syntax` does, a quarter of a second for each paragraph, and writes down what it was asked; on import it is light."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator

from kg.extract.syntax import SyntaxExtractor
from kg.model import Extraction, Paragraph


class Slow:
    """As SyntaxExtractor.  SLOW_LOG names a file that gets a line "process paragraph" for each."""

    def __init__(self) -> None:
        self.inner = SyntaxExtractor()
        self.fingerprint = f"slow {self.inner.fingerprint}"

    def extract(self, paragraphs: Iterable[Paragraph]) -> Iterator[Extraction]:
        """One by one."""
        for paragraph in paragraphs:
            time.sleep(0.25)
            if "SLOW_LOG" in os.environ:
                with open(os.environ["SLOW_LOG"], "a", encoding="utf-8") as log:
                    log.write(f"{os.getpid()} {paragraph.id}\n")
            yield from self.inner.extract([paragraph])
