"use strict";
// Everything from the corpus goes into the page as text nodes: nothing of it is ever read as HTML.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const say = (english) => data.words[english];
  const collator = new Intl.Collator("vi", { numeric: true });
  const FIRST = 50, MORE = 200;

  const fold = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[đĐ]/g, "d").toLowerCase();

  const number = (count) => count.toLocaleString(data.words.language);

  const make = (tag, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };

  const source = (article) => {
    const [id, date] = data.articles.rows[article];
    const words = [id, date].filter(Boolean).join(" · ");
    if (!/^https?:\/\//i.test(id)) return make("span", { className: "source" }, words);
    return make("a", { className: "source", href: id, rel: "noopener noreferrer" }, words);
  };

  const cell = (value) => (value === null ? "" : String(value));

  // A spreadsheet runs a cell that begins with one of these as a formula.
  const harmless = (text) => (/^[=+\-@\t\r]/.test(text) ? "'" + text : text);

  const csv = (table) => {
    const quote = (value) => '"' + (typeof value === "number" ? String(value) : harmless(cell(value))).replaceAll('"', '""') + '"';
    return "\ufeff" + [table.columns.map((column) => column.name), ...table.rows].map((row) => row.map(quote).join(",")).join("\r\n") + "\r\n";
  };

  const download = (name, text) => {
    const link = make("a", { download: name, href: URL.createObjectURL(new Blob([text], { type: "text/csv" })) });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  };

  const classes = (column) => ["number", "late", "text"].filter((name) => column[name]).join(" ");

  const build = (section) => {
    const name = section.dataset.table, table = data[name];
    let order = table.rows.map((_, row) => row), shown = FIRST, folded = null, sorted = null;

    const search = make("input", { type: "search", placeholder: say("Search… (with or without diacritics)") });
    search.setAttribute("aria-label", say("Search") + ": " + section.querySelector("h2").textContent);
    const count = make("span", { className: "faint" });
    count.setAttribute("aria-live", "polite");
    const save = make("button", { type: "button" }, "CSV");
    const body = make("tbody"), more = make("button", { type: "button", className: "more" }, say("Show more"));

    const snippets = (row) => {
      const list = (table.snippets[row] || []).map(([article, left, words, right]) =>
        make("p", {}, source(article), left, make("mark", {}, words), right));
      return make("tr", { className: "snippets" }, make("td", { colSpan: table.columns.length }, ...(list.length ? list : [say("No snippet: the corpus was tagged without its texts.")])));
    };

    const line = (row) => {
      const cells = table.rows[row].map((value, at) => {
        const column = table.columns[at];
        const td = make("td", { className: classes(column) });
        if (at === 0 && table.snippets) {
          const open = make("button", { type: "button", className: "open" }, cell(value));
          open.setAttribute("aria-expanded", "false");
          open.onclick = () => {
            const there = open.getAttribute("aria-expanded") === "true";
            open.setAttribute("aria-expanded", String(!there));
            if (there) tr.nextSibling.remove(); else tr.after(snippets(row));
          };
          td.append(open);
        } else td.append(cell(value));
        return td;
      });
      const tr = make("tr", {}, ...cells);
      return tr;
    };

    // All rows in one go: no cell holds the control that parts them, for controls are spelled out.
    const prepare = () => folded ??= fold(table.rows.map((row) => row.filter((value) => typeof value === "string").join("\n")).join("\u0001")).split("\u0001");

    const draw = () => {
      const words = fold(search.value).split(/\s+/).filter(Boolean);
      if (words.length) prepare();
      // The words as they stand, a name for instance; where no row has them so, rows that have them all.
      const matching = (parts) => order.filter((row) => parts.every((part) => folded[row].includes(part)));
      let found = words.length ? matching([words.join(" ")]) : order;
      if (!found.length) found = matching(words);
      body.replaceChildren(...found.slice(0, shown).map(line));
      const whole = table.rows.length + table.omitted;
      count.textContent = number(found.length) + (table.omitted && !words.length ? ` ${say("of")} ${number(whole)}` : "");
      more.hidden = found.length <= shown;
    };

    const sort = (at, th) => {
      const numeric = table.columns[at].number;
      const down = sorted === at ? th.getAttribute("aria-sort") !== "descending" : Boolean(numeric);
      sorted = at;
      const compare = numeric ? (a, b) => a - b : (a, b) => collator.compare(cell(a), cell(b));
      order.sort((a, b) => (down ? -1 : 1) * compare(table.rows[a][at], table.rows[b][at]) || a - b);
      for (const other of th.parentNode.children) other.removeAttribute("aria-sort");
      th.setAttribute("aria-sort", down ? "descending" : "ascending");
      draw();
    };

    const heads = table.columns.map((column, at) => {
      const button = make("button", { type: "button" }, column.name);
      const th = make("th", { scope: "col", className: classes(column) }, button);
      button.onclick = () => sort(at, th);
      return th;
    });

    search.oninput = () => { shown = FIRST; draw(); };
    more.onclick = () => { shown += MORE; draw(); };
    save.onclick = () => download(name + ".csv", csv(table));
    section.append(
      make("div", { className: "tools" }, search, count, save),
      make("div", { className: "scroll" }, make("table", {}, make("thead", {}, make("tr", {}, ...heads)), body)),
      more);
    draw();
    setTimeout(prepare);  // once the page is there, before the first search
  };

  document.querySelectorAll("[data-table]").forEach(build);
  document.documentElement.dataset.ready = "yes";
})();
