"""Pages in the languages of the digests: labels, names, dates and credits in their own words."""

from __future__ import annotations

import pytest

from tests.importing.html.pages import messages, page, read

# language, byline, author, day in words, ISO day, credit's label, label to drop, two sentences
PAGES = [
    (
        "fa", "نویسنده: سارا احمدی", "سارا احمدی", "۱۵ اردیبهشت ۱۴۰۳", "2024-05-04", "عکس: ایرنا",
        "بیشتر بخوانید",
        "بندر کوچک از این هفته برنامه‌ای تازه برای قایق‌ها دارد و مردم شهر از آن خبر دارند.",
        "این برنامه را شورای شهر نوشته است و تا پایان سال برای همه قایق‌ها اجرا می‌شود.",
    ),
    (
        "ar", "الكاتب: سارة الأحمد", "سارة الأحمد", "4 مايو 2024", "2024-05-04", "الصورة: وكالة",
        "اقرأ أيضا",
        "أعلن المرفأ الصغير عن جدول جديد للقوارب التي تعبر الخليج في كل يوم من أيام الأسبوع.",
        "وقال مدير المرفأ إن هذا الجدول كان مطلوبا منذ عام، وإن القوارب لم تكن تنتظر أحدا.",
    ),
    (
        "az", "Müəllif: Aysel Quliyeva", "Aysel Quliyeva", "4 may 2024", "2024-05-04",
        "Foto: Rəşad Əliyev", "Oxşar xəbərlər",
        "Kiçik liman bu həftədən qayıqlar üçün yeni cədvəl hazırlayıb və onu hər kəs üçün açıb.",
        "Limanın rəisi bildirib ki, bu cədvəl bir il ərzində sərnişinlərin sayına görə edilib.",
    ),
    (
        "tr", "Yazar: Ayşe Yılmaz", "Ayşe Yılmaz", "4 Mayıs 2024", "2024-05-04",
        "Fotoğraf: Mehmet Kaya", "İlgili haberler",
        "Küçük liman bu haftadan sonra tekneler için yeni bir tarife ile çalışacak ve duyurdu.",
        "Liman müdürü, bu tarifenin bir yıl boyunca yolcuların sayılmasıyla olduğunu söyledi.",
    ),
    (
        "ru", "Автор: Анна Петрова", "Анна Петрова", "4 мая 2024", "2024-05-04",
        "Фото: Иван Сидоров", "Читайте также",
        "Маленький порт с этой недели работает по новому расписанию, и о нём уже знают все жители.",
        "Начальник порта сказал, что это расписание составили по числу пассажиров за целый год.",
    ),
    (
        "fr", "Par Claire Dubois", "Claire Dubois", "4 mai 2024", "2024-05-04",
        "Crédit photo : Paul Martin", "Lire aussi",
        "Le petit port a depuis cette semaine un nouvel horaire pour les bateaux de la baie.",
        "Le chef du port a dit que cet horaire est le résultat d'une année de comptes avec soin.",
    ),
    (
        "de", "Von Anna Schmidt", "Anna Schmidt", "4. Mai 2024", "2024-05-04",
        "Foto: Karl Weber/dpa", "Mehr zum Thema",
        "Der kleine Hafen hat seit dieser Woche einen neuen Fahrplan für die Boote in der Bucht.",
        "Die Leiterin des Hafens sagte, dass der Plan nach einem Jahr des Zählens entstanden ist.",
    ),
    (
        "en", "By Anna Smith", "Anna Smith", "4 May 2024", "2024-05-04", "Photo: Paul Martin",
        "Read more",
        "The small harbour has a new timetable for the boats that cross the bay each day.",
        "The head of the harbour said that the plan is the result of a year of counting.",
    ),
]  # fmt: skip


@pytest.mark.parametrize("case", PAGES, ids=[case[0] for case in PAGES])
def test_page_in_its_own_words(case):
    lang, byline, author, day, iso, credit, label, first, second = case
    body = (
        f'<main><article><h1>{first.split(" ", 3)[3]}</h1><p class="byline">{byline}</p>'
        f'<p class="date">{day}</p><figure><img src="/pier.jpg"><figcaption>{second} {credit}'
        f"</figcaption></figure><p>{first}</p><h3>{label}</h3>"
        f"<ul><li><a href='/a'>{second}</a></li><li><a href='/b'>{first}</a></li></ul>"
        f"<p>{second} {first}</p></article></main>"
    )
    found = read(page(body, title=first.split(" ", 3)[3], lang=lang), url="https://h.example/a")
    assert found.authors == (author,)
    assert found.date == iso
    assert found.lang == lang
    assert found.image.caption == second
    assert found.image.credit == credit.partition(":")[2].strip()
    assert found.body == f"{first}\n\n{second} {first}"
    assert label in messages(found)
    assert "its text is" not in messages(found)


@pytest.mark.parametrize("case", PAGES, ids=[case[0] for case in PAGES])
def test_language_is_told_by_the_text_where_the_page_is_silent(case):
    lang, *_, first, second = case
    body = f"<main><article><h1>X and Y</h1><p>{first}</p><p>{second}</p></article></main>"
    assert read(page(body, title="X and Y", lang="")).lang == lang
