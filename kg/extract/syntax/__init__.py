"""The `syntax` extractor: spaCy's dependency parse → triples with qualifiers.

the parse
    parse.py          runs spaCy
    tree.py           the parse as plain lists
    gluing.py         tokenised text made ordinary
    english.py        whether a stretch of text is English
    lexicon.py        word lists
nouns
    arguments.py      how far a noun phrase reaches
    coordination.py   nouns joined by "and"
    reach.py          what restricts an object
    years.py          which numbers are years
clauses
    clause.py         one clause: verb, subject, objects, phrases
    clauses.py        reads them off the tree
    prepositions.py   prepositional phrases
    voice.py          whether somebody did it, or it was done
    relatives.py      those without a subject of their own
    completing.py     which phrases complete a verb without object
    partners.py       what several nouns of a clause are to one another
    modality.py       fact, denied, doubted or supposed
    qualifiers.py     phrases that narrow
    circumstances.py  those of a whole clause
triples
    verbal.py         clause → triples
    nominals.py       noun phrase → triples
    drafts.py         triples as ranges of tokens
    confidence.py     the chance that a reader agrees

Puts the rules together for one paragraph and turns their drafts into triples with spans.  What is measured and why a construction
is in or out stands in the lab log.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from kg import spacy_models
from kg.extract.rows import rows_of
from kg.extract.syntax import parse
from kg.extract.syntax.arguments import Arguments
from kg.extract.syntax.clauses import Clauses
from kg.extract.syntax.confidence import confidence
from kg.extract.syntax.drafts import Draft
from kg.extract.syntax.english import is_english
from kg.extract.syntax.lexicon import RENAMING, TIME_NOUNS
from kg.extract.syntax.modality import Moods
from kg.extract.syntax.nominals import Nominals
from kg.extract.syntax.qualifiers import Qual, Qualifiers
from kg.extract.syntax.tree import Tree
from kg.extract.syntax.verbal import Verbal
from kg.extract.syntax.years import is_score
from kg.model import Extraction, Mention, Modality, Paragraph, Qualifier, Triple

if TYPE_CHECKING:
    from spacy.language import Language

VERSION = "20"
MOST_OF_ONE_KEY = 4  # qualifiers; more come of a list that the parser has tangled
LEAST = 0.45  # confidence below which a triple is not said: what nobody would publish
_NOMINAL = frozenset(("apposition", "apposition PP", "possessive", "title", "life dates"))


# One of several things of which the text says elsewhere whether they are so ("(b) the debtor has employees; or"), and lists of contents.
_LISTING = re.compile(r";\s*(?:and|or)?\s*$|,\s*(?:and|or)\s*$|\.{5}")
_SECTION = re.compile(r"\bSec(?:tion|s)?\.? \d")
LEAST_SECTIONS = 4  # of a table of contents
MOST_OF_HEADING = 160  # characters, on average


class SyntaxExtractor:
    """Extractor by rules over spaCy's parse.  `model` names an English pipeline; "" takes an official one if installed, else the default.

    Raises MissingExtra when spaCy or the model is missing, on the first paragraph."""

    languages = frozenset({"en"})

    def __init__(self, *, model: str = "") -> None:
        self.model = spacy_models.choose(model)
        self._nlp: Language | None = None

    @property
    def fingerprint(self) -> str:
        """Name and version of the rules and of the model."""
        return f"syntax {VERSION} {self.model} {spacy_models.version(self.model)}".rstrip()

    def extract(self, paragraphs: Iterable[Paragraph]) -> Iterator[Extraction]:
        """One Extraction for each paragraph, in order."""
        if self._nlp is None:
            self._nlp = parse.load(self.model)
        from kg.extract.mentions import find_mentions

        for paragraph, pieces in parse.parse(self._nlp, paragraphs):
            triples: list[Triple] = list(rows_of(paragraph))
            telling = not triples and not _LISTING.search(paragraph.text) and not _contents(paragraph.text)
            mentions: list[Mention] = []
            tokens = sentences = 0
            for piece in pieces:
                if not is_english(piece.tree):
                    continue
                triples += triples_of(piece.tree) if telling else ()
                mentions += _moved(find_mentions(piece.doc), piece, paragraph.text, sentences)
                tokens += piece.tree.n
                sentences += len(piece.tree.sentences)
            yield Extraction(paragraph.id, "ok" if triples else "empty", tuple(triples), tuple(mentions), tokens_in=tokens)


def _contents(text: str) -> bool:
    """Whether a text is a list of sections: their numbers stand close together, each before its heading."""
    found = [m.start() for m in _SECTION.finditer(text)]
    return len(found) >= LEAST_SECTIONS and found[-1] - found[0] < MOST_OF_HEADING * (len(found) - 1)


def _moved(mentions: Iterable[Mention], piece: parse.Piece, text: str, sentences: int) -> Iterable[Mention]:
    """The mentions with offsets into the paragraph, where the parsed text was another (glued, or one piece of several)."""
    if piece.glued is None and not piece.offset:
        return mentions
    moved = []
    for one in mentions:
        start, end = piece.place(one.start, one.end)
        governor = one.governor if one.governor < 0 else piece.place(one.governor, one.governor + 1)[0]
        moved.append(Mention(start, end, text[start:end], one.kind, one.type, one.sentence + sentences, one.role, governor))
    return moved


def triples_of(tree: Tree) -> tuple[Triple, ...]:
    """The triples of one parsed paragraph, in the order of their words, none twice."""
    return tuple(triple for _, triple in kinds_and_triples(tree))


def kinds_and_triples(tree: Tree) -> list[tuple[Draft, Triple]]:
    """The triples with the drafts they were made from (for measuring and reading)."""
    moods = Moods(tree)
    found: dict[tuple[object, ...], tuple[Draft, Triple]] = {}
    for draft in drafts_of(tree):
        if not _sensible(tree, draft) or _half_quoted(tree, moods, draft):
            continue
        triple = _finish(tree, moods, draft)
        if triple is None or triple.confidence < LEAST:
            continue
        key = (triple.subject_span, triple.predicate, triple.object_span)
        before = found.get(key)
        if before is None or len(before[1].qualifiers) < len(triple.qualifiers):
            found[key] = (draft, triple)
    return list(found.values())


def _half_quoted(tree: Tree, moods: Moods, draft: Draft) -> bool:
    """Whether the subject is the end of somebody's speech and the verb is not: "…, Brixton Road," read Roe.  A title in quotes is whole."""
    head, (start, end) = draft.subject_head, draft.subject
    if draft.clause < 0 or not moods.quoted[head] or moods.quoted[draft.clause]:
        return False
    return (start > 0 and moods.quoted[start - 1]) or (end < tree.n and moods.quoted[end])


