const sectionOf = (data) => data.page.inputPath.split("/").at(-2);

export default {
  layout: "article.11ty.mjs",
  eleventyComputed: { section: sectionOf },
  permalink: ({ page, slug }) => {
    const month = String(page.date.getUTCMonth() + 1).padStart(2, "0");
    return `/${sectionOf({ page })}/${page.date.getUTCFullYear()}/${month}/${slug}/`;
  },
};
