"""Which names of one document mean the same: greedy steps, the safest first, each only where one host is possible.

The steps, their order and where to stop follow measurements on Re-DocRED; what other signals would add is mostly wrong.
Works on forms through indexes (last word, acronym, neighbours), never on all pairs.  Knows nothing of pronouns.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from kg.extract.mentions import words
from kg.model import Paragraph
from kg.normalize.names import acronym
from kg.refer.names.acronyms import BRACKET, Pair, acronyms, bracketed_acronyms
from kg.refer.names.forms import NOT_PERSON_ENDS, OF_SURNAMES, Form, head_word, is_class_noun, rank_of
from kg.refer.names.gender import is_given, is_place, is_surname, mostly_given
from kg.refer.names.groups import Apart, Names, topical
from kg.refer.names.subject import Subject
from kg.refer.names.titled import OWN, own_surname, page, rulers, short_title

_PARTICLES = words.INNER - {"of"}
_KNOWN = re.compile(
    r"[\"”’',\s(–—]*(?:(?:is|was|were|are|and|who|which|she|he|it|has been|had been)\s+)*(?:also|better|formerly|originally|previously|commonly|often|sometimes|"
    r"professionally|popularly|simply|later|once|now|then|\s)*"
    r"(?:(?:known|called|named|renamed|nicknamed|dubbed|credited|abbreviated|referred to)(?:\s+(?:simply|professionally|mostly|better))*(?:\s+(?:as|to|by))?|aka|a\.k\.a\.|n[ée]e|born|formerly)"
    r"(?:\s+(?:as|the|simply))*\s*[\"“‘'(]?\s*",
    re.IGNORECASE,
)
# "The club named Roe" names nobody anew: without a comma, bracket or "is" before it, the word is the verb of a sentence.
_ACTIVE = re.compile(r"\s*(?:named|called|renamed|nicknamed|dubbed|credited|born|formerly|referred)\b", re.IGNORECASE)
# "The tune, made by Roe, is known as Lark", "one of Roe, and was called Lark": the verb's subject stands before Roe.
_RESUMED = re.compile(r",\s+(?:and\s+)?(?:is|was|are|were|has been|had been)\b")
_BELOW = re.compile(r"(?:\b(?:of|by|to|in|at|from|for|with|near|and)(?: the)?|,) $")
# "named Varn coach", "called the Varn of the North", "called Varn in miniature": no name, or not all of it.
_GOES_ON = re.compile(
    r"(?:['’]s?)? (?:of|in (?!the\b|honou?r\b|memory\b|recognition\b)[a-z]"
    r"|(?!(?:and|or|but|in|on|at|by|from|to|until|till|after|since|when|while|as|was|is|were|are|has|had|for|because|due|under|during|with|before|"
    r"who|which|that|where|if|instead|per|following|upon|by|through|between|among|via|within)\b)[A-Za-z])"
)
_SMALL = re.compile(r"(?<![\w'’-])[^\W\d_A-Z][^\W\d_A-Z]+\b")
_NUMBER = re.compile(r"[IVXLC]+|AD|BC|BCE|CE|MPs|MSPs")  # in brackets behind a name
_LOOSE = frozenset(("to", "with", "from", "for", "by", "at", "in", "on"))  # "Love to Madam Roe" is no fuller name of hers
_OWNED = re.compile(r"['’]s? ")
ALIAS_RULES = frozenset(("also known as", "bracketed name", "lost apostrophe"))
_MARRIED = frozenset(("mrs", "mrs.", "lady", "madame"))
_HOUSES = frozenset("hall house park court lodge grange manor abbey cottage farm place".split())  # a tale's "Roe Hall" is nobody
_FAR_BEFORE = 20  # times that a tale must speak more of one person than of all others of the surname
_MOVABLE = frozenset(("Person", ""))


def join_names(forms: Sequence[Form], paragraphs: Sequence[Paragraph], subject: Subject, *, tale: bool = False, apart: Apart = ()) -> Names:
    """Joins the forms of one document, in a `tale` with more care for families; never those that are to stay `apart`.
    Linear in forms and mentions, but for names that share a last word."""
    names = Names(forms, subject, tale=tale, apart=apart)
    if tale:
        names.parts = [frozenset(paragraphs[index].heading for index, _ in form.places) for form in forms]
    pairs = list(_neighbours(forms, paragraphs))
    _small_letters(names)
    bracketed_acronyms(names, pairs)
    acronyms(names)
    _lost_apostrophes(names)
    rulers(names)
    page(names, paragraphs)
    own_surname(names, paragraphs)
    short_title(names)
    _middle_names(names)
    _titles(names)
    _uncles(names)
    _ships(names)
    _last_names(names, paragraphs)
    _first_names(names)
    _also_known(names, pairs)
    _bracketed_names(names, pairs)
    _class_nouns(names)
    return names


def _small_letters(names: Names) -> None:
    """A name of several words that somebody wrote without capitals."""
    written = {form.key: i for i, form in enumerate(names.forms) if form.case and len(form.words) > 1}
    for i, form in enumerate(names.forms):
        if not form.case and form.key in written:
            names.join(written[form.key], i, "letter case", 0.95)


# ---- neighbours -------------------------------------------------------------------------------------------------------------


def _neighbours(forms: Sequence[Form], paragraphs: Sequence[Paragraph]) -> Iterator[Pair]:
    """Names that follow one another within a few words."""
    places = sorted((index, mention.start, mention.end, form.order) for form in forms for index, mention in form.places)
    for (index, begin, end, left), (next_index, start, next_end, right) in itertools.pairwise(places):
        if index == next_index and 0 <= start - end <= 48 and left != right:
            text = paragraphs[index].text
            yield Pair(left, right, text[max(0, begin - 12) : begin], text[end:start], text[next_end : next_end + 24])


# ---- persons --------------------------------------------------------------------------------------------------------------


def _persons(names: Names) -> list[int]:
    """Forms of two words and more that name a person."""
    return [
        i
        for i, form in enumerate(names.forms)
        if len(form.core) > 1
        and form.case
        and names.type(i) == "Person"
        and not _OWNED.search(form.text)
        and (form.core[-1] not in NOT_PERSON_ENDS or is_given(form.core[0]))
        and form.core[0] not in words.PLACE_STARTS
        and not _LOOSE.intersection(form.core)
        and not (names.tale and form.core[-1] in _HOUSES and not is_given(form.core[0]))
        and not _office(form.words)
    ]


def _office(words_: tuple[str, ...]) -> bool:
    """Whether a name is but what somebody holds: "Governor of Norland", "1st Duke of Varn".  Norland and Varn are places, and no surnames."""
    if "of" not in words_[1:]:
        return False
    return all(word in words.TITLES | words.PERSON_NOUNS or word[0].isdigit() or "-" in word for word in words_[: words_.index("of")])


def _initial(word: str, full: str) -> bool:
    return len(word) == 1 and full.startswith(word)


def _lost_apostrophes(names: Names) -> None:
    """ "Roes house" in a text whose apostrophes are gone: beside a commoner "Roe", "Roes" is no name of its own."""
    written = {form.key: i for i, form in enumerate(names.forms) if form.case}
    for i, form in enumerate(names.forms):
        base = written.get(form.key[:-1]) if form.case and form.text.endswith("s") and len(form.key) > 3 else None
        if base is not None and names.forms[base].count > form.count and not (is_given(form.key) and is_given(form.key[:-1])):
            names.join(base, i, "lost apostrophe", 0.9)
            names.torn.add(form.text)


def _middle_names(names: Names) -> None:
    """ "Anna Maria Roe", "Anna M. Roe" and "A. Roe" are Anna Roe; "King George" is George, where only one fits."""
    buckets: dict[tuple[str, str], list[int]] = {}
    for i in _persons(names):
        core = names.forms[i].core
        buckets.setdefault((core[0][0], core[-1]), []).append(i)
    for bucket in buckets.values():
        if len(bucket) < 2:
            continue
        longest_first = sorted(bucket, key=lambda i: (-len(names.forms[i].core), -len(names.forms[i].key), i))
        for at, short in enumerate(longest_first):
            hosts = [i for i in longest_first[:at] if _short_of(names.forms[short].core, names.forms[i].core) and _one_sex(names, i, short)]
            host = names.only(hosts)
            if host is not None:
                same = names.forms[short].core == names.forms[hosts[0]].core
                names.join(hosts[0], short, "title" if same else "middle name", 0.93)


def _titles(names: Names) -> None:
    """ "Victoria" is Queen Victoria, where no other title goes with that name; a bare "Roe" is Mr. Roe rather than Miss Roe."""
    hosts: dict[tuple[str, ...], list[int]] = {}
    for i, form in enumerate(names.forms):
        if form.title and form.core and names.type(i) == "Person":
            hosts.setdefault(form.core, []).append(i)
    for core, bearers in hosts.items():
        men = [i for i in bearers if names.forms[i].sex() == "m"]
        if len(bearers) > 1 and men and len(men) < len(bearers):
            hosts[core] = men
        elif names.tale and not men and len(core) == 1 and not mostly_given(core[0]):
            hosts[core] = [i for i in bearers if names.forms[i].sex() != "f"]  # a woman is not called by her bare surname there
    if not hosts:
        return
    for i, form in enumerate(names.forms):
        if not form.title and form.core in hosts and form.case and _may_be_person(names, i) and names.rule[i][0] != OWN:
            host = names.only(hosts[form.core])
            if host is not None and names.meet(host, i):
                names.join(host, i, "title", 0.93)


def _uncles(names: Names) -> None:
    """In a tale, "my aunt Roe" is Mrs. Roe, where there is one."""
    if not names.tale:
        return
    hosts = {(rank_of(form.title), form.core): i for i, form in enumerate(names.forms) if form.title and form.core}
    for i, form in enumerate(names.forms):
        host = hosts.get(({"uncle": "mr", "aunt": "mrs"}.get(form.title, ""), form.core))
        if host is not None and names.root(i) == i:
            names.join(host, i, "title", 0.9)


def _ships(names: Names) -> None:
    """ "The Falcon" is HMS Falcon, where no other ship and no person is called so, or the page is about that one."""
    hosts: dict[tuple[str, ...], list[int]] = {}
    for i, form in enumerate(names.forms):
        if form.case and len(form.core) > 1 and form.core[0] in words.SHIP_PREFIXES and names.type(i) == "Product":
            hosts.setdefault(form.core[1:], []).append(i)
    if not hosts:
        return
    surnames = {names.forms[i].core[-1:] for i in _persons(names)}
    for i, form in enumerate(names.forms):
        ships = hosts.get(form.core, []) if form.case and not form.title else []
        host = names.only(ships) if len(ships) < 2 else names.only(h for h in ships if names.root(h) == names.root(names.page))
        if host is not None and (form.core not in surnames or topical(names, ships[0])) and not is_place(form.key):
            names.join(host, i, "name of a ship", 0.9)


def _short_of(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    """Whether the words of one name stand in another in order, the first and last the same, initials for words."""
    if not (short[0] == long[0] or _initial(short[0], long[0]) or _initial(long[0], short[0])):
        return False
    at = 1
    for word in short[1:-1]:
        while at < len(long) - 1 and not (long[at] == word or _initial(word, long[at]) or _initial(long[at], word)):
            at += 1
        if at >= len(long) - 1:
            return False
        at += 1
    return short[-1] == long[-1]


def _lone(names: Names) -> list[int]:
    """Forms that may be the last or first name of somebody: one word, or particles and one word."""
    return [
        i
        for i, form in enumerate(names.forms)
        if form.case
        and form.core
        and (len(form.core) == 1 or all(word in _PARTICLES or names.tale and word == "st" for word in form.core[:-1]))
        and names.rule[i][0] == ""
        and not (
            names.subject.type not in ("", "Person") and names.root(i) == names.root(names.page)
        )  # "Acme" on the page of Acme is no Mr. Acme
    ]


def _last_names(names: Names, paragraphs: Sequence[Paragraph]) -> None:
    bearers: dict[str, list[int]] = {}
    for i in _persons(names):
        if names.forms[i].core[-2] != "of":  # Varn is no other name of Otto of Varn
            bearers.setdefault(names.forms[i].core[-1], []).append(i)
    given = {names.forms[i].core[0] for i in _persons(names) if is_given(names.forms[i].core[0])}
    title = names.topic[-1] if len(names.topic) > 1 else ""
    small = {word for paragraph in paragraphs for word in _SMALL.findall(paragraph.text)} if bearers else set()
    for i in _lone(names):
        core = names.forms[i].core
        hosts = [
            h
            for h in bearers.get(core[-1], ())
            if len(names.forms[h].core) > len(core) and names.forms[h].core[-len(core) :] == core and h != i and _one_sex(names, h, i)
        ]
        if len(core) == 1 and core[0] in given and mostly_given(core[0]):  # "Tom" is rather Tom Roe than Mars Tom
            hosts = [h for h in hosts if is_given(names.forms[h].core[0])]
        if not hosts or not _may_be_person(names, i) or names.forms[i].title and core[-1] in words.TITLES:
            continue  # "Lieutenant General" is nobody's name
        if len(core) == 1 and names.type(i) == "Place":  # where "Cornelis van Haarlem" is from
            hosts = [h for h in hosts if names.forms[h].core[-2] not in _PARTICLES]
        if core[-1] == title and not any(topical(names, h) for h in hosts):
            continue  # on the page of Ann Roe, "Roe" is no other Roe
        if len(core) == 1 and not is_surname(core[0]) and core[0] in small:
            continue  # "the Library" where the text says "a library", is not Mr. Library
        host, rule = names.only(hosts), "surname"
        if host is None:
            host, rule = names.only(h for h in hosts if topical(names, h)), OWN
        if host is None and names.tale:
            host, rule = _foremost(names, hosts), "surname"
        if host is not None and host != names.root(i) and names.meet(host, i):
            names.join(host, i, rule, 0.95 if rule == "surname" else 0.92)


def _foremost(names: Names, hosts: Sequence[int]) -> int | None:
    """Of several who bear a surname in a tale, the one it speaks of all the time; None where no one is so far before the others."""
    best = max(hosts, key=lambda h: names.forms[h].count, default=None)
    if best is None or names.forms[best].count < _FAR_BEFORE * sum(
        names.forms[h].count for h in hosts if names.root(h) != names.root(best)
    ):
        return None
    return names.root(best)


def _one_sex(names: Names, host: int, guest: int) -> bool:
    """Whether a full name may be that of a lone surname, by the title before that: "Mr. Roe" is not Ann Roe."""
    one, other = names.forms[host].sex(), names.forms[guest].sex() if names.forms[guest].gender or names.forms[guest].title else ""
    if names.tale and names.forms[guest].title in _MARRIED and names.forms[host].title not in _MARRIED:
        return False  # the wife, or a daughter
    ranks = names.forms[host].ranks
    if names.tale and ranks and (rank := rank_of(names.forms[guest].title)) and rank not in ranks:
        return False  # "Miss Roe" is not Lady Ann Roe
    return not one or not other or one == other


def _may_be_person(names: Names, i: int) -> bool:
    votes = names.votes[i]
    kind = names.type(i)
    return kind in _MOVABLE or votes.get("Person", 0.0) > 0 or kind in ("Organization", "Work", "Product", "Event", "Thing")


def _first_names(names: Names) -> None:
    bearers: dict[str, list[int]] = {}
    for i in _persons(names):
        bearers.setdefault(names.forms[i].core[0], []).append(i)
    for i in _lone(names):
        core = names.forms[i].core
        mistaken = mostly_given(core[0]) and not is_place(core[0])  # the recogniser takes rare given names for places
        if len(core) == 1 and (names.type(i) in _MOVABLE or mistaken) and names.root(i) == i:
            if names.tale and rank_of(names.forms[i].title) in OF_SURNAMES:
                continue  # "Colonel Ellery" is not Ellery Roe
            hosts = (h for h in bearers.get(core[0], ()) if h < i or topical(names, h))  # nobody is first called by half a name
            host = names.only(hosts)
            if host is None or host == i or not names.meet(host, i):
                continue
            if is_given(core[0]) or names.votes[host].get("Person", 0.0) > 2.0 or topical(names, host):
                names.join(host, i, "first name", 0.9)


# ---- what the text says, and lone class nouns ------------------------------------------------------------------------------


def _agree(names: Names, a: int, b: int) -> bool:
    left, right = names.type(a), names.type(b)
    return left == right or "" in (left, right)


def _also_known(names: Names, pairs: Sequence[Pair]) -> None:
    for left, right, before, between, behind in pairs:
        if (
            len(between) > 4
            and _KNOWN.fullmatch(between)
            and not _ACTIVE.match(between)
            and not (_RESUMED.match(between) and _BELOW.search(before))
            and not _GOES_ON.match(behind)
            and _agree(names, left, right)
            and names.type(left) != "Group"
            and names.rule[right][0] != OWN  # "Ann Lind (née Roe)" on the page of Bo Roe
        ):
            names.join(left, right, "also known as", 0.85)


def _bracketed_names(names: Names, pairs: Sequence[Pair]) -> None:
    for left, right, _, between, behind in pairs:
        if "(" not in between or not BRACKET.fullmatch(between) or not behind.lstrip(" \"”’'").startswith(")"):
            continue
        short, whole = names.forms[right].text.replace(".", ""), acronym(names.forms[left].text)
        if len(whole) > 1 and len(short) > len(whole) and short.endswith(whole) or _NUMBER.fullmatch(short):
            continue  # "member of the European Parliament (MEP)", "Oberliga (III)", "of Varn (48 BC)"
        kinds = {names.type(left), names.type(right)}
        if _agree(names, left, right) and not kinds & {"Place", "Person", "Group"}:
            names.join(left, right, "bracketed name", 0.8)


def _class_nouns(names: Names) -> None:
    """ "The Council" is the one council that was named in full before."""
    heads: dict[str, list[int]] = {}
    lone = [i for i, form in enumerate(names.forms) if form.case and is_class_noun(form)]
    if not lone:
        return
    for i, form in enumerate(names.forms):
        if len(form.words) > 1 and form.case and names.type(i) != "Person":
            heads.setdefault(head_word(form.words), []).append(i)
    for i in lone:
        host = names.only(heads.get(names.forms[i].core[0], ()))
        if host is not None and host < i:
            names.join(host, i, "class noun", 0.85)
