"""Tokenised text ("Bush 's", "-LRB-", "@-@") is glued to ordinary text before parsing, and offsets are mapped back.

Parsers are trained on ordinary spacing and lose much on text that a tokeniser has parted.  Knows nothing of parses.
"""

from __future__ import annotations

import re
from bisect import bisect_right

# What only a tokeniser writes.  Two different signs, or one that is never typed by hand, make a text tokenised.
_SURE = re.compile(r"-[LR][RSC]B-|``| @[-,.]@ ")
_SIGNS = re.compile(r"\w (?:[,.;:?!%)]|'s\b|n't\b|' s\b)(?= |$)|(?<= )[(\[$£€] \w")
_ORDINARY = re.compile(r"\w[,;:](?= )|\w\.(?= [A-Z])|\(\w|\w'(?:s|re|ve|ll|d|m|t)\b")

# (pattern, replacement); a replacement is never longer than what it replaces.
_BRACKETS = {"-LRB-": "(", "-RRB-": ")", "-LSB-": "[", "-RSB-": "]", "-LCB-": "{", "-RCB-": "}", "``": '"', "''": '"'}
_RULES = re.compile(
    r"(?P<wiki> @(?P<mark>[-,.])@ )"
    r"|(?P<bracket>-L[RSC]B- ?| ?-R[RSC]B-|``|'')"
    r"|(?P<possessive> ['’] (?=s\b))"
    r"|(?P<clitic> (?=(?:['’](?:s|re|ve|ll|d|m)|n['’]t)\b))"
    r"|(?P<initial>(?<=\b[A-Z]) \.(?= [A-Z] \.|(?= [A-Z])))"
    r"|(?P<hyphen>(?<=\w) (?P<dash>[-‑]) (?=\w))"
    r"|(?P<years>(?<=\d) (?P<rule>–) (?=\d|present))"
    r"|(?P<elision>(?<=\b[dlDLOo]) (?P<apostrophe>['’]) (?=[A-Za-zÀ-ÿ]))"
    r"|(?P<close> (?=[,.;:?!%)\]}]))"
    r"|(?P<open>(?<=[(\[{$£€]) )"
)


def is_tokenised(text: str) -> bool:
    """Whether a tokeniser has parted the text: more of its signs than of ordinary spacing."""
    signs = len(_SIGNS.findall(text))
    if _SURE.search(text):
        return True
    return signs >= 1 and signs > 2 * len(_ORDINARY.findall(text))


class Glued:
    """A text made ordinary.  `text` is parsed; `start(i)` and `end(i)` map its offsets back to the text it was made from."""

    __slots__ = ("_at", "_delta", "text")

    def __init__(self, original: str) -> None:
        parts: list[str] = []
        self._at: list[int] = [0]  # offsets in the glued text from which on ...
        self._delta: list[int] = [0]  # ... this much is to be added
        done = length = 0
        for match in _RULES.finditer(original):
            whole = match.group()
            if match["wiki"]:
                new = match["mark"]
            elif match["bracket"]:
                new = _BRACKETS[whole.strip()]
            elif match["possessive"]:
                new = "'"
            elif match["initial"]:
                new = "."
            elif match["hyphen"]:
                new = match["dash"]
            elif match["years"]:
                new = match["rule"]
            elif match["elision"]:
                new = match["apostrophe"]
            else:
                new = ""
            if match.start() < done:
                continue
            parts.append(original[done : match.start()])
            length += match.start() - done
            if new:  # the glued mark itself starts where the blank or the long mark began
                self._mark(length, match.start() + (len(whole) - len(whole.lstrip())) - length)
                parts.append(new)
                length += len(new)
            done = match.end()
            self._mark(length, done - length)
        parts.append(original[done:])
        self.text = "".join(parts)

    def _mark(self, at: int, delta: int) -> None:
        if self._at[-1] == at:
            self._delta[-1] = delta
        else:
            self._at.append(at)
            self._delta.append(delta)

    def start(self, offset: int) -> int:
        """Where the character at `offset` of the glued text stands in the original."""
        return offset + self._delta[bisect_right(self._at, offset) - 1]

    def end(self, offset: int) -> int:
        """The end in the original of a stretch that ends at `offset` (exclusive) of the glued text."""
        return self.start(offset - 1) + 1 if offset else 0
