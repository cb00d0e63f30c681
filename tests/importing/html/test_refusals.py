"""Pages that hold no article are refused, with the reason."""

from __future__ import annotations

import pytest

from sitegen.problems import ContentError
from tests.importing.html.pages import page, read

LOGIN = (
    '<main><h1>Welcome back</h1><form><input type="email"><input type="password">'
    "<button>Log in</button></form><p>Log in to go on to your account.</p></main>"
)
CONSENT = (
    "<main><h2>Before you go on</h2><p>We and our partners use cookies to store your choices and"
    " to measure how our pages are read.</p><p>With your consent we also use cookies for"
    " advertisements that fit you.</p><button>Accept all</button></main>"
)
MISSING = "<main><h1>404 - Page not found</h1><p>The page that you look for has moved, or it never was here. Try the search.</p></main>"  # noqa: E501
LIST = "<main><h1>Ports</h1>" + "".join(
    f'<h3><a href="/{n}">The ferry number {n} leaves on time again today</a></h3>'
    for n in range(30)
)


@pytest.mark.parametrize(
    ("markup", "code"),
    [
        ("", "empty"),
        ("   \n ", "empty"),
        ("<html><body></body></html>", "empty"),
        ("<html><body><script>run()</script><div id=app></div></body></html>", "empty"),
        (page(LOGIN, title="Log in"), "login"),
        (page(CONSENT, title="Your privacy"), "consent"),
        (page(MISSING, title="404"), "error-page"),
        (page(LIST, title="Ports"), "no-body"),
    ],
)
def test_refused(markup, code):
    with pytest.raises(ContentError) as caught:
        read(markup)
    (problem,) = caught.value.problems
    assert problem.code == f"import.{code}"
    assert problem.path == "page.html"
    assert problem.hint


def test_an_article_about_cookies_and_logins_is_none_of_them():
    text = "".join(
        f"<p>The office wants to know why its login page asks for consent to cookies, part {n}, and"
        " it has hired two people to read the law on cookies and consent.</p>"
        for n in range(6)
    )
    assert read(page(f"<main><h1>Cookies in the office</h1>{text}</main>")).title
