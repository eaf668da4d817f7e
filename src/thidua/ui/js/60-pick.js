// Lists that answer while one types: the Ctrl K dialog and fields with suggestions. One listbox behaviour for both.
(function () {
  "use strict";
  const t = window.thidua;
  let made = 0;
  const listen = (input, list, url, choose) => {
    let at = -1;
    let asked = 0;
    const options = () => t.all("[role=option]", list);
    const mark = (to) => {
      const all = options();
      at = all.length ? (to + all.length) % all.length : -1;
      all.forEach((one, place) => {
        if (!one.id) one.id = "option-" + ++made;
        one.setAttribute("aria-selected", String(place === at));
      });
      if (at < 0) { input.removeAttribute("aria-activedescendant"); return; }
      input.setAttribute("aria-activedescendant", all[at].id);
      all[at].scrollIntoView({ block: "nearest" });
    };
    const show = (open) => { input.setAttribute("aria-expanded", String(open)); if (list.dataset.floats) list.hidden = !open; };
    const ask = t.later(async () => {
      const mine = ++asked;
      const where = new URL(url, location.href);
      where.searchParams.set("q", input.value.trim());
      const answer = await fetch(where, { headers: { "HX-Request": "true" }, credentials: "same-origin" }).catch(() => null);
      if (mine !== asked || !answer || !answer.ok) return;
      list.innerHTML = await answer.text();
      if (window.htmx) window.htmx.process(list);
      show(list.childElementCount > 0);
      mark(0);
    }, 120);
    input.addEventListener("input", (event) => { if (!event.isComposing) ask(); });
    input.addEventListener("compositionend", ask);
    input.addEventListener("keydown", (event) => {
      if (t.composing(event)) return;
      if (event.key === "ArrowDown") { event.preventDefault(); if (list.hidden) ask(); else mark(at + 1); }
      else if (event.key === "ArrowUp") { event.preventDefault(); mark(at - 1); }
      else if (event.key === "Enter" && at >= 0 && !list.hidden) { event.preventDefault(); choose(options()[at]); }
      else if (event.key === "Escape" && list.dataset.floats && !list.hidden) { event.preventDefault(); event.stopPropagation(); show(false); }
    });
    list.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => { const one = event.target.closest("[role=option]"); if (one && list.dataset.floats) { event.preventDefault(); choose(one); } });
    return { ask, show };
  };
  const palette = t.one("dialog[data-palette-url]");
  if (palette) {
    const input = t.one("input[type=search]", palette);
    const box = listen(input, t.one("[role=listbox]", palette), palette.dataset.paletteUrl, (one) => one.click());
    input.addEventListener("focus", box.ask);
    // Escape closes at once; the browser would only empty the field.
    input.addEventListener("keydown", (event) => { if (event.key === "Escape" && !t.composing(event)) { event.preventDefault(); palette.close(); } });
  }
  // The field keeps the value that is sent; what one reads and types stands in a twin without a name.
  const enhance = (field) => {
    if (field.dataset.ready) return;
    field.dataset.ready = "1";
    const input = field.cloneNode();
    const list = document.createElement("div");
    list.className = "pick-list";
    list.id = field.id + "-list";
    list.dataset.floats = "1";
    list.setAttribute("role", "listbox");
    list.hidden = true;
    input.removeAttribute("name");
    input.removeAttribute("data-typeahead-url");
    input.value = field.dataset.shown || field.value;
    Object.entries({ role: "combobox", "aria-expanded": "false", "aria-controls": list.id, "aria-autocomplete": "list" }).forEach(([name, value]) => input.setAttribute(name, value));
    field.removeAttribute("id");
    field.type = "hidden";
    field.after(input, list);
    const box = listen(input, list, field.dataset.typeaheadUrl, (one) => {
      field.value = one.dataset.value || one.textContent.trim();
      input.value = one.dataset.text || one.textContent.trim();
      box.show(false);
      field.dispatchEvent(new Event("change", { bubbles: true }));
    });
    input.addEventListener("input", () => { field.value = input.value; });
    input.addEventListener("blur", () => box.show(false));
  };
  const all = (root) => t.all("input[data-typeahead-url]", root).forEach(enhance);
  all(document);
  document.addEventListener("htmx:afterSettle", (event) => all(event.target));
})();
