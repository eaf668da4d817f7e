// A field for files speaks the language of the page, not of the browser; the field itself stays, unseen, above its words.
(function () {
  "use strict";
  const t = window.thidua;
  const english = document.documentElement.lang === "en";
  const piece = (name, text) => {
    const made = document.createElement("span");
    made.className = name;
    made.textContent = text;
    made.setAttribute("aria-hidden", "true");
    return made;
  };
  const dress = (field) => {
    if (field.closest(".file-pick")) return;
    const box = document.createElement("span");
    const names = piece("names", "");
    box.className = "file-pick input";
    field.before(box);
    box.append(piece("btn small", english ? (field.multiple ? "Choose files" : "Choose a file") : "Chọn tệp"), names, field);
    const tell = () => { names.textContent = Array.from(field.files, (one) => one.name).join(", ") || (english ? "none chosen" : "chưa chọn tệp nào"); };
    field.addEventListener("change", tell);
    if (field.form) field.form.addEventListener("reset", () => setTimeout(tell));
    tell();
  };
  const all = (root) => t.all('input[type="file"].input', root).forEach(dress);
  document.addEventListener("htmx:afterSettle", (event) => all(event.target));
  all(document);
})();
