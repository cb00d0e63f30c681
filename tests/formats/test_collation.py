"""Names in the order of their language, and the letter that each is filed under."""

from __future__ import annotations

import pytest

from sitegen.formats.names import collation_key, initial


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("fa", ["آب", "برق", "پل", "تهران", "چای", "ژاله", "کشتی", "گاز", "نفت", "یزد", "Oil"]),
        ("az", ["alma", "çay", "dəniz", "elm", "əl", "xəzər", "ırmaq", "iqlim", "qaz", "şəhər"]),
        ("tr", ["cam", "çay", "ırmak", "içme", "su", "şehir"]),
        ("ru", ["ель", "ёлка", "жук", "Яхта", "tea"]),
        ("en", ["2026 budget", "Élan", "elan vital", "Zebra", "Волга", "دریا"]),
        ("de", ["Apfel", "Öl", "Zug"]),
    ],
)
def test_names_are_in_the_order_of_their_alphabet(language, names):
    shuffled = [*names[1::2], *names[::2]]
    assert sorted(shuffled, key=lambda name: collation_key(name, language)) == names


@pytest.mark.parametrize(
    ("name", "language", "letter"),
    [
        ("élan", "en", "E"),
        ("iqlim", "az", "İ"),
        ("ırmaq", "az", "I"),
        ("çay", "az", "Ç"),
        ("çay", "en", "C"),
        ("يزد", "fa", "ی"),
        ("«نفت»", "fa", "ن"),
        ("2026", "en", "#"),
        ("ёлка", "ru", "Ё"),
    ],
)
def test_a_name_is_filed_under_its_letter(name, language, letter):
    assert initial(name, language) == letter


def test_chinese_characters_are_filed_together():
    assert {initial(name, "en") for name in ("中国", "北京", "𠀀")} == {"漢"}
    assert initial("かな", "ja") == "か"


def test_the_order_is_total_for_any_text():
    names = ["", "!", "🌊", "日本", "o’ne", "O'ne", "\u0301a"]
    assert len(sorted(names, key=lambda name: collation_key(name, "fa"))) == len(names)
    assert all(initial(name, "az") for name in names)
