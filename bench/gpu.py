"""The published 4B model on a GPU: what it says of ten paragraphs, and how fast, for several sizes of batches.

    python bench/gpu.py                              the published model and adapter
    python bench/gpu.py --model FOLDER [--adapter FOLDER]
    python bench/gpu.py --random                     the 4B's shape with random weights: as fast, says nothing
    python bench/gpu.py --tiny                       a tiny shape, on any machine: tries this script

Prints what was said, then lines of rows at once, tokens and paragraphs a second, gigabytes; and the share of time that the grammar costs.
"""

from __future__ import annotations

import argparse
import resource
import time
from typing import Any

from kg.extract.llm import prompt
from kg.extract.local import LocalExtractor, Writer, affordable
from kg.extract.local.asking import Asker
from kg.extract.local.decoding import Generator, Request
from kg.extract.local.grammar import Grammar
from kg.extract.local.loading import Machine, load_tokenizer, machine
from kg.extract.local.source import find_model
from kg.model import Paragraph
from kg.settings import Local

TEXTS = (
    "Marie Curie was born in Warsaw in 1867. She won the Nobel Prize in Physics in 1903 together with Pierre Curie and Henri Becquerel.",
    "The Eiffel Tower in Paris was built between 1887 and 1889 by the company of Gustave Eiffel. It is 330 metres tall.",
    "Ada Lovelace translated an article on the Analytical Engine in 1843 and added notes that are longer than the article itself.",
    "The Danube rises in the Black Forest and flows through ten countries before it reaches the Black Sea.",
    "Alexander Fleming discovered penicillin at St Mary's Hospital in London in 1928. He shared the Nobel Prize in Medicine in 1945.",
    "Iceland became a republic on 17 June 1944. Sveinn Björnsson was elected as its first president.",
    "The Suez Canal, opened in 1869, joins the Mediterranean Sea to the Red Sea. Egypt nationalised it in 1956.",
    "Johann Sebastian Bach worked in Leipzig from 1723 until his death in 1750 as cantor of St Thomas.",
    "Water boils at 100 degrees Celsius at sea level. On Mount Everest it boils at about 71 degrees.",
    "Rosa Parks refused to give up her seat on a bus in Montgomery, Alabama, on 1 December 1955.",
)
SHAPE_4B = {
    "vocab_size": 262208,
    "hidden_size": 2560,
    "intermediate_size": 10240,
    "num_hidden_layers": 34,
    "num_attention_heads": 8,
    "num_key_value_heads": 4,
    "head_dim": 256,
    "sliding_window": 1024,
    "query_pre_attn_scalar": 256,
    "max_position_embeddings": 131072,
}
SHAPE_TINY = {
    **SHAPE_4B,
    "vocab_size": 640,
    "hidden_size": 64,
    "intermediate_size": 128,
    "num_hidden_layers": 6,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "head_dim": 16,
    "sliding_window": 64,
    "query_pre_attn_scalar": 16,
    "max_position_embeddings": 4096,
}
TEMPLATE = "{{ bos_token }}{% for m in messages %}<start_of_turn>{{ m['role'] }}\n{{ m['content'] }}<end_of_turn>\n{% endfor %}<start_of_turn>model\n"


def paragraph(number: int) -> Paragraph:
    """One of the ten texts, or two of them as one, each time another: no two of the first hundred are the same."""
    text = TEXTS[number % 10] if number < 10 else f"{TEXTS[number % 10]} {TEXTS[(number // 10) % 10]}"
    return Paragraph(str(number), "", number, 0, len(text), text)


def random_writer(shape: dict[str, Any], where: Machine, tokenizer: Any, new: int) -> Writer:
    """A Gemma 3 of a shape with random weights, made on the device."""
    import torch
    from transformers import Gemma3ForCausalLM, Gemma3TextConfig

    torch.manual_seed(0)
    config = Gemma3TextConfig(**shape)
    config._attn_implementation = "sdpa"
    before = torch.get_default_dtype()
    torch.set_default_dtype(getattr(torch, where.dtype))
    try:
        with torch.device(where.device):
            model = Gemma3ForCausalLM(config).eval()
    finally:
        torch.set_default_dtype(before)
    asker = Asker(prompt.DEFAULT, tokenizer)
    rules = Grammar(tokenizer, vocabulary=config.vocab_size)
    generator = Generator(model, stops={tokenizer.eos_token_id}, budget=affordable(model, 1 << 22), shared=asker.shared())
    return Writer(asker, generator, rules, limit=new)


