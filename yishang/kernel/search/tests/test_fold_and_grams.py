"""One form for all texts, and the grams that every text has in which a word stands."""

from hypothesis import given
from hypothesis import strategies as st

from yishang.kernel.search import rules

ANY = st.text(max_size=60)
LIKELY = st.text("噪音扰民用电专线10kVｋＶ０-SQ 9，。,ßİﬁ👍🏽\u0301\ud83d\x00\n", max_size=40)


def test_full_width_and_capitals_are_the_same_as_half_width_and_small_letters() -> None:
    assert rules.fold("１０ＫＶ专线，ＳＱ－0007") == rules.fold("10kv专线,sq-0007")


def test_blanks_of_every_kind_and_unseen_characters_part_words() -> None:
    assert rules.words_in(" 噪音\u3000扰民\x00用电\t\ud800噪音 ") == ("噪音", "扰民", "用电")


def test_a_blank_text_has_no_words() -> None:
    assert rules.words_in(" \u3000\x00\ud800") == ()


@given(LIKELY | ANY, LIKELY | ANY, LIKELY | ANY)
def test_a_text_has_every_gram_that_a_word_in_it_asks_for(before: str, word: str, after: str) -> None:
    words = rules.words_in(word)
    whole = f"{rules.fold(before)}{' '.join(words)}{rules.fold(after)}"
    assert rules.grams_asked(words) <= rules.grams(whole)


@given(LIKELY | ANY)
def test_every_word_asks_for_something(text: str) -> None:
    assert bool(rules.grams_asked(rules.words_in(text))) == bool(rules.words_in(text))


@given(LIKELY | ANY)
def test_grams_fit_into_four_bytes(text: str) -> None:
    assert all(0 <= gram < 2**32 for gram in rules.grams(rules.fold(text)))


def test_a_number_asks_for_long_grams_only() -> None:
    assert len(rules.grams_asked(["sq-610402-20191209-0007"])) == 3


def test_a_mixed_word_asks_for_the_pairs_across_its_parts_too() -> None:
    asked = rules.grams_asked(["10kv专线"])
    assert rules.grams_asked(["v专"]) <= asked
    assert not rules.grams_asked(["0k"]) <= asked  # the four letters say it


@given(LIKELY | ANY, LIKELY | ANY)
def test_marked_pieces_are_the_text_as_it_was_given(text: str, asked: str) -> None:
    assert "".join(piece for piece, _ in rules.marked(text, rules.words_in(asked))) == text


def test_what_was_found_is_marked_however_it_is_written() -> None:
    assert rules.marked("二期１０ＫＶ专线未定", ("10kv", "未定")) == [
        ("二期", False),
        ("１０ＫＶ", True),
        ("专线", False),
        ("未定", True),
    ]
