"""Partials: they see what they are given alone, and come out the same as if rendered each time."""

from __future__ import annotations

import re

import pytest

from tests.building import article, built, messages, problems_of

SITE = {
    "site.yml": "title: Digest\nbase_url: https://example.org/\n",
    "content/iran/a.md": article("title: A\ndate: 2024-05-09\nextra: {plan: [1, 2]}"),
    "content/iran/b.md": article("title: B\ndate: 2024-05-10\nextra: {plan: [3]}"),
}
A, B = "iran/2024/05/a/index.html", "iran/2024/05/b/index.html"


def site(write_files, text: str, partial: str):
    """Make a site whose article template is a text; in it OWN(…) stands for the partial's tag."""
    text = re.sub(r"OWN\((.*?)\);", r'{% partial "_own.html" \1 %}', text)
    own = {"templates/article.html": text, "templates/_own.html": partial}
    return write_files(SITE | own)


EACH = "{% for v in VALUES %}OWN(v=v);{% endfor %}"
COUNTING = "{% set n = namespace(v=0) %}{% for _ in 'xy' %}{% set n.v = n.v + 1 %}"


@pytest.mark.parametrize(
    ("text", "partial", "a", "b"),
    [
        ("OWN();", "{{ site.title }}", "Digest", "Digest"),
        ("OWN(t=page.title);", "<{{ t }}>", "<A>", "<B>"),
        ("OWN(t=page.title, n=2);", "{{ t * n }}", "AA", "BB"),
        ("OWN(plan=page.extra.plan);", "{{ plan }}", "[1, 2]", "[3]"),
        ("OWN(e=page.extra);", "{{ e.plan|sum }}", "3", "3"),
        ("OWN(card=page.more.cards[0]);", "{{ card.title }}", "B", "A"),
        ("OWN(cards=page.more.cards);", "{{ cards[0].title }}", "B", "A"),
        (
            EACH.replace("VALUES", "(1, true, 1.0, '1')"),
            "{{ v }};",
            "1;True;1.0;1;",
            "1;True;1.0;1;",
        ),
        (EACH.replace("VALUES", "('<b>'|safe, '<b>')"), "{{ v }}", "<b>&lt;b&gt;", "<b>&lt;b&gt;"),
        (
            EACH.replace("VALUES", "(('<b>'|safe,), ('<b>',), (('<b>'|safe,),), (('<b>',),))"),
            "{{ v|join }};",
            "<b>;&lt;b&gt;;(Markup(&#39;&lt;b&gt;&#39;),);(&#39;&lt;b&gt;&#39;,);",
            "<b>;&lt;b&gt;;(Markup(&#39;&lt;b&gt;&#39;),);(&#39;&lt;b&gt;&#39;,);",
        ),
        (
            EACH.replace("VALUES", "((1,), (true,), (1.0,), ((1,),), ((true,),), 0.0, -0.0)"),
            "{{ v }};",
            "(1,);(True,);(1.0,);((1,),);((True,),);0.0;-0.0;",
            "(1,);(True,);(1.0,);((1,),);((True,),);0.0;-0.0;",
        ),
        ("{% for v in 'xy' %}OWN(of=loop);{% endfor %}", "{{ of.index }}", "12", "12"),
        (COUNTING + "OWN(of=(n, 1));{% endfor %}", "{{ of[0].v }}", "12", "12"),
    ],
)
def test_a_partial_shows_what_it_is_given(write_files, text, partial, a, b):
    done = built(site(write_files, text, partial))
    assert (done.text(A), done.text(B)) == (a, b)


def test_a_partial_is_rendered_once_for_the_same_values(write_files, monkeypatch):
    from sitegen.rendering.embeds import Partials

    made = []
    rendered = Partials._rendered

    def noted(self, *of):
        made.append(of)
        return rendered(self, *of)

    monkeypatch.setattr(Partials, "_rendered", noted)
    built(site(write_files, EACH.replace("VALUES", "'vvv'"), "{{ v }}"))
    assert [of for of in made if of[0] == "_own.html"] == [("_own.html", ("v",), "v")]


WHILE = f" (while rendering {B} and 1 more)"
END = "'end of statement block'"
UNREADABLE = "the template cannot be read: "


@pytest.mark.parametrize(
    ("text", "partial", "problem"),
    [
        ("OWN();", "<p>\n{{ page.title }}", f"templates/_own.html:2: 'page' is undefined{WHILE}"),
        (
            "<p>\n{% partial '_gone.html' %}",
            "",
            f"templates/article.html:2: there is no template “_gone.html”{WHILE}",
        ),
        (
            "{% partial page.title %}",
            "",
            f"templates/article.html:1: {UNREADABLE}the name of a partial must be written out",
        ),
        (
            "<p>\nOWN(page);",
            "",
            f"templates/article.html:2: {UNREADABLE}expected token '=', got {END}",
        ),
    ],
)
def test_a_mistake_in_a_partial_names_its_place(write_files, text, partial, problem):
    (found,) = problems_of(site(write_files, text, partial))
    assert messages([found]) == [problem]
