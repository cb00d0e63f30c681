import { BASE_URL } from "./_includes/base.mjs";

export const data = { permalink: "/robots.txt" };

export const render = () => `User-agent: *
Allow: /

Sitemap: ${BASE_URL}/sitemap.xml
`;
