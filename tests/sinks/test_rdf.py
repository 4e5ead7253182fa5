"""RDF: what every triple store should find in it, read with two programs that did not write it."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph
import pytest
import rdflib
from rdflib import DCTERMS, PROV, RDF, RDFS, SKOS, XSD, Literal, Namespace, URIRef

import graphs
from kg.errors import SettingsError
from kg.graph import Graph
from kg.sinks.rdf_terms import Terms, checked_base, property_slug, quantity, slug
from kg.sinks.text import fit
from kg.store import Store

# rdflib's Dataset warns of its own use of what it will drop.
pytestmark = pytest.mark.filterwarnings("ignore:(Dataset|ConjunctiveGraph):DeprecationWarning")

FORMATS = {"ttl": "turtle", "nt": "nt", "nq": "nquads", "trig": "trig", "jsonld": "json-ld", "rdf": "xml"}
KG = Namespace("https://example.org/kg/vocabulary#")
OA = Namespace("http://www.w3.org/ns/oa#")
QUDT = Namespace("http://qudt.org/schema/qudt/")
BASE = "https://example.org/kg/"
D, P, PS, PQ = (Namespace(f"{BASE}property-{role}/") for role in ("direct", "claim", "statement", "qualifier"))


def read(path: Path) -> rdflib.Graph:
    data = rdflib.Dataset()
    data.parse(data=path.read_bytes(), format=FORMATS[path.suffix[1:]])
    plain = rdflib.Graph()
    for s, p, o, _ in data.quads():
        plain.add((s, p, o))
    return plain


def read_by_oxigraph(path: Path) -> set[str]:
    kind = pyoxigraph.RdfFormat.from_extension(path.suffix[1:])
    return {str(pyoxigraph.Triple(q.subject, q.predicate, q.object)) for q in pyoxigraph.parse(path.read_bytes(), format=kind)}


def unfolded(text: str) -> str:
    """XML readers take a carriage return for a line feed."""
    return fit(text).replace("\r", "\n")


@pytest.fixture
def found(graph: Graph, tmp_path: Path) -> rdflib.Graph:
    return read(graph.export(tmp_path / "graph.ttl"))


def named(found: rdflib.Graph, name: str) -> URIRef:
    """The entity of a name."""
    nodes = [s for s in found.subjects(RDFS.label, Literal(name)) if str(s).startswith(f"{BASE}id/")]
    assert len(nodes) == 1
    return nodes[0]


def test_direct_triple_and_statement_node(found: rdflib.Graph) -> None:
    ada, london = named(found, "Ada Lovelace"), named(found, "London")
    assert (ada, D.born_in, london) in found
    nodes = set(found.objects(ada, P.born_in))
    assert len(nodes) == 2  # one with the day, one without: two statements
    for node in nodes:
        assert {(RDF.type, RDF.Statement), (RDF.subject, ada), (RDF.predicate, D.born_in), (RDF.object, london)} <= set(found[node])
        assert (node, PS.born_in, london) in found
    dated = [node for node in nodes if (node, PQ.point_in_time, None) in found]
    assert [found.value(node, PQ.point_in_time) for node in dated] == [Literal("1815-12-10", datatype=XSD.date)]
    assert found.value(dated[0], KG.confidence) == Literal("0.93", datatype=XSD.decimal)


def test_what_is_not_asserted_has_no_direct_triple(found: rdflib.Graph) -> None:
    ada, gauss = named(found, "Ada Lovelace"), named(found, "Carl Friedrich Gauß")
    assert (ada, None, gauss) not in found
    node = found.value(ada, P.meet)
    assert found.value(node, KG.modality) == KG.negated
    assert found.value(node, RDF.object) == gauss


def test_every_statement_comes_back_with_its_qualifiers(graph: Graph, found: rdflib.Graph) -> None:
    expected = sorted((s.id, key.replace(" ", "_")) for s in graph.statements for key, _ in s.qualifiers)
    told = sorted((str(s).rpartition("/")[2], str(p)[len(PQ) :]) for s, p, _ in found if str(p).startswith(str(PQ)))
    assert told == expected
    assert len(expected) == 6


def test_an_entity_in_a_qualifier_is_a_node(found: rdflib.Graph) -> None:
    node = found.value(None, PQ.together_with, named(found, "Ada Lovelace"))
    assert found.value(node, RDF.subject) == named(found, "Analytical Engine")


def test_values_are_typed(found: rdflib.Graph) -> None:
    engine = named(found, "Analytical Engine")
    assert found.value(engine, D.number_of_parts) == Literal("25000", datatype=XSD.decimal)
    assert found.value(engine, D.design_start) == Literal("183X", datatype=URIRef("http://id.loc.gov/datatypes/edtf/EDTF"))
    weight = found.value(found.value(engine, P.weigh), PS.weigh)
    assert found.value(weight, RDF.type) == QUDT.QuantityValue
    assert found.value(weight, QUDT.numericValue) == Literal("4.5", datatype=XSD.decimal)
    assert found.value(weight, QUDT.unit) == URIRef("http://qudt.org/vocab/unit/TONNE")
    years = {found.value(found.value(named(found, "Ada Lovelace"), P.work_with), PQ[key]) for key in ("start_time", "end_time")}
    assert years == {Literal("1833", datatype=XSD.gYear), Literal("1843", datatype=XSD.gYear)}


def test_origin_and_place(found: rdflib.Graph) -> None:
    node = found.value(named(found, "Ada Lovelace"), P.work_with)
    origins = set(found.objects(node, PROV.wasDerivedFrom))
    document = next(o for o in origins if (o, RDF.type, KG.Document) in found)
    paragraph = next(o for o in origins if (o, RDF.type, KG.Paragraph) in found)
    assert found.value(paragraph, DCTERMS.isPartOf) == document
    assert found.value(document, DCTERMS.title) == Literal("The enchantress of numbers")
    assert found.value(document, DCTERMS.date) == Literal("1979-05", datatype=XSD.gYearMonth)
    assert found.value(found.value(node, PROV.wasGeneratedBy), RDFS.label) == Literal("by hand 1")
    proof = found.value(node, KG.evidence)
    assert found.value(proof, OA.hasSource) == document
    place = {p: o for selector in found.objects(proof, OA.hasSelector) for p, o in found[selector]}
    quote = "She worked with Charles Babbage from 1833 to 1843"
    text = "\n\n".join(graphs.lovelace().texts["lives/ada.txt"])
    assert str(place[OA.exact]) == quote == text[int(place[OA.start]) : int(place[OA.end])]


def test_several_places_each_with_its_confidence(found: rdflib.Graph) -> None:
    node = found.value(named(found, "Charles Babbage"), P.know)
    assert found.value(node, KG.confidence) == Literal("0.7", datatype=XSD.decimal)
    proofs = list(found.objects(node, KG.evidence))
    assert sorted(str(found.value(proof, KG.confidence)) for proof in proofs) == ["0.3", "0.7"]


def test_names_of_things_and_of_predicates(found: rdflib.Graph) -> None:
    ada = named(found, "Ada Lovelace")
    assert {str(o) for o in found.objects(ada, SKOS.altLabel)} == {"Countess of Lovelace", "Lovelace"}
    assert found.value(ada, RDF.type) == KG.Person
    assert str(found.value(D.born_in, RDFS.label)) == "born in"
    assert str(found.value(URIRef(f"{BASE}property/born_in"), SKOS.altLabel)) == "was born in"
    assert (None, RDFS.label, Literal("Nobody")) not in found  # stands in no statement


@pytest.mark.parametrize("suffix", FORMATS)
def test_both_readers_read_the_same_from_every_format(hostile: Graph, tmp_path: Path, suffix: str) -> None:
    everything = read_by_oxigraph(hostile.export(tmp_path / "graph.nt"))
    written = hostile.export(tmp_path / f"graph.{suffix}")
    assert read_by_oxigraph(written) == everything
    assert len(read(written)) == len(everything)


@pytest.mark.parametrize("suffix", FORMATS)
def test_hostile_texts_come_back_whole_and_inert(hostile: Graph, tmp_path: Path, suffix: str) -> None:
    found = read(hostile.export(tmp_path / f"graph.{suffix}"))
    texts = {str(o) for o in found.objects() if isinstance(o, Literal)}
    assert {unfolded(name) for name in graphs.HOSTILE} <= {unfolded(text) for text in texts}
    assert not [s for s in found.subjects() if "evil.example/" in str(s) and str(s).startswith("http://evil")]
    wordings = {str(found.value(p, RDFS.label)) for p in found.subjects(RDF.type, RDF.Property) if str(p).startswith(str(D))}
    assert {unfolded(name) for name in graphs.HOSTILE} <= {unfolded(name) for name in wordings}


def test_the_same_graph_gives_the_same_bytes(tmp_path: Path) -> None:
    written = []
    for number, threads in enumerate((1, 2)):
        with Store(threads=threads) as store:
            graph = Graph(graphs.lovelace().into(store, backwards=bool(number)))
            written.append([graph.export(tmp_path / f"{number}.{suffix}").read_bytes() for suffix in FORMATS])
    assert written[0] == written[1]


def test_min_confidence_looks_at_the_best_evidence(graph: Graph, tmp_path: Path) -> None:
    found = read(Graph(graph.store, min_confidence=0.7).export(tmp_path / "sure.ttl"))
    assert (named(found, "Charles Babbage"), D.know, named(found, "Ada Lovelace")) in found
    assert (None, RDFS.label, Literal("Carl Friedrich Gauß")) not in found
    assert (None, P.weigh, None) not in found


def test_the_set_is_described(graph: Graph, found: rdflib.Graph, tmp_path: Path) -> None:
    void = Namespace("http://rdfs.org/ns/void#")
    node = URIRef(f"{BASE}dataset")
    assert (node, RDF.type, void.Dataset) in found
    assert found.value(node, void.entities) == Literal(6)
    assert str(found.value(node, DCTERMS.identifier)) == graph.digest
    part = read(graph.export(tmp_path / "sure.ttl", min_confidence=0.7))
    assert (node, void.entities, None) in part
    assert (node, DCTERMS.identifier, None) not in part


def test_another_base(graph: Graph, tmp_path: Path) -> None:
    found = read(graph.export(tmp_path / "graph.ttl", base="http://data.test/of/us"))
    assert (None, URIRef("http://data.test/of/us/property-direct/born_in"), None) in found
    assert not [s for s in found.subjects() if str(s).startswith(BASE) and not str(s).startswith(str(KG))]


@pytest.mark.parametrize("base", ["", "no iri", "http://a b/", "relative/path"])
def test_a_base_that_is_no_iri(base: str) -> None:
    with pytest.raises(SettingsError, match="no absolute IRI"):
        checked_base(base)


def test_wordings_never_meet() -> None:
    wordings = [
        "born in",
        "Born in",
        "born_in",
        "born-in",
        "born  in",
        " born in",
        "born in ",
        "born in?",
        "1 a",
        "a1",
        "",
        "é",
        "e\u0301",
        "x" * 400,
        "x" * 401,
    ]
    slugs = [property_slug(words) for words in wordings]
    assert len(set(slugs)) == len(wordings)
    assert slugs[0] == "born_in"
    assert all(made[0].isalpha() and made.replace("-", "").replace("_", "").isalnum() and made.isascii() for made in slugs)


def test_entities_of_one_name_have_two_iris() -> None:
    terms = Terms()
    iris = [terms.entity(id, "Åbo").value for id in ("0" * 32, "1" * 32)]
    assert iris == [f"{BASE}id/%C3%85bo-000000000000", f"{BASE}id/%C3%85bo-111111111111"]
    assert slug("…") == "x"


def test_what_is_no_quantity_stays_text() -> None:
    assert quantity("4.5 t") == ("4.5", "t")
    assert quantity("many miles") is None
    assert quantity("5") is None


def test_the_shapes_hold(graph: Graph, tmp_path: Path) -> None:
    pyshacl = pytest.importorskip("pyshacl")
    shapes = Path(__file__).parents[2] / "kg" / "sinks" / "shapes.ttl"
    data = read(graph.export(tmp_path / "graph.ttl"))
    conforms, _, report = pyshacl.validate(data, shacl_graph=str(shapes), shacl_graph_format="turtle")
    assert conforms, report
    data.remove((None, KG.modality, None))
    assert not pyshacl.validate(data, shacl_graph=str(shapes), shacl_graph_format="turtle")[0]


def test_what_the_shapes_ask_of_statements(found: rdflib.Graph) -> None:
    """The heart of shapes.ttl in SPARQL, which needs no SHACL processor: statements that lack something."""
    lacking = """SELECT ?node ?path WHERE { ?node a rdf:Statement . VALUES ?path { rdf:subject rdf:predicate rdf:object kg:modality kg:confidence
        kg:evidence prov:wasDerivedFrom prov:wasGeneratedBy } FILTER NOT EXISTS { ?node ?path ?value } }"""
    spaces = {"rdf": RDF, "kg": KG, "prov": PROV}
    assert list(found.query(lacking, initNs=spaces)) == []
    assert len(list(found.query("SELECT ?node WHERE { ?node a rdf:Statement }", initNs=spaces))) == 9
    found.remove((None, KG.modality, None))
    assert len(list(found.query(lacking, initNs=spaces))) == 9
