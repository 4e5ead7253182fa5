"""All mentions of one document gathered into chains: names first, then pronouns and definite descriptions where it is safe.

Knows one document and no other; knows nothing of triples.  What it cannot settle it says, with the reason.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from kg.extract.mentions.words import KEPT_TITLES
from kg.model import Chain, Mention, Paragraph, Reference
from kg.refer.names.forms import Extra, Form, gather, is_class_noun, is_title_noun, type_of
from kg.refer.names.gender import mostly_given
from kg.refer.names.groups import Apart, Names
from kg.refer.names.joining import ALIAS_RULES, join_names
from kg.refer.names.kinds import weigh
from kg.refer.names.openers import common_nouns
from kg.refer.names.subject import Subject, page_subject
from kg.refer.pages import parts
from kg.refer.pronouns.resolver import Resolver
from kg.refer.tales.cast import Cast

__all__ = ["Chains", "Extra", "build_chains"]

_Place = tuple[int, int]  # start and end in a paragraph
# What may stand between a descriptive phrase's words and the name at its end.
_BREAK = re.compile(
    r"[,;:()\n]| (?:of|in|at|on|by|for|from|to|with|and|or|who|which|that|whose|as|near|under|over|between|against)\b|['’]s?(?= )",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"(?:the|a|an)\s+", re.IGNORECASE)


class Chains:
    """The chains of a document and the references that belong to them, with look-up by place.

    `chains[n].number == n`, in the order of their first place.  `references` has every name, every settled pronoun and description
    (offsets in the document), and every extra (None offsets where it has none).  `extra[i]` is the chain of the i-th extra, None for none.
    """

    def __init__(self, paragraphs: Sequence[Paragraph], mentions: Sequence[Sequence[Mention]]) -> None:
        self._paragraphs = paragraphs
        self._mentions = mentions
        self.chains: tuple[Chain, ...] = ()
        self.references: tuple[Reference, ...] = ()
        self.extra: tuple[int | None, ...] = ()
        self.idle: frozenset[int] = frozenset()  # chains that are called persons, of whom a tale tells nothing that a person does
        self.torn: frozenset[str] = frozenset()  # names that have lost the apostrophe of their genitive
        self.settled: list[dict[_Place, tuple[int, Mention]]] = [{} for _ in paragraphs]
        self.reasons: list[dict[_Place, str]] = [{} for _ in paragraphs]

    def at(self, paragraph_index: int, start: int, end: int) -> tuple[int, Mention] | None:
        """The chain and the mention that a phrase stands for: the mention with this very span, or the name that is its head
        ("the French physicist Henri Becquerel" is Becquerel, "Curie's husband" is not Curie); None without one."""
        settled = self.settled[paragraph_index]
        found = settled.get((start, end))
        if found is not None:
            return found
        if (start, end) in self.reasons[paragraph_index]:
            return None
        text = self._paragraphs[paragraph_index].text
        phrase = text[start:end]
        article = _ARTICLE.match(phrase)
        if article:
            found = settled.get((start + article.end(), end))
            if found is not None:
                return found
        return self._head(paragraph_index, start, end)

    def _head(self, index: int, start: int, end: int) -> tuple[int, Mention] | None:
        """The name that ends a phrase, or stands before its first preposition or comma, if only plain words go before it."""
        text, settled = self._paragraphs[index].text, self.settled[index]
        names = [span for span in self._within(index, start, end) if span in settled and settled[span][1].kind == "name"]
        cut = end
        for match in _BREAK.finditer(text, start, end):
            if not any(a < match.end() and match.start() < b for a, b in names):
                if match[0][0] in "'’":
                    return self._introduced(index, names, end)
                if match[0].lower() in (" and", " or"):
                    return None
                cut = match.start()
                break
        while cut > start and not (text[cut - 1].isalnum() or text[cut - 1] in ".!?+"):
            cut -= 1
        for a, b in names:
            if b == cut and (a == start or text[a - 1].isspace() or text[a - 1] in "\"“‘'"):
                before = [span for span in names if span[1] <= a]
                shared = settled[a, b]
                if all(settled[span][0] != shared[0] for span in before):
                    return shared
        return None

    def _introduced(self, index: int, names: Sequence[_Place], end: int) -> tuple[int, Mention] | None:
        """The name at the end of "Curie's husband Pierre": the description before it is settled as the same."""
        settled = self.settled[index]
        for a, b in names:
            if b == end and any(behind == a - 1 and settled[start, behind][0] == settled[a, b][0] for start, behind in settled):
                return settled[a, b]
        return None

    def _within(self, index: int, start: int, end: int) -> list[_Place]:
        """The mentions inside a phrase, in order."""
        inside = self._mentions[index]
        first = bisect_left(inside, start, key=lambda mention: mention.start)
        found = []
        for mention in inside[first:]:
            if mention.start >= end:
                break
            if mention.end <= end:
                found.append((mention.start, mention.end))
        return found

    def unsettled(self, paragraph_index: int, start: int, end: int) -> str | None:
        """Why the pronoun or description at a place is not settled; None where there is none, or it is settled."""
        return self.reasons[paragraph_index].get((start, end))


def build_chains(
    *,
    title: str,
    paragraphs: Sequence[Paragraph],
    mentions: Sequence[Sequence[Mention]],
    extra: Sequence[Extra] = (),
    cast: Cast | None = None,
    apart: Apart = (),
) -> Chains:
    """Gathers the mentions of one document.  `mentions[i]` belongs to `paragraphs[i]`, offsets from its start, in the order of their start.

    With the `cast` of a tale, names and pronouns are settled more strictly.  Names that are to stay `apart` are never joined.  The result depends on the arguments alone; time grows linearly with the text.
    """
    made = Chains(paragraphs, mentions)
    subject = page_subject(title, paragraphs)
    names, asked = _names(paragraphs, mentions, extra, subject, cast, apart)
    if names.page < 0 and subject.opened and subject.type and not subject.is_office():  # the recogniser has its name nowhere, or in pieces
        extra = (*extra, Extra(subject.title, subject.type))
        names, asked = _names(paragraphs, mentions, extra, subject, cast, apart)
    forms = names.forms
    made.torn = frozenset(names.torn)
    names.common = common_nouns(names, paragraphs, subject)
    number = _numbers(names)
    for form in forms:
        if is_title_noun(form) and names.root(form.order) == form.order and form.places and not form.local:
            for index, mention in form.places:
                made.reasons[index][mention.start, mention.end] = "a role: who held it is not settled"
            continue
        for index, mention in form.places:
            made.settled[index][mention.start, mention.end] = number[form.order], mention
    _settle_pronouns(made, names, number, paragraphs, mentions, subject, cast)
    made.extra = tuple(None if form is None else number[form.order] for form in asked)
    made.chains = tuple(_chain(names, members, n) for n, members in enumerate(_members(number)))
    made.references = _references(made, extra)
    if cast is not None:
        members = [[names.forms[i] for i in group] for group in _members(number)]
        made.idle = frozenset(n for n, forms_ in enumerate(members) if made.chains[n].type == "Person" and not cast.acts(forms_))
    return made


def _names(
    paragraphs: Sequence[Paragraph],
    mentions: Sequence[Sequence[Mention]],
    extra: Sequence[Extra],
    subject: Subject,
    cast: Cast | None,
    apart: Apart,
) -> tuple[Names, list[Form | None]]:
    """The names of a document in groups, and the form of each extra."""
    forms, asked = gather(paragraphs, mentions, extra, tale=cast is not None)
    weigh(forms, paragraphs)
    for form in forms:
        if form.case and form.words == subject.key and not form.family:
            form.vote(subject.type, 2.0 + form.count)
    return join_names(forms, paragraphs, subject, tale=cast is not None, apart=apart), asked


def _settle_pronouns(
    made: Chains,
    names: Names,
    number: Sequence[int],
    paragraphs: Sequence[Paragraph],
    mentions: Sequence[Sequence[Mention]],
    subject: Subject,
    cast: Cast | None,
) -> None:
    if all(mention.kind == "name" for inside in mentions for mention in inside):
        return
    groups: list[dict[_Place, int]] = [{} for _ in paragraphs]
    for form in names.forms:
        root = names.root(form.order)
        for index, mention in form.places:
            if (mention.start, mention.end) in made.settled[index]:
                groups[index][mention.start, mention.end] = root
    for heading, first, behind in parts(paragraphs):
        about = page_subject(heading, paragraphs[first:behind]) if first else subject
        seen = names.about(about) if first else names
        for index, mention, group, reason in Resolver(seen, groups, paragraphs, about, cast).run(mentions, first, behind):
            if group >= 0:
                made.settled[index][mention.start, mention.end] = number[group], mention
            else:
                made.reasons[index][mention.start, mention.end] = reason


def _numbers(names: Names) -> list[int]:
    """The number of each form's chain, counted in the order of first places."""
    seen: dict[int, int] = {}
    return [seen.setdefault(names.root(i), len(seen)) for i in range(len(names.forms))]


