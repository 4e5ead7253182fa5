"""Entities, their statements and the evidence as triples: the part of an RDF export that grows with the graph.

Two streams in one order (statements with their evidence, qualifiers) are walked beside the entities, and triples come out in small portions.
This is the hot path: plain tuples, kept terms, no values of kg.model; and few literals, since handing one to a triple costs
pyoxigraph ten times what an IRI does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from kg.errors import WorkspaceError
from kg.graph import ByStatement, flat
from kg.model import content_hash
from kg.sinks.rdf_terms import Kept, Terms
from kg.store.reading import EVIDENCE_COLUMNS, STATEMENT_COLUMNS, Reading, Row

# Where the columns of evidence stand in a row of Reading.supported.
_DOCUMENT, _PARAGRAPH, _START, _EXTRACTOR, _SURE = (
    len(STATEMENT_COLUMNS) + EVIDENCE_COLUMNS.index(name) - 1 for name in ("document", "paragraph", "start_char", "extractor", "confidence")
)
_PREDICATE, _MODALITY = STATEMENT_COLUMNS.index("predicate"), STATEMENT_COLUMNS.index("modality")
_RUN = 10_000  # rows of one subject that are held back, so that its own triples stand together


def facts(reading: Reading, terms: Terms) -> Iterator[Iterable[Any]]:
    """Each entity, what it is and is called, its direct triples, then the nodes of its statements.

    Rows are held, not triples: one that is written and forgotten at once costs half as much as one that has to wait.
    Raises WorkspaceError for a statement whose subject is no entity."""
    from pyoxigraph import Triple

    a, label, also = (terms.known(name) for name in ("rdf:type", "rdfs:label", "skos:altLabel"))
    statements, writer = flat(reading.supported()), _Statements(reading, terms)
    row = next(statements, None)
    for page in reading.entities():
        for id, name, type, aliases in page:
            node = terms.entity(id, name)
            yield [Triple(node, a, terms.type[type]), Triple(node, label, terms.text(name))]
            if aliases:
                yield [Triple(node, also, terms.text(other)) for other in aliases]
            while row is not None and row[1] == id:
                held: list[Row] = []
                while row is not None and row[1] == id and (len(held) < _RUN or row[0] == held[-1][0]):
                    held.append(row)
                    row = next(statements, None)
                yield from writer.of_subject(node, held)
    if row is not None:
        raise WorkspaceError(f"statement {row[0]}: its subject {row[1]} is no entity; build the workspace again")


class _Statements:
    """Makes the triples of statements."""

    def __init__(self, reading: Reading, terms: Terms) -> None:
        from pyoxigraph import Triple

        self.terms, self.make = terms, Triple
        self._qualifiers = ByStatement(reading.qualifiers())
        self._last: tuple[Any, ...] = ()
        known = terms.known
        self._a, self._kind = known("rdf:type"), known("rdf:Statement")
        self._subject, self._predicate, self._object = known("rdf:subject"), known("rdf:predicate"), known("rdf:object")
        self._modality, self._confidence, self._evidenced = known("kg:modality"), known("kg:confidence"), known("kg:evidence")
        self._derived, self._generated, self._quoted = (
            known("prov:wasDerivedFrom"),
            known("prov:wasGeneratedBy"),
            known("prov:wasQuotedFrom"),
        )
        self._proof, self._resource, self._source = known("kg:Evidence"), known("oa:SpecificResource"), known("oa:hasSource")
        self._selector, self._position, self._quote = (
            known("oa:hasSelector"),
            known("oa:TextPositionSelector"),
            known("oa:TextQuoteSelector"),
        )
        self._start, self._end, self._exact = known("oa:start"), known("oa:end"), known("oa:exact")
        self._wording, self._supports = known("kg:wording"), known("kg:supports")
        self._at_statement, self._at_evidence = f"{terms.base}statement/", f"{terms.base}evidence/"
        self._origins = Kept[str, tuple[Any, str]](lambda id: (terms.paragraph[id], _place(id)))
        self._modalities = {name: known(f"kg:{name}") for name in ("asserted", "negated", "hedged", "hypothetical")}

    def of_subject(self, subject: Any, rows: list[Row]) -> Iterator[Iterable[Any]]:
        """The direct triples of a subject, its links to the nodes of its statements, then each node with its evidence."""
        terms, T, iri, at = self.terms, self.make, self.terms.iri, self._at_statement
        entities, property = terms.entities, terms.property
        kept: list[tuple[Any, str, Any, Any, Any, Any, list[Row]]] = []
        last = ""
        for row in rows:
            id = row[0]
            if id == last:  # one more evidence of the same statement
                kept[-1][6].append(row)
                continue
            last = id
            _, direct, claim, link, _ = property[row[_PREDICATE]]
            object, modality = row[3], row[_MODALITY]
            if object is None:
                target = terms.value[row[4] or "", row[5] or "string"]
            else:
                target = entities.get(object) or terms.entity(object, row[8])
            node = iri(at + id)
            kept.append((claim, id, node, direct, link, target, [row]))
            this = (subject, direct, target)
            if modality == "asserted" and this != self._last:  # statements that differ only in their qualifiers have one direct triple
                self._last = this
                yield (T(subject, direct, target),)
        yield (T(subject, one[0], one[2]) for one in kept)
        for _, *one in kept:
            yield self._node(subject, *one)

    def _node(self, subject: Any, id: str, node: Any, direct: Any, link: Any, target: Any, evidence: list[Row]) -> Iterator[Any]:
        terms, T = self.terms, self.make
        yield T(node, self._a, self._kind)
        yield T(node, self._subject, subject)
        yield T(node, self._predicate, direct)
        yield T(node, self._object, target)
        yield T(node, link, target)
        yield T(node, self._modality, self._modalities[evidence[0][_MODALITY]])
        if self._qualifiers.statement == id:
            for _, key, object, value, datatype, name in self._qualifiers.of(id):
                given = terms.entity(object, name) if object is not None else terms.value[value or "", datatype or "string"]
                yield T(node, terms.property[key].qualifier, given)
        if len(evidence) > 1:
            yield from self._several(node, id, evidence)
            return
        row = evidence[0]
        if row[_DOCUMENT] is None:
            return
        source, (origin, name) = terms.document[row[_DOCUMENT]], self._origins[row[_PARAGRAPH]]
        place = f"{self._at_evidence}{id}-{name}"
        proof = terms.iri(place)
        yield T(node, self._confidence, terms.confidence[row[_SURE]])
        yield T(node, self._derived, source)
        yield T(node, self._derived, origin)
        yield T(node, self._generated, terms.extractor[row[_EXTRACTOR]])
        yield T(node, self._evidenced, proof)
        yield from self._proof_of(proof, place, source, origin, row)

    def _several(self, node: Any, statement: str, evidence: list[Row]) -> Iterator[Any]:
        """Several places: each is named once as origin, and has a confidence of its own."""
        terms, T = self.terms, self.make
        yield T(node, self._confidence, terms.confidence[max(row[_SURE] for row in evidence)])
        for origin in dict.fromkeys([terms.document[row[_DOCUMENT]] for row in evidence]):
            yield T(node, self._derived, origin)
        for origin in dict.fromkeys([terms.paragraph[row[_PARAGRAPH]] for row in evidence]):
            yield T(node, self._derived, origin)
        for by in dict.fromkeys([terms.extractor[row[_EXTRACTOR]] for row in evidence]):
            yield T(node, self._generated, by)
        places = [f"{self._at_evidence}{statement}-{place}" for place in _places(evidence)]
        proofs = [terms.iri(place) for place in places]
        for proof in proofs:
            yield T(node, self._evidenced, proof)
        for proof, place, row in zip(proofs, places, evidence, strict=True):
            yield T(proof, self._confidence, terms.confidence[row[_SURE]])
            yield from self._proof_of(proof, place, terms.document[row[_DOCUMENT]], terms.paragraph[row[_PARAGRAPH]], row)

    def _proof_of(self, proof: Any, place: str, document: Any, paragraph: Any, row: Row) -> Iterator[Any]:
        """The node of one evidence and, where there is a text, the place in it."""
        start, end, quote, wording, keys = row[_START:_EXTRACTOR]
        terms, T, a = self.terms, self.make, self._a
        yield T(proof, a, self._proof)
        yield T(proof, a, self._resource)
        yield T(proof, self._source, document)
        yield T(proof, self._quoted, paragraph)
        if wording != row[_PREDICATE]:
            yield T(proof, self._wording, terms.text(wording))
        if keys:
            for key in dict.fromkeys(keys):
                yield T(proof, self._supports, terms.property[key].qualifier)
        if quote is not None:
            at, exact = terms.iri(f"{place}-position"), terms.iri(f"{place}-quote")
            yield T(proof, self._selector, at)
            yield T(proof, self._selector, exact)
            yield T(at, a, self._position)
            yield T(at, self._start, terms.integer[start])
            yield T(at, self._end, terms.integer[end])
            yield T(exact, a, self._quote)
            yield T(exact, self._exact, terms.text(quote))


def _places(evidence: list[Row]) -> list[str]:
    """A local name for each evidence: of its paragraph, so that it stays when other evidence comes and goes."""
    found: dict[str, None] = {}
    for row in evidence:
        name = base = _place(row[_PARAGRAPH])
        count = 1
        while name in found:
            count += 1
            name = f"{base}-{count}"
        found[name] = None
    return list(found)


def _place(paragraph: str) -> str:
    start = paragraph[:12]
    return start if start.isalnum() and start.isascii() else content_hash(paragraph)[:12]
