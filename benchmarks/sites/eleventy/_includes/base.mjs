// What all pages share; plain functions, Eleventy's quickest kind of template.

const TITLE = "Benchmark Digest";
const DESCRIPTION = "Generated articles for measuring";
export const BASE_URL = "https://digest.example";

const ESCAPES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
export const escape = (text) => text.replace(/[&<>"]/g, (character) => ESCAPES[character]);
export const capitalised = (name) => name[0].toUpperCase() + name.slice(1);
const slugOf = (name) => name.toLowerCase().replaceAll(" ", "-");
const longDate = new Intl.DateTimeFormat("en-US", { dateStyle: "long", timeZone: "UTC" });

export const time = (date) => `<time datetime="${date.toISOString()}">${longDate.format(date)}</time>`;
export const authorLinks = (names) =>
  names.map((name) => `<a href="/authors/${slugOf(name)}/">${escape(name)}</a>`).join(", ");
export const tagLink = (name) => `<a href="/tags/${slugOf(name)}/">${escape(name)}</a>`;
export const meta = ({ data, date }) =>
  `<p class="meta">${authorLinks(data.authors)} | ${tagLink(data.topics[0])} | ${time(date)}</p>`;

let navigation; // the same on every page

function navigate(sections) {
  navigation ??= {
    header: sections.map((name) => `<li><a href="/${name}/">${capitalised(name)}</a></li>`).join("\n"),
    footer: sections
      .map((name) => `<li><a href="/${name}/">${capitalised(name)}</a> <a href="/${name}/feed.xml">Feed</a></li>`)
      .join("\n"),
  };
  return navigation;
}

export function page({ title, url, description = DESCRIPTION, kind = "website", feed, sections, main }) {
  const { header, footer } = navigate(sections);
  return `<!doctype html>
<html lang="en" dir="ltr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)} · ${TITLE}</title>
<meta name="description" content="${escape(description)}">
<link rel="canonical" href="${BASE_URL}${url}">
<meta property="og:title" content="${escape(title)}">
<meta property="og:type" content="${kind}">
<meta property="og:description" content="${escape(description)}">
${feed ? `<link rel="alternate" type="application/atom+xml" href="${feed}">` : ""}
<link rel="stylesheet" href="/style.css">
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
<header class="masthead">
<a class="site-title" href="/">${TITLE}</a>
<p class="tagline">${DESCRIPTION}</p>
<nav aria-label="Sections">
<ul>
${header}
<li><a href="/tags/">Topics</a></li>
<li><a href="/authors/">Authors</a></li>
</ul>
</nav>
</header>
<main>
${main}
</main>
<footer class="colophon">
<nav aria-label="More">
<ul>
${footer}
</ul>
</nav>
<p>${TITLE}: ${DESCRIPTION}. <a href="/feed.xml">Subscribe to the feed</a>.</p>
</footer>
</body>
</html>
`;
}
