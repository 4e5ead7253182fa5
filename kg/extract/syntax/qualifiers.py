"""What narrows a statement: prepositional phrases, adverbs, clauses, and the years, ranks and numbers inside noun phrases.

Each becomes a key in lower-case words and a range of tokens.  Knows phrases, not which triple they go to.
"""

from __future__ import annotations

from typing import NamedTuple

from kg.extract.syntax import lexicon as lx
from kg.extract.syntax.arguments import NAMED, NUMBERS, PLACES, Arguments
from kg.extract.syntax.tree import Tree
from kg.extract.syntax.years import is_rank, is_year, looks_like_year, opens_with_year, range_end


class Qual(NamedTuple):
    """A qualifier over the tokens start … end-1."""

    key: str
    start: int
    end: int


_TIME_KEYS = {
    "in": "point in time", "on": "point in time", "at": "point in time", "during": "point in time", "of": "point in time", "throughout": "point in time",
    "around": "point in time", "circa": "point in time", "about": "point in time", "by": "by", "from": "start time", "since": "start time",
    "until": "end time", "till": "end time", "til": "end time", "to": "end time", "through": "end time", "after": "after", "before": "before", "for": "duration",
    "over": "duration", "within": "duration", "following": "after", "prior": "before", "between": "point in time", "as": "point in time",
}  # fmt: skip
_PLACE_KEYS = {
    "in": "location", "at": "location", "on": "location", "near": "location", "within": "location", "throughout": "location", "across": "location",
    "around": "location", "outside": "location", "inside": "location", "along": "location", "above": "location", "below": "location", "beside": "location",
    "between": "location", "among": "location", "behind": "location", "under": "location", "off": "location", "over": "location", "by": "location",
    "opposite": "location", "from": "origin", "to": "destination", "into": "destination", "towards": "destination", "toward": "destination", "onto": "destination",
    "through": "via", "via": "via", "for": "for", "of": "of",
}  # fmt: skip
_OTHER_KEYS = {
    "as": "role", "according": "source", "because": "cause", "due": "cause", "owing": "cause", "thanks": "cause", "despite": "despite", "with": "with", "without": "without",
    "about": "topic", "regarding": "topic", "concerning": "topic", "for": "purpose", "against": "against", "under": "under", "by": "by", "like": "like",
    "via": "via", "through": "through", "from": "origin", "to": "destination", "into": "destination", "after": "after", "before": "before", "following": "after",
    "during": "event", "per": "rate", "than": "than", "of": "of", "among": "among", "prior": "before",
}  # fmt: skip
_ENDS_ROLE = frozenset(("during", "after", "before", "until", "since", "by", "through", "under"))  # "as a member [during the war]"
_PLACE_NOUNS = frozenset(
    "city town village country state area region house home room school university church hospital street building park hall station theatre theater museum"
    " office college court island river valley mountain sea lake coast bank field garden castle hotel place prison camp port stadium airport world south north east west"
    " centre center side district county province bridge road border forest wood woods door window table bed floor corner street front middle top bottom".split()
)


