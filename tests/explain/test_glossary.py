"""The words of mail."""

from __future__ import annotations

import pytest

from maildoctor.knowledge.glossary import read_terms, term_of, terms


def test_at_least_sixty_words_in_both_languages() -> None:
    assert len(terms()) >= 60
    for term in terms():
        assert term.says.ja.endswith("。"), term.id
        assert term.says.en.endswith((".", ".)")), term.id
        term.says.ja.encode("cp932")


@pytest.mark.parametrize(
    "word",
    ["SMTP", "SMTPS", "DNS", "MX", "POP", "POPS", "IMAP", "IMAPS", "protocol", "provider", "certificate", "STARTTLS",
     "SPF", "プロトコル", "証明書", "starttls", "ＳＭＴＰ", "start tls", "OP25B"],
)  # fmt: skip
def test_the_usual_words_are_known_in_any_spelling(word: str) -> None:
    assert term_of(word) is not None


def test_a_spelling_belongs_to_one_word() -> None:
    for term in terms():
        for name in (term.id, *term.names):
            assert term_of(name) is term, name


def test_an_unknown_word_is_not_known() -> None:
    assert term_of("smtpx") is None


def test_a_word_without_a_source_is_refused() -> None:
    with pytest.raises(ValueError, match="source"):
        read_terms("glossary", '[[term]]\nid = "x"\nnames = ["X"]\nja = "あ。"\nen = "A."\n')
