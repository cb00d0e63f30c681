// The corpus as a digest: articles come from content/, every list is a page of one of two templates.

const PAGE_SIZE = 20;
const FEED_SIZE = 20;

const slugOf = (name) => name.toLowerCase().replaceAll(" ", "-");
const capitalised = (name) => name[0].toUpperCase() + name.slice(1);

function groupBy(articles, namesOf) {
  const groups = new Map();
  for (const article of articles) {
    for (const name of namesOf(article)) {
      if (!groups.has(name)) groups.set(name, []);
      groups.get(name).push(article);
    }
  }
  return groups;
}

let known; // worked out once a build, for all collections

function digest(api) {
  if (known) return known;
  const articles = api
    .getAll()
    .filter((item) => item.data.section)
    .sort((one, other) => other.date - one.date);
  const sections = groupBy(articles, (item) => [item.data.section]);
  const tags = groupBy(articles, (item) => item.data.topics);
  const authors = groupBy(articles, (item) => item.data.authors);
  const lists = [{ title: "Benchmark Digest", url: "/", items: articles }];
  for (const [name, items] of sections) lists.push({ title: capitalised(name), url: `/${name}/`, items });
  for (const [name, items] of tags) lists.push({ title: name, url: `/tags/${slugOf(name)}/`, items });
  for (const [name, items] of authors) lists.push({ title: name, url: `/authors/${slugOf(name)}/`, items });
  known = { articles, sections, tags, authors, lists };
  return known;
}

function pagesOf({ title, url, items }) {
  const total = Math.ceil(items.length / PAGE_SIZE);
  const place = (number) => (number === 1 ? url : `${url}page/${number}/`);
  return Array.from({ length: total }, (_, index) => ({
    title,
    url: place(index + 1),
    feed: index ? null : `${url}feed.xml`,
    number: index + 1,
    total,
    newer: index > 0 ? place(index) : null,
    older: index + 1 < total ? place(index + 2) : null,
    items: items.slice(index * PAGE_SIZE, (index + 1) * PAGE_SIZE),
  }));
}

const entriesOf = (groups, folder) =>
  [...groups]
    .map(([name, items]) => ({ name, url: `${folder}${slugOf(name)}/`, count: items.length }))
    .sort((one, other) => (one.name < other.name ? -1 : 1));

export default function (config) {
  config.on("eleventy.before", () => {
    known = undefined;
  });
  config.amendLibrary("md", (library) => library.set({ html: false }));
  config.addPassthroughCopy("style.css");
  config.addCollection("sections", (api) => [...digest(api).sections.keys()].sort());
  config.addCollection("latest", (api) =>
    Object.fromEntries([...digest(api).sections].map(([name, items]) => [name, items.slice(0, 5)])),
  );
  config.addCollection("listings", (api) => digest(api).lists.flatMap(pagesOf));
  config.addCollection("feeds", (api) =>
    digest(api).lists.map((list) => ({ ...list, items: list.items.slice(0, FEED_SIZE) })),
  );
  config.addCollection("indexes", (api) => [
    { title: "Tags", url: "/tags/", entries: entriesOf(digest(api).tags, "/tags/") },
    { title: "Authors", url: "/authors/", entries: entriesOf(digest(api).authors, "/authors/") },
  ]);
  config.addCollection("sitemap", (api) => [
    ...digest(api).lists.map((list) => list.url),
    ...digest(api).articles.map((article) => article.url),
  ]);
  return {
    dir: { input: ".", output: "public" },
    markdownTemplateEngine: false,
    htmlTemplateEngine: false,
    templateFormats: ["md", "11ty.js"],
  };
}