class Qualifiers:
    """Reads qualifiers off one tree."""

    __slots__ = ("args", "tree")

    def __init__(self, args: Arguments) -> None:
        self.args = args
        self.tree: Tree = args.tree

    # ---- prepositional phrases ----

    def of_phrase(self, prep: int, noun: int, *, spoken: bool = False) -> list[Qual]:
        """The qualifiers that "prep noun" makes: the phrase itself, then what its noun phrase holds."""
        word = self.tree.words[prep]
        if word in ("per", "compared") or word == "including" and self.tree.words[prep - 1] == "not":
            return []
        if self.args.is_time(noun):
            return [q for q in self.times(word, noun) if not self.vague(q)]
        if self.tree.tags[noun] in ("PRP", "DT", "WP", "EX", "RB", "IN") and word not in ("by", "with", "to", "against", "for"):
            return []
        if (
            word in ("of", "including", "such", "than", "like")
            and self.tree.heads[prep] < prep
            and self.tree.words[self.tree.heads[prep]] in ("course",)
        ):
            return []
        if self.tree.words[noun] in ("order", "addition", "turn", "fact") and self.tree.left[noun] == noun:
            return []
        start, end = self.args.range(noun)
        key = self.key(word, noun, spoken=spoken)
        if key == "role":
            end = next((i for i in range(noun + 1, end) if self.tree.words[i] in _ENDS_ROLE), end)
        found = [Qual(key, start, end)]
        if word in ("until", "till", "since") and self.tree.tags[noun].startswith("NN"):  # "until its dissolution in 1806"
            key = "start time" if word == "since" else "end time"
            dates = [q for q in self.inside(noun, number=False) if q.key == "point in time"]
            return [Qual(key, q.start, q.end) for q in dates[:1]] or [Qual(key, start, end)]
        if found[0].key in ("location", "origin", "destination"):
            found += self.wider_places(noun)
        if word in ("after", "before", "prior", "following", "despite", "because", "due", "than", "against", "about", "regarding", "like"):
            return found  # "after his death in 1919" is not in 1919
        return found + [q for q in self.inside(noun, number=False) if q.key != "ordinal"]

    def vague(self, qual: Qual) -> bool:
        """Whether a time says nothing: "the day", "that time"."""
        tree = self.tree
        return (
            tree.words[qual.end - 1] in lx.VAGUE_TIMES
            and qual.end - qual.start <= 2
            and tree.tags[qual.start] in ("DT", "NN", "NNS", "PRP$")
        )

    def key(self, word: str, noun: int, *, spoken: bool = False) -> str:
        """The key of a phrase that is no time."""
        tree = self.tree
        kind = tree.ents[noun]
        if word in lx.COMPLEX_PREPOSITIONS:
            return lx.COMPLEX_PREPOSITIONS[word]
        if word in ("according", "because", "due", "as", "despite", "thanks"):
            return _OTHER_KEYS[word]
        if kind in PLACES or (tree.words[noun] in _PLACE_NOUNS and kind in ("", "ORG")):
            return _PLACE_KEYS.get(word, word)
        if kind == "EVENT" and word in ("in", "at", "during", "of", "for"):
            return "event"
        if kind == "MONEY" and word in ("for", "at"):
            return "price"
        if kind in ("MONEY", "PERCENT", "QUANTITY", "CARDINAL") and word in ("for", "at", "by", "of", "to", "in"):
            return "quantity"
        if word == "with" and (kind in ("PERSON", "ORG", "NORP", "GPE") or tree.tags[noun] in ("NNP", "PRP")):
            return "together with"
        if word == "for" and (kind in NAMED or self.args.is_name(noun)):
            return "for"
        if word in ("in", "at", "on"):
            if kind == "ORG" or word == "at" and self.args.is_name(noun):
                return "location"
            return "topic" if word == "on" and spoken else word
        return _OTHER_KEYS.get(word, word)

    def times(self, word: str, noun: int) -> list[Qual]:
        """As in "from 1991 to 1997" → start time, end time; "in March 1903" → point in time; "for three years" → duration."""
        tree = self.tree
        first, last = self.time_range(noun)
        key = _TIME_KEYS.get(word, "point in time")
        if word in ("for", "over", "within") and not is_year(tree, noun):
            key = "duration"
        for middle in range(first + 1, last):
            if tree.words[middle] in ("to", "until", "till", "through", "and", "–", "-", "—") and self._bounds(first, middle, last):
                begin = first
                while begin < middle - 1 and tree.words[begin] in ("from", "between", "the", "years"):
                    begin += 1
                if tree.words[middle] == "and" and "between" not in (word, tree.words[first]):
                    return [Qual(key, begin, middle), Qual(key, middle + 1, last)]
                return [Qual("start time", begin, middle), Qual("end time", middle + 1, last)]
        first += tree.words[first] in ("from", "between", "since", "until", "both", "either") and last - first > 1
        if (other := self._next_decade(noun)) >= 0:  # "throughout the 1980s and 1990s"
            first = max(first, tree.left[noun])
            return [Qual("start time", first, noun + 1), Qual("end time", *self.time_range(other))]
        if word == "between":
            other = next((k for k in tree.kids[noun] if tree.deps[k] == "conj"), -1)
            if other >= 0:
                return [Qual("start time", first, last), Qual("end time", *self.time_range(other))]
        found = [Qual(key, first, last)]
        for kid in tree.kids[noun]:
            if tree.deps[kid] == "conj" and self.args.is_time(kid) and kid >= last:
                found.append(Qual(key, *self.time_range(kid)))
            elif tree.deps[kid] == "prep" and kid >= last and tree.words[kid] in ("to", "until", "till", "through", "of", "in"):
                for inner in tree.kids[kid]:
                    if tree.deps[inner] == "pobj" and self.args.is_time(inner):
                        if tree.words[kid] in ("of", "in"):
                            found[0] = Qual(key, first, self.time_range(inner)[1])
                        else:
                            found = [Qual("start time", first, last), Qual("end time", *self.time_range(inner))]
        return found

    def _next_decade(self, noun: int) -> int:
        """The decade that follows on that of `noun` behind "and": both are one stretch of time; -1 for none."""
        tree = self.tree
        if not tree.words[noun].endswith("0s"):
            return -1
        for kid in tree.kids[noun]:
            if tree.deps[kid] == "conj" and kid > noun and tree.words[kid].endswith("0s") and len(tree.words[kid]) == len(tree.words[noun]):
                here, there = tree.words[noun][:-1], tree.words[kid][:-1]
                return kid if here.isdigit() and there.isdigit() and int(there) == int(here) + 10 else -1
        return -1

    def _bounds(self, first: int, middle: int, last: int) -> bool:
        """Whether both sides of a dash or "to" inside a date hold a number or month."""
        tree = self.tree

        def dated(a: int, b: int) -> bool:
            return any(
                tree.tags[i] == "CD" or tree.words[i] in lx.MONTHS or tree.words[i] in ("present", "today", "now") for i in range(a, b)
            )

        return dated(first, middle) and dated(middle + 1, last)

    def time_range(self, noun: int) -> tuple[int, int]:
        """The whole date or time: its entity, without a leading preposition."""
        tree = self.tree
        if tree.ents[noun] in ("DATE", "TIME"):
            first, last = tree.ent_first[noun], tree.ent_last[noun] + 1
        else:
            first, last = self.args.core(noun)
        while last - first > 1 and tree.words[first] in ("in", "on", "of", "at", "during", "since", "until", "by", "for"):
            first += 1
        if tree.words[first : first + 1] == ["least"] and last - first > 1:
            first += 1  # "since at least 1984"
        last = max(last, first + 1)
        return first, range_end(tree, last - 1)

    def wider_places(self, noun: int) -> list[Qual]:
        """The rest of a chain of places: "Warsaw, Poland" → Poland."""
        tree, found = self.tree, []
        here = noun
        for _ in range(3):
            after = next(
                (k for k in tree.kids[here] if tree.deps[k] in ("appos", "npadvmod", "conj") and k > here and tree.ents[k] == "GPE"), -1
            )
            if after < 0 or not self.args.chained(here, after):
                break
            found.append(Qual("location", *self.args.core(after)))
            here = after
        return found

    # ---- inside a noun phrase (the step that pays most) ----

    def inside(self, noun: int, *, number: bool = True) -> list[Qual]:
        """Years, ranks and numbers that modify the noun, and dates that hang below it."""
        tree = self.tree
        found: list[Qual] = []
        if self.args.is_time(noun) or tree.tags[noun] in ("PRP", "CD"):
            return found
        person = tree.ents[noun] == "PERSON"
        if tree.deps[noun] == "appos" and self.args.effective(tree.heads[noun]) == noun and not person:
            found += self.inside_kids(tree.heads[noun], number)  # "the 2014 film X": the year stands on the common noun
        if tree.ents[noun] == "ORDINAL" and tree.tags[noun] == "JJ":
            found.append(Qual("ordinal", noun, noun + 1))
        found += self.inside_kids(noun, number)
        found += self._bracketed_year(noun)
        if tree.ents[noun] in NAMED:  # a year inside a name that the parser hangs elsewhere
            for i in range(tree.ent_first[noun], tree.ent_last[noun] + 1):
                if is_year(tree, i) and tree.ents[noun] not in ("FAC", "PRODUCT"):
                    found.append(Qual("point in time", i, i + 1))
        return list(dict.fromkeys(found))

    def inside_kids(self, noun: int, number: bool) -> list[Qual]:
        """What the noun's own modifiers say."""
        tree, found = self.tree, []
        person = tree.ents[noun] == "PERSON"
        for kid in tree.kids[noun]:
            dep, kind, word = tree.deps[kid], tree.ents[kid], tree.words[kid]
            if person and kid > noun and dep != "prep":
                continue  # life dates
            if dep in ("nummod", "compound", "nmod", "amod", "npadvmod", "poss", "dep", "advmod") or (
                dep == "punct" and looks_like_year(word)
            ):
                if is_year(tree, kid) and tree.ents[kid] not in ("FAC", "PRODUCT"):
                    found += self._years(noun, kid)
                elif (kind == "ORDINAL" or _ordinal(word)) and not tree.tags[kid].startswith("NNP") and not is_rank(tree, kid):
                    found.append(Qual("ordinal", kid, kid + 1))
                elif opens_with_year(tree, kid) and tree.tags[kid + 1] in ("DT", "NNP", "PRP$"):
                    found.append(Qual("point in time", kid, kid + 1))
                elif (
                    number
                    and dep == "nummod"
                    and kind in ("CARDINAL", "QUANTITY", "MONEY", "PERCENT", "")
                    and kid < noun
                    and tree.tags[kid] == "CD"
                ):
                    found.append(Qual("quantity", tree.left[kid], kid + 1))
                elif kind in ("DATE",) and dep in ("npadvmod", "poss", "compound", "nmod", "nummod") and self._has_year(kid):
                    found.append(Qual("point in time", *self._year_in(kid)))
            elif dep == "prep":
                found += self._below(kid)
        return found

    def _years(self, noun: int, year: int) -> list[Qual]:
        """The year, or the years from one to another, that a noun has beside it: before it a name for both, behind it a start and an end."""
        tree, end = self.tree, range_end(self.tree, year)
        if end == year + 1:
            return [] if year > 1 and range_end(tree, year - 2) > year else [Qual("point in time", year, end)]
        if year < noun:
            return [Qual("point in time", year, end)]
        named = tree.text[tree.starts[year - 2]].isupper() and tree.ents[year - 2] != "PERSON"
        if named and tree.words[year - 1] in (",", ".") or tree.words[year - 2] in lx.NUMBERED:
            return []  # "A History of Norland, 1867–1960", "Nos. 1400–1414"
        return [Qual("start time", year, year + 1), Qual("end time", year + 2, end)]

    def _below(self, prep: int) -> list[Qual]:
        """Dates, years and ranks in a phrase below the noun ("medal at the 1996 Olympics")."""
        found: list[Qual] = []
        tree = self.tree
        for inner in tree.kids[prep]:
            if tree.deps[inner] != "pobj":
                continue
            if self.args.is_time(inner):
                if tree.words[prep] != "of" or tree.ents[inner] == "DATE" and self._dated(inner):
                    found += self.times(tree.words[prep], inner)
            else:
                found += [q for q in self.inside(inner, number=False) if q.key in ("point in time", "start time", "end time")]
        return found

    def _has_year(self, i: int) -> bool:
        return any(is_year(self.tree, j) for j in range(self.tree.ent_first[i], self.tree.ent_last[i] + 1))

    def _dated(self, i: int) -> bool:
        """Whether a date says when rather than how long: it has a year, a month, or "century"."""
        inside = self.tree.words[self.tree.ent_first[i] : self.tree.ent_last[i] + 1]
        return any(looks_like_year(word) or word in lx.MONTHS or word == "century" for word in inside)

    def _year_in(self, i: int) -> tuple[int, int]:
        first, last = self.tree.ent_first[i], self.tree.ent_last[i] + 1
        while last - first > 1 and self.tree.words[last - 1] in ("'s", "’s", "'"):
            last -= 1
        return first, last

    def _bracketed_year(self, noun: int) -> list[Qual]:
        """As in "The Pianist (2002)" → 2002."""
        tree, end = self.tree, self.args.core(noun)[1]
        if end < tree.n and tree.words[end] != "(":
            end = self.args.range(noun)[1]
        if end + 2 >= tree.n or tree.words[end] != "(" or tree.ents[noun] == "PERSON":
            return []
        close = next((i for i in range(end + 1, min(end + 9, tree.n)) if tree.words[i] == ")"), -1)
        if close < 0 or not all(
            tree.tags[i] == "CD" or tree.words[i] in lx.MONTHS or tree.words[i] in (",", "–", "-", "to", "present")
            for i in range(end + 1, close)
        ):
            return []
        years = [i for i in range(end + 1, close) if is_year(tree, i)]
        if len(years) == 2 and any(tree.words[i] in lx.MONTHS for i in range(end + 1, close)):
            return []  # somebody's life
        dash = next((i for i in range(end + 2, close - 1) if tree.words[i] in ("–", "-", "to")), -1)
        if dash >= 0 and years:
            return [Qual("start time", end + 1, dash), Qual("end time", dash + 1, close)]
        return [Qual("point in time", end + 1, close)] if years else []


def _ordinal(word: str) -> bool:
    return len(word) > 2 and word[:-2].isdigit() and word[-2:] in ("st", "nd", "rd", "th")


__all__ = ["NUMBERS", "Qual", "Qualifiers"]
