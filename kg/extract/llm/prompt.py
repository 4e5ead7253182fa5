"""What a language model is asked: a system and a user text about one paragraph, with its title and headings as context.

Several wordings for training; a plain form with worked examples for base models, which have no chat template; a file can replace it all.
The substance follows the published model's card.  Knows nothing of models, servers or answers.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kg.errors import ExtractorError
from kg.extract.llm.wire import MOST, SHAPE
from kg.model import Paragraph, content_hash

FILE = "prompt.txt"  # beside the weights of a model that was trained with a prompt of its own
_PLACES = re.compile(r"\{(text|title|heading|context|most|shape)\}")
_SECTION = re.compile(r"^\[(system|user|plain)\][ \t]*\n", re.MULTILINE)
_FIXED = {"most": str(MOST), "shape": SHAPE}

# What chat templates are made of.  A document that writes them must not end its own turn: a sign of no width is put into each,
# which grounding folds away again.
_CONTROL = re.compile(
    r"<(?=/?(?:start_of_turn|end_of_turn|start_of_image|end_of_image|image_soft_token|bos|eos|pad|s|mask|unused\d+)>|\|[A-Za-z_]+\|>|<SYS>>|</SYS>>)"
    r"|\[(?=/?INST\])"
)
_MOST_CONTEXT = 300  # characters of a title, and of a heading path


@dataclass(frozen=True, slots=True)
class Prompt:
    """A system text ("" for none), a user text and a plain text.  `{text}` in the last two is replaced by the paragraph, `{title}` and
    `{heading}` by its title and heading path, `{context}` by lines that name both where there are any, `{most}` and `{shape}` by
    the number of triples asked for and the wire format.  Without `chat` the plain text is all there is, for a model that was tuned to it."""

    system: str
    user: str
    plain: str
    chat: bool = True

    @property
    def digest(self) -> str:
        """The hash of all that it says: part of an extractor's fingerprint."""
        return content_hash("prompt", self.system, self.user, self.plain, *_FIXED.values(), *(() if self.chat else ("no chat",)))

    def messages(self, paragraph: Paragraph, text: str | None = None) -> list[dict[str, str]]:
        """The chat messages about a paragraph, or about a part of it, `text`."""
        user = {"role": "user", "content": _filled(self.user, paragraph, text)}
        if not self.system:
            return [user]
        return [{"role": "system", "content": _filled(self.system, paragraph, text)}, user]

    def completion(self, paragraph: Paragraph, text: str | None = None) -> str:
        """The text that a base model is to go on with; the answer ends with the line."""
        return _filled(self.plain, paragraph, text)


def prefix(template: str) -> str:
    """What all filled forms of a template begin with: the part whose computation can be shared."""
    cut = next((m.start() for m in _PLACES.finditer(template) if m[1] not in _FIXED), len(template))
    return _PLACES.sub(lambda m: _FIXED[m[1]], template[:cut])


def _filled(template: str, paragraph: Paragraph, text: str | None) -> str:
    words = paragraph.text if text is None else text
    title, heading = _line(paragraph.title), _line(" > ".join(paragraph.heading))
    context = (f"Title: {title}\n" if title else "") + (f"Section: {heading}\n" if heading else "")
    values: Mapping[str, str] = {
        **_FIXED,
        "text": _harmless(words),
        "title": title,
        "heading": heading,
        "context": context + "\n" if context else "",
    }
    return _PLACES.sub(lambda m: values[m[1]], template)


def _line(text: str) -> str:
    return _harmless(" ".join(text.split()))[:_MOST_CONTEXT]


def _harmless(text: str) -> str:
    if "<" in text or "[" in text:
        text = _CONTROL.sub("\\g<0>\u200b", text)
    return text


# ---- our wordings ----------------------------------------------------------------------------------------------------------