def drafts_of(tree: Tree) -> Iterator[Draft]:
    """What the rules find, token by token."""
    args = Arguments(tree)
    clauses, quals = Clauses(args), Qualifiers(args)
    verbal, nominal = Verbal(args, clauses, quals), Nominals(args, clauses, quals)
    for i in range(tree.n):
        tag = tree.tags[i]
        if tag.startswith("VB"):
            if clauses.is_verb(i):
                yield from verbal.of(i)
        elif tag.startswith("NN") and tree.kids[i]:
            yield from nominal.of(i)


def _sensible(tree: Tree, draft: Draft) -> bool:
    (a, b), (c, d) = draft.subject, draft.object
    if a < d and c < b:
        return False  # an argument inside the other
    if any(a <= i < b or c <= i < d for i in draft.predicate):
        return False
    if draft.kind != "content" and _begins_another(tree, draft):
        return False
    finite = [i for i in draft.predicate if tree.tags[i] in ("VBD", "VBZ", "VBP") and tree.words[i] not in RENAMING]
    if sum(not any(tree.heads[k] == i and tree.deps[k] in ("aux", "auxpass") for k in finite) for i in finite) > 1:
        return False  # "a convoy Vega was assigned to was attacked by"
    if draft.clause >= 0 and tree.tags[draft.clause] == "VBG" and draft.kind not in _NOMINAL and not _is_sentence(tree, draft.clause):
        return False  # "Form pertaining to the Vega Act": a heading
    if draft.clause >= 0 and draft.kind not in _NOMINAL and not _agrees(tree, draft.subject_head, draft.clause):
        return False
    if _one_sided(tree, draft.object):
        return False
    if _cut(tree, draft.subject) or _cut(tree, draft.object) or draft.kind != "content" and _goes_on(tree, draft, draft.object):
        return False
    return draft.kind == "possessive" or not _goes_on(tree, draft, draft.subject)


def _begins_another(tree: Tree, draft: Draft) -> bool:
    """Whether the object is rather the subject of a clause behind it: "divided the cake and [Becky ate]"."""
    end, head = draft.object[1], draft.object_head
    if tree.deps[head] not in ("conj", "appos") or end >= tree.n or draft.object[0] < draft.subject[1]:
        return False
    after = end + 1 if tree.tags[end] == "RB" and end + 1 < tree.n else end
    if tree.tags[after] not in ("VBD", "VBZ", "VBP", "MD") or tree.sent[after] != tree.sent[head]:
        return False
    verb = tree.heads[after] if tree.deps[after] in ("aux", "auxpass") else after
    return not any(tree.deps[k] in ("nsubj", "nsubjpass") for k in tree.kids[verb])


