"""Reads JSON that is none: what a language model meant, as far as it can be told, in one pass over the text.

Understands talk around the JSON, fences, quotes of any kind and unescaped ones inside a text, control characters, trailing, missing and
doubled commas, stray and missing brackets, bare words, Python's literals, any depth, and an end anywhere.  It never closes a text that did
not close.  Of triples it knows the keys alone.
"""

from __future__ import annotations

import re
from typing import Any

from kg.extract.llm.wire import PARTS

_W = r"[\s\x00-\x1f\x7f\ufeff]*"
_KEY = rf"""(?:(?:"[^"\\\n]{{0,80}}"|'[^'\\\n]{{0,80}}'|“[^”\n]{{0,80}}”){_W}:|[A-Za-z_]\w{{0,40}}{_W}:{_W}["'“{{\[])"""
# What stands behind the end of a text: of a key, of a value in an object (a bracket, a comma and a key, a key whose comma was forgotten,
# the end), of a value in a list.
_BEHIND_KEY = re.compile(rf"{_W}:")
_BEHIND_VALUE = re.compile(rf"""{_W}(?:[}}\]]|,{_W}(?:[}}\],{{]|{_KEY}|["'“]?[^"'“”:]{{0,80}}\Z)|["'“][^"'”\n]{{1,80}}["'”]{_W}:|\Z|```)""")
_BEHIND_ITEM = re.compile(rf"{_W}(?:[,\]}}]|\Z|```)")
_STRUCTURE = re.compile(rf"""["'”]{_W}:""")  # no text goes past the end of a key
_CLOSING = {'"': '"', "'": "'", "“": "”", "‘": "’"}
_BODY = {end: re.compile(rf"[^{end}\\]*(?:\\.[^{end}\\]*)*", re.DOTALL) for end in set(_CLOSING.values())}
_BARE = re.compile(r"[^\s,:{}\[\]\"“\x00-\x1f]+")
_OPENER = re.compile(r"[{\[]")
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))", re.DOTALL)
_SIMPLE = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}
_SURROGATES = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_TRIES = 24  # ends that are tried for one text
_WORDS = {"true": True, "True": True, "false": False, "False": False, "null": None, "None": None}

_PARTS = frozenset(PARTS)
_OURS = _PARTS | {"triples"}


class Node:
    """An object ("{") or list ("[") as it was written: `items` are (key, value) pairs, the key None in a list, in order; `closed`
    whether it came to its end, or lacks only its bracket before one that closes what is around it."""

    __slots__ = ("closed", "items", "kind")

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.items: list[tuple[str | None, Any]] = []
        self.closed = False


class _Frame:
    __slots__ = ("key", "node")

    def __init__(self, kind: str) -> None:
        self.node = Node(kind)
        self.key: str | None = None  # of the value that is awaited


