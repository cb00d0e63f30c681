{% set words = {
  "section": site.strings.search_section, "topic": site.strings.search_topic, "author": site.strings.search_author,
  "year": site.strings.search_year, "language": site.strings.search_language, "any": site.strings.search_any,
  "found": site.strings.search_found, "none": site.strings.search_none, "failed": site.strings.search_failed,
  "more": site.strings.search_more, "all": site.strings.search_all,
} %}
// The search of the site. Words of the query are folded as those of the index were.
const LETTERS = {{ page.letters|tojson }};
const ARTICLE = new RegExp({{ page.article|tojson }}, "u");
const INDEX = {{ page.index|tojson }};
const LANGUAGE = {{ site.language|tojson }};
const CALENDAR = {{ {"persian": "persian"}.get(site.calendar, "gregory")|tojson }};
const WORDS = {{ words|tojson }};
const FILTERS = ["section", "topic", "author", "year", "language"];
const WAIT = 60; // Milliseconds without a key before a search begins.
const WAIT_SHORT = 200; // The same for one or two letters, with which thousands of articles may begin.
const KEPT = 20; // Answers of Pagefind that are kept: words are asked for again while others are typed.
const AT_ONCE = 10;
const ENOUGH = 5;
const CHOICES = 300;
const MOST = 4; // Words that are looked up one by one.

export function folded(text) {
  const plain = text.normalize("NFKD").toLowerCase().replace(/\p{M}/gu, "");
  const letters = Array.from(plain, (letter) => LETTERS[letter] ?? letter).join("");
  return letters.split(/[^\p{L}\p{N}]+/u).filter(Boolean).map((word) => word.replace(ARTICLE, ""));
}

// A long word without its ending, so that another form of it is found.
const trimmed = (word) => (word.length > 4 ? word.slice(0, Math.max(4, word.length - 2)) : word);

let engine;
function load() {
  engine ??= import(INDEX + "pagefind.js").then(async (pagefind) => {
    await pagefind.options({ basePath: INDEX });
    await pagefind.init();
    return pagefind;
  });
  engine.catch(() => { engine = undefined; });
  return engine;
}

let facets;
function loadFacets() {
  facets ??= fetch(INDEX + "facets.json").then((response) => response.json());
  facets.catch(() => { facets = undefined; });
  return facets;
}

// The words that stand in the index for the chosen values of filters.
async function tokens(filters) {
  const known = Object.keys(filters).length ? await loadFacets() : {};
  return Object.entries(filters).map(([name, value]) => known[name]?.find((one) => one[0] === value)?.[1] ?? "zqnone");
}

const answers = new Map();
async function find(words) {
  const text = words.join(" ");
  const answer = answers.get(text) ?? load().then((pagefind) => pagefind.search(text));
  answers.delete(text);
  answers.set(text, answer);
  if (answers.size > KEPT) answers.delete(answers.keys().next().value);
  answer.catch(() => answers.delete(text));
  return (await answer).results;
}

// Articles with all words, then those with other forms of them; where these are few, with some.
export async function search(query, filters = {}) {
  const words = folded(query);
  const chosen = await tokens(filters);
  if (!words.length && !chosen.length) return [];
  const found = new Map();
  const add = (results) => results.forEach((one) => found.has(one.id) || found.set(one.id, one));
  const [exact, wide] = await Promise.all([words, words.map(trimmed)].map((all) => find([...all, ...chosen])));
  // For a word that no article has, Pagefind takes the longest that it begins with, such as "в".
  const known = new Set(wide.map((one) => one.id));
  add(exact.filter((one) => known.has(one.id)));
  add(wide);
  if (found.size < ENOUGH && words.length > 1) add(await some(words.map(trimmed), chosen));
  return [...found.values()];
}

async function some(words, chosen) {
  const sums = new Map();
  const longest = [...new Set(words)].sort((a, b) => b.length - a.length).slice(0, MOST);
  for (const results of await Promise.all(longest.map((word) => find([word, ...chosen])))) {
    for (const result of results) {
      const sum = sums.get(result.id) ?? { result, words: 0, score: 0 };
      sum.words += 1;
      sum.score += result.score;
      sums.set(result.id, sum);
    }
  }
  const order = (a, b) => b.words - a.words || b.score - a.score;
  return [...sums.values()].sort(order).map((sum) => sum.result);
}

function element(name, attributes = {}, ...children) {
  const made = Object.assign(document.createElement(name), attributes);
  made.append(...children);
  return made;
}

function marked(text, words) {
  return text.split(/([\p{L}\p{N}\p{M}]+)/u).map((part, number) => {
    const hit = number % 2 && folded(part).some((plain) => words.some((word) => plain.startsWith(word)));
    return hit ? element("mark", {}, part) : part;
  });
}

function day(date) {
  if (!date) return "";
  const moment = new Date(date.length > 10 ? date : `${date}T12:00:00Z`);
  return new Intl.DateTimeFormat(LANGUAGE, { dateStyle: "long", calendar: CALENDAR, timeZone: date.length > 10 ? undefined : "UTC" }).format(moment);
}

function item(card, words) {
  const link = element("a", { className: "title", href: card.url }, ...marked(card.title, words));
  const text = element("p", {}, ...marked(card.summary, words));
  const time = element("time", { dateTime: card.date }, day(card.date));
  const facts = element("p", { className: "meta" }, element("bdi", {}, card.section), card.date ? " · " : "", time);
  const made = element("li", {}, element("div", { lang: card.lang, dir: card.dir }, link, card.summary ? text : ""), facts);
  if (!card.dir) made.firstChild.removeAttribute("dir");
  return made;
}

