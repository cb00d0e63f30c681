"""A site whose every text looks like code."""

from __future__ import annotations

import json

from tests.building import article

EVIL = (
    "{{ 7*7 }}{% for x in y %}{# note #}"
    "<i id=pwned>x</i><script>alert(1)</script></script></title></style>"
    "\"'><img src=x onerror=alert(1)>]]>--> &lt;b&gt; &amp;"
)


def yaml(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


URL = yaml("https://a.example/?a='x'&b=&lt;")
FRONT = f"""
title: {yaml("T " + EVIL)}
date: 2024-05-01
updated: 2024-05-02
summary: {yaml("S " + EVIL)}
authors: [{yaml("Au " + EVIL)}]
tags: [{yaml("Ta " + EVIL)}]
section: {yaml("Se " + EVIL)}
slug: evil
image: {{src: /a.svg, alt: {yaml("Al " + EVIL)}, caption: {yaml("Ca " + EVIL)},
  credit: {yaml("Cr " + EVIL)}}}
source: {{name: {yaml("So " + EVIL)}, url: {URL},
  authors: [{yaml("Sa " + EVIL)}]}}
truncated: true
extra: {{key: {yaml(EVIL)}}}
"""
BODY = f"""
# H {EVIL}

P {EVIL}

![{EVIL.replace("[", "").replace("]", "")}](/a.svg "T {EVIL.replace('"', "")}")

```{EVIL}
C {EVIL}
```

| A |
|---|
| {EVIL.replace("|", "")} |

N[^1].

[^1]: F {EVIL}

D
: {EVIL}
"""
CONTENT = {
    "static/a.svg": "<svg xmlns='http://www.w3.org/2000/svg' width='4' height='3'/>",
    "content/iran/evil.md": article(FRONT, BODY),
    "content/iran/next.md": article("title: Next\nsection: " + yaml("Se " + EVIL)),
    "content/iran/brief.md": article(FRONT.replace("slug: evil", "slug: brief"), ""),
    "content/pages/evil.md": article(f"title: {yaml(EVIL)}\nsummary: {yaml(EVIL)}", BODY),
    "content/authors/au.md": article(
        f"name: {yaml('Au ' + EVIL)}\ndescription: {yaml('De ' + EVIL)}\n"
        f"avatar: {{src: /a.svg, alt: {yaml(EVIL)}}}\n"
        f"links: [{{title: {yaml('Li ' + EVIL)}, url: {URL}}}]",
        BODY,
    ),
}

CONFIG = (
    f"title: {yaml('Di ' + EVIL)}\n"
    "base_url: https://example.org/repo/\n"
    f"description: {yaml('Desc ' + EVIL)}\n"
    f"menu: [{{title: {yaml('Me ' + EVIL)}, url: /}}]\n"
    f"social: [{{title: {yaml('So ' + EVIL)}, url: {URL}}}]\n"
    f"theme: {{settings: {{footer: {yaml('Fo ' + EVIL)}}}}}\n"
)
