"""What the sample site adds: a filter, a function, a Markdown plugin, an embed, a kind of page."""

from mdit_py_plugins.subscript import sub_plugin

from sitegen import Address, Card, DataFile, Extension, Kind, Options, Output, Page, Picture

extension = Extension()


@extension.filter()
def spaced(value: str) -> str:
    """Put spaces between the letters of a word."""
    return " ".join(value)


@extension.function(reads=("language", "data.parties"))
def seats(name: str, site) -> str:
    """Tell how many seats a party has."""
    return f"{site.data.parties.get(name, 0)} ({site.language})"


@extension.markdown
def subscript(parser) -> None:
    """Read H~2~O with a subscript."""
    parser.use(sub_plugin)


@extension.embed(text=True, needs=("name",))
class Party(Options, frozen=True):
    """A party in a few words."""

    name: str = ""
    logo: Picture = ""
    results: DataFile = ""
    seats: int = 0


class YearPage(Page, frozen=True):
    """The articles of one year."""

    template = "year.html"

    year: str
    cards: tuple[Card, ...]


def plan_years(planning):
    """Plan a page for each year."""
    years: dict[str, list[Card]] = {}
    for entry in planning.site.entries:
        years.setdefault(entry.article.day[:4], []).append(entry.card)
    for year, cards in years.items():
        url = f"{planning.site.config.base}/annals/{year}/"
        page = YearPage(f"annals/{year}/index.html", url, year, tuple(cards))
        yield Output("the annals", page, address=Address(url))


extension.page_kind(Kind("annals", (YearPage,), plan_years, reserves=lambda _: ("annals",)))
