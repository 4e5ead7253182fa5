"""Models for the tests of `local`: a tiny random multimodal Gemma 3 with a tokenizer of its own.  The real 270M: tests/real_gemma.py."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from real_gemma import NEEDED, require

os.environ.setdefault("OMP_WAIT_POLICY", "passive")  # before torch is loaded: on a busy machine its threads would wait for each other awake


LAYERS = ["sliding_attention", "sliding_attention", "full_attention"]
TEXT = {
    "vocab_size": 512,
    "hidden_size": 32,
    "intermediate_size": 64,
    "num_hidden_layers": len(LAYERS),
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "head_dim": 16,
    "sliding_window": 24,
    "layer_types": LAYERS,
    "max_position_embeddings": 4096,
    "initializer_range": 0.3,  # large, so that a random model is sure of what it says
}
VISION = {"hidden_size": 16, "intermediate_size": 32, "num_hidden_layers": 1, "num_attention_heads": 2, "image_size": 28, "patch_size": 14}
SENTENCES = (
    "Triples of each text as JSON, in its own words: subject, predicate, object, qualifiers, point in time, location, role.",
    '{"triples":[{"subject":"Marie Curie","predicate":"was born in","object":"Warsaw","qualifiers":{"point in time":"1867"}}]}',
    "List the factual triples that the text states. The river flows through the old town and was bridged in the spring of 1848.",
)
TEMPLATE = (
    "{{ bos_token }}{% for m in messages %}<start_of_turn>{{ 'user' if m['role'] == 'system' else m['role'] }}\n{{ m['content'] }}<end_of_turn>\n{% endfor %}"
    "{% if add_generation_prompt %}<start_of_turn>model\n{% endif %}"
)


@pytest.fixture(scope="session")
def llm() -> None:
    """What every test of a loaded model needs."""
    require(*NEEDED)


def tokenizer() -> Any:
    """Byte-level, so that it can say anything, with the special tokens and the chat template of a Gemma."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import PreTrainedTokenizerFast

    special = ["<pad>", "<eos>", "<bos>", "<unk>", "<start_of_turn>", "<end_of_turn>"]
    made = Tokenizer(models.BPE())
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    made.train_from_iterator(
        SENTENCES, trainers.BpeTrainer(vocab_size=500, special_tokens=special, initial_alphabet=alphabet, show_progress=False)
    )
    wrapped = PreTrainedTokenizerFast(
        tokenizer_object=made, bos_token="<bos>", eos_token="<eos>", pad_token="<pad>", unk_token="<unk>", model_max_length=4096
    )
    wrapped.chat_template = TEMPLATE
    return wrapped


def make_multimodal(folder: Path, *, seed: int = 0) -> Any:
    """Writes a tiny random multimodal Gemma 3 with a tokenizer, and gives the model."""
    import torch
    from transformers import Gemma3Config, Gemma3ForConditionalGeneration

    torch.manual_seed(seed)
    config = Gemma3Config(text_config=dict(TEXT), vision_config=dict(VISION), mm_tokens_per_image=4)
    config.text_config.eos_token_id, config.text_config.pad_token_id = 1, 0
    model = Gemma3ForConditionalGeneration(config).eval()
    model.generation_config.eos_token_id = [1, 5]
    model.save_pretrained(folder)
    tokenizer().save_pretrained(folder)
    return model


@pytest.fixture(scope="session")
def multimodal(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a tiny multimodal Gemma 3."""
    require(*NEEDED)
    folder = tmp_path_factory.mktemp("models") / "tiny"
    make_multimodal(folder)
    return folder


@pytest.fixture(scope="session")
def copied() -> Callable[[Path, Path], Path]:
    """(folder, target) → a copy that a test may damage."""

    def copy(folder: Path, target: Path) -> Path:
        return Path(shutil.copytree(folder, target))

    return copy
