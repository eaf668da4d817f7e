// The keyboard: never while a field has the focus or an input method is composing, never with a dialog open.
(function () {
  "use strict";
  const t = window.thidua;
  let going = 0;
  const press = (key) => {
    // With a dialog open only what is in it answers; what a closed dialog holds never does.
    const dialog = t.one("dialog[open]");
    const found = t.all("[data-key='" + key + "']", dialog || document).find((one) => !one.closest("dialog:not([open])"));
    if (!found || found.disabled || found.getAttribute("aria-disabled") === "true") return false;
    if (found.matches("input, textarea, select")) found.focus(); else found.click();
    return true;
  };
  const openPalette = () => {
    const link = t.one("[data-open='#palette']");
    if (!link) return false;
    link.click();
    return true;
  };
  const plain = {
    "/": () => press("/") || openPalette(),
    "?": () => { t.open(t.one("#keys")); return true; },
    j: () => { t.moveRow(1); return true; },
    k: () => { t.moveRow(-1); return true; },
    x: () => { t.tickRow(); return true; },
    Enter: () => !document.activeElement.matches("a, button, summary, [role=option]") && t.openRow(),
  };
  const go = (letter) => {
    const link = t.one("[data-go='" + CSS.escape(letter) + "']");
    if (link) link.click();
    return Boolean(link);
  };
  document.addEventListener("keydown", (event) => {
    if (t.composing(event) || event.defaultPrevented) return;
    const strong = event.ctrlKey || event.metaKey;
    if (strong && event.key.toLowerCase() === "k") { if (openPalette()) event.preventDefault(); return; }
    if (strong && event.key === "Enter") { if (press("mod+enter")) event.preventDefault(); return; }
    if (strong || event.altKey || t.typing() || t.one("dialog[open]")) return;
    if (Date.now() - going < 1200) { going = 0; if (go(event.key)) event.preventDefault(); return; }
    if (event.key === "g") { going = Date.now(); return; }
    const act = plain[event.key] || (() => /^[a-z0-9]$/i.test(event.key) && press(event.key));
    if (act()) event.preventDefault();
  });
})();
