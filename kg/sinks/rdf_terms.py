"""Names, ids and values as RDF terms: how IRIs are minted below the base, and the vocabularies that kg speaks.

An IRI ends in a slug that people can read, and in as much of a hash as keeps it from meeting another.  Terms are kept, since most of them
are needed again; the keeping is bounded.  Knows nothing of statements and files.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from decimal import Decimal
from typing import Any, NamedTuple, TypeVar
from urllib.parse import quote

from kg.errors import SettingsError
from kg.model import TYPES, content_hash
from kg.normalize.dates import xsd
from kg.settings import EXAMPLE_BASE
from kg.sinks.text import fit

VOCABULARY = "https://example.org/kg/vocabulary#"  # fixed, whatever the base: the shapes and other people's queries name it
NAMESPACES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dcterms": "http://purl.org/dc/terms/",
    "prov": "http://www.w3.org/ns/prov#",
    "oa": "http://www.w3.org/ns/oa#",
    "qudt": "http://qudt.org/schema/qudt/",
    "unit": "http://qudt.org/vocab/unit/",
    "wikibase": "http://wikiba.se/ontology#",
    "kg": VOCABULARY,
}
RARE = {"dcat": "http://www.w3.org/ns/dcat#", "void": "http://rdfs.org/ns/void#"}  # not worth a prefix: each costs time at every IRI
# Below the base, as Wikidata has them: entities, statements, and of each property its roles.
OWN = {
    "id": "id/",
    "st": "statement/",
    "ev": "evidence/",
    "prop": "property/",
    "d": "property-direct/",
    "p": "property-claim/",
    "ps": "property-statement/",
    "pq": "property-qualifier/",
    "value": "value/",
    "doc": "document/",
    "par": "paragraph/",
    "by": "extractor/",
    "class": "class/",
}
EDTF = "http://id.loc.gov/datatypes/edtf/EDTF"
# UCUM codes: QUDT's names of the units.
_UNITS = dict(
    pair.split(" ")
    for pair in (
        "km KiloM|m M|cm CentiM|mm MilliM|um MicroM|nm NanoM|[mi_i] MI|[nmi_i] MI_N|[ft_i] FT|[in_i] IN|[yd_i] YD|[ly] LY|AU AU|km2 KiloM2|m2 M2|[mi_i]2 MI2"
        "|[ft_i]2 FT2|har HA|[acr_us] AC|m3 M3|[ft_i]3 FT3|L L|mL MilliL|kg KiloGM|g GM|mg MilliGM|ug MicroGM|t TONNE|[lb_av] LB|[oz_av] OZ|s SEC|ms MilliSEC"
        "|min MIN|h HR|d DAY|wk WK|mo MO|a YR|km/h KiloM-PER-HR|[mi_i]/h MI-PER-HR|[kn_i] KN|m/s M-PER-SEC|km/s KiloM-PER-SEC|Cel DEG_C|[degF] DEG_F|K K"
        "|Hz HZ|kHz KiloHZ|MHz MegaHZ|GHz GigaHZ|W W|kW KiloW|MW MegaW|GW GigaW|kW.h KiloW-HR|MW.h MegaW-HR|[HP] HP|V V|kV KiloV|A A|J J|kJ KiloJ|kcal KiloCAL"
        "|eV EV|N N|Pa PA|hPa HectoPA|kPa KiloPA|bar BAR|mbar MilliBAR|dB DeciB|By BYTE|kBy KiloBYTE|MBy MegaBYTE|GBy GigaBYTE|TBy TeraBYTE|bit BIT|% PERCENT"
        "|mol MOL|Bq BQ|Sv SV"
    ).split("|")
)
_PLAIN = re.compile(r"[A-Za-z]+[A-Za-z0-9]*(?: [A-Za-z0-9]+)*")  # a wording that its slug says whole
_DECIMAL = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)", re.ASCII)
_HEX = re.compile(r"[0-9a-f]{8,64}")
_SLUG_LENGTH = 60  # characters
_KEPT = 200_000  # terms of one kind that are kept

K = TypeVar("K")
V = TypeVar("V")


class Property(NamedTuple):
    """The roles of one property: the property itself, straight between entities, to a statement, from it, and as qualifier."""

    node: Any
    direct: Any
    claim: Any
    statement: Any
    qualifier: Any


class Kept(dict[K, V]):
    """Makes what is missing, and forgets everything when it is too much: the terms come back equal, only later."""

    def __init__(self, make: Callable[[K], V], most: int = _KEPT) -> None:
        super().__init__()
        self._make, self._most = make, most

    def __missing__(self, key: K) -> V:
        if len(self) >= self._most:
            self.clear()
        made = self[key] = self._make(key)
        return made


class Terms:
    """Makes the terms of one export.  Raises SettingsError for a base that is no absolute IRI."""

    def __init__(self, base: str = EXAMPLE_BASE) -> None:
        from pyoxigraph import Literal, NamedNode

        self.base = checked_base(base)
        self.iri, self._literal = NamedNode, Literal
        self.prefixes = {**NAMESPACES, **{name: self.base + path for name, path in OWN.items()}}
        self._datatypes = {
            name: NamedNode(NAMESPACES["xsd"] + name) for name in ("date", "gYear", "gYearMonth", "decimal", "double", "integer")
        }
        self._edtf = NamedNode(EDTF)
        self.entities: dict[str, Any] = {}  # by id; for the hot path, which asks it first
        self.property = Kept[str, Property](self._property)
        self.document = Kept[str, Any](lambda id: self._own("doc", f"{slug(id)}-{short(content_hash(id))}"))
        self.paragraph = Kept[str, Any](lambda id: self._own("par", id if _HEX.fullmatch(id) else f"{slug(id)}-{short(content_hash(id))}"))
        self.extractor = Kept[str, Any](lambda id: self._own("by", f"{slug(id)}-{short(content_hash(id))}"))
        self.type = Kept[str, Any](self._type)
        self.value = Kept[tuple[str, str], Any](self._value)
        self.confidence = Kept[float, Any](lambda sure: Literal(_confidence(sure), datatype=self._datatypes["decimal"]))
        self.integer = Kept[int, Any](lambda number: Literal(str(number), datatype=self._datatypes["integer"]))

    def known(self, name: str) -> Any:
        """A term of a known vocabulary by its short name: "rdf:type"."""
        prefix, _, local = name.partition(":")
        return self.iri((NAMESPACES.get(prefix) or RARE[prefix]) + local)

    def entity(self, id: str, name: str) -> Any:
        """The node of an entity.  Both its id and its name make the IRI, so that it can be read."""
        node = self.entities.get(id)
        if node is None:
            if len(self.entities) >= _KEPT:
                self.entities.clear()
            node = self.entities[id] = self._own("id", f"{slug(name)}-{short(id)}")
        return node

    def statement(self, id: str) -> Any:
        """The node of a statement."""
        return self.iri(f"{self.base}statement/{id}")

    def text(self, text: str) -> Any:
        """A plain string."""
        return self._literal(fit(text))

    def unit(self, code: str) -> Any:
        """The unit of a UCUM code: QUDT's, else one of our own; amounts of money are in QUDT's currencies."""
        if code in _UNITS:
            return self.known(f"unit:{_UNITS[code]}")
        if re.fullmatch("[A-Z]{3}", code):
            return self.known(f"unit:CCY_{code}")
        return self.iri(f"{self.base}unit/{slug(code)}-{short(content_hash(code))}")

    def decimal(self, value: str) -> Any:
        """A number as xsd:decimal, as xsd:double where it has an exponent, else as text."""
        if _DECIMAL.fullmatch(value):
            return self._literal(value, datatype=self._datatypes["decimal"])
        if re.fullmatch(r"[+-]?\d+(\.\d+)?[eE][+-]?\d{1,3}", value, re.ASCII):
            return self._literal(value, datatype=self._datatypes["double"])
        return self.text(value)

    def _own(self, kind: str, local: str) -> Any:
        return self.iri(f"{self.base}{OWN[kind]}{local}")

    def _property(self, words: str) -> Property:
        local = property_slug(words)
        return Property(*(self._own(kind, local) for kind in ("prop", "d", "p", "ps", "pq")))

    def _type(self, type: str) -> Any:
        return self.iri(VOCABULARY + type) if type in TYPES else self._own("class", property_slug(type))

    def _value(self, given: tuple[str, str]) -> Any:
        value, datatype = given
        if datatype == "date":
            found = xsd(value)
            return self._literal(found[0], datatype=self._datatypes[found[1]]) if found else self._literal(fit(value), datatype=self._edtf)
        if datatype == "number":
            return self.decimal(value)
        if datatype == "quantity" and quantity(value):
            return self._own("value", f"{slug(value)}-{short(content_hash(value))}")
        return self.text(value)


def quantity(value: str) -> tuple[str, str] | None:
    """(decimal, UCUM unit) of a quantity's words, None where it is not one."""
    number, _, unit = value.partition(" ")
    return (number, unit) if unit and _DECIMAL.fullmatch(number) and Decimal(number).is_finite() else None


