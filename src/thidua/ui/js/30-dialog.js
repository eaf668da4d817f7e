(function () {
  "use strict";
  const t = window.thidua;
  t.open = (dialog) => { if (dialog && dialog.showModal && !dialog.open) dialog.showModal(); };
  t.on("click", "[data-open]", (event, from) => {
    const dialog = t.one(from.dataset.open);
    if (!dialog || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    t.open(dialog);
    const field = t.one("input[type=search]", dialog);
    if (field) field.focus();
  });
  t.on("click", "[data-toggles]", (event, button) => {
    const box = t.one(button.dataset.toggles);
    if (!box) return;
    const open = box.classList.toggle("open");
    button.setAttribute("aria-expanded", String(open));
    const first = open && t.one("input, a, button", box);
    if (first) first.focus();
  });
  t.on("click", "[data-close]", (event, button) => {
    event.preventDefault();
    const dialog = button.closest("dialog");
    if (dialog) dialog.close();
  });
  t.on("click", "dialog", (event, dialog) => { if (event.target === dialog) dialog.close(); });
  document.addEventListener("htmx:afterSwap", (event) => {
    const target = event.detail.target;
    if (target && target.dataset.opens) t.open(t.one(target.dataset.opens));
  });
  t.on("click", "[data-copy]", async (event, button) => {
    await navigator.clipboard.writeText(button.dataset.copy);
    t.say(button.dataset.copied || "Đã chép");
  });
  t.on("click", "[data-print]", () => window.print());
})();
