"""The extractor `local` against the loop of the model's card, which asks about one paragraph at a time: same answers, how much faster?

    python bench/local.py --model FOLDER --data DATA/timeqa/docs.jsonl [--paragraphs 96] [--alone 8] [--new 192] [--threads 2]

Both write greedily; first free, then with the grammar forced (by a LogitsProcessor in the loop).  The loop does the first --alone of the
paragraphs, the batches all of them.  Prints lines of a name and a number; on a busy machine believe those of CPU seconds.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

from kg.extract.local import LocalExtractor, Writer
from kg.extract.local.decoding import Request
from kg.extract.local.grammar import close
from kg.model import Paragraph
from kg.settings import Local


def paragraphs(file: Path) -> Iterator[Paragraph]:
    """Paragraphs of one to ten sentences from JSON Lines with lists of paragraphs, or from records of kg."""
    with file.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            record = json.loads(line)
            title = str(record.get("doc") or record.get("title") or "").rpartition("/")[2].replace("_", " ")
            for text in record.get("paragraphs") or [record["text"]]:
                if 150 < len(text) < 1200:
                    yield Paragraph(f"{number}", "", 0, 0, len(text), text, title)


class Watch:
    """Wall and CPU seconds of a block."""

    def __enter__(self) -> Self:
        self.wall, self.cpu = -time.perf_counter(), -time.process_time()
        return self

    def __exit__(self, *_: object) -> None:
        self.wall += time.perf_counter()
        self.cpu += time.process_time()


def one_at_a_time(writer: Writer, prompts: list[list[int]], new: int, *, forced: bool) -> list[list[int]]:
    """The loop of the model's card: tokenise, generate, decode; with the grammar as about twenty lines of LogitsProcessor."""
    import torch
    from transformers import LogitsProcessorList

    model, stops = writer.generator.model, writer.generator.stops
    found = []
    for prompt in prompts:
        asked = torch.tensor([prompt])
        processors = LogitsProcessorList([_Forced(writer, len(prompt))] if forced else [])
        with torch.inference_mode():
            said = model.generate(
                asked,
                attention_mask=torch.ones_like(asked),
                max_new_tokens=new,
                do_sample=False,
                eos_token_id=sorted(stops),
                pad_token_id=0,
                logits_processor=processors,
            )
        found.append([token for token in said[0, len(prompt) :].tolist() if token not in stops])
    return found


class _Forced:
    """Masks what the grammar forbids; at the end of the object only a stop is left."""

    def __init__(self, writer: Writer, length: int) -> None:
        assert writer.rules is not None
        self.guide, self.length, self.stop = writer.rules.guide(), length, min(writer.generator.stops)

    def __call__(self, tokens: Any, scores: Any) -> Any:
        import numpy
        import torch

        if tokens.shape[1] > self.length:
            self.guide.take(int(tokens[0, -1]))
        if self.guide.finished():
            allowed = numpy.zeros(scores.shape[1], dtype=bool)
            allowed[self.stop] = True
        else:
            allowed = numpy.unpackbits(numpy.frombuffer(self.guide.allowed(), dtype=numpy.uint8), bitorder="little").astype(bool)
        return scores.masked_fill(~torch.from_numpy(allowed[: scores.shape[1]]), float("-inf"))


def together(writer: Writer, prompts: list[list[int]], new: int, *, forced: bool) -> list[Request]:
    """All of them in batches, longest first, as `local` does it."""
    rules = writer.rules if forced else None
    given = [Request(n, prompt, new, rules.guide() if rules else None) for n, prompt in enumerate(prompts)]
    return sorted(writer.generator.run(sorted(given, key=lambda r: -len(r.prompt))), key=lambda r: r.key)


def shaped(answer: str) -> bool:
    """Whether an answer is valid JSON of our shape: {"triples": [{subject, predicate, object, qualifiers}]}, and nothing beside it."""
    try:
        told = json.loads(answer)
    except json.JSONDecodeError:
        return False
    parts = {"subject", "predicate", "object"}
    return list(told) == ["triples"] and all(
        set(triple) == parts | {"qualifiers"}
        and all(isinstance(triple[part], str) for part in parts)
        and isinstance(triple["qualifiers"], dict)
        for triple in told["triples"]
    )


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", required=True, help="folder of a Gemma 3")
    parser.add_argument("--data", required=True, type=Path, help="JSON Lines with texts")
    parser.add_argument("--paragraphs", type=int, default=96)
    parser.add_argument("--alone", type=int, default=8)
    parser.add_argument("--new", type=int, default=192, help="tokens of an answer, at most")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--batch-tokens", type=int, default=Local().batch_tokens)
    given = parser.parse_args()
    import torch

    torch.set_num_threads(given.threads)
    settings = Local(model=given.model, device="cpu", batch_tokens=given.batch_tokens, max_new_tokens=given.new)
    writer = LocalExtractor(settings).writer
    every = paragraphs(given.data)
    asked = [next(every) for _ in range(given.paragraphs)]
    prompts = [writer.asker.tokens(one) for one in asked]
    for forced in (False, True):
        kind = "json" if forced else "free"
        with Watch() as slow:
            alone = one_at_a_time(writer, prompts[: given.alone], given.new, forced=forced)
        with Watch() as fast:
            found = together(writer, prompts, given.new, forced=forced)
        # An answer that repeats itself is stopped early by `local` where the grammar is forced: what it says until then is compared.
        same = sum(one.answer == other[: len(one.answer)] for one, other in zip(found, alone, strict=False))
        few, many = sum(map(len, alone)), sum(len(one.answer) for one in found)
        print(f"{kind}_alone_tokens_per_second {few / slow.wall:.2f}")
        print(f"{kind}_alone_tokens_per_cpu_second {few / slow.cpu:.2f}")
        print(f"{kind}_tokens_per_second {many / fast.wall:.2f}")
        print(f"{kind}_tokens_per_cpu_second {many / fast.cpu:.2f}")
        print(f"{kind}_ratio_of_wall {many / fast.wall / (few / slow.wall):.2f}")
        print(f"{kind}_ratio_of_cpu {many / fast.cpu / (few / slow.cpu):.2f}")
        print(f"{kind}_same_answers {same} of {len(alone)}", flush=True)
        if forced:
            texts = [writer.asker.tokenizer.decode(one.answer) for one in found]
            valid = sum(shaped(text if one.ending == "stop" else close(text)) for one, text in zip(found, texts, strict=True))
            print(f"json_valid {valid} of {len(found)}")


if __name__ == "__main__":
    main()