_SYSTEM = (
    "You turn text into factual knowledge triples.\n"
    "Answer with exactly one JSON object that has the single key 'triples', and with nothing before or after it.\n"
    "Every triple has the text fields 'subject', 'predicate' and 'object', and an object 'qualifiers', "
    "which holds what narrows the fact: dates, places, roles, scores, units, conditions, names of events.\n"
    "State only what the text itself says, in its own words."
)
_USER = (
    "List up to {most} factual (subject, predicate, object) triples that the text below states.\n"
    "Write strict JSON of this shape:\n{shape}\n\n"
    "{context}Text:\n{text}"
)
_EXAMPLES = (
    "Text: Ada Lovelace was born in London in 1815. Her notes, published in 1843, describe the Analytical Engine.\n"
    'Triples: {"triples":[{"subject":"Ada Lovelace","predicate":"was born in","object":"London","qualifiers":{"point in time":"1815"}},'
    '{"subject":"Her notes","predicate":"describe","object":"the Analytical Engine","qualifiers":{"point in time":"1843"}}]}\n\n'
    "Text: The bridge over the Tamar, which Brunel designed, was opened by Prince Albert on 2 May 1859.\n"
    'Triples: {"triples":[{"subject":"Brunel","predicate":"designed","object":"The bridge over the Tamar","qualifiers":{}},'
    '{"subject":"The bridge over the Tamar","predicate":"was opened by","object":"Prince Albert","qualifiers":{"point in time":"2 May 1859"}}]}\n\n'
    "Text: She played for Ajax from 2004 to 2007 and scored 12 goals.\n"
    'Triples: {"triples":[{"subject":"She","predicate":"played for","object":"Ajax","qualifiers":{"start time":"2004","end time":"2007"}},'
    '{"subject":"She","predicate":"scored","object":"12 goals","qualifiers":{}}]}\n\n'
)
_PLAIN = "Facts of each text as JSON, in the words of the text.\n\n" + _EXAMPLES + "{context}Text: {text}\nTriples:"

_SYSTEMS = (
    _SYSTEM,
    (
        "You are an information extraction system. You read a passage and return its facts as triples.\n"
        "Return one JSON object with the key 'triples' only. No remarks, no code fences.\n"
        "Each triple: strings 'subject', 'predicate', 'object', and a 'qualifiers' object for times, places, roles, amounts and conditions.\n"
        "Use the wording of the passage; add nothing that it does not say."
    ),
    (
        "Extract knowledge from text for a knowledge graph.\n"
        "Output: a single JSON object, {shape}\n"
        "Keep to what is stated. Put dates, locations, roles, scores and units that belong to a fact into its 'qualifiers'."
    ),
)
_USERS = (
    _USER,
    "Which facts does this text state? Give at most {most} as subject, predicate and object.\nFormat: {shape}\n\n{context}Text:\n{text}",
    "Extract the factual triples (at most {most}) from the passage. Reply in JSON only:\n{shape}\n\n{context}Passage:\n{text}",
    "Read the text and write down its facts as JSON in the form {shape}, no more than {most} of them.\n\n{context}Text:\n{text}",
)

DEFAULT = Prompt(_SYSTEM, _USER, _PLAIN)


def variants() -> tuple[Prompt, ...]:
    """All wordings, for training; the first is the one that is used by default."""
    return tuple(Prompt(system, user, _PLAIN) for system in _SYSTEMS for user in _USERS)


# ---- a prompt of the user's own ----------------------------------------------------------------------------------------------


def beside(*folders: Path) -> Path | str:
    """The file of the prompt that a model was trained with, in the first of its folders that has one; "" where none has."""
    return next((folder / FILE for folder in folders if (folder / FILE).is_file()), "")


def load(file: str | Path = "") -> Prompt:
    """The prompt of a file, or ours without one.

    The file is the user text, or has sections that begin with a line `[system]`, `[user]` or `[plain]`; with `[plain]` alone no chat is
    held.  Braces that are none of our
    placeholders stand for themselves.  Raises ExtractorError for a file that cannot be read or lacks `{text}`.
    """
    if not file:
        return DEFAULT
    try:
        read = Path(file).read_text(encoding="utf-8-sig").replace("\r\n", "\n")
    except OSError as error:
        raise ExtractorError(
            f"{file}: prompt file cannot be read ({error.strerror}); mend the setting prompt, or leave it empty"
        ) from error
    except UnicodeDecodeError as error:
        raise ExtractorError(f"{file}: prompt file is not UTF-8 (byte {error.start}); save it as UTF-8") from error
    parts = _parts(read)
    given = [name for name in ("user", "plain") if name in parts]
    if not given:
        raise ExtractorError(f"{file}: prompt file has no [user] and no [plain] section; write one with {{text}} where the paragraph goes")
    for name in given:
        if "{text}" not in parts[name]:
            raise ExtractorError(f"{file}: section [{name}] lacks the placeholder {{text}}; put it where the paragraph goes")
    user = parts.get("user", parts.get("plain", ""))
    return Prompt(parts.get("system", ""), user, parts.get("plain") or user, chat="user" in parts)


def _parts(read: str) -> dict[str, str]:
    pieces = _SECTION.split(read)
    parts = {name: text.strip("\n") for name, text in zip(pieces[1::2], pieces[2::2], strict=True)}
    if not parts:
        return {"user": read.strip("\n")}
    return parts
