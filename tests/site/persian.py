"""A digest in Persian, as large as the demo needs to be to show every kind of page.

Its texts are made of a few sentences of its own; its pictures are those of the demo digest.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.building import ROOT, article

CONFIG = """\
title: پیک دریا
description: گزارش و خبر از پیرامون دریایی که خانهٔ پنج کشور است.
base_url: https://example.org/peyk/
language: fa
timezone: Asia/Tehran
calendar: persian
contact: desk@example.org
slugs: unicode
page_size: 14
topics: {letters: 4}
search: true
editions: {minimum: 1, months: true}
menu:
  - {title: ایران, url: /iran/}
  - {title: دریا, url: /sea/}
  - {title: قفقاز, url: /caucasus/}
  - {title: آسیای میانه, url: /central-asia/}
  - {title: دربارهٔ ما, url: /about/}
"""

SECTIONS = {"iran": "ایران", "sea": "دریا", "caucasus": "قفقاز", "central-asia": "آسیای میانه"}

# Each: section, date, picture and tags; the title; the summary, if it has one.
ARTICLES = """\
sea 2026-11-19 sea-level دریای خزر, بندر, تراز آب
آب رفت و اسکله ماند
بندر کوچک انزلی در یک تابستان یازده سانتی‌متر از دریا را از دست داد؛ هیچ‌کس نمی‌داند
لایروبی را چه کسی می‌پردازد.

iran 2026-11-18 rasht-astara راه‌آهن, کریدور شمال–جنوب
راه‌آهنی که به آستارا نمی‌رسد
۱۶۴ کیلومتر ریل، دو دولت و یک پل که هنوز روی کاغذ است.

caucasus 2026-11-17 baku-skyline زبان, تاریخ
سه الفبا در یک کوچه
در تفلیس و باکو و ایروان تابلوی مغازه‌ها را که بخوانی، تاریخ یک سده را خوانده‌ای.

sea 2026-11-16 caspian-seal دریای خزر, زیست‌بوم
فُک‌هایی که یخ ندارند

iran 2026-11-14 anzali-lagoon تالاب, زیست‌بوم
تالاب انزلی میان دو فصل
لاله‌های تالاب زودتر از همیشه باز شدند و ماهی‌گیران دیرتر از همیشه به آب زدند.

central-asia 2026-11-12 kara-bogaz-gol دریای خزر, تاریخ
قره‌بغاز: خلیجی که دریا را می‌نوشد
سدی که ده‌ساله ساخته شد، دوازده سال ایستاد و یک‌شبه برچیده شد.

central-asia 2026-11-10 kashagan-island نفت
کاشاغان و جزیره‌ای که از شن ساختند

caucasus 2026-11-08 qvevri خوراک, تاریخ
خمره‌های زیر خاک
شراب گرجی را نه در بشکه، که در دل زمین می‌پرورند.

iran 2026-11-05 gilan-table خوراک
سفرهٔ گیلان در پاییز
باقلاقاتوق، میرزاقاسمی و ماهی سفیدی که دیگر ارزان نیست.

sea 2026-11-03 - نفت, OPEC
OPEC+ و کنسرسیوم CPC: یک لوله و سه پرچم
سهمیه‌ها در وین نوشته می‌شود و نفت در نووروسیسک بار می‌خورد.

central-asia 2026-10-29 turkmen-carpet تاریخ
اسب‌های آخال‌تکه

caucasus 2026-10-25 derbent-walls تاریخ, بندر
دربند: شهری که دروازه بود
دو دیوار از کوه تا دریا، و شهری که هزار و پانصد سال میان آن‌ها زیسته است.

iran 2026-10-22 - زیست‌بوم
جنگل هیرکانی چند ساله است؟

sea 2026-10-20 sturgeon ماهی‌گیری, زیست‌بوم
ماهیان خاویاری و بازاری که پنهان شد
صید ممنوع است و سفره‌ها خالی نیست.

caucasus 2026-10-12 pipeline-mountains نفت
لوله‌ای که از کوه گذشت

central-asia 2026-09-30 alat-port بندر, کریدور میانه
بندر آلات و راه میانه
کانتینرها می‌آیند؛ کشتی کم است.

iran 2026-09-18 - اقتصاد
تاب‌خوردن میان ریال و تومان

