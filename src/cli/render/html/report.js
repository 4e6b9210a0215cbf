"use strict";
(() => {
  const root = document.documentElement;
  const get = (id) => document.getElementById(id);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const [texts, columns, status, next, clear, size, dock] =
    ["texts", "columns", "lit", "next", "clear", "size", "dock"].map(get);
  const idle = status.textContent;
  root.classList.add("js");

  // From the id of a finding to the marks that rest on it, each with what it is to the finding.
  const index = new Map();
  for (const mark of all("mark[data-f]", texts)) {
    for (const token of mark.dataset.f.split(" ")) {
      const [id, tone] = token.split(":");
      if (!index.has(id)) index.set(id, []);
      index.get(id).push({ mark, tone });
    }
  }

  let lit = [];
  let current = -1;
  let trigger = null;

  const found = (tokens) => tokens.split(" ").flatMap((token) => {
    const [id, tone] = token.split(":");
    const entries = (index.get(id) || []).filter((entry) => !tone || entry.tone === tone);
    return entries.map((entry) => ({ ...entry, id }));
  });

  const colour = ({ id, tone }) => {
    if (id.startsWith("C")) return tone;
    return id.startsWith("D") ? `v${Math.min(Number(tone), 3)}` : "";
  };

  const open = (wanted) => {
    root.classList.toggle("open", wanted);
    dock.setAttribute("aria-expanded", String(wanted));
    dock.textContent = wanted ? "Hide" : "Show";
  };

  const reveal = (mark) => {
    const text = mark.closest(".text");
    const above = mark.getBoundingClientRect().top - text.getBoundingClientRect().top;
    text.scrollTop += above - text.clientHeight / 3;
  };

  const beside = (column) => {
    const left = column.getBoundingClientRect().left - columns.getBoundingClientRect().left;
    columns.scrollLeft += left;
  };

  const isInView = (column) => {
    const own = column.getBoundingClientRect();
    const frame = columns.getBoundingClientRect();
    return own.left >= frame.left - 1 && own.right <= frame.right + 1;
  };

  const forget = () => {
    for (const { mark } of lit) mark.className = "";
    for (const pressed of all("[data-f][aria-pressed='true']")) {
      pressed.setAttribute("aria-pressed", "false");
    }
    for (const link of all("[data-f][aria-current]")) link.removeAttribute("aria-current");
    for (const row of all(".lit")) row.classList.remove("lit");
    for (const column of all(".column", columns)) column.classList.remove("unlit");
    lit = [];
    current = -1;
    next.disabled = clear.disabled = true;
    status.textContent = idle;
  };

  const count = (number, what) => `${number} ${what}${number === 1 ? "" : "s"}`;

  const light = (source) => {
    forget();
    trigger = source;
    const tokens = source.dataset.f;
    const entries = found(tokens);
    for (const entry of entries) {
      const tone = colour(entry);
      entry.mark.classList.add("on");
      if (tone) entry.mark.classList.add(tone);
    }
    const marks = new Set(entries.map((entry) => entry.mark));
    lit = all("mark.on", texts).filter((mark) => marks.has(mark)).map((mark) => ({ mark }));
    if (source.tagName === "A") source.setAttribute("aria-current", "true");
    else source.setAttribute("aria-pressed", "true");
    const row = source.closest("[data-row]");
    if (row) row.classList.add("lit");
    open(true);
    const names = [];
    let first = null;
    for (const column of all(".column", columns)) {
      const mark = column.querySelector("mark.on");
      column.classList.toggle("unlit", !mark);
      if (!mark) continue;
      first = first || column;
      names.push(column.querySelector(".key").textContent);
      reveal(mark);
    }
    if (first && !isInView(first)) beside(first);
    next.disabled = lit.length === 0;
    clear.disabled = false;
    const what = source.textContent.trim();
    const label = what.length > 40 ? `${what.slice(0, 39)}…` : what;
    status.textContent = lit.length === 0
      ? `${label}: no words to show.`
      : `${label}: lit in ${count(names.length, "source")}: ${names.join(", ")}.`;
  };

  const step = () => {
    current = (current + 1) % lit.length;
    const { mark } = lit[current];
    beside(mark.closest(".column"));
    reveal(mark);
    mark.tabIndex = -1;
    mark.focus({ preventScroll: true });
  };

  document.addEventListener("click", (event) => {
    const target = event.target;
    const own = target.closest("button[data-f], a[data-f]");
    if (own) {
      const again = own === trigger && lit.length > 0;
      if (own.tagName === "A") {
        event.preventDefault();
        light(own);
        const mark = get(own.hash.slice(1));
        if (mark) {
          beside(mark.closest(".column"));
          reveal(mark);
        }
      } else if (again) forget();
      else light(own);
      return;
    }
    if (target.closest("a, button, summary, input, #texts")) return;
    if (String(getSelection())) return;
    const row = target.closest("[data-row]");
    const button = row && row.querySelector("[data-f]");
    if (button) light(button);
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || lit.length === 0) return;
    const back = texts.contains(document.activeElement) ? trigger : null;
    forget();
    if (back) back.focus();
  });

  next.addEventListener("click", step);
  clear.addEventListener("click", forget);
  dock.addEventListener("click", () => open(!root.classList.contains("open")));
  size.addEventListener("click", () => {
    const large = root.classList.toggle("large");
    size.textContent = large ? "Shrink" : "Enlarge";
    open(true);
  });

  // A link to a text or to words in it opens the texts.
  const follow = () => {
    const target = location.hash && get(decodeURIComponent(location.hash.slice(1)));
    if (!target || !texts.contains(target)) return;
    open(true);
    const column = target.closest(".column");
    if (column) beside(column);
    if (target.tagName === "MARK") reveal(target);
  };
  addEventListener("hashchange", follow);
  follow();

  const filters = all("[data-filter]");
  const filter = (chosen) => {
    for (const button of filters) {
      button.setAttribute("aria-pressed", String(button.dataset.filter === chosen));
    }
    for (const body of all("tbody[data-status]")) {
      const own = body.dataset.status;
      body.hidden = !(chosen === "all" || chosen === own || (chosen === "shared" && own !== "single"));
    }
  };
  for (const button of filters) {
    button.addEventListener("click", () => filter(button.dataset.filter));
  }
  // Many claims of single sources would bury the rest: they are a press away.
  if (filters.length > 0 && all("tbody[data-status='single'] tr").length > 20) filter("shared");
  // A link to a claim that is filtered away shows all.
  addEventListener("hashchange", () => {
    const target = location.hash && get(location.hash.slice(1));
    if (target && target.closest("tbody[hidden]")) {
      filter("all");
      target.scrollIntoView();
    }
  });

  let closed = [];
  addEventListener("beforeprint", () => {
    closed = all("details:not([open])");
    for (const details of closed) details.open = true;
  });
  addEventListener("afterprint", () => {
    for (const details of closed) details.open = false;
  });
})();
