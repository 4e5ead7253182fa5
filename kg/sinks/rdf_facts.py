"""Entities, their statements and the evidence as triples: the part of an RDF export that grows with the graph.

Three streams in one order (statements, qualifiers, evidence) are walked beside the entities, and lists of terms come out.
This is the hot path: plain tuples, kept terms, no values of kg.model.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kg.graph import flat
from kg.model import content_hash
from kg.sinks.rdf_terms import Terms
from kg.store.reading import Reading, Row

_RUN = 2000  # statements of one subject that are held back so that its own triples stand together


class _Walk:
    """A stream that is taken piece by piece, by the statement that its rows belong to."""

    def __init__(self, pages: Iterator[list[Row]]) -> None:
        self._rows = flat(pages)
        self.row: Row | None = next(self._rows, None)

    def of(self, statement: str) -> list[Row]:
        found: list[Row] = []
        row = self.row
        while row is not None and row[0] == statement:
            found.append(row)
            row = next(self._rows, None)
        self.row = row
        return found


def facts(reading: Reading, terms: Terms) -> Iterator[list[Any]]:
    """Each entity, what it is and is called, its direct triples, then the nodes of its statements."""
    from pyoxigraph import Triple

    a, label, also = (terms.known(name) for name in ("rdf:type", "rdfs:label", "skos:altLabel"))
    statements, writer = flat(reading.statements()), _Statements(reading, terms)
    row = next(statements, None)
    for page in reading.entities():
        for id, name, type, aliases in page:
            node = terms.entity[id, name]
            out = [Triple(node, a, terms.type[type]), Triple(node, label, terms.text(name))]
            out += [Triple(node, also, terms.text(other)) for other in aliases or ()]
            while row is not None and row[1] == id:
                writer.add(node, row, out)
                row = next(statements, None)
                if len(writer.nodes) >= _RUN * 12:
                    yield out
                    yield writer.taken()
                    out = []
            yield out
            yield writer.taken()


class _Statements:
    """Makes the triples of statements: `add` appends what hangs on the subject, `taken` gives the nodes that it made since."""

    def __init__(self, reading: Reading, terms: Terms) -> None:
        from pyoxigraph import Triple

        self.terms, self.make = terms, Triple
        self.nodes: list[Any] = []
        self._qualifiers, self._evidence = _Walk(reading.qualifiers()), _Walk(reading.evidence())
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
        self._modalities: dict[str, Any] = {}

    def taken(self) -> list[Any]:
        nodes, self.nodes = self.nodes, []
        return nodes

    def add(self, subject: Any, row: Row, out: list[Any]) -> None:
        """One statement: its direct triple and its link into `out`, its node and evidence into `nodes`."""
        id, _, words, object, value, datatype, modality, _, object_name = row
        terms, T = self.terms, self.make
        of = terms.property[words]
        node = terms.statement(id)
        target = terms.entity[object, object_name] if object is not None else terms.value[value or "", datatype or "string"]
        if modality == "asserted":
            direct = (subject, of, target)
            if direct != self._last:  # several statements that differ in their qualifiers have one direct triple
                out.append(T(subject, of.direct, target))
                self._last = direct
        out.append(T(subject, of.claim, node))
        nodes = self.nodes
        nodes += (
            T(node, self._a, self._kind),
            T(node, self._subject, subject),
            T(node, self._predicate, of.direct),
            T(node, self._object, target),
            T(node, of.statement, target),
        )
        for _, key, object, value, datatype, name in self._qualifiers.of(id):
            given = terms.entity[object, name] if object is not None else terms.value[value or "", datatype or "string"]
            nodes.append(T(node, terms.property[key].qualifier, given))
        said = self._modalities.get(modality)
        if said is None:
            said = self._modalities[modality] = terms.text(modality)
        nodes.append(T(node, self._modality, said))
        evidence = self._evidence.of(id)
        if evidence:
            self._add_evidence(node, id, evidence)

    def _add_evidence(self, node: Any, statement: str, evidence: list[Row]) -> None:
        terms, T, nodes = self.terms, self.make, self.nodes
        nodes.append(T(node, self._confidence, terms.confidence[max(row[9] for row in evidence)]))
        origins = dict.fromkeys([terms.document[row[1]] for row in evidence])
        origins.update(dict.fromkeys([terms.paragraph[row[2]] for row in evidence]))
        nodes += [T(node, self._derived, origin) for origin in origins]
        nodes += [T(node, self._generated, by) for by in dict.fromkeys([terms.extractor[row[8]] for row in evidence])]
        places = _places(statement, evidence)
        proofs = [terms.iri(f"{terms.base}evidence/{place}") for place in places]
        nodes += [T(node, self._evidenced, proof) for proof in proofs]
        a = self._a
        for proof, place, (_, document, paragraph, start, end, quote, wording, keys, _, sure) in zip(proofs, places, evidence, strict=True):
            nodes += (
                T(proof, a, self._proof),
                T(proof, a, self._resource),
                T(proof, self._source, terms.document[document]),
                T(proof, self._quoted, terms.paragraph[paragraph]),
                T(proof, self._wording, terms.text(wording)),
                T(proof, self._confidence, terms.confidence[sure]),
            )
            if keys:
                nodes += [T(proof, self._supports, terms.property[key].qualifier) for key in dict.fromkeys(keys)]
            if quote is not None:
                at = terms.iri(f"{terms.base}evidence/{place}-position")
                words = terms.iri(f"{terms.base}evidence/{place}-quote")
                nodes += (
                    T(proof, self._selector, at),
                    T(proof, self._selector, words),
                    T(at, a, self._position),
                    T(at, self._start, terms.integer[start]),
                    T(at, self._end, terms.integer[end]),
                    T(words, a, self._quote),
                    T(words, self._exact, terms.text(quote)),
                )


def _places(statement: str, evidence: list[Row]) -> list[str]:
    """A local name for each evidence: of its paragraph, so that it stays when other evidence comes and goes."""
    if len(evidence) == 1:
        return [f"{statement}-{_place(evidence[0][2])}"]
    found: dict[str, None] = {}
    for row in evidence:
        name = base = f"{statement}-{_place(row[2])}"
        count = 1
        while name in found:
            count += 1
            name = f"{base}-{count}"
        found[name] = None
    return list(found)


def _place(paragraph: str) -> str:
    return paragraph[:12] if paragraph[:12].isalnum() and paragraph.isascii() else content_hash(paragraph)[:12]
