import { authorLinks, capitalised, escape, meta, page as layout, tagLink, time } from "./base.mjs";

function moreFrom({ section, page, collections }) {
  const others = collections.latest[section].filter((other) => other.url !== page.url).slice(0, 4);
  const items = others.map(
    (other) => `<li>
<h3><a href="${other.url}">${escape(other.data.title)}</a></h3>
${meta(other)}
</li>`,
  );
  return `<aside class="more" aria-labelledby="more">
<h2 id="more"><a href="/${section}/">More from ${capitalised(section)}</a></h2>
<ol>
${items.join("\n")}
</ol>
</aside>`;
}

export function render(data) {
  const { title, summary, authors, topics, page, content, collections } = data;
  const main = `<article id="content">
<header>
<h1>${escape(title)}</h1>
<p class="dek">${escape(summary)}</p>
<p class="byline">By ${authorLinks(authors)}, ${time(page.date)}</p>
</header>
<div class="body">
${content}
</div>
<section class="topics" aria-labelledby="topics">
<h2 id="topics">Topics covered</h2>
<ul>
${topics.map((topic) => `<li>${tagLink(topic)}</li>`).join("\n")}
</ul>
</section>
</article>
${moreFrom(data)}`;
  const { sections } = collections;
  return layout({ title, url: page.url, description: summary, kind: "article", sections, main });
}
