"""Labels and forms of eight languages, in other words than those of the score suite."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from sitegen.importing.article import ImportedArticle
from sitegen.importing.text.reader import read_dumps


class Page(NamedTuple):
    """The lines of a page, and the values that they hold."""

    header: tuple[str, ...]
    text: tuple[str, ...]
    footer: tuple[str, ...]
    authors: tuple[str, ...]
    date: str | None
    tags: tuple[str, ...] = ()
    caption: str | None = None
    credit: str | None = None
    title_at: int = 0
    dek_at: int | None = None


PAGES = {
    "en": Page(
        ("The Quayside Courier", "Ferry crews vote for a longer winter break", "by Orla Finch",
         "First published: 3 March 2025", "3 min read"),
        ("Crews on the northern line voted on Monday to stay ashore for six weeks every winter.",
         "The company said that it would look at the timetable before it answers the crews."),
        ("Topics: Ferries, Work", "Share"),
        ("Orla Finch",), "2025-03-03", ("Ferries", "Work"), title_at=1,
    ),
    "de": Page(
        ("Lokales", "Brücke über die Lauter bleibt bis Herbst gesperrt",
         "Ein Gutachten fand Risse im Bogen", "Ein Bericht von Hanna Voss und Kai Brandt",
         "Veröffentlicht am 04.05.2024, 18 Uhr", "Lesezeit: 3 Minuten"),
        ("Die Brücke über die Lauter bleibt bis zum Herbst gesperrt, teilte die Stadt mit.",
         "Ein Gutachten hatte Risse im mittleren Bogen gefunden. Umgeleitet wird über Moorfeld."),
        ("Schlagworte: Brücken, Verkehr", "Lesen Sie auch: Fähre fährt wieder", "Impressum"),
        ("Hanna Voss", "Kai Brandt"), "2024-05-04T18:00:00", ("Brücken", "Verkehr"),
        title_at=1, dek_at=2,
    ),
    "de, signed": Page(
        ("Die Mühle mahlt wieder Roggen", "Dienstag, 6. Mai 2025"),
        ("Seit Dienstag mahlt die Mühle in Oberau wieder Roggen, nach elf Jahren ohne ein Korn.",
         "Der neue Müller kommt aus Dresden und hat das Handwerk in einem Museum gelernt."),
        ("Text: Doris Kamp", "Newsletter abonnieren"),
        ("Doris Kamp",), "2025-05-06",
    ),
    "fr": Page(
        ("Société", "Le dernier cordonnier de Valmont forme un apprenti",
         "Rédigé par : Élise Morin et Paul Tardy",
         "Mis à jour le 5/06/2024 à 9h12", "Publié le 4/05/2024 à 8h30", "Temps de lecture : 2 min",
         "L’atelier de la rue Basse. Crédits photos : Anne Louvet"),
        ("Le dernier cordonnier de Valmont a pris un apprenti de dix-neuf ans dans son atelier.",
         "La commune paiera la moitié du salaire pendant deux ans, a annoncé le maire jeudi."),
        ("Thèmes : Artisanat, Emploi", "Laisser un commentaire"),
        ("Élise Morin", "Paul Tardy"), "2024-05-04T08:30:00", ("Artisanat", "Emploi"),
        "L’atelier de la rue Basse.", "Anne Louvet", title_at=1,
    ),
    "ru": Page(
        ("Главная", "Общество", "Трамвай вернётся на набережную", "Рельсы уложат к осени",
         "Автор: Ольга Мирная", "Опубликовано: 04.05.2024 в 12:30", "Фото: Илья Сомов"),
        ("Трамвай вернётся на набережную Верхнереченска, рельсы там сняли двадцать лет назад.",
         "Подрядчик обещает закончить работы к осени, а вагоны город купит на будущий год."),
        ("Ключевые слова: трамвай, город", "Поделиться", "Читайте также"),
        ("Ольга Мирная",), "2024-05-04T12:30:00", ("трамвай", "город"), None, "Илья Сомов",
        title_at=2, dek_at=3,
    ),
    "tr": Page(
        ("Yerel Haberler", "Liman kahvesi yüz yıl sonra kapılarını açtı", "Muhabir: Selin Aksu",
         "Giriş: 04.05.2024 - 09:15", "Güncelleme: 05.05.2024 - 10:00",
         "Kahvenin eski tabelası. Foto: Mert Uslu"),
        ("Liman kahvesi, yüz yıl önce kapatılan binasında pazartesi günü yeniden hizmete girdi.",
         "İşletmeci, çayın ilk hafta ücretsiz olacağını ve eski masaların onarıldığını söyledi."),
        ("Anahtar kelimeler: Liman, Kahve", "İlgili Haberler"),
        ("Selin Aksu",), "2024-05-04T09:15:00", ("Liman", "Kahve"),
        "Kahvenin eski tabelası.", "Mert Uslu", title_at=1,
    ),
    "az": Page(
        ("Cəmiyyət", "Dağ kəndində kitabxana açıldı", "Müxbir: Aysel Quliyeva",
         "Dərc edilib: 4 may 2024, 11:20", "Oxunma vaxtı: 2 dəqiqə"),
        ("Dağ kəndində on min kitablıq kitabxana açıldı, kitabları oxucular özləri gətirmişdilər.",
         "Kitabxana axşamlar da işləyəcək, çünki gündüz kənddə hamı tarlada və bağda olur."),
        ("Teqlər: kitab, kənd", "Paylaş", "Oxşar xəbərlər"),
        ("Aysel Quliyeva",), "2024-05-04T11:20:00", ("kitab", "kənd"), title_at=1,
    ),
    "fa": Page(
        ("صفحه اصلی", "فرهنگ", "کتابفروشی قدیمی شهر دوباره باز شد", "خبرنگار: مریم کاظمی",
         "تاریخ انتشار: ۱۵ اردیبهشت ۱۴۰۳ - ۱۰:۲۰", "کد خبر: ۱۲۳۴۵"),
        ("کتابفروشی قدیمی شهر پس از پنج سال تعطیلی، صبح شنبه با حضور همسایه‌ها دوباره باز شد.",
         "صاحب تازه کتابفروشی گفت قفسه‌ها را نگه داشته و فقط چراغ‌ها را عوض کرده است."),
        ("کلیدواژه‌ها: کتاب، شهر", "ارسال نظر"),
        ("مریم کاظمی",), "2024-05-04T10:20:00", ("کتاب", "شهر"), title_at=2,
    ),
    "ar": Page(
        ("الرئيسية", "ثقافة", "مكتبة متنقلة تصل إلى قرى الوادي", "كتبت: سلمى حداد وريم يوسف",
         "نشر في: 4 مايو/أيار 2024", "مدة القراءة: دقيقتان"),
        ("وصلت أول مكتبة متنقلة إلى قرى الوادي صباح السبت، وعلى رفوفها ألف كتاب للأطفال.",
         "وقال السائق إن الحافلة ستعود كل أسبوعين، وإن الكتب تعار دون مقابل طوال الصيف."),
        ("الوسوم: كتب، أطفال", "اقرأ أيضا: مقهى بلا هواتف"),
        ("سلمى حداد", "ريم يوسف"), "2024-05-04", ("كتب", "أطفال"), title_at=2,
    ),
    "ru, time first": Page(
        ("Общество", "Старый причал в Лахте откроют летом",
         "10:24 04.05.2024 (обновлено: 11:02 04.05.2024)", "© ПримерФото / Анна Белова"),
        ("Старый причал в Лахте откроют летом после ремонта, сообщили в администрации района.",
         "По словам подрядчика, сваи пришлось заменить полностью, а старый настил сохранили."),
        ("Теги: Лахта, причал", "Рекомендуем"),
        (), "2024-05-04T10:24:00", ("Лахта", "причал"),
        None, "© ПримерФото / Анна Белова", title_at=1,
    ),
    "ar, agency": Page(
        ("أخبار|اقتصاد", "ميناء الصيد القديم يعود إلى العمل",
         "الصيادون ينتظرون إذنا منذ ثلاثة أعوام",
         "قوارب الصيد في الميناء القديم صباح الأحد (رويترز)", "سالم العلي", "13/5/2024",
         "آخر تحديث: 14/5/2024 10:30 صباحا", "حفظ"),
        ("عاد ميناء الصيد القديم إلى العمل بعد ثلاثة أعوام من الإغلاق، ودخلته أمس عشرون سفينة.",
         "وقال رئيس نقابة الصيادين إن الإذن وصل متأخرا، لكن الموسم لم ينته بعد."),
        ("المصدر: رويترز", "اقرأ أيضا"),
        ("سالم العلي",), "2024-05-13", (),
        "قوارب الصيد في الميناء القديم صباح الأحد", "رويترز", title_at=1, dek_at=2,
    ),
    "de, place and agency": Page(
        ("Küste", "Fähre nach Oland fährt wieder täglich", "Stand: 04.05.2024 10:00 Uhr",
         "Von Max Thomsen, Husum", "Die Fähre am Anleger. Bildrechte: Küstenfoto/Jan Petersen"),
        ("Die Fähre nach Oland fährt seit Samstag wieder jeden Tag, teilte die Reederei mit.",
         "Eine Fahrt kostet neun Euro, für Kinder kostet sie seit Mai nur noch die Hälfte."),
        ("dpa",),
        ("Max Thomsen",), "2024-05-04T10:00:00", (),
        "Die Fähre am Anleger.", "Küstenfoto/Jan Petersen", title_at=1,
    ),
    "fr, with an agency": Page(
        ("Accueil > Économie", "Le port de Valmer rouvre sa criée",
         "Après deux ans de travaux, les pêcheurs retrouvent leur halle",
         "Par Jeanne Morel (avec AFP)",
         "Publié le 04 mai 2024 à 10h30, mis à jour le 05 mai 2024 à 11h02",
         "La criée de Valmer, vendredi. © Paul Girard / Image d’ici"),
        ("Le port de Valmer a rouvert vendredi sa criée, fermée depuis deux ans pour des travaux.",
         "La nouvelle halle a coûté trois millions d’euros, payés par la région et la ville."),
        ("Mots clés : pêche, port", "Lire aussi"),
        ("Jeanne Morel",), "2024-05-04T10:30:00", ("pêche", "port"),
        "La criée de Valmer, vendredi.", "© Paul Girard / Image d’ici", title_at=1, dek_at=2,
    ),
    "fa, signed below the end": Page(
        ("صفحه نخست » اقتصادی", "اسکله تازه بندر گناوه هفته آینده افتتاح می‌شود",
         "تاریخ خبر: ۱۴۰۳/۰۲/۱۵ - ۱۰:۲۰"),
        ("اسکله تازه بندر گناوه پس از چهار سال ساخت هفته آینده افتتاح می‌شود و ماهیگیران منتظرند.",
         "این اسکله ظرفیت پهلوگیری همزمان سه شناور را دارد و پس از آن گسترش می‌یابد."),
        ("انتهای پیام/", "خبرنگار: حسن مرادی", "برچسب‌ها: بندر گناوه | اسکله"),
        ("حسن مرادی",), "2024-05-04T10:20:00", ("بندر گناوه", "اسکله"), title_at=1,
    ),
}  # fmt: skip


def read(page: Page, gap: str) -> ImportedArticle:
    """Read a page whose lines are parted by blank lines, or by none."""
    lines = (*page.header, *page.text, *page.footer)
    (article,) = read_dumps(gap.join(lines).encode(), "page.txt")
    return article


@pytest.mark.parametrize("gap", ["\n", "\n\n"], ids=["dense", "airy"])
@pytest.mark.parametrize("name", PAGES)
def test_values_of_a_language(name: str, gap: str):
    page = PAGES[name]
    article = read(page, gap)
    assert article.title == page.header[page.title_at]
    assert article.authors == page.authors
    assert article.date == page.date
    assert article.tags == page.tags
    assert article.image.caption == page.caption
    assert article.image.credit == page.credit
    if page.dek_at is not None:
        assert article.summary == page.header[page.dek_at]
    assert article.body.split("\n\n") == list(page.text)
