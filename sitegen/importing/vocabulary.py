"""Words that pages surround their articles with: navigation, sections, agencies, furniture."""

from __future__ import annotations

import re
from functools import lru_cache

from .lines import fold, phrases

NAVIGATION = frozenset(
    """
    home|homepage|menu|main menu|search|close|sections|all sections|more|see all|view all|latest|
    latest news|breaking|breaking news|trending|most read|most popular|live|watch|watch live|
    listen|listen live|podcast|podcasts|newsletter|newsletters|subscribe|subscribe now|sign in|
    sign up|log in|login|register|my account|account|profile|settings|about|about us|contact|
    contact us|donate|shop|jobs|careers|advertise|edition|us edition|international edition|
    privacy policy|terms of use|skip to content|skip to main content|skip to navigation|
    skip links|accessibility|accessibility links|english|search for|today's paper|e-paper|rss|
    ana səhifə|əsas səhifə|xəbərlər|axtarış|menyu|daxil ol|صفحه اصلی|خانه|اخبار|جستجو|منو|ورود|
    главная|новости|поиск|меню|войти|ana sayfa|haberler|arama|giriş|son dakika
    """.replace("\n", "")
    .replace("    ", "")
    .split("|")
)
SECTIONS = frozenset(
    """
    news|world|world news|international|politics|business|economy|economics|energy|markets|
    finance|money|opinion|opinions|commentary|editorial|editorials|analysis|analyses|feature|
    features|explainer|explainers|exclusive|interview|interviews|report|reports|special report|
    investigation|investigations|culture|arts|art|books|film|music|society|science|technology|
    tech|health|environment|climate|sport|sports|football|travel|lifestyle|food|education|video|
    videos|photos|photo essay|in pictures|gallery|long read|longread|profile|obituary|letters|
    press release|press review|blog|blogs|middle east|asia|central asia|south asia|east asia|
    asia pacific|asia-pacific|europe|africa|americas|latin america|north america|eurasia|
    caucasus|south caucasus|caspian|caspian region|persian gulf|gulf|uk|us|u.s.|usa|us & canada|
    us and canada|global development|conflict|security|defense|defence|diplomacy|human rights|
    religion|history|weather|local|national|nation|region|regions|siyasət|iqtisadiyyat|dünya|
    cəmiyyət|mədəniyyət|idman|سیاسی|سیاست|اقتصاد|اقتصادی|جهان|فرهنگ|جامعه|ورزش|ایران|
    политика|экономика|общество|мир|культура|спорт|siyaset|ekonomi|dünya|spor|gündem
    """.replace("\n", "")
    .replace("    ", "")
    .split("|")
)
FURNITURE = re.compile(
    phrases(
        r"""
        share(?: this)?(?: article| story| page)?(?: on \w+)?|save(?: article)?|saved
        print(?: this)?(?: article)?|e-?mail|copy link|bookmark|translate
        facebook|twitter|x|whatsapp|telegram|linkedin|reddit|pinterest|tweet
        follow(?: us)?(?: on .{1,30})?|comments?|\d+ comments?|leave a comment
        advertisement|advertising|ad|sponsored|story continues below(?: advertisement)?
        continue reading (?:the main story|below)|view more|add topic|reuse this content
        listen(?: to this (?:article|story))?|video|play(?: video)?|loading\.*
        (?:\d+ )?min(?:ute)?s?[ -](?:read|listen)|\d+(?:[–-]\d+)? min(?:ute)?s?(?: read)?
        read time:? .{1,15}|text size|increase text size|a[+-]
        image|photo|view gallery|open image in gallery|view image in fullscreen
        (?:updated|published|posted)(?: at)? \d{1,2}[:.]\d{2}.{0,12}
        give this article|skip advertisement|news (?:id|code)\s*:?\s*\d+
        hide caption|toggle caption|opens? in (?:a )?new (?:tab|window)
        purchase licensing rights(?:, opens new tab)?|\[?\d+/\d+\]?|\d+ of \d+ ?\|?
        paylaş|çap et|اشتراک گذاری|چاپ|поделиться|печать
        ↑|↓|←|→|•|·|\||[-–—_=*]{1,80}
        """
    )
    + r"\.?",
    re.IGNORECASE,
)
_READING_TIME = re.compile(
    r"(?:read(?:ing)? time:? ?)?\d+(?:[–-]\d+)? min(?:ute)?s?(?:[ -]read)?", re.IGNORECASE
)
_LABELLED = re.compile(
    r"(?:publication|volume|issue|section|category|categories|location|region|country|from|to|cc|re|"
    r"posted in|filed|language|format|type|rubric|edition|copyright|url|id)\s*:\s*\S",
    re.IGNORECASE,
)
_CRUMB = re.compile(r"\s*[>»›→/]\s*")

