(function () {
  "use strict";
  const t = window.thidua;
  t.on("click", "[data-theme]", (event, button) => {
    const theme = button.dataset.theme;
    document.cookie = "theme=" + theme + ";path=/;max-age=31536000;samesite=lax" + (location.protocol === "https:" ? ";secure" : "");
    if (theme === "auto") document.documentElement.removeAttribute("data-bs-theme");
    else document.documentElement.dataset.bsTheme = theme;
    t.all("[data-theme]").forEach((one) => one.setAttribute("aria-pressed", String(one === button)));
  });
  // An open menu closes on Escape and on a click elsewhere.
  document.addEventListener("click", (event) => t.all("details.menu[open]").forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; }));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    t.all("details.menu[open]").forEach((menu) => { menu.open = false; t.one("summary", menu).focus(); });
  });
})();
