"""README and docs/ are whole: links lead somewhere, pictures exist, and no part is lost."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

import pytest

from tests.docs.outline import lost, name_of, recorded, sections
from tests.docs.reading import DOCUMENTS, ROOT, anchors, targets

README = ROOT / "README.md"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_links_and_pictures_lead_to_files_of_the_repository(document):
    broken = []
    for target in targets(document):
        address = urlsplit(target)
        if address.scheme in ("http", "https"):
            continue
        file = (document.parent / unquote(address.path)).resolve() if address.path else document
        is_there = file.is_file() and file.is_relative_to(ROOT)
        if not is_there or (address.fragment and address.fragment not in anchors(file)):
            broken.append(target)
    assert broken == []


def test_the_readme_leads_to_every_page():
    linked = {(ROOT / target).resolve() for target in targets(README)}
    assert [name_of(page) for page in DOCUMENTS if page not in {*linked, README}] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_no_page_has_lost_a_part(document):
    """After a change that is meant: python -m tests.docs.outline."""
    now, before = sections(document.read_text("utf-8")), recorded()[name_of(document)]
    assert lost(now, before) == []
    assert [heading for heading, _ in now] == [heading for heading, _ in before]


@pytest.mark.parametrize(("first", "last"), [(0, 20), (0, 4), (24, 40), (60, 75), (-12, None)])
def test_a_part_that_is_cut_out_is_missed(first, last):
    lines = README.read_text("utf-8").splitlines(keepends=True)
    del lines[first:last]
    now = sections("".join(lines))
    before = recorded()["README.md"]
    assert lost(now, before) or [heading for heading, _ in now] != [name for name, _ in before]
