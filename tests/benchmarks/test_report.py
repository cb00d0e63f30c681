"""Results keep their shape in JSON, and what is told of them follows from the figures."""

from xml.etree import ElementTree

from benchmarks.plot import plot
from benchmarks.report import markdown
from benchmarks.results import Machine, Output, Results, Row, load, save
from benchmarks.targets import targets


def row(tool, scenario, wall, peak, articles=10_000):
    return Row(articles, scenario, tool, (wall, wall * 9, wall / 2), (wall,) * 3, (peak,) * 3)


RESULTS = Results(
    machine=Machine(cores=2, memory_gb=24, system="Linux x86_64", python="3.11.7"),
    versions={"sitegen": "1.0", "hugo": "0.168.0"},
    runs=3,
    rows=(
        row("sitegen", "cold", 6.0, 400_000_000),
        row("hugo", "cold", 8.0, 1_000_000_000),
        row("sitegen", "no-op", 0.8, 200_000_000),
        row("hugo", "no-op", 8.0, 1_000_000_000),
        row("sitegen", "cold", 0.5, 40_000_000, articles=20),
    ),
    outputs=(Output(10_000, "hugo", 13_289, 391, 1, 2, 3, 11_000, 259_000_000),),
)


def test_results_survive_json(tmp_path):
    save(RESULTS, tmp_path / "folder" / "results.json")
    assert load(tmp_path / "folder" / "results.json") == RESULTS


def test_promises_are_kept_or_missed_by_the_median():
    verdicts = {target.promise: (target.value, target.verdict) for target in targets(RESULTS)}
    assert verdicts["10,000 cold: wall, Hugo's = 1"] == (0.75, "missed by 50 %")
    assert verdicts["10,000 cold: peak memory, Hugo's = 1"] == (0.4, "reached")
    assert verdicts["10,000 no-op: wall, Hugo's = 1"] == (0.1, "missed by 100 %")
    assert verdicts["20 cold: wall"] == (0.5, "reached")
    assert verdicts["10,000 body edit: wall, Hugo's = 1"] == (None, "not measured")


def test_tables_give_medians_and_ratios():
    text = markdown(RESULTS)
    assert "| cold | sitegen | 6.00 | 0.75 | 6.00 | 400 | 0.4 |" in text
    assert "| cold | sitegen | 0.50 |  | 0.50 | 40 |  |" in text
    assert "| 10,000 | hugo | 13,289 | 391 | 1 / 2 / 3 | 11,000 | 259.0 |" in text


def test_the_plot_has_a_dot_for_each_figure():
    root = ElementTree.fromstring(plot(RESULTS))
    titles = [title.text for title in root.iter("{http://www.w3.org/2000/svg}title")]
    assert titles == [
        "sitegen, cold: 6 s",
        "hugo, cold: 8 s",
        "sitegen, no-op: 0.8 s",
        "hugo, no-op: 8 s",
        "sitegen, 20 articles: 40 MB",
        "sitegen, 10,000 articles: 400 MB",
        "hugo, 10,000 articles: 1e+03 MB",
    ]
