"""Corpora: what is left out, what is cleaned, how they are split, and files that are broken."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from kg.errors import ExtractorError, SettingsError, SourceError, TargetError, TooManyFailures
from kg.evaluate.text import joined
from kg.extract.llm import answers
from kg.model import Extraction, Paragraph, Qualifier, Triple
from kg.training.corpus import Plan, clean, corpus
from kg.training.examples import read
from kg.training.sampling import Filters, Piece, Seen, sample

pytest.importorskip("datasketch")

TOWNS = "Alna Berga Corso Delve Emmen Fosse Ghent Hulst Ilmen Jarva Kolno Lemgo Mosta Narva Olpe Pirna Riva Sarno Torgau Ulm".split()


def sentence(n: int, town: str) -> str:
    return f"The mill of {town} was built by Otto Quill in {1800 + n} beside the long road that leads to {TOWNS[n % 20]} harbour."


class Faulty:
    """An extractor of the tests: says one true thing, one false one and one with a pronoun, or fails."""

    fingerprint = "faulty 1"
    fails = False

    def extract(self, paragraphs: Iterable[Paragraph]) -> Iterator[Extraction]:
        for p in paragraphs:
            if self.fails or "Olpe harbour" in p.text:
                yield Extraction(p.id, "failed", reason="no answer: it is off")
                continue
            triples = (
                Triple("Otto Quill", "built", p.text.split(" was ")[0], (Qualifier("point in time", "1742"),)),
                Triple("Otto Quill", "lives in", "Atlantis"),
                Triple("Otto Quill", "did not like", "the long road", modality="negated"),
            )
            yield Extraction(p.id, "ok", triples)


class Off(Faulty):
    """A teacher that never answers."""

    fails = True


@pytest.fixture
def documents(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)  # ids are paths below it, and choose the side: the same in every run
    folder = tmp_path / "documents"
    folder.mkdir()
    for n, town in enumerate(TOWNS):
        own = f"{sentence(n, town)}\n\nWhoever came to {town} by night could see its {n + 3} lamps from the hill above the quiet river.\n"
        menu = "Home | About us | Click here to subscribe to our newsletter and accept all cookies, log in, sign up, privacy policy.\n"
        (folder / f"{town}.txt").write_text(f"{own}\n{menu}\nshort.\n", encoding="utf-8")
    (folder / "copy.txt").write_text(sentence(3, TOWNS[3]), encoding="utf-8")
    return folder


def made(documents: Path, folder: Path, **more: Any) -> dict[str, Any]:
    plan = Plan(sources=(documents.name,), teacher=f"{__name__}:Faulty", empty=1.0, **more)  # a source as it is named decides what is drawn
    return corpus(plan, folder).as_json()


def test_a_corpus(documents: Path, tmp_path: Path) -> None:
    told = made(documents, tmp_path / "c", validation=0.3, test=0.2, licence="CC0-1.0")
    assert json.loads((tmp_path / "c" / "manifest.json").read_text(encoding="utf-8")) == told
    assert told["teacher"] == "faulty 1" and told["licence"] == "CC0-1.0"
    left = told["left_out"]
    assert left["duplicate"] == 1 and left["boilerplate"] == 20 and left["too short"] == 20 and left["the teacher failed"] == 1
    assert told["cleaned"]["not in the text"] >= 20 and told["cleaned"]["not asserted"] >= 20
    assert told["cleaned"]["qualifier not in the text"] >= 15
    sides = {side: read(tmp_path / "c" / f"{side}.jsonl")[0] for side in ("train", "validation", "test")}
    homes = {side: {e.document for e in examples} for side, examples in sides.items()}
    assert all(homes.values()) and not homes["train"] & (homes["validation"] | homes["test"]) and not homes["validation"] & homes["test"]
    assert len({e.messages[0] for e in sides["train"]}) > 1  # varied instructions
    assert len({e.messages[0] for e in sides["test"]}) == 1
    for example in sides["train"]:
        answer = answers.read(example.answer)
        assert answer.outcome in ("ok", "empty")
        assert all(t.subject in example.text and t.object in example.text and not t.qualifiers for t in answer.triples)


def test_the_same_again_and_nothing_twice(documents: Path, tmp_path: Path) -> None:
    one, two = made(documents, tmp_path / "c"), made(documents, tmp_path / "d")
    assert one["hashes"] == two["hashes"]
    with pytest.raises(SourceError, match=r"nothing to train on is left \(.*duplicate 39"):
        made(documents, tmp_path / "e", earlier=(str(tmp_path / "c"),), max_failed=1.0, filters=Filters(near=0.4))
    with pytest.raises(TargetError, match="not empty"):
        made(documents, tmp_path / "c")
    few = made(documents, tmp_path / "f", most=5, validation=0.0)
    assert few["counts"]["train"]["examples"] <= 5


def test_a_teacher_that_fails(documents: Path, tmp_path: Path) -> None:
    plan = Plan(sources=(str(documents),), teacher=f"{__name__}:Off")
    with pytest.raises(TooManyFailures, match=r"failed on \d+ of \d+ paragraphs \(last: no answer: it is off\); nothing was written"):
        corpus(plan, tmp_path / "c")
    assert not (tmp_path / "c").exists()


def test_plans_that_give_nothing_are_told_before_the_work(tmp_path: Path) -> None:
    plan = Plan(validation=0.6, test=0.4, filters=Filters(fewest_words=9, most_words=8))
    with pytest.raises(SettingsError) as caught:
        corpus(plan, tmp_path / "c")
    assert [words in fault for words, fault in zip(("nothing to make", "0.6 and test 0.4", "9 8"), caught.value.faults, strict=True)] == [
        True
    ] * 3


def test_one_teacher_at_a_time(documents: Path, tmp_path: Path) -> None:
    with pytest.raises(ExtractorError, match="'syntax,local': names 2 extractors"):
        corpus(Plan(sources=(documents.name,), teacher="syntax,local"), tmp_path / "c")


def test_sources_that_are_not_there(tmp_path: Path) -> None:
    for plan in (
        Plan(sources=(str(tmp_path / "no"),)),
        Plan(gold=("hyperred=" + str(tmp_path / "no"),)),
        Plan(gold=(f"timeqa={tmp_path}",)),
    ):
        with pytest.raises(SourceError):
            corpus(plan, tmp_path / "c")
    assert not (tmp_path / "c").exists()


def test_cleaning_prefers_names() -> None:
    text = "Ada moved to Oslo. She lives in Oslo."
    cleaned: Counter[str] = Counter()
    p = Paragraph("1", "d", 0, 0, len(text), text)
    said = [Triple("She", "residence", "Oslo"), Triple("ada", "residence", "Oslo"), Triple("Ada", "residence", "Oslo")]
    (kept,) = clean(p, said, 0.0, cleaned)
    assert kept.subject == "Ada"
    assert cleaned == {"repeated": 1, "a pronoun where the text has the name": 1}
    assert clean(p, [Triple("She", "residence", "Oslo")], 0.0, Counter())  # where there is no name it stays
    assert not clean(p, [Triple("Ada", "residence", "Oslo", confidence=0.2)], 0.5, Counter())


def test_near_duplicates() -> None:
    seen = Seen(0.7)
    one = " ".join(f"word{n}" for n in range(60))
    assert seen.add(one) == ""
    assert seen.add(one.upper() + "!") == "duplicate"
    assert seen.add(one.replace("word30", "other")) == "near-duplicate"
    assert seen.add(" ".join(f"else{n}" for n in range(60))) == ""


def test_sampling_takes_from_each_source_alike() -> None:
    def piece(source: str, n: int) -> Piece:
        text = f"{source} has its own story {n}, which nobody ever told in {n * 7} words."
        return Piece(Paragraph(str(n), f"{source}{n}", 0, 0, len(text), text), source, "de" if n == 0 else "en")

    pieces = [piece("many", n) for n in range(40)] + [piece("few", n) for n in range(3)]
    refused: Counter[str] = Counter()
    kept = sample(pieces, Filters(languages=("en",), near=1), most=10, earlier=(), seed=1, refused=refused)
    assert Counter(p.source for p in kept) == {"many": 8, "few": 2}
    assert refused == {"another language": 2, "more than were asked for": 31}
    assert kept == sample(pieces[::-1], Filters(languages=("en",), near=1), most=10, earlier=(), seed=1, refused=Counter())


@pytest.mark.parametrize(
    ("parted", "whole"),
    [
        ("Oslo , Norway ( north ) .", "Oslo, Norway (north)."),
        ("Ada ' s ship did n't sail", "Ada's ship didn't sail"),
        ("the dogs ' house", "the dogs ' house"),
        ("Ada 's 1 , 200 men", "Ada's 1, 200 men"),
    ],
)
def test_joining(parted: str, whole: str) -> None:
    assert joined(parted) == whole


def test_broken_lines(documents: Path, tmp_path: Path) -> None:
    made(documents, tmp_path / "c")
    file = tmp_path / "c" / "train.jsonl"
    good = len(read(file)[0])
    shape = {"messages": [{"role": "user", "content": "x"}, {"role": "assistant", "content": "I cannot."}]}
    with file.open("a", encoding="utf-8") as out:
        out.write('{"messages": [\n[]\n{"messages": [1, 2]}\n' + json.dumps(shape) + "\n")
    with pytest.raises(SourceError, match=rf"4 broken lines \(line {good + 1}: .*and 1 more\); mend them, or give --skip-broken"):
        read(file)
    kept, broken = read(file, skip_broken=True)
    assert len(kept) == good and len(broken) == 4
    bare = tmp_path / "bare.jsonl"
    bare.write_text(
        json.dumps({"messages": [{"role": "user", "content": "Text: Ada."}, {"role": "assistant", "content": '{"triples":[]}'}]}),
        encoding="utf-8",
    )
    assert read(bare)[0][0].plain == "Text: Ada.\nTriples:"  # another maker's chats will do
    with pytest.raises(SourceError, match="no such corpus"):
        read(tmp_path / "no.jsonl")