def checked_base(base: str) -> str:
    """The base, ending in "/" or "#".  Raises SettingsError for one that begins no absolute IRI."""
    from pyoxigraph import NamedNode

    whole = base if base.endswith(("/", "#")) else base + "/"
    try:
        NamedNode(whole + "id/a")
    except ValueError as error:
        raise SettingsError([f"rdf.base: {base!r} is no absolute IRI; give one such as {EXAMPLE_BASE}"]) from error
    return whole


def _confidence(sure: float) -> str:
    whole, _, rest = f"{sure:.4f}".partition(".")
    return f"{whole}.{rest.rstrip('0') or '0'}"


def short(hash: str) -> str:
    """As much of a hash as tells apart what has one slug."""
    return hash[:12] if _HEX.fullmatch(hash) else content_hash(hash)[:12]


def slug(name: str) -> str:
    """Letters and digits of a name in any script, NFC, words joined by "_", percent-encoded: "Marie_Curie", "%C3%85bo"."""
    words = "".join(c if c.isalnum() else " " for c in unicodedata.normalize("NFC", name[: 4 * _SLUG_LENGTH])).split()
    return quote("_".join(words)[:_SLUG_LENGTH].encode("utf-8", "ignore"), safe="") or "x"


def property_slug(words: str) -> str:
    """The end of a property's IRI: what XML allows as a name, so that RDF/XML can write it.  With a hash where the slug does not say
    the wording whole, so that two wordings never meet: no plain slug has a "-"."""
    if len(words) <= _SLUG_LENGTH and _PLAIN.fullmatch(words):
        return words.replace(" ", "_")
    readable = "_".join(re.findall(r"[A-Za-z0-9]+", words))[: _SLUG_LENGTH // 2].strip("_")
    return f"{readable if readable[:1].isalpha() else 'x' + readable}-{content_hash(words)[:16]}"
