"""Settings that give the benchmark's pages, with the cache that pays (see docs/benchmarks.md)."""

SITENAME = "Benchmark Digest"
SITESUBTITLE = "Generated articles for measuring"
SITEURL = "https://digest.example"
TIMEZONE = "UTC"
DEFAULT_LANG = "en"

PATH = "content"
OUTPUT_PATH = "public"
THEME = "theme"
THEME_STATIC_DIR = "."
STATIC_PATHS: list[str] = []
USE_FOLDER_AS_CATEGORY = True
SLUGIFY_SOURCE = "basename"

ARTICLE_URL = "{category}/{date:%Y}/{date:%m}/{slug}/"
ARTICLE_SAVE_AS = ARTICLE_URL + "index.html"
CATEGORY_URL = "{slug}/"
CATEGORY_SAVE_AS = CATEGORY_URL + "index.html"
TAG_URL = "tags/{slug}/"
TAG_SAVE_AS = TAG_URL + "index.html"
AUTHOR_URL = "authors/{slug}/"
AUTHOR_SAVE_AS = AUTHOR_URL + "index.html"
DIRECT_TEMPLATES = ["index", "tags", "authors", "404", "sitemap", "robots"]
TAGS_SAVE_AS = "tags/index.html"
AUTHORS_SAVE_AS = "authors/index.html"
SITEMAP_SAVE_AS = "sitemap.xml"
ROBOTS_SAVE_AS = "robots.txt"
ARCHIVES_SAVE_AS = ""
CATEGORIES_SAVE_AS = ""

DEFAULT_PAGINATION = 20
PAGINATION_PATTERNS = (
    (1, "{url}", "{save_as}"),
    (2, "{base_name}/page/{number}/", "{base_name}/page/{number}/index.html"),
)

FEED_MAX_ITEMS = 20
FEED_ATOM = "feed.xml"
FEED_ALL_ATOM = None
CATEGORY_FEED_ATOM = "{slug}/feed.xml"
TAG_FEED_ATOM = "tags/{slug}/feed.xml"
AUTHOR_FEED_ATOM = "authors/{slug}/feed.xml"
AUTHOR_FEED_RSS = None
TRANSLATION_FEED_ATOM = None

MARKDOWN = {
    "extensions": [
        "markdown.extensions.meta",
        "markdown.extensions.tables",
        "markdown.extensions.footnotes",
        "markdown.extensions.def_list",
        "markdown.extensions.toc",
    ],
    "output_format": "html5",
}

CACHE_CONTENT = True
LOAD_CONTENT_CACHE = True
GZIP_CACHE = False