class Search {
  constructor(form) {
    this.form = form;
    this.input = form.elements.q;
    this.onPage = !!form.closest("main");
    this.status = element("p", { className: "status", role: "status" });
    this.list = element("ol");
    this.more = element("button", { type: "button", hidden: true }, WORDS.more);
    this.more.addEventListener("click", () => this.show(this.list.children.length + AT_ONCE));
    this.box = element("div", { className: "found", hidden: true }, this.status, this.list, this.more);
    form.append(this.box);
    if (form.dataset.style) document.head.append(element("link", { rel: "stylesheet", href: form.dataset.style }));
    form.addEventListener("input", () => this.later());
    form.addEventListener("keydown", (event) => this.key(event));
    if (this.onPage) form.addEventListener("submit", (event) => { event.preventDefault(); this.run(); });
    else form.addEventListener("focusout", (event) => { if (event.relatedTarget && !form.contains(event.relatedTarget)) this.close(); });
    if (!this.onPage) addEventListener("pointerdown", (event) => { if (!form.contains(event.target)) this.close(); });
  }

  async open() {
    load().catch(() => {}); // While the first word is being typed.
    if (this.onPage) await this.addFilters(new URLSearchParams(location.search));
    if (Object.keys(this.chosen()).length) await this.run();
  }

  async addFilters(asked) {
    this.input.value ||= asked.get("q") ?? "";
    const known = await loadFacets().catch(() => ({}));
    const place = element("div", { className: "filters" });
    const named = new Intl.DisplayNames([LANGUAGE], { type: "language", fallback: "code" });
    for (const name of FILTERS) {
      const values = [...(known[name] ?? [])].sort((a, b) => b[2] - a[2]).slice(0, CHOICES);
      if (values.length < 2 && !asked.get(name)) continue;
      const direction = name === "year" ? -1 : 1;
      values.sort((a, b) => direction * a[0].localeCompare(b[0], LANGUAGE));
      const digits = new Intl.NumberFormat(LANGUAGE, { useGrouping: false });
      const shown = (value) => (name === "language" ? named.of(value) : name === "year" ? digits.format(value) : value);
      const options = values.map(([value, , count]) => element("option", { value }, `${shown(value)} (${count.toLocaleString(LANGUAGE)})`));
      const select = element("select", { name }, element("option", { value: "" }, WORDS.any), ...options);
      select.value = asked.get(name) ?? "";
      if (select.selectedIndex < 0) select.value = "";
      place.append(element("label", {}, WORDS[name], select));
    }
    this.box.before(place);
  }

  later() {
    clearTimeout(this.timer);
    const words = folded(this.input.value);
    this.timer = setTimeout(() => this.run(), words.some((word) => word.length > 2) ? WAIT : WAIT_SHORT);
    // With one or two letters begin the words of many files.
    const long = words.filter((word) => word.length > 2).map(trimmed);
    if (long.length) load().then((pagefind) => pagefind.preload(long.join(" "))).catch(() => {});
  }

  chosen() {
    const entries = new FormData(this.form).entries();
    return Object.fromEntries([...entries].filter(([name, value]) => value.trim() && (name === "q" || FILTERS.includes(name))));
  }

  async run() {
    clearTimeout(this.timer);
    const turn = (this.turn = (this.turn ?? 0) + 1);
    const { q = "", ...filters } = this.chosen();
    if (this.onPage) {
      const asked = new URLSearchParams(this.chosen()).toString();
      history.replaceState(history.state, "", asked ? `?${asked}` : location.pathname);
    }
    if (!q.trim() && !Object.keys(filters).length) return this.close();
    try {
      // Pagefind answers one question after the other: of those that wait, the last one alone is asked.
      const earlier = this.searching?.catch(() => {});
      this.searching = Promise.resolve(earlier).then(() => (turn === this.turn ? search(q, filters) : []));
      const results = await this.searching;
      if (turn !== this.turn) return;
      this.results = results;
      this.words = folded(q).map(trimmed);
      this.list.replaceChildren();
      const count = results.length.toLocaleString(LANGUAGE);
      this.status.textContent = results.length ? WORDS.found.replace("{n}", count) : WORDS.none.replace("{query}", () => q);
      this.box.hidden = false;
      await this.show(this.onPage ? AT_ONCE : ENOUGH);
    } catch (error) {
      if (turn !== this.turn) return;
      this.list.replaceChildren();
      this.more.hidden = true;
      this.status.textContent = WORDS.failed;
      this.box.hidden = false;
    }
  }

  async show(count) {
    const { results, words, turn } = this;
    const from = this.list.children.length;
    const cards = results.slice(from, count).map((result) => result.data());
    cards.forEach((card) => card.catch(() => {})); // Awaited below, where the first that fails is told of.
    for (const card of cards) {
      const data = await card;
      if (turn !== this.turn) return;
      this.list.append(item(JSON.parse(data.meta.card), words));
    }
    this.more.hidden = !this.onPage || results.length <= count;
    this.all?.remove();
    if (!this.onPage && results.length > count) {
      const href = `${this.form.action}?${new URLSearchParams({ q: this.input.value })}`;
      this.all = element("p", {}, element("a", { href }, WORDS.all));
      this.box.append(this.all);
    }
  }

  close() {
    this.turn = (this.turn ?? 0) + 1;
    this.box.hidden = true;
  }

  key(event) {
    if (event.key === "Escape") {
      this.input.focus();
      this.close();
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || this.box.hidden || event.target.tagName === "SELECT") return;
    const places = [this.input, ...this.box.querySelectorAll("a")];
    const next = places[places.indexOf(document.activeElement) + step];
    if (next) {
      event.preventDefault();
      next.focus();
    }
  }
}

export function start(form) {
  return new Search(form).open();
}
