"""The graph as RDF 1.1: Turtle, N-Triples, N-Quads, TriG, JSON-LD and RDF/XML, all of the same triples in the same order.

Each statement is the direct triple (where it is asserted) and one node that is both Wikidata-like (p:, ps:, pq:) and an rdf:Statement; origin is PROV,
the place in the text Web Annotation (oa:), quantities QUDT, the set VoID and DCAT.  docs/rdf.md shows it; shapes.ttl says it in SHACL.
pyoxigraph writes every format from terms: no text is ever formatted here.  Knows nothing of how IRIs are minted (rdf_terms).
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Any

from kg.graph import Graph
from kg.settings import EXAMPLE_BASE
from kg.sinks.rdf_facts import facts
from kg.sinks.rdf_terms import NAMESPACES, Terms, quantity

_FORMATS = {"ttl": "TURTLE", "nt": "N_TRIPLES", "nq": "N_QUADS", "trig": "TRIG", "jsonld": "JSON_LD", "rdf": "RDF_XML"}
_PREFIXED = ("ttl", "trig", "rdf")
# What our types are to others.
_CLASSES = {
    "Person": "http://xmlns.com/foaf/0.1/Person",
    "Organization": "http://xmlns.com/foaf/0.1/Organization",
    "Place": "http://schema.org/Place",
    "Event": "http://schema.org/Event",
    "Work": "http://schema.org/CreativeWork",
    "Product": "http://schema.org/Product",
    "Group": "http://xmlns.com/foaf/0.1/Group",
    "Concept": "http://www.w3.org/2004/02/skos/core#Concept",
}
_VOCABULARIES = ("rdf", "rdfs", "skos", "dcterms", "prov", "oa", "qudt", "wikibase", "kg")
Triples = Iterator[list[Any]]


def write(graph: Graph, target: Path, *, format: str, base: str = EXAMPLE_BASE) -> None:
    """Writes one file.  Raises SettingsError for a base that is no IRI, OSError where the file cannot be written."""
    import pyoxigraph

    terms = Terms(base)
    prefixes = terms.prefixes if format in _PREFIXED else None
    with _no_collecting():
        pyoxigraph.serialize(
            triples(graph, terms),
            str(target),
            format=getattr(pyoxigraph.RdfFormat, _FORMATS[format]),
            prefixes=prefixes,
        )


def triples(graph: Graph, terms: Terms) -> Iterator[Any]:
    """All triples: the entities with their statements, classes and properties, quantities, documents, and the set as a whole."""
    parts = (
        facts(graph.reading, terms),
        _classes(graph, terms),
        _properties(graph, terms),
        _quantities(graph, terms),
        _documents(graph, terms),
    )
    return chain.from_iterable(chain(*parts, _dataset(graph, terms)))


@contextmanager
def _no_collecting() -> Iterator[None]:
    """Millions of short-lived terms make the collector of cycles look at everything again and again, and none of them is in a cycle: it
    takes most of the time otherwise."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _dataset(graph: Graph, terms: Terms) -> Triples:
    """What the set is."""
    from pyoxigraph import Triple

    known, iri = terms.known, terms.iri
    told = [
        ("rdf:type", known("void:Dataset")),
        ("rdf:type", known("dcat:Dataset")),
        ("dcterms:title", terms.text("Knowledge graph from documents")),
        ("void:uriSpace", terms.text(terms.base)),
        ("void:entities", terms.integer[graph.reading.count("entities")]),
        ("void:documents", terms.integer[graph.reading.count("documents")]),
        *(("void:vocabulary", iri(NAMESPACES[prefix])) for prefix in _VOCABULARIES),
    ]
    if graph.reading.min_confidence <= 0:  # the digest is that of the whole graph
        told.append(("dcterms:identifier", terms.text(graph.digest)))
    yield [Triple(iri(terms.base + "dataset"), known(predicate), value) for predicate, value in told]


def _classes(graph: Graph, terms: Terms) -> Triples:
    from pyoxigraph import Triple

    a, kind, label, below = (terms.known(name) for name in ("rdf:type", "rdfs:Class", "rdfs:label", "rdfs:subClassOf"))
    for type in graph.reading.types():
        node = terms.type[type]
        out = [Triple(node, a, kind), Triple(node, label, terms.text(type))]
        yield [*out, Triple(node, below, terms.iri(_CLASSES[type]))] if type in _CLASSES else out