def _is_sentence(tree: Tree, verb: int) -> bool:
    """Whether the sentence around a verb has a finite one."""
    start, end = tree.sentences[tree.sent[verb]]
    return any(tag in ("VBD", "VBZ", "VBP", "MD") for tag in tree.tags[start:end])


def _agrees(tree: Tree, subject: int, verb: int) -> bool:
    """Whether number agrees ("it are" is a slip of the parser), looking at the clause's own subject only."""
    if tree.heads[subject] != verb:
        return True
    tag, word = tree.tags[subject], tree.words[subject]
    finite = {tree.words[k] for k in tree.kids[verb] if tree.deps[k] in ("aux", "auxpass")} | {tree.words[verb]}
    if word in ("it", "he", "she") or tag in ("NN", "NNP") and not any(tree.deps[k] in ("conj", "nummod") for k in tree.kids[subject]):
        if finite & {"are", "'re", "’re"}:
            return tag == "NNP" or word in _COLLECTIVE
        return not (
            word in ("it", "he", "she")
            and "have" in finite
            and not any(tree.tags[k] == "MD" or tree.words[k] == "to" for k in tree.kids[verb])
        )
    if word in ("they", "we") or tag == "NNS":
        return not finite & {"is", "was", "has"} or tag == "NNS" and any(tree.deps[k] in ("nummod", "prep") for k in tree.kids[subject])
    return True


_COLLECTIVE = frozenset(
    "team group family police staff crew band couple majority number public company government club squad pair lot half rest".split()
)


def _one_sided(tree: Tree, part: tuple[int, int]) -> bool:
    """Whether an argument has lost the other side of its "between": "a match between the Vega Club"."""
    start, end = part
    at = next((i for i in range(start, end) if tree.words[i] == "between"), -1)
    several = any(tree.words[i] in ("and", "&", "or", "–") or tree.tags[i] in ("NNS", "NNPS") for i in range(at, end))
    return at >= 0 and not several and tree.tags[end - 1] in ("NN", "NNP", "JJ")


def _cut(tree: Tree, part: tuple[int, int]) -> bool:
    """Whether the argument ends inside a word of the text ("X" of "X-ray"): a slip of the tokeniser or parser."""
    start, end = tree.span(*part)
    text = tree.text
    after = text[end : end + 2]
    if len(after) == 2 and after[0] in "-.’'" and after[1].isalnum() and text[end - 1].isalnum() and after not in ("'s", "’s"):
        return True
    before = text[max(0, start - 2) : start]
    return len(before) == 2 and before[1] == "-" and before[0].isalnum() and text[start].isalnum()


def _goes_on(tree: Tree, draft: Draft, part: tuple[int, int]) -> bool:
    """Whether a noun stands right behind an argument that is no part of the triple: "a wild [61–50 win]", "the Roe Society [medal]"."""
    after, last = part[1], part[1] - 1
    if after >= tree.n or tree.sent[after] != tree.sent[last] or after in draft.predicate:
        return False
    if any(a <= after < b for a, b in (draft.subject, draft.object)) or tree.ents[after] in ("DATE", "TIME"):
        return False
    if part is draft.object and (_name_behind(tree, last, after) or _number_behind(tree, last, after)) or _unfinished(tree, last, after):
        return True
    if tree.deps[after] in ("nsubj", "nsubjpass", "npadvmod", "advmod", "dep", "punct") or tree.words[after] in TIME_NOUNS:
        return False  # "the book [Roe wrote]", "won the cup [three times]", "follows the road [north]"
    if is_score(tree.words[after]):
        return tree.tags[last] == "JJ" or after + 1 < tree.n and tree.tags[after + 1] in ("NN", "NNS")
    if part is draft.object and tree.tags[after] == "DT" and tree.deps[last] == "pobj" and tree.words[last].endswith("ing"):
        return True  # "fined for a late roughing [the passer penalty]"
    if tree.tags[last] == "POS" and draft.kind in _NOMINAL:
        return False  # "the tenor Roe's [head]"
    return tree.tags[after] in ("NN", "NNS") and tree.words[_phrase_head(tree, after)] not in TIME_NOUNS


def _unfinished(tree: Tree, last: int, after: int) -> bool:
    """Whether the rest of a phrase stands right behind its first words: "Oslos [third round pick]"."""
    word, tag = tree.words[after], tree.tags[after]
    if word in ("#", "no."):
        return True
    head = _phrase_head(tree, after)
    noun = tree.deps[after] == "amod" and head > after and tree.tags[head].startswith("NN") and tree.words[head] not in TIME_NOUNS
    return tree.tags[last].startswith(("NN", "CD")) and tag in ("JJ", "JJR", "JJS") and noun and word not in _HOW_MUCH


