import { BASE_URL } from "./_includes/base.mjs";

export const data = { permalink: "/sitemap.xml" };

export const render = ({ collections }) => `<?xml version="1.0" encoding="utf-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
${collections.sitemap.map((url) => `<url><loc>${BASE_URL}${url}</loc></url>`).join("\n")}
</urlset>
`;
