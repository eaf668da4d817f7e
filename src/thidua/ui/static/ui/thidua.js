(function () {
"use strict";
const t = window.thidua = {};
t.one = (selector, root) => (root || document).querySelector(selector);
t.all = (selector, root) => Array.from((root || document).querySelectorAll(selector));
t.on = (name, selector, act) => document.addEventListener(name, (event) => {
const found = event.target.closest && event.target.closest(selector);
if (found) act(event, found);
});
t.later = (act, wait) => {
let timer;
return (...values) => { clearTimeout(timer); timer = setTimeout(() => act(...values), wait); };
};
t.cookie = (name) => (document.cookie.split("; ").find((one) => one.startsWith(name + "=")) || "").slice(name.length + 1);
t.token = () => {
const meta = t.one("meta[name=csrf-token]");
const input = t.one("input[name=csrfmiddlewaretoken]");
return (meta && meta.content) || (input && input.value) || t.cookie("csrftoken");
};
t.composing = (event) => event.isComposing || event.keyCode === 229;
t.typing = () => {
const at = document.activeElement;
return at && (at.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName) && !/^(checkbox|radio|button|submit)$/.test(at.type));
};
t.say = (text, kind, label, act) => {
const box = document.createElement("div");
box.className = "toast " + (kind || "");
box.setAttribute("role", "status");
box.dataset.toast = "";
box.append(text);
if (label) {
const button = document.createElement("button");
button.type = "button";
button.textContent = label;
button.addEventListener("click", () => { act(); box.remove(); });
box.append(button);
}
const place = t.one("#toasts");
if (place) place.append(box);
};
document.addEventListener("htmx:configRequest", (event) => { event.detail.headers["X-CSRFToken"] = t.token(); });
document.addEventListener("htmx:sendError", () => t.say(document.documentElement.lang === "en" ? "No connection. Nothing was sent." : "Mất kết nối, chưa gửi được. Thử lại khi có mạng.", "red"));
document.addEventListener("htmx:beforeSwap", (event) => {
if (event.detail.xhr.status === 422) { event.detail.shouldSwap = true; event.detail.isError = false; }
});
const focusErrors = (root) => { const box = t.one("[data-focus]", root); if (box) box.focus(); };
document.addEventListener("htmx:afterSettle", (event) => focusErrors(event.target));
focusErrors(document);
})();
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
document.addEventListener("click", (event) => t.all("details.menu[open]").forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; }));
document.addEventListener("keydown", (event) => {
if (event.key !== "Escape") return;
t.all("details.menu[open]").forEach((menu) => { menu.open = false; t.one("summary", menu).focus(); });
});
})();
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
(function () {
"use strict";
const t = window.thidua;
let going = 0;
const press = (key) => {
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
input.addEventListener("keydown", (event) => { if (event.key === "Escape" && !t.composing(event)) { event.preventDefault(); palette.close(); } });
}
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
(function () {
"use strict";
const t = window.thidua;
const english = document.documentElement.lang === "en";
const shown = (value) => value.split("-").reverse().join("/");
t.readDay = (text) => {
const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(text);
const found = /^(\d{1,2})[\s./-]+(\d{1,2})[\s./-]+(\d{4})$/.exec(text) || /^(\d{2})(\d{2})(\d{4})$/.exec(text);
const [day, month, year] = iso ? [iso[3], iso[2], iso[1]] : found ? found.slice(1) : [];
const value = year && year + "-" + month.padStart(2, "0") + "-" + day.padStart(2, "0");
const made = value && new Date(value + "T00:00:00Z");
return made && !isNaN(made) && made.toISOString().slice(0, 10) === value ? value : "";
};
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
(function () {
"use strict";
const t = window.thidua;
const dirty = new Set();
t.on("input", "form[data-guard]", (event, form) => dirty.add(form));
t.on("change", "form[data-guard]", (event, form) => dirty.add(form));
document.addEventListener("submit", (event) => dirty.delete(event.target));
window.addEventListener("beforeunload", (event) => { if (dirty.size) event.preventDefault(); });
const show = (form, text, bad) => t.all("[data-saved]", form.closest("main") || document).forEach((one) => {
one.textContent = text;
one.classList.toggle("bad", Boolean(bad));
});
const waiting = new WeakMap();
const save = async (form) => {
const sent = new FormData(form);
const answer = await fetch(form.dataset.autosave, { method: "POST", body: sent, headers: { "X-CSRFToken": t.token() }, credentials: "same-origin" }).catch(() => null);
if (!answer || !answer.ok) { show(form, form.dataset.notSaved || "Chưa lưu được, giữ trang này mở", true); return; }
dirty.delete(form);
const now = new Date().toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Ho_Chi_Minh" });
show(form, (answer.status === 204 ? "" : await answer.text()) || "Đã lưu " + now);
};
t.on("input", "form[data-autosave]", (event, form) => {
if (!waiting.has(form)) waiting.set(form, t.later(() => save(form), 2000));
waiting.get(form)();
});
t.on("change", "input[data-send-on-pick]", (event, input) => { if (input.files.length) input.form.requestSubmit(); });
t.on("change", "form[data-submit-on-change]", (event, form) => form.requestSubmit());
document.addEventListener("submit", (event) => {
const form = event.target;
if (event.defaultPrevented || form.method === "get" || form.method === "dialog") return;
if (form.dataset.sent) { event.preventDefault(); return; }
form.dataset.sent = "1";
setTimeout(() => { delete form.dataset.sent; }, 8000);
});
})();
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