def read_nodes(text: str) -> tuple[list[Node], bool]:
    """The outermost objects and lists of a text, and whether what holds keys of ours came to its end.  Time is linear in the text."""
    return _Reader(text).read()


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.stack: list[_Frame] = []
        self.roots: list[Node] = []

    def read(self) -> tuple[list[Node], bool]:
        text, size = self.text, len(self.text)
        while self.at < size:
            if not self.stack:
                found = _OPENER.search(text, self.at)
                if found is None:
                    break
                self.at = found.start()
            char = text[self.at]
            if char in "{[":
                self._open(char)
                self.at += 1
            elif char in "}]":
                self.at += 1
                self._close("{" if char == "}" else "[")
            elif char in _CLOSING:
                self._quoted(char)
            elif char == ":" or char == ",":
                self.at += 1
            else:
                bare = _BARE.match(text, self.at)
                if bare is None:
                    self.at += 1
                else:
                    self.at = bare.end()
                    self._bare(bare[0])
        ended = not any(self._is_ours(frame) for frame in self.stack)
        while self.stack:
            self._leave(self.stack.pop().node)
        return self.roots, ended

    # ---- brackets ----

    def _open(self, kind: str) -> None:
        """Opens a bracket; an object whose parts are all there, and where no value is awaited, had its own forgotten."""
        if self.stack and kind == "{":
            frame = self.stack[-1]
            if frame.node.kind == "{" and frame.key is None and {key for key, _ in frame.node.items} >= _PARTS:
                self.stack.pop()
                frame.node.closed = True
                self._leave(frame.node)
        self.stack.append(_Frame(kind))

    def _close(self, kind: str) -> None:
        """Closes the innermost bracket of a kind, and those within it that were forgotten; ignores one that nothing opened."""
        depth = next((i for i in range(len(self.stack) - 1, max(-1, len(self.stack) - 9), -1) if self.stack[i].node.kind == kind), -1)
        if depth < 0:
            return
        while len(self.stack) > depth:
            frame = self.stack.pop()
            frame.node.closed = frame.key is None or len(self.stack) == depth
            self._leave(frame.node)

    def _leave(self, node: Node) -> None:
        if self.stack:
            self._put(node)
        else:
            self.roots.append(node)

    def _put(self, value: Any) -> None:
        frame = self.stack[-1]
        frame.node.items.append((frame.key, value))
        frame.key = None

    def _is_ours(self, frame: _Frame) -> bool:
        """Whether an open bracket is part of an unfinished answer: an object with a key of ours, but for one that lacks no more than its
        bracket behind the list of triples; or a list of such objects."""
        if frame.node.kind == "{":
            listed = any(key == "triples" and isinstance(value, Node) and value.closed for key, value in frame.node.items)
            return not listed and (frame.key in _OURS or any(key in _OURS for key, _ in frame.node.items))
        return any(key in _OURS for _, value in frame.node.items if isinstance(value, Node) for key, _ in value.items)

    # ---- texts ----

    def _bare(self, word: str) -> None:
        frame = self.stack[-1]
        if frame.node.kind == "{" and frame.key is None:
            if _BEHIND_KEY.match(self.text, self.at):
                frame.key = word
            return
        if word in _WORDS:
            self._put(_WORDS[word])
        elif frame.node.kind == "{":
            self._put(_number(word))

    def _quoted(self, opening: str) -> None:
        frame = self.stack[-1]
        closing, start = _CLOSING[opening], self.at + 1
        is_key = frame.node.kind == "{" and frame.key is None
        behind = _BEHIND_KEY if is_key else _BEHIND_VALUE if frame.node.kind == "{" else _BEHIND_ITEM
        end, sure = self._end(start, closing, behind)
        if end < 0:  # it never closes: nothing after it can be told apart from it
            self.at = len(self.text)
            return
        self.at = end + 1
        value = unescaped(self.text[start:end]) if sure else None
        if not is_key:
            self._put(value)
        elif sure:
            frame.key = value

    def _end(self, start: int, closing: str, behind: re.Pattern[str]) -> tuple[int, bool]:
        """Where a text ends: at the first closing quote behind which its object goes on, or at the first there is (then not sure); -1
        without one."""
        text, body = self.text, _BODY[closing]
        first, at = -1, start
        for _ in range(_TRIES):
            found = body.match(text, at)
            at = found.end() if found else at
            if at >= len(text) or text[at] != closing:
                break
            if first < 0:
                first = at
            if behind.match(text, at + 1):
                return at, True
            if _STRUCTURE.match(text, at):
                break
            at += 1
        return first, False


def unescaped(text: str) -> str:
    """A text without its backslashes; what is no escape stays as it is."""
    if "\\" not in text:
        return text
    plain = _ESCAPE.sub(_character, text)
    return _SURROGATES.sub(lambda m: m[0].encode("utf-16", "surrogatepass").decode("utf-16"), plain)


def _character(match: re.Match[str]) -> str:
    if match[1] or match[2]:
        return chr(int(match[1] or match[2], 16))
    return _SIMPLE.get(match[3], match[3])


def _number(word: str) -> Any:
    """A number of modest length; None for any other bare word, so that it is no text."""
    try:
        return float(word) if len(word) < 40 and not word.lstrip("-").isdigit() else int(word) if len(word) < 40 else None
    except ValueError:
        return None
