import { BASE_URL, escape } from "./_includes/base.mjs";

export const data = {
  pagination: { data: "collections.feeds", size: 1, alias: "feed" },
  permalink: ({ feed }) => `${feed.url}feed.xml`,
};

const entry = ({ url, date, data, content }) => `<entry>
<title>${escape(data.title)}</title>
<id>${BASE_URL}${url}</id>
<link rel="alternate" href="${BASE_URL}${url}"/>
<published>${date.toISOString()}</published>
<updated>${date.toISOString()}</updated>
${data.authors.map((name) => `<author><name>${escape(name)}</name></author>`).join("\n")}
${data.topics.map((name) => `<category term="${escape(name)}"/>`).join("\n")}
<summary>${escape(data.summary)}</summary>
<content type="html">${escape(content)}</content>
</entry>`;

export const render = ({ feed: { title, url, items } }) => `<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
<title>${escape(title)}</title>
<id>${BASE_URL}${url}</id>
<link rel="alternate" href="${BASE_URL}${url}"/>
<link rel="self" type="application/atom+xml" href="${BASE_URL}${url}feed.xml"/>
<updated>${items[0].date.toISOString()}</updated>
${items.map(entry).join("\n")}
</feed>
`;
