"""Posts that are told without the body that they are of: "is head coach", "was elected Deputy Leader".

The body is taken from the page where that cannot be another: a club's page tells of its own coaches, a person's page says once of which
land she was minister.  Knows one triple in its document.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from kg.extract.mentions.words import of as _words
from kg.model import End, Triple
from kg.normalize.keys import is_temporal
from kg.refer import scene
from kg.refer.book import Book
from kg.refer.names.gender import is_place
from kg.refer.place import Place
from kg.refer.words import sense
from kg.refer.words.phrases import ARTICLES, WORD

# Kin and posts are somebody's; with nothing but the words below before them, they leave open whose.
_KIN = _words("son daughter father mother brother sister wife husband uncle aunt nephew niece cousin partner employee co-author")
_MAKERS = _words("producer co-producer editor director co-director")  # of a work, too
_OF_STATE = _words(
    """minister governor mayor president vice-president premier chancellor representative delegate candidate nominee commander treasurer speaker
    ambassador commissioner spokesman spokeswoman spokesperson whip"""
)
_OF_BODIES = _words(
    """leader co-leader chief head chairman chairwoman chairperson chair deputy ceo owner co-owner member manager captain coach secretary
    finalist runner-up executive administrator supervisor coordinator curator dean rector principal"""
)
_POSTS = _KIN | _MAKERS | _OF_STATE | _OF_BODIES
_ONE_HOLDER = _words("minister premier chancellor speaker general governor")  # at a time; a person may coach several clubs
_GENERALS = _words("attorney vicar solicitor governor secretary director surgeon consul")
_BEFORE = _words(
    """former ex old new current present outgoing incoming incumbent interim caretaker temporary provisional sole acting permanent then elected newly
    executive co-executive vice deputy depute senior junior chief general leading main longtime long-time top associate assistant joint head lead one a an
    the first second prime lord party team club band school museum caucus company board opposition government minority majority national local state
    regional diocesan rebel musical music artistic creative technical sporting sports financial commercial operating managing editorial
    art news campaign project founding honorary principal special private press presidential democratic republican liberal conservative labour
    independent foreign affairs defence defense finance interior justice health education home culture transport trade agriculture environment
    energy tourism attorney lieutenant offensive defensive quarterbacks personnel mayoral gubernatorial congressional parliamentary"""
)
_TRADE = re.compile(r"an? (?:manager|coach|editor|director|curator|executive|administrator)")
_RANKS = re.compile(r"(?:lieutenant|wing|battery|squadron|platoon) commander|(?:group|flight|staff) captain", re.IGNORECASE)
_BECOMING = _words(
    "become becomes became becoming named renamed elected re-elected reelected appointed reappointed made declared chosen considered as"
)
_HELD = re.compile(r"\b(?:post|position|role|office|job|title|rank) of$|\b(?:promoted|elevated|demoted) to$")
_TELLS_NOTHING = frozenset(
    "role manner cause purpose ordinal after before duration frequency circumstance source agent quantity modality condition under by".split()
)


def unheld(triple: Triple, object: str, qualifiers: Iterable[tuple[str, End]]) -> bool:
    """Whether a triple gives somebody a post, called `object`, and neither it nor a qualifier says of what."""
    predicate = triple.predicate.casefold()
    if not (sense.is_copula(predicate) or predicate.split()[-1] in _BECOMING or _HELD.search(predicate)):
        return False
    if any(not is_temporal(key) and key not in _TELLS_NOTHING for key, _ in qualifiers):
        return False
    return _bare(object)


def _bare(said: str) -> bool:
    """Whether a phrase is but the name of a post: "the incumbent President", "head coach", "Attorney General"."""
    if _TRADE.fullmatch(said):
        return False
    words = [word for word in WORD.findall(said.casefold()) if word not in ARTICLES]
    if not words or _RANKS.fullmatch(" ".join(words)):
        return False
    if words[-1] == "general":
        words.pop()
        return bool(words) and words[-1] in _GENERALS and set(words[:-1]) <= _BEFORE
    return words[-1] in _POSTS and set(words[:-1]) <= _BEFORE


def dated_office(object: str, qualifiers: Iterable[tuple[str, End]]) -> bool:
    """Whether it is an office of state that one holds at a time, with its time: "Deputy Prime Minister" from 1989 to 1990 was one."""
    words = object.split()
    return words[-1].lower() in _ONE_HOLDER and words[-1].istitle() and len(words) > 1 and any(is_temporal(key) for key, _ in qualifiers)


def body(book: Book, place: Place, triple: Triple, subject: int, object: str) -> int | None:
    """The chain of what the post is of, where the document leaves no doubt; else None."""
    page = book.page()
    if page is None:
        return None
    noun = WORD.findall(object.casefold())[-1]
    kind = book.chains[page].type
    if subject == page:
        return _told_first(book, object) if kind == "Person" and noun in _ONE_HOLDER else None
    fitting = {
        "Organization": noun in _OF_BODIES | _MAKERS,
        "Work": noun in _MAKERS,
        "Place": noun in ("minister", "president", "premier", "mayor", "governor") and is_place(book.name(page).casefold()),
    }
    if not fitting.get(kind) or "candidate" in object.casefold() or _others(book, place, triple, page):
        return None
    return page


def _others(book: Book, place: Place, triple: Triple, page: int) -> bool:
    """Whether the sentence of a triple names another body or place than the page's subject."""
    spans = [span for span in (triple.subject_span, triple.object_span) if span]
    if not spans:
        return True
    whole = scene.around(place.paragraph.text, (min(a for a, _ in spans), max(b for _, b in spans)))
    return whole is None or any(
        number != page and book.chains[number].type in ("Organization", "Place", "Work") for number in book.named(place, whole)
    )


def _told_first(book: Book, object: str) -> int | None:
    """The chain of what such a post is of, in the first paragraph that says it ("Prime Minister of Ruritania"), if that is one only."""
    words = [word for word in WORD.findall(object) if word.lower() not in ARTICLES | _PASSING]
    of = re.compile(rf"(?<!vice )(?<!deputy )\b{' '.join(map(re.escape, words))}(?: \([^)]*\))? of (?:the )?", re.IGNORECASE)
    for place in book.places:
        found = {book.starting(place, match.end()) for match in of.finditer(place.paragraph.text)}
        if found:
            return found.pop() if len(found) == 1 else None
    return None


_PASSING = _words("former ex old new current present outgoing incoming incumbent interim caretaker acting then newly elected")