def _members(number: Sequence[int]) -> list[list[int]]:
    groups: list[list[int]] = [[] for _ in range(max(number, default=-1) + 1)]
    for i, n in enumerate(number):
        groups[n].append(i)
    return groups


def _chain(names: Names, members: Sequence[int], number: int) -> Chain:
    forms = names.forms
    kind = type_of(names.votes[names.root(members[0])])
    proper = [i for i in members if names.rule[i][0] not in ALIAS_RULES] or list(members)
    best = min(
        proper,
        key=lambda i: (
            -len(forms[i].core),
            bool(forms[i].title) and forms[i].title not in KEPT_TITLES and not (names.tale and _surname(forms[i])),
            -forms[i].count if names.tale and _surname(forms[i]) else -len(forms[i].words),
            -forms[i].count,
            i,
        ),
    )
    titled = next((i for i in members if forms[i].case and forms[i].words == names.subject.key), None)
    if titled is not None:
        best = titled  # the page's subject is called as its title
    name = _display(forms[best])
    if titled is None and names.page in members and (names.subject.opened or set(forms[best].words) < set(names.subject.key)):
        name = names.subject.title
    if names.page in members and names.subject.opened and names.subject.type:
        kind = names.subject.type  # which its first sentence says
    if names.root(members[0]) in names.common:
        name, kind = name[0].lower() + name[1:], "Concept"
    aliases: dict[str, tuple[str, float]] = {}
    for i in members:
        rule, score = names.rule[i] if names.rule[i][0] else names.rule[best]
        for shown in sorted(forms[i].shown()):
            if shown != name:
                aliases.setdefault(shown, (rule if i != best else "spelling", score if i != best else 1.0))
    local = all(_is_local(forms[i], kind) for i in members)
    return Chain(
        number, name, kind or ("Thing" if forms[best].case else "Concept"), local, tuple((a, *aliases[a]) for a in sorted(aliases))
    )