AGENCIES = frozenset(
    """
    reuters|thomson reuters|ap|associated press|the associated press|afp|agence france-presse|
    upi|dpa|ansa|efe|epa|tass|interfax|ria novosti|sputnik|xinhua|kyodo|anadolu|anadolu agency|aa|
    irna|isna|mna|mehr|mehr news agency|tasnim|tasnim news agency|fars|fars news agency|iran press|
    shana|ilna|iribnews|press tv|tehran times|azertac|azertag|apa|report|trend|turan|armenpress|
    interpressnews|kazinform|bbc|bbc news|cnn|rfe/rl|radio farda|rferl|radio free europe|
    al jazeera|al-monitor|eurasianet|bloomberg|guardian|the guardian|getty images|getty|pti|ani|
    wana|state media|news agencies|agencies|staff and agencies|wire services|news wires|
    ایرنا|ایسنا|فارس|مهر|تسنیم|رویترز
    """.replace("\n", "")
    .replace("    ", "")
    .split("|")
)
OUTLET_WORDS = frozenset(
    """agency agencies wire news times post press journal herald tribune gazette daily weekly
    monthly tv television radio media network service services review magazine chronicle observer
    standard telegraph guardian mail express today broadcasting bulletin online dispatch
    monitor institute foundation council centre center university""".split()
)
STAFF_WORDS = frozenset(
    """staff desk bureau newsroom correspondents reporters editors team agencies
    board editorial newsdesk redaction""".split()
)
_ROLE = re.compile(
    r"\b(?:correspondents?|editors?|reporters?|writers?|columnists?|analysts?|journalists?|"
    r"producers?|photographers?|contributors?|fellow|professor|director|researcher|bureau chief|"
    r"chief|anchor|presenter|stringer|freelance|special to|for the|reporting from|müxbir|"
    r"خبرنگار|корреспондент|muhabir)\b",
    re.IGNORECASE,
)
# Words that stand in headings and section names, and hardly ever in a person's name.
_NO_NAME_WORDS = frozenset(
    """news world politics business opinion analysis energy economy economic market markets sport
    sports culture region regional east west north south middle central sea gulf caucasus republic
    state states united nations union government ministry minister president presidential prime
    parliament party council committee agency company bank oil gas pipeline nuclear deal talks
    agreement summit war peace conflict crisis security policy foreign affairs trade sanctions
    report review week today latest breaking exclusive special feature features interview key
    facts points background context what why how who when where the and for with from this that
    new old more read related topics about our your press release photo photos video image editor
    editors letter letters climate water environment science technology health human rights
    islamic supreme court police army navy air force border city province river lake mountain
    valley island project plan act bill law day year history future road rail railway route
    corridor port airport university institute center centre summary highlights timeline overview
    conclusion introduction""".split()
)


@lru_cache(maxsize=1)
def territories() -> frozenset[str]:
    """Names of countries and of parts of the world in English (CLDR), folded."""
    from babel import Locale

    return frozenset(fold(name) for name in Locale("en").territories.values())


def is_agency(text: str) -> bool:
    """Tell whether a text names a news agency or a large outlet that everybody cites."""
    return fold(text).strip(" .") in AGENCIES


def is_section_word(text: str) -> bool:
    """Tell whether a line is the name of a section or kind of article, or of a country."""
    plain = fold(text).strip(" .:|")
    return plain in SECTIONS or plain in territories()


def is_navigation(text: str) -> bool:
    """Tell whether a line belongs to the menus around an article, breadcrumbs included."""
    plain = fold(text).strip(" .:|")
    if plain in NAVIGATION or plain.startswith(("skip to ", "sign in", "log in")):
        return True
    parts = [part for part in text.split("|") if part.strip()]
    if len(parts) > 1 and all(is_section_word(p) or fold(p) in NAVIGATION for p in parts):
        return True
    crumbs = [part for part in _CRUMB.split(text) if part]
    if len(crumbs) < 2 or len(text) > 120:
        return False
    known = sum(is_section_word(part) or fold(part) in NAVIGATION for part in crumbs)
    return known >= 1 and all(len(part.split()) <= 4 for part in crumbs[:-1])


def is_furniture(text: str) -> bool:
    """Tell whether a line is a button, a counter or a rule of the page."""
    return FURNITURE.fullmatch(text.strip()) is not None


def is_reading_time(text: str) -> bool:
    """Tell whether a line says how long an article takes to read ("4–5 minutes")."""
    return _READING_TIME.fullmatch(text.strip()) is not None


def is_labelled(text: str) -> bool:
    """Tell whether a line is a label of the page's own data with its value ("Volume: 21")."""
    return _LABELLED.match(text) is not None


def is_role(text: str) -> bool:
    """Tell whether a text says what somebody is ("Energy Correspondent") rather than who."""
    return _ROLE.search(text) is not None


def names_no_person(word: str) -> bool:
    """Tell whether a word hardly ever stands in a person's name."""
    return fold(word) in _NO_NAME_WORDS


def looks_like_outlet(text: str) -> bool:
    """Tell whether a text reads as the name of a newspaper, station or agency."""
    return is_agency(text) or any(fold(word).strip(",.") in OUTLET_WORDS for word in text.split())
