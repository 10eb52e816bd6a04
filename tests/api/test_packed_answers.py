"""Answers that are kept: made once, bounded, and never of another state."""

from __future__ import annotations

import gzip
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import orjson
import pytest

from assetmap.api.packed_answers import BINARY, JSON, PackedAnswers


def test_answer_is_made_once_for_a_version() -> None:
    answers, made = PackedAnswers(), []

    def make() -> bytes:
        made.append(1)
        return b"map"

    first = answers.get("assets", "v1", make)
    again = answers.get("assets", "v1", make)
    other = answers.get("assets", "v2", make)

    assert first is again
    assert first.etag != other.etag
    assert len(made) == 2


def test_bytes_stay_bytes_and_all_else_becomes_json() -> None:
    answers = PackedAnswers()

    binary = answers.get("a", "v", lambda: b"\x00\x01")
    json = answers.get("b", "v", lambda: {"years": [1, 2]})

    assert (binary.media_type, binary.plain) == (BINARY, b"\x00\x01")
    assert (json.media_type, orjson.loads(json.plain)) == (JSON, {"years": [1, 2]})
    for packed in (binary, json):
        assert gzip.decompress(packed.compressed) == packed.plain


@pytest.mark.parametrize("name", ['é"\r\nx: y', "\ud800", "a" * 10_000, ""])
def test_tag_is_plain_whatever_was_typed(name: str) -> None:
    tag = PackedAnswers().get(name, "v1", lambda: b"").etag

    assert tag.isascii()
    assert len(tag) < 60
    assert tag.count('"') == 2
    assert not set(tag) & set("\r\n ")


def test_what_was_not_asked_for_longest_goes_first() -> None:
    answers, made = PackedAnswers(most=3), []

    def ask(name: str) -> None:
        def make() -> bytes:
            made.append(name)
            return name.encode()

        answers.get(name, "v1", make)

    for name in "abcadaab":
        ask(name)

    # 'b' had to go when 'd' came, since 'a' was asked for again and again.
    assert made == ["a", "b", "c", "d", "b"]


def test_answers_together_stay_within_their_room() -> None:
    answers = PackedAnswers(most=1000, most_bytes=50_000)

    for at in range(100):
        answers.get(str(at), "v1", lambda at=at: bytes([at]) * 5000)

    kept = answers._kept
    assert sum(packed.size for packed in kept.values()) == answers._bytes <= 50_000
    assert "99" in kept
    assert len(kept) < 12


def test_newer_answer_takes_the_place_of_the_older_one() -> None:
    answers = PackedAnswers()

    for version in range(20):
        answers.get("assets", str(version), lambda: b"x" * 1000)

    assert len(answers._kept) == 1
    assert answers._bytes == answers._kept["assets"].size


def test_answer_larger_than_all_room_is_still_given() -> None:
    answers = PackedAnswers(most_bytes=10)

    assert answers.get("a", "v", lambda: b"x" * 1000).plain == b"x" * 1000


def test_mistake_in_the_making_is_told_and_not_kept() -> None:
    answers = PackedAnswers()

    def broken() -> bytes:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        answers.get("a", "v", broken)

    assert answers.get("a", "v", lambda: b"good").plain == b"good"


def test_many_who_ask_the_same_at_once_wait_for_one() -> None:
    answers, made = PackedAnswers(), []

    def make() -> bytes:
        made.append(1)
        time.sleep(0.05)
        return b"map"

    with ThreadPoolExecutor(12) as pool:
        found = list(pool.map(lambda _: answers.get("a", "v", make), range(12)))

    assert len(made) == 1
    assert len({id(packed) for packed in found}) == 1


def test_slow_answer_does_not_hold_up_one_that_is_there() -> None:
    answers = PackedAnswers()
    answers.get("quick", "v", lambda: b"there")
    begun, may_end = threading.Event(), threading.Event()

    def slow() -> bytes:
        begun.set()
        may_end.wait(10)
        return b"slow"

    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(answers.get, "slow", "v", slow)
        begun.wait(10)
        quick = answers.get("quick", "v", lambda: b"made again")
        may_end.set()

    assert quick.plain == b"there"
    assert waiting.result().plain == b"slow"
