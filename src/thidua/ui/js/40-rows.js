// Rows: moving with j and k, selecting with x, leaving after an act, undo for ten seconds.
(function () {
  "use strict";
  const t = window.thidua;
  const rows = () => t.all("[data-row]").filter((row) => row.offsetParent !== null);
  let place = -1;
  const current = () => t.one("[data-row].chosen");
  t.chooseRow = (row) => {
    if (!row) return;
    t.all("[data-row].chosen").forEach((one) => one.classList.remove("chosen"));
    row.classList.add("chosen");
    if (!row.hasAttribute("tabindex")) row.tabIndex = -1;
    row.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
    place = rows().indexOf(row);
    row.dispatchEvent(new CustomEvent("row-chosen", { bubbles: true }));
  };
  t.moveRow = (by) => {
    const all = rows();
    const now = current() ? all.indexOf(current()) : place;
    t.chooseRow(all[Math.max(0, Math.min(all.length - 1, now + by))]);
  };
  // From the one big box the arrow leads to the rows it found.
  document.addEventListener("keydown", (event) => {
    const box = event.key === "ArrowDown" && event.target.closest(".find input");
    if (!box || box.closest("dialog") || t.composing(event)) return;
    const all = rows();
    if (!all.length) return;
    event.preventDefault();
    t.chooseRow(all.includes(current()) ? current() : all[0]);
  });
  t.openRow = () => {
    const row = current();
    const link = row && (row.matches("a") ? row : t.one("[data-row-link]", row) || t.one("a", row));
    if (link) link.click();
    return Boolean(link);
  };
  t.tickRow = () => {
    const box = current() && t.one("input[type=checkbox]", current());
    if (box) box.click();
  };
  // An act answered with HX-Trigger: rowDone, or a button marked data-removes-row: the row fades, the next gets the focus.
  t.removeRow = (row) => {
    const all = rows();
    const at = all.indexOf(row);
    const next = all[at + 1] || all[at - 1];
    row.classList.add("leaving");
    setTimeout(() => { row.remove(); if (next) t.chooseRow(next); else { const main = t.one("#content"); if (main) main.focus(); } }, 180);
  };
  document.addEventListener("htmx:afterRequest", (event) => {
    const from = event.detail.elt;
    if (event.detail.successful && from && from.matches("[data-removes-row]")) {
      const row = from.closest("[data-row]");
      if (row) t.removeRow(row);
    }
  });
  const countTicks = () => {
    const bar = t.one("[data-select-bar]");
    if (!bar) return;
    const count = t.all("[data-row] input[type=checkbox]:checked").length;
    bar.hidden = count === 0;
    t.one("[data-select-count]", bar).textContent = String(count);
  };
  t.on("change", "[data-row] input[type=checkbox]", countTicks);
  t.on("change", "[data-select-page]", (event, box) => {
    t.all("[data-row] input[type=checkbox]").forEach((one) => { one.checked = box.checked; });
    countTicks();
  });
  // Toasts go after ten seconds, not while they hold the pointer or the focus.
  const watch = (toast) => setTimeout(() => { if (toast.matches(":hover, :focus-within")) watch(toast); else toast.remove(); }, 10000);
  new MutationObserver((changes) => changes.forEach((change) => change.addedNodes.forEach((node) => {
    if (node.dataset && "toast" in node.dataset) watch(node);
  }))).observe(t.one("#toasts") || document.body, { childList: true });
  t.all("[data-toast]").forEach(watch);
  document.addEventListener("htmx:afterRequest", (event) => {
    const from = event.detail.elt;
    if (from && from.matches("[data-undo]") && event.detail.successful) { from.closest("[data-toast]").remove(); location.reload(); }
  });
})();