sea 2026-09-02 convention-belts پیمان آکتائو, دریای خزر
پیمان آکتائو پس از هشت سال
پنج کشور امضا کردند، چهار کشور تصویب؛ خط‌های کف دریا هنوز کشیده نشده است.
"""
BRIEFS = (
    ("iran", "2026-11-19", "کشتی‌رانی انزلی سه روز تعطیل شد"),
    ("sea", "2026-11-18", "تراز آب در ایستگاه باکو به −29.4 متر رسید"),
    ("central-asia", "2026-11-15", "آکتائو یک جرثقیل تازه خرید"),
    ("caucasus", "2026-11-13", "گمرک لارس شبانه‌روزی می‌شود"),
)
SENTENCES = (
    "سحرگاه که آب آرام است، پیرمردی با میله‌ای نشانه‌دار به لب اسکله می‌آید و عددی را می‌نویسد.",
    "دفتر از سال ۱۳۶۶ مانده است و هیچ وزیری آن را ندیده.",
    "می‌گوید هر سال یک بند انگشت؛ امسال اما یک کف دست.",
    "قایق‌هایی که کنار خانه بسته می‌شدند، امروز در گل نشسته‌اند و راه دریا از میان نیزار می‌گذرد.",
    "در نشست آستانه پنج هیئت بر سر یک جدول توافق کردند و بر سر این‌که چه کسی آن را پر کند، نه.",
    "شرکت Caspian Pipeline Consortium پاسخی به پرسش‌های ما نداد.",
)


def _text(number: int) -> str:
    turn = number % len(SENTENCES)
    said = SENTENCES[turn:] + SENTENCES[:turn]
    first, second = " ".join(said[:4]), " ".join(said[3:])
    return (
        f"{first}\n\n{second}\n\n## دفتر پیرمرد\n\n{second}[^1]\n\n> {said[1]}\n\n## آن‌سوی آب\n\n"
        f"- {said[2]}\n- {said[5]}\n\n| بندر | ژرفا |\n|---|---:|\n| انزلی | ۶ متر |\n"
        f"| Aqtau | ۵ متر |\n\n## چه می‌توان کرد\n\n{first}\n\n"
        f":::note\ntitle: یادداشت\n\n{said[0]}\n:::\n\n"
        f"{second}\n\n[^1]: {said[1]}\n"
    )


def write(root: Path) -> Path:
    """Write the sources of the digest into a folder."""
    files = {"site.yml": CONFIG}
    for number, paragraph in enumerate(ARTICLES.split("\n\n")):
        facts, title, *lines = paragraph.splitlines()
        section, date, picture, tags = facts.split(maxsplit=3)
        image = (
            f"image: {{src: /images/{picture}.svg, alt: نگاره‌ای ساده از آنچه در متن آمده است,"
            " caption: 'آب پایین، هوا آرام، آخرین روزهای پاییز.', credit: 'نگاره: پیک دریا'}\n"
        )
        front = (
            f"title: '{title}'\nsummary: '{' '.join(lines)}'\ndate: {date}\ntags: [{tags}]\n"
            f"authors: [{('مینا راد', 'Leyla Məmmədova, مینا راد', 'میز دریا')[number % 3]}]\n"
            f"{image if picture != '-' else ''}"
            + ("series: دریای کوچک‌شونده\n" if "دریای خزر" in tags else "")
            + (
                "corrections: [{date: 2026-11-19, text: در نسخهٔ نخست سال ساخت سد نادرست بود.}]\n"
                if picture == "kara-bogaz-gol"
                else ""
            )
        )
        files[f"content/{section}/{date}-{number}.md"] = article(front, _text(number))
    for number, (section, date, title) in enumerate(BRIEFS):
        source = f"source: {{name: خبرگزاری ساحل, url: 'https://example.org/{number}'}}"
        front = f"title: '{title}'\ndate: {date}\n{source}"
        files[f"content/{section}/{date}-brief.md"] = article(front, "")
    for slug, name in SECTIONS.items():
        words = f"name: {name}\ndescription: هر آنچه از {name} نوشته‌ایم، تازه‌ترین در آغاز."
        files[f"content/sections/{slug}.md"] = article(words, SENTENCES[0] + "\n")
    files["content/authors/mina.md"] = article(
        "name: مینا راد\ndescription: از رشت دربارهٔ دریا و بندرهایش می‌نویسد.\n"
        "avatar: {src: /images/desks/sea-and-ecology-desk.svg}",
        SENTENCES[1] + "\n",
    )
    files["content/tags/sea.md"] = article(
        "name: دریای خزر\ndescription: بزرگ‌ترین پهنهٔ آب بستهٔ جهان، که کوچک می‌شود.", ""
    )
    files["content/pages/about.md"] = article(
        "title: دربارهٔ ما\nsummary: پیک دریا را چه کسانی می‌نویسند و چرا.", _text(1)
    )
    files["content/editions/2026-w46.md"] = article(
        "title: هفتهٔ قره‌بغاز\nsummary: سدی که دیگر نیست و دریایی که هنوز هست.", SENTENCES[4] + "\n"
    )
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, "utf-8")
    shutil.copytree(ROOT / "static" / "images", root / "static" / "images")
    return root