def _surname(form: Form) -> bool:
    """Whether a name is but a surname: in a tale others of the family have it, too, and "Mr." tells them apart."""
    return len(form.core) == 1 and not mostly_given(form.core[0])


def _display(form: Form) -> str:
    """The commonest way to write a name, the first in the alphabet of equals."""
    shown = form.shown()
    return min(shown, key=lambda text: (-shown[text], text))


def _is_local(form: Form, kind: str) -> bool:
    """Whether a name means nothing outside its document: lone names of persons, lone class nouns, what the caller says.

    Without a capital it is a notion ("is a physicist"), the same everywhere."""
    if form.title in KEPT_TITLES or not form.case:
        return form.local
    return form.local or len(form.core) == 1 and (kind == "Person" or is_class_noun(form) or is_title_noun(form))


def _references(made: Chains, extra: Sequence[Extra]) -> tuple[Reference, ...]:
    found = []
    types = [chain.type for chain in made.chains]
    for paragraph, settled in zip(made._paragraphs, made.settled, strict=True):
        for (begin, behind), (chain, mention) in sorted(settled.items(), key=lambda item: item[0]):
            found.append(Reference(paragraph.id, paragraph.start + begin, paragraph.start + behind, mention.text, types[chain], chain))
    for one, settled_chain in zip(extra, made.extra, strict=True):
        if settled_chain is None:
            continue
        paragraph = made._paragraphs[one.paragraph]
        start = None if one.start is None else paragraph.start + one.start
        end = None if one.end is None else paragraph.start + one.end
        found.append(Reference(paragraph.id, start, end, one.name, types[settled_chain], settled_chain))
    return tuple(found)
