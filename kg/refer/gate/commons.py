"""Names that many bear: "Board of Trustees", "11th Army", "Group H", "Union Station" say by themselves of nobody in particular.

Such a name is completed by what stands beside it, by a fuller form in its document, or by the organization whose page it is; else what is
told of it is refused.  Knows the chains of one document.
"""

from __future__ import annotations

import re

from kg.extract.mentions.words import of as _words
from kg.model import Span, Triple
from kg.refer import scene
from kg.refer.book import Book
from kg.refer.names.gender import is_place, mostly_given
from kg.refer.place import Place
from kg.refer.words import sense
from kg.refer.words.phrases import WORD

_NUMBER = r"(?:1?\d(?:st|nd|rd|th)|First|Second|Third|Fourth|Fifth|Sixth|Seventh|Eighth|Ninth|Tenth)"
_FORCES = (
    r"(?:Arm(?:y|ies)|Divisions?|Battalions?|Brigades?|Regiments?|Corps|Squadrons?|Platoons?|Compan(?:y|ies)|Infantry|Fleets?|Air Forces?)"
)
_LETTERED = (
    r"(?:Groups?|Complex(?:es)?|Stelae?|Temples?|Altars?|Tombs?|Structures?|Stages?|Studios?|Articles?|Compan(?:y|ies)|Sections?|Wards?|Districts?|Zones?|Platforms?|Routes?"
    r"|Rooms?|Buildings?|Units?|Phases?|Platoons?|Squads?|Batter(?:y|ies)|Blocks?|Piers?|Gates?|Lines?|Halls?)"
)
_COMMON = re.compile(
    rf"{_NUMBER}(?: (?:and|to) {_NUMBER})? (?:(?:Infantry|Armoured|Cavalry|Rifle|Field|Light) )?{_FORCES}(?: of {_LETTERED} \w+)?"
    rf"|{_LETTERED} (?:[A-Z]|\d+|[IVX]+)|[A-Z]|Civil War"
)
# The nouns of what every institution, town or land has, and what may stand beside them without saying which.
_UNITS = _words(
    "board committee commission department faculty office division directorate section senate secretariat command bureau branch"
)
_NOUNS = _UNITS | _words(
    """council ministry court academy institute society association union club church cathedral museum gallery galleria library observatory
    hospital station hall street avenue road palace castle park square bridge chapel monastery abbey house guild government parliament army navy force
    fleet police group site administration company headquarters district centre center building tower airport plaza"""
)
_PLAIN = _words(
    """executive central northern southern eastern western north south east west northeastern northwestern southeastern southwestern programme program
    organising organizing steering advisory main federal grand old new union county city town district regional provincial
    municipal local public high lower upper appeals appeal planning budget art arts science sciences medical law business engineering foreign
    home health labour labor justice historic national transitional air battle circuit bridge market church station mill
    king's queen's people's first second third electoral organisational standing select special joint"""
)
_FIELDS = _words(
    """trustees directors governors regents foreign affairs mathematics computing computer education health culture defence defense justice
    finance interior physics chemistry biology history medicine law arts sciences science engineering economics philosophy theology
    agriculture labour labor transport trade tourism planning works president mayor governor secretary ministers elders state war
    operations research technology information public internal"""
)
_JOINTS = frozenset(("of", "the", "and", "for", "&"))
_KNOWN = re.compile(
    r"(?i)(?:the )?(?:national park service|home office|foreign office|federal bureau|air force|royal .*|public library|department of (?:state|justice|defense|labor)"
    r"|war office|high court of justice|old town|new town|house of (?:commons|lords|representatives)|union army|union navy|federal government|white house|grand fleet|high seas fleet|army group .*)"
)
_BESIDE = re.compile(r",? (?P<joint>of|at|in|for) (?:the )?(?=[A-Z])")
_LONGEST = 80  # characters of a name
_SITED = re.compile(r"(?:Stela|Altar|Temple|Tomb|Structure|Complex) ")  # numbered where they were dug up
_CALLED = re.compile(r"\b(?:become|becomes|became|as|named|declared|made)$")
_BOUND = re.compile(r"(?:[,;]| (?:of|in|at|on|for|and|or|to|from|by|with|near|the))$")