# Behind a noun these are of the verb: "worked for the firm full-time".
_HOW_MUCH = frozenset(("full-time", "part-time", "several", "many", "more", "most", "next", "last", "same", "first"))


def _number_behind(tree: Tree, last: int, after: int) -> bool:
    """Whether a name's number stands right behind it ("the Vega [3.5] debut"), and no score ("beat Strelsau 11 to 4") nor a time."""
    word, behind = tree.words[after], tree.words[after + 1] if after + 1 < tree.n else ""
    if tree.tags[last] not in ("NNP", "NNPS") or tree.tags[after] != "CD" or not word[0].isdigit() or is_score(word):
        return False
    return behind not in TIME_NOUNS and behind not in ("to", "–", "-")


def _name_behind(tree: Tree, last: int, after: int) -> bool:
    """Whether the name that is called so stands right behind a noun: "the motor ship [Vega]", "with Convoy [OB 318]"."""
    if tree.tags[after] not in ("NNP", "NNPS") or is_score(tree.words[after]) or not tree.tags[last].startswith(("NN", "JJ", "CD", "VBN")):
        return False
    head = _phrase_head(tree, after)
    return tree.deps[head] not in ("nsubj", "nsubjpass") and tree.words[after] not in TIME_NOUNS


def _phrase_head(tree: Tree, i: int) -> int:
    """The token that heads the noun phrase of a token."""
    while tree.deps[i] in ("compound", "amod", "nmod", "nummod") and tree.heads[i] > i:
        i = tree.heads[i]
    return i


def _finish(tree: Tree, moods: Moods, draft: Draft) -> Triple | None:
    subject, object_ = tree.slice(*draft.subject), tree.slice(*draft.object)
    if not subject or not object_ or {"<", "©"} & {subject[0], object_[0]} or subject.casefold() == object_.casefold():
        return None
    if tree.words[draft.subject_head] == "you" or not _latin(subject):
        return None
    if draft.predicate:
        predicate, predicate_span = _words(tree, draft.predicate)
    else:
        predicate, predicate_span = draft.implied, None
    modality, source = _mood(moods, draft)
    quals = _qualifiers(tree, draft, source)
    chance = confidence(tree, draft, modality, len(quals))
    return Triple(
        subject, predicate, object_, quals, modality, round(chance, 3), tree.span(*draft.subject), predicate_span, tree.span(*draft.object)
    )


def _latin(text: str) -> bool:
    """Whether a phrase of an English sentence is written in Latin letters, with what marks ever: its verb is, then."""
    return any(c < "\u0250" for c in text if c.isalpha()) or not any(c.isalpha() for c in text)


def _mood(moods: Moods, draft: Draft) -> tuple[Modality, int]:
    """What a noun phrase presupposes is said whatever its clause denies; only a quotation takes it back."""
    if draft.kind in _NOMINAL:
        if moods.quoted[draft.object_head]:
            return "hypothetical", -1
        return "asserted", -1
    if draft.clause < 0:
        return "asserted", -1
    return moods.of(draft.clause)


def _words(tree: Tree, tokens: tuple[int, ...]) -> tuple[str, tuple[int, int]]:
    """The tokens' own words: contiguous runs as they stand, runs joined by blanks."""
    runs: list[list[int]] = []
    for i in tokens:
        if runs and i == runs[-1][1]:
            runs[-1][1] = i + 1
        else:
            runs.append([i, i + 1])
    return " ".join(tree.slice(a, b) for a, b in runs), tree.span(min(tokens), max(tokens) + 1)


def _qualifiers(tree: Tree, draft: Draft, source: int) -> tuple[Qualifier, ...]:
    """Each value once, none that is the subject or object itself."""
    quals = draft.quals
    if source >= 0:
        args = Arguments(tree)
        quals = [*quals, Qual("source", *args.range(source))]
    many = {key for key, n in Counter(q.key for q in quals).items() if n > MOST_OF_ONE_KEY and "time" not in key}
    taken: dict[tuple[int, int], str] = {}
    ends = [draft.object] if draft.kind != "date" else []
    for key, start, end in quals:
        if start < draft.object[0] and end >= draft.object[1]:
            end = draft.object[0] - 1  # "in ten games for X" beside the object X
        if end <= start or (start, end) in taken or key in many:
            continue
        if any(start < b and a < end and (end - start) >= (b - a) for a, b in (draft.subject, *ends)):
            continue
        taken[(start, end)] = key
    return tuple(Qualifier(key, tree.slice(a, b), tree.span(a, b)) for (a, b), key in sorted(taken.items()))
