// The browser's half of the preview: changes are morphed in, problems are shown over the page.
(() => {
  const me = document.currentScript;
  const own = "/_sitegen/";
  const box = document.createElement("sitegen-preview");
  const root = box.attachShadow({ mode: "open" });
  root.innerHTML = `<link rel="stylesheet" href="${own}overlay.css">
    <p class="corner"><span hidden>Preview server lost, trying again…</span><a>Edit this page</a></p>
    <div class="problems" role="alert" hidden></div>`;
  const [lost, edit, overlay] = root.querySelectorAll("span, a, div");
  let since = me.dataset.version;
  let turn = Promise.resolve();
  let stream, timer;

  function label() {
    edit.href = me.dataset.edit || "";
    edit.hidden = !me.dataset.edit;
    if (!box.isConnected) document.documentElement.append(box);
  }

  const pathOf = (url) => new URL(url, location).pathname;
  const scripts = (page) =>
    [...page.scripts]
      .filter((s) => s.src !== me.src && !s.type.includes("json"))
      .map((s) => s.outerHTML)
      .join();

  async function morph() {
    const answer = await fetch(location, { cache: "no-store" });
    if (answer.status >= 500) return; // the last good page stays
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (scripts(page) !== scripts(document)) return location.reload();
    const { Idiomorph } = await import(`${own}idiomorph.js`);
    const next = [...page.scripts].find((s) => s.src === me.src);
    Idiomorph.morph(document.documentElement, page.documentElement, {
      ignoreActiveValue: true,
      callbacks: {
        beforeNodeAdded: (node) => node.src !== me.src,
        beforeNodeRemoved: (node) => node !== box,
        // what the reader has opened stays open
        beforeAttributeUpdated: (name, node) => name !== "open" || !("open" in node),
      },
    });
    delete me.dataset.edit;
    Object.assign(me.dataset, next?.dataset);
    label();
  }

  function restyle(url) {
    const links = [...document.querySelectorAll("link[rel=stylesheet]")];
    return links
      .filter((link) => pathOf(link.href) === pathOf(url))
      .map((link) => {
        const next = link.cloneNode();
        next.href = url;
        link.after(next);
        return new Promise((done) => (next.onload = next.onerror = done)).then(() => link.remove());
      });
  }

  const acts = {
    reload({ paths, all, moved }) {
      const here = me.dataset.page;
      if (moved[here]) return location.replace(moved[here]);
      const changed = new Set(paths);
      if ([...document.images].some((i) => changed.has(pathOf(i.src)))) return location.reload();
      if (all || changed.has(here) || changed.has(location.pathname)) return morph();
    },
    css: ({ paths }) => Promise.all(paths.flatMap(restyle)),
    ok: () => (overlay.hidden = true),
    async problems() {
      overlay.innerHTML = await (await fetch(`${own}problems`)).text();
      overlay.hidden = location.pathname === own;
    },
  };

  const close = () => stream?.close();
  function open() {
    close();
    if (document.hidden) return;
    stream = new EventSource(`${own}events?since=${since}`);
    stream.onopen = () => {
      clearTimeout(timer);
      lost.hidden = true;
    };
    stream.onerror = () => {
      timer = setTimeout(() => (lost.hidden = false), 500);
      if (stream.readyState === 2) setTimeout(open, 1000);
    };
    for (const name in acts)
      stream.addEventListener(name, (event) => {
        since = event.lastEventId;
        turn = turn
          .then(() => acts[name](JSON.parse(event.data)))
          .then(() => location.pathname === own && morph())
          .catch(console.error);
      });
  }

  addEventListener("keydown", ({ key }) => key === "Escape" && (overlay.hidden = true));
  document.addEventListener("visibilitychange", open);
  addEventListener("pagehide", close);
  addEventListener("pageshow", open);
  label();
})();
