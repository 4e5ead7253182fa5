"""Sending batches: built while the server works on the ones before, and counted.

Knows queries and batches; not why anything is written.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Self

from kg.errors import TargetError
from kg.sinks.neo4j import queries
from kg.sinks.neo4j.connect import Database
from kg.sinks.neo4j.shape import Link, Node, Section, link_properties

if TYPE_CHECKING:
    from numpy.typing import NDArray

BATCH = 10_000  # rows of a transaction
_PART = 2_000  # of one that changes what is there: the server writes while the rest is compared


class Places:
    """Neo4j's numbers of the nodes that this load makes, 16 bytes each.  Told by the first 64 bits of their ids.

    Whoever asks for one waits until all that was sent is made; till then more can be prepared."""

    def __init__(self) -> None:
        self._sent: deque[tuple[str, Sequence[str], Future[Any]]] = deque()
        self._found: dict[str, list[tuple[NDArray[Any], NDArray[Any]]]] = {}
        self._sorted: dict[str, tuple[NDArray[Any], NDArray[Any]]] = {}
        self._whole = True

    @property
    def whole(self) -> bool:
        """Whether every id has been told from every other."""
        self._settle()
        return self._whole

    def add(self, letter: str, hashes: Sequence[str], sent: Future[Any]) -> None:
        """Nodes that a batch makes, which gives their numbers in the order of the hashes."""
        self._sent.append((letter, hashes, sent))
        while self._sent and self._sent[0][2].done():
            self._take()

    def _take(self) -> None:
        import numpy

        letter, hashes, sent = self._sent.popleft()
        ids = numpy.array([int(hash[:16], 16) for hash in hashes], dtype=numpy.uint64)
        self._found.setdefault(letter, []).append((ids, numpy.array(sent.result()[0][0][0], dtype=numpy.int64)))

    def _settle(self) -> None:
        import numpy

        while self._sent:
            self._take()
        for letter, parts in self._found.items():
            ids, numbers = (numpy.concatenate(part) for part in zip(*parts, strict=True))
            order = numpy.argsort(ids)
            ids, numbers = ids[order], numbers[order]
            self._whole = self._whole and not bool((ids[1:] == ids[:-1]).any())
            self._sorted[letter] = (ids, numbers)
        self._found.clear()

    def of(self, suffixes: Sequence[str]) -> list[int]:
        """The numbers of nodes; -1, which no node has, for one that was not made."""
        import numpy

        self._settle()
        ids = numpy.array([int(suffix[1:17], 16) for suffix in suffixes], dtype=numpy.uint64)
        numbers = numpy.full(len(ids), -1, dtype=numpy.int64)
        kinds = [suffix[0] for suffix in suffixes]
        letters = numpy.array(kinds)
        for letter in sorted(set(kinds) & set(self._sorted)):
            known, places = self._sorted[letter]
            here = letters == letter
            at = numpy.searchsorted(known, ids[here])
            at[at == len(known)] = 0
            numbers[here] = numpy.where(known[at] == ids[here], places[at], -1)
        found: list[int] = numbers.tolist()
        return found


class Writer:
    """Sends batches, one after the other, from a thread of its own; a context manager that waits for all of them.  The first error stops it."""

    def __init__(self, database: Database, *, graph: str) -> None:
        self.database, self.graph, self.prefix = database, graph, graph + ":"
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="neo4j")  # two were no quicker: the lab log
        self._sent: list[Future[Any]] = []
        self._pots: dict[str, list[Any]] = {}  # rows that wait, by query
        self._sizes: dict[str, int] = {}  # how many nodes or relationships they are

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            if kind is None:
                self.wait()
        finally:
            self._pool.shutdown(wait=True, cancel_futures=True)

    def after(self, call: Callable[[], None]) -> None:
        """Has something done once what was sent before is written."""
        self._sent.append(self._pool.submit(call))

    def send(self, query: str, rows: Sequence[Any], *, made: int | None = None) -> Future[Any]:
        """Sends one batch; blocks while two wait behind the one on its way.

        `made` is the number that the query must give: where another hand took an end away, a relationship is missing."""
        while len(self._sent) > 2:
            self._sent.pop(0).result()
        sent = self._pool.submit(self._write, query, rows, made)
        self._sent.append(sent)
        return sent

    def _write(self, query: str, rows: Sequence[Any], made: int | None) -> tuple[list[list[Any]], Any]:
        found = self.database.write(query, rows=rows, prefix=self.prefix, graph=self.graph)
        if made is not None and found[0][0][0] != made:
            raise TargetError(
                f"{self.database.name}: nodes of the graph {self.graph} went away while they were joined; "
                "see that nobody else writes it, then run again with --verify"
            )
        return found

    def wait(self) -> None:
        """Until all that was sent, and all that waits for a full batch, is written."""
        for query in list(self._pots):
            self._flush(query)
        while self._sent:
            self._sent.pop(0).result()

    # ---- changing a little of what is there

    def put(self, query: str, rows: Iterable[Any]) -> None:
        """Rows for a query that is sent when there is a batch of them, or at `wait`: of what is read by pages little may be new on each."""
        for row in rows:
            self._pots.setdefault(query, []).append(row)
            self._sizes[query] = self._sizes.get(query, 0) + (len(row[1]) if query == queries.ADD_LINKS else 1)
            if self._sizes[query] >= _PART:
                self._flush(query)

    def _flush(self, query: str) -> None:
        rows, size = self._pots.pop(query), self._sizes.pop(query)
        self.send(query, rows, made=size if query == queries.ADD_LINKS else None)

    def add_links(self, section: Section, starts: Iterable[tuple[str, list[Link]]]) -> None:
        """Creates relationships that are not there, from (hash of the start, relationships)."""
        for hash, links in starts:
            self.put(queries.ADD_LINKS, [[section.letter + hash, [[link.end, link.type, link_properties(link)] for link in links]]])

    # ---- creating

    def create_nodes(self, section: Section, nodes: Iterable[Node], places: Places | None = None) -> int:
        """Creates nodes that are not there; gives how many.  Remembers their places where they are wanted."""
        made = 0
        for extras, batch in _by_extras(nodes):
            rows = [[n.hash, n.label, *n.values, n.extras] if extras else [n.hash, n.label, *n.values] for n in batch]
            sent = self.send(queries.create_nodes(section, extras), rows)
            if places is not None:
                places.add(section.letter, [n.hash for n in batch], sent)
            made += len(batch)
        return made

    def create_joined(self, section: Section, nodes: Iterable[tuple[Node, list[Link]]], places: Places) -> tuple[int, int]:
        """Creates nodes whose first two relationships are SUBJECT and OBJECT, with all that begins at them; gives how many of both."""
        made = [0, 0]
        pots: dict[bool, list[tuple[Node, list[Link]]]] = {}
        held: dict[bool, int] = {}

        def flush(extras: bool) -> None:
            pot = pots.pop(extras, [])
            numbers = iter(places.of([link.end for _, links in pot for link in links]))
            rows, more = [], 0
            for node, links in pot:
                subject, object, *others = [(next(numbers), link) for link in links]
                rest = [
                    [queries.link_row(number, link, False) for number, link in others if link.kind == kind] for kind in queries.JOINED_KINDS
                ]
                own = [*node.values, node.extras] if extras else node.values
                rows.append([node.hash, node.label, *own, subject[0], object[0], *rest])
                more += len(others)
            self.send(queries.create_joined(section, extras), rows, made=more)
            made[0] += len(rows)
            made[1] += more + 2 * len(rows)
            held.pop(extras)

        for node, links in nodes:
            extras = bool(node.extras)
            pots.setdefault(extras, []).append((node, links))
            held[extras] = held.get(extras, 0) + 1 + len(links)
            if held[extras] >= BATCH:
                flush(extras)
        for extras in list(pots):
            flush(extras)
        return made[0], made[1]

    def create_links(self, section: Section, starts: Iterable[tuple[str, list[Link]]], places: Places | None = None) -> int:
        """Creates relationships that are not there, from (hash of the start, relationships); gives how many."""
        made = 0
        pots: dict[tuple[str, bool], list[tuple[str, Link]]] = {}
        for hash, links in starts:
            for link in links:
                pot = pots.setdefault((link.kind, link.extras is not None), [])
                pot.append((section.letter + hash, link))
                if len(pot) >= BATCH:
                    made += self._send_links(link.kind, link.extras is not None, pots.pop((link.kind, link.extras is not None)), places)
        for (kind, extras), pot in pots.items():
            made += self._send_links(kind, extras, pot, places)
        return made

    def _send_links(self, kind: str, extras: bool, batch: Sequence[tuple[str, Link]], places: Places | None) -> int:
        starts: list[Any] = [start for start, _ in batch]
        ends: list[Any] = [link.end for _, link in batch]
        by_number = places is not None and places.whole
        if places is not None and places.whole:
            starts, ends = places.of(starts), places.of(ends)
        rows: list[Any] = []
        for start, end, (_, link) in zip(starts, ends, batch, strict=True):
            if not rows or rows[-1][0] != start:
                rows.append([start, []])
            rows[-1][1].append(queries.link_row(end, link, extras))
        self.send(queries.create_links(kind, extras, by_number), rows, made=len(batch))
        return len(batch)


def _by_extras(nodes: Iterable[Node]) -> Iterator[tuple[bool, list[Node]]]:
    """Batches of nodes with, and of nodes without, properties of any name."""
    pots: dict[bool, list[Node]] = {}
    for node in nodes:
        pot = pots.setdefault(bool(node.extras), [])
        pot.append(node)
        if len(pot) >= BATCH:
            yield bool(node.extras), pots.pop(bool(node.extras))
    yield from pots.items()
