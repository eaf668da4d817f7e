// Days are typed and read as dd/mm/yyyy whatever the language of the browser. The date field stays what is sent and opens
// its calendar; one types in a text field before it. Without scripts the date field stands alone.
(function () {
  "use strict";
  const t = window.thidua;
  const english = document.documentElement.lang === "en";
  const shown = (value) => value.split("-").reverse().join("/");
  // "20/11/2026", "5.3.2026", "20112026" and "2026-11-20" give "2026-11-20"; what is no day gives nothing.
  t.readDay = (text) => {
    const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(text);
    const found = /^(\d{1,2})[\s./-]+(\d{1,2})[\s./-]+(\d{4})$/.exec(text) || /^(\d{2})(\d{2})(\d{4})$/.exec(text);
    const [day, month, year] = iso ? [iso[3], iso[2], iso[1]] : found ? found.slice(1) : [];
    const value = year && year + "-" + month.padStart(2, "0") + "-" + day.padStart(2, "0");
    const made = value && new Date(value + "T00:00:00Z");
    return made && !isNaN(made) && made.toISOString().slice(0, 10) === value ? value : "";
  };
  // Strokes come by themselves after two digits; one typed as well is not doubled.
  const stroked = (text) => text.replace(/[\s./-]+/g, "/").replace(/^(\d\d)(\d)/, "$1/$2").replace(/^(\d{1,2}\/\d\d)(\d)/, "$1/$2").replace(/^(\d\d|\d{1,2}\/\d\d)$/, "$1/");
  const wrong = (field, text) => {
    if (text && !field.value) return english ? "Write the day as day/month/year, such as 20/11/2026." : "Ghi ngày theo thứ tự ngày/tháng/năm, ví dụ 20/11/2026.";
    if (field.validity.rangeOverflow) return (english ? "Not later than " : "Không sau ngày ") + shown(field.max) + ".";
    if (field.validity.rangeUnderflow) return (english ? "Not earlier than " : "Không trước ngày ") + shown(field.min) + ".";
    return "";
  };
  const moveTo = (twin, field) => {
    ["id", "required", "disabled", "autofocus", "aria-describedby", "aria-label", "aria-invalid", "data-key"].forEach((name) => {
      if (!field.hasAttribute(name)) return;
      twin.setAttribute(name, field.getAttribute(name));
      if (name !== "disabled") field.removeAttribute(name);
    });
    field.setAttribute("aria-hidden", "true");
    field.tabIndex = -1;
  };
  const complain = (twin, words) => {
    let line = twin.parentNode.nextElementSibling;
    if (!line || !line.matches("[data-day-error]")) {
      line = document.createElement("p");
      line.className = "error";
      line.dataset.dayError = "";
      line.setAttribute("role", "alert");
      twin.parentNode.after(line);
    }
    line.textContent = words;
    line.hidden = !words;
    twin.classList.toggle("bad", Boolean(words));
    if (words) twin.setAttribute("aria-invalid", "true"); else twin.removeAttribute("aria-invalid");
  };
  const enhance = (field) => {
    if (field.dataset.ready) return;
    field.dataset.ready = "1";
    const box = document.createElement("span");
    const twin = document.createElement("input");
    box.className = "day";
    Object.assign(twin, { type: "text", className: field.className, autocomplete: "off", inputMode: "numeric", placeholder: english ? "dd/mm/yyyy" : "ngày/tháng/năm" });
    moveTo(twin, field);
    field.after(box);
    box.append(twin, field);
    let own = false;
    const tell = (name) => { own = true; field.dispatchEvent(new Event(name, { bubbles: true })); own = false; };
    const fromField = () => { if (!own) { twin.value = shown(field.value); twin.setCustomValidity(""); } };
    const check = () => {
      const text = twin.value.trim();
      field.value = t.readDay(text);
      twin.setCustomValidity(wrong(field, text));
    };
    fromField();
    twin.addEventListener("input", (event) => {
      event.stopPropagation();
      const kind = event.inputType || "";
      if (/^insert(Composition)?Text$/.test(kind) && twin.selectionStart === twin.value.length) twin.value = stroked(twin.value);
      check();
      tell("input");
    });
    twin.addEventListener("change", (event) => {
      event.stopPropagation();
      check();
      if (field.value) twin.value = shown(field.value);
      complain(twin, twin.validity.customError ? twin.validationMessage : "");
      tell("change");
    });
    twin.addEventListener("keydown", (event) => {
      if (event.altKey && event.key === "ArrowDown") { event.preventDefault(); field.showPicker(); }
    });
    field.addEventListener("input", fromField);
    field.addEventListener("change", () => { if (own) return; fromField(); complain(twin, ""); if (document.activeElement === field) twin.focus(); });
    field.addEventListener("click", () => field.showPicker());
    window.addEventListener("pageshow", fromField);
  };
  const all = (root) => t.all("input[type=date]", root).forEach(enhance);
  all(document);
  document.addEventListener("htmx:afterSettle", (event) => all(event.target));
})();