def bytes_tokenizer() -> Any:
    """A tokenizer of bytes, for want of Gemma's: prompts are four times as long with it."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers
    from transformers import PreTrainedTokenizerFast

    special = ["<pad>", "<eos>", "<bos>", "<unk>", "<start_of_turn>", "<end_of_turn>"]
    signs = special + sorted(pre_tokenizers.ByteLevel.alphabet())
    made = Tokenizer(models.BPE({sign: number for number, sign in enumerate(signs)}, []))
    made.add_special_tokens(special)
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.decoder = decoders.ByteLevel()
    found = PreTrainedTokenizerFast(tokenizer_object=made, bos_token="<bos>", eos_token="<eos>", pad_token="<pad>", unk_token="<unk>")
    found.chat_template = TEMPLATE
    return found


def memory(device: str) -> float:
    """Gigabytes: the most that were held on a GPU, or by the process."""
    import torch

    if device.startswith("cuda"):
        return float(torch.cuda.max_memory_allocated(device)) / 1e9
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e9


def wait(device: str) -> None:
    """Until the GPU has done all that it was told."""
    import torch

    if device.startswith("cuda"):
        torch.cuda.synchronize(device)


def measure(writer: Writer, device: str, rows: int, *, count: int, new: int, forced: bool) -> tuple[float, float, int]:
    """Seconds, tokens a second and rows at once, for `count` paragraphs."""
    import torch

    before = writer.generator
    generator = Generator(before.model, stops=before.stops, budget=before.budget, shared=before.shared, most_rows=rows)
    prompts = [writer.asker.tokens(paragraph(number)) for number in range(count)]
    guide = writer.rules.guide if forced and writer.rules else None
    given = [Request(n, tokens, new, guide() if guide else None) for n, tokens in enumerate(prompts)]
    if device.startswith("cuda"):
        torch.cuda.reset_peak_memory_stats(device)
    wait(device)
    begun = time.perf_counter()
    for _ in generator.run(sorted(given, key=lambda r: -len(r.prompt))):
        pass
    wait(device)
    seconds = time.perf_counter() - begun
    for note in generator.counts.notes:
        print(f"note: {note}")
    return seconds, generator.counts.answer_tokens / seconds, generator.counts.most_rows


def main() -> None:
    """Checks, measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", default="")
    parser.add_argument("--adapter", default="")
    parser.add_argument("--random", action="store_true", help="random weights of the 4B's shape")
    parser.add_argument("--tiny", action="store_true", help="random weights of a tiny shape")
    parser.add_argument("--tokenizer", default="", help="folder with Gemma's tokenizer, for --random")
    parser.add_argument("--device", default="")
    parser.add_argument("--new", type=int, default=0, help="tokens of an answer, at most")
    parser.add_argument("--rows", default="", help="sizes of batches, with commas")
    given = parser.parse_args()
    tiny = given.tiny
    new = given.new or (24 if tiny else 256)
    sizes = [int(size) for size in (given.rows or ("1,8" if tiny else "1,16,64,128,256")).split(",")]
    where = machine(given.device, "")
    begun = time.perf_counter()
    if tiny or given.random:
        tokenizer = load_tokenizer(find_model(given.tokenizer)) if given.tokenizer else bytes_tokenizer()
        writer = random_writer(SHAPE_TINY if tiny else SHAPE_4B, where, tokenizer, new)
    else:
        settings = Local(model=given.model, adapter=given.adapter, device=where.device, batch_tokens=1 << 22, max_new_tokens=new)
        writer = LocalExtractor(settings).writer
    size = sum(weight.numel() for weight in writer.generator.model.parameters())
    print(f"{size / 1e9:.2f} billion weights on {where.device} in {where.dtype}, ready after {time.perf_counter() - begun:.0f} s")

    found = list(writer.extract(paragraph(number) for number in range(10)))
    for one in found:
        print(
            f"{one.outcome:9} {len(one.triples):3} triples, {sum(t.subject_span is not None for t in one.triples)} in the text: {one.paragraph}"
        )
        for triple in one.triples[:4] if not (tiny or given.random) else ():
            print(
                f"          {triple.subject} · {triple.predicate} · {triple.object} {[(q.key, q.value) for q in triple.qualifiers] or ''}"
            )
    bad = sum(one.outcome == "failed" for one in found)
    print(f"failed answers {bad} of {len(found)}")

    print("   rows  tokens/s  paragraphs/s     GB   (asked for)")
    for rows in sizes:
        count = max(2 * rows, 10 if not tiny else 4)
        seconds, pace, most = measure(writer, where.device, rows, count=count, new=new, forced=True)
        print(f"{most:7} {pace:9.1f} {count / seconds:13.2f} {memory(where.device):6.2f}   ({rows})", flush=True)
    rows = sizes[-1]
    free = [measure(writer, where.device, rows, count=rows, new=new, forced=False)[1] for _ in range(2)][-1]
    forced = [measure(writer, where.device, rows, count=rows, new=new, forced=True)[1] for _ in range(2)][-1]
    print(f"the grammar costs {100 * (1 - forced / free):.1f}% of the tokens a second, with {rows} rows")
    if bad:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
