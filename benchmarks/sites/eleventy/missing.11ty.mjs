import { page } from "./_includes/base.mjs";

export const data = { permalink: "/404.html" };

export function render({ collections }) {
  const main = `<h1 id="content">Page not found</h1>
<p>This page is not here. <a href="/">Go to the front page</a>.</p>`;
  return page({ title: "Page not found", url: "/404.html", sections: collections.sections, main });
}