def _properties(graph: Graph, terms: Terms) -> Triples:
    """Each predicate and each key of a qualifier as a property with its roles and its names."""
    from pyoxigraph import Triple

    a, label, also, kind, role = (terms.known(n) for n in ("rdf:type", "rdfs:label", "skos:altLabel", "wikibase:Property", "rdf:Property"))
    direct, claim, statement, qualifier = (terms.known(f"wikibase:{n}") for n in ("directClaim", "claim", "statementProperty", "qualifier"))
    keys = set(graph.reading.keys())

    def described(words: str, written: list[str], links: list[tuple[Any, int]]) -> list[Any]:
        terms_of = terms.property[words]
        name = terms.text(words)
        out = [Triple(terms_of.node, a, kind), Triple(terms_of.node, label, name)]
        forms = {terms.text(form): None for form in written if form != words}
        out += [Triple(terms_of.node, also, form) for form in forms if form != name]
        out += [Triple(terms_of.node, link, terms_of[at]) for link, at in links]
        out += [Triple(terms_of[at], a, role) for _, at in links]
        # The roles that stand in triples which people look at bear the name too.
        out += [Triple(terms_of[at], label, name) for link, at in links if link in (direct, qualifier)]
        return out

    used = [(direct, 1), (claim, 2), (statement, 3)]
    for page in graph.reading.predicates():
        out: list[Any] = []
        for words, written in page:
            out += described(words, written or [], used + ([(qualifier, 4)] if words in keys else []))
            keys.discard(words)
        yield out
    for words in sorted(keys):
        yield described(words, [], [(qualifier, 4)])


def _quantities(graph: Graph, terms: Terms) -> Triples:
    from pyoxigraph import Triple

    a, label = terms.known("rdf:type"), terms.known("rdfs:label")
    kind, number, unit, code = (terms.known(f"qudt:{n}") for n in ("QuantityValue", "numericValue", "unit", "ucumCode"))
    units: set[str] = set()
    for page in graph.reading.literals("quantity"):
        out = []
        for (value,) in page:
            parts = quantity(value)
            if parts is None:
                continue  # written as text where it stands
            node = terms.value[value, "quantity"]
            out += [Triple(node, a, kind), Triple(node, label, terms.text(value)), Triple(node, number, terms.decimal(parts[0]))]
            out.append(Triple(node, unit, terms.unit(parts[1])))
            units.add(parts[1])
        yield out
    yield [Triple(terms.unit(unit), predicate, terms.text(unit)) for unit in sorted(units) for predicate in (label, code)]


def _documents(graph: Graph, terms: Terms) -> Triples:
    """Documents, paragraphs and extractors: what the origins are."""
    from pyoxigraph import Triple

    known, text = terms.known, terms.text
    a, document, paragraph, source, part = (
        known(n) for n in ("rdf:type", "kg:Document", "kg:Paragraph", "prov:Entity", "dcterms:isPartOf")
    )
    identifier, title, uri, date, language, form = (
        known(f"dcterms:{n}") for n in ("identifier", "title", "source", "date", "language", "format")
    )
    ordinal, heading = known("kg:ordinal"), known("kg:heading")
    for page in graph.reading.documents():
        out = []
        for id, where, name, spoken, dated, mime in page:
            node = terms.document[id]
            out += [Triple(node, a, document), Triple(node, a, source), Triple(node, identifier, text(id))]
            told = ((title, name), (uri, where), (language, spoken), (form, mime))
            out += [Triple(node, predicate, text(value)) for predicate, value in told if value]
            if dated:
                out.append(Triple(node, date, terms.value[dated, "date"]))
        yield out
    for page in graph.reading.paragraphs():
        out = []
        for id, of, number, _start, _end, path, _text in page:
            node = terms.paragraph[id]
            out += [Triple(node, a, paragraph), Triple(node, part, terms.document[of]), Triple(node, ordinal, terms.integer[number])]
            if path:
                out.append(Triple(node, heading, text(path)))
        yield out
    activity, label = known("prov:Activity"), known("rdfs:label")
    for name in graph.reading.extractors():
        yield [Triple(terms.extractor[name], a, activity), Triple(terms.extractor[name], label, text(name))]
