"""The settings of a site: `site.yml`, declared, read and checked."""

from .languages import languages_of
from .load import find_site, load_config, site_problem
from .schema import FILE_NAME, Config, SiteFile, builtin_themes, direction_of

__all__ = [
    "FILE_NAME",
    "Config",
    "SiteFile",
    "builtin_themes",
    "direction_of",
    "find_site",
    "languages_of",
    "load_config",
    "site_problem",
]
