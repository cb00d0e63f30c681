import { escape, meta, page } from "./_includes/base.mjs";

export const data = {
  pagination: { data: "collections.listings", size: 1, alias: "listing" },
  permalink: ({ listing }) => listing.url,
};

const card = (item) => `<li class="card">
<h2><a href="${item.url}">${escape(item.data.title)}</a></h2>
<p class="summary">${escape(item.data.summary)}</p>
${meta(item)}
</li>`;

export function render({ listing, collections }) {
  const { title, url, feed, number, total, newer, older, items } = listing;
  const pager = `<nav class="pager" aria-label="Pages">
${newer ? `<a rel="prev" href="${newer}">Newer</a>` : ""}
<span>Page ${number} of ${total}</span>
${older ? `<a rel="next" href="${older}">Older</a>` : ""}
</nav>`;
  const main = `<h1 id="content">${escape(title)}</h1>
<ol class="listing">
${items.map(card).join("\n")}
</ol>
${total > 1 ? pager : ""}`;
  return page({ title, url, feed, sections: collections.sections, main });
}
