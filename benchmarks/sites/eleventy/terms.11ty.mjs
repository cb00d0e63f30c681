import { escape, page } from "./_includes/base.mjs";

export const data = {
  pagination: { data: "collections.indexes", size: 1, alias: "index" },
  permalink: ({ index }) => index.url,
};

export function render({ index: { title, url, entries }, collections }) {
  const items = entries.map(
    ({ name, url, count }) => `<li><a href="${url}">${escape(name)}</a> <span>${count}</span></li>`,
  );
  const main = `<h1 id="content">${title}</h1>
<ul class="index">
${items.join("\n")}
</ul>`;
  return page({ title, url, sections: collections.sections, main });
}