def is_common(name: str) -> bool:
    """Whether a name is made of words that many names are made of, so that it tells of nobody in particular."""
    name = name.removeprefix("The ").removeprefix("the ")
    if _COMMON.fullmatch(name):
        return True
    words = [word.casefold() for word in WORD.findall(name)]
    if not words or not name[:1].isupper() or _KNOWN.fullmatch(name):
        return False
    head = words.index("of") if "of" in words else words.index("for") if "for" in words else len(words)
    if not head or words[head - 1] not in _NOUNS:
        return False
    return set(words[: head - 1]) <= _PLAIN | _NOUNS and set(words[head:]) <= _FIELDS | _JOINTS


def _given_only(name: str, title: str) -> bool:
    """Whether a person is called by a given name alone, and that is none of the page's title."""
    word = name.casefold()
    return " " not in name and mostly_given(word) and not is_place(word) and word not in title.casefold().split()


def whole(book: Book, place: Place, triple: Triple, end: int, span: Span | None) -> int | str:
    """What an end stands for under a name that is its own: the end itself where it has one already, or a reason."""
    if not span or not book.known(end):
        return end
    page, name = book.page(), book.name(end)
    if span == triple.subject_span and book.chains[end].type == "Person" and _given_only(name, book.title):
        of_whom = triple.predicate.endswith(" of") or sense.is_copula(triple.predicate) and " of " in triple.object
        return end if of_whom else f"who, it does not say: {name}"  # "John, son of Anna Roe" is told
    if end == page or not is_common(name):
        return end
    if span == triple.object_span and (sense.is_copula(triple.predicate) or _CALLED.search(triple.predicate)):
        return end  # of which kind it is
    if (beside := _beside(book, place, name, span)) is not None:
        return beside
    if _fuller(book.title, name):
        return book.described(place, book.title, book.chains[end].type, span)
    fuller = {chain.number for chain in book.proper() if chain.number != end and _fuller(chain.name, name)}
    if len(fuller) == 1:
        return fuller.pop()
    if not fuller and page is not None and _owns(book, place, page, end, span):
        return book.owned(place, page, name, book.chains[end].type, span)
    return end if _SITED.match(name) else f"of which, it does not say: {name}"  # readers take a numbered monument for one


def _owns(book: Book, place: Place, page: int, end: int, span: Span) -> bool:
    """Whether what the page is about has what is called so commonly: an organization its board, a site its monuments."""
    name = book.name(end)
    if _SITED.match(name):
        return book.chains[page].type == "Place"
    noun = WORD.findall(re.split(" of | for ", name)[0].casefold())[-1]
    fit = noun in _UNITS and not name[:1].isdigit() and book.chains[page].type == "Organization"
    return fit and not _others(book, place, span, {page, end})


def _beside(book: Book, place: Place, name: str, span: Span) -> int | None:
    """The name with what stands right behind it: "Department of Music at Larn University"."""
    text = place.paragraph.text
    behind = _BESIDE.match(text, span[1])
    if behind and (owner := book.starting(place, behind.end())) is not None:
        end = next(m.end for m in place.inside(behind.end(), behind.end() + _LONGEST) if m.kind == "name" and m.start == behind.end())
        kind = book.chains[owner].type
        return book.described(place, f"{name} {behind['joint']} {book.name(owner)}", kind, (span[0], end)) if kind != "Person" else None
    return None


def _fuller(longer: str, name: str) -> bool:
    """Whether a name is another's with more to it: "Larn Board of Trustees", "Board of Trustees of Larn"."""
    if is_common(longer):
        return False
    if longer.endswith(f" {name}"):
        return _BOUND.search(longer.removesuffix(f" {name}")) is None
    return longer.startswith((f"{name} of ", f"{name} at ", f"{name} for ", f"{name} in ", f"{name} (", f"{name}, "))


def _others(book: Book, place: Place, span: Span, same: set[int]) -> bool:
    """Whether the sentence names another organization."""
    whole = scene.around(place.paragraph.text, span)
    return whole is None or any(number not in same and book.chains[number].type == "Organization" for number in book.named(place, whole))
