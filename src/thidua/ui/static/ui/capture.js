// Keying a page: one row at a time beside its place on the picture, by the keyboard alone. What is typed is kept on this
// machine at the first key, sent a moment later, and forgotten here only when the server has it.
// Saves: POST {row, values, done, left_out, keying} and reads back {saved} or, with 409, {refused}.
(function () {
  "use strict";
  const t = window.thidua;
  const form = t.one("#keying");
  if (!form) return;
  const scan = t.one("#scan");
  const words = JSON.parse(form.dataset.words);
  const rows = t.all("[data-key-row]", form);
  const isFirst = form.dataset.keying === "first";
  const waiting = new Map();
  let now = 0, whole = false, busy = false, failures = 0, stopped = false;

  const say = (text, bad) => t.all("[data-saved]").forEach((one) => { one.textContent = text; one.classList.toggle("bad", Boolean(bad)); });
  const fields = (row) => t.all("[data-field]", row);
  const done = (row) => t.one("[data-done]", row);
  const key = (row) => ["capture", form.dataset.page, form.dataset.keying, row.dataset.keyRow].join(":");
  const facts = (row) => ({
    row: row.dataset.keyRow,
    values: Object.fromEntries(fields(row).map((one) => [one.dataset.field, one.value])),
    done: done(row).checked,
    left_out: isFirst ? t.one("[data-left-out]", row).value : null,
    keying: form.dataset.keying,
  });

  // The picture.
  const box = (text) => (text ? text.split(" ").map(Number) : null);
  const place = (rect, found) => {
    const [x, y, width, height] = found ? [found[0] - 10, found[1] - 10, found[2] + 20, found[3] + 20] : [0, 0, 0, 0];
    rect.setAttribute("x", x); rect.setAttribute("y", y); rect.setAttribute("width", Math.max(0, width)); rect.setAttribute("height", Math.max(0, height));
  };
  function look(row, field) {
    if (!scan) return;
    const width = Number(scan.dataset.width), height = Number(scan.dataset.height);
    const atRow = box(row.dataset.box), atCell = field && box(field.dataset.box);
    place(t.one(".at-row", scan), atRow);
    place(t.one(".at-cell", scan), atCell);
    const target = atCell || atRow;
    if (whole || !target) { scan.setAttribute("viewBox", "0 0 " + width + " " + height); return; }
    const wide = Math.min(width, Math.max(width * 0.46, (atCell ? atCell[2] : 0) * 1.2));
    const high = wide * height / width;
    const middle = atCell ? atCell[0] + atCell[2] / 2 : atRow[0] + wide / 2;
    const left = Math.min(Math.max(middle - wide / 2, 0), width - wide);
    const top = Math.min(Math.max(target[1] + target[3] / 2 - high / 2, 0), height - high);
    scan.setAttribute("viewBox", [left, top, wide, high].map(Math.round).join(" "));
  }

  // The rows.
  function show(at, field) {
    now = Math.max(0, Math.min(rows.length - 1, at));
    rows.forEach((row, place) => { row.hidden = place !== now; });
    t.all("[data-to]", form).forEach((dot, place) => {
      if (place === now) dot.setAttribute("aria-current", "true"); else dot.removeAttribute("aria-current");
      dot.classList.toggle("done", done(rows[place]).checked);
    });
    const first = field || wanting(rows[now])[0] || fields(rows[now]).find((one) => one.dataset.field === "name") || fields(rows[now])[0];
    first.focus();
    first.select();
  }
  // What the reader was not sure of, or what the second pass has not typed yet.
  const wanting = (row) => fields(row).filter((one) => (isFirst ? /look|poor/.test(one.dataset.level) || one.getAttribute("aria-invalid") : !one.value));
  function accept(row) {
    done(row).checked = true;
    keep(row);
    send();
    const next = rows.findIndex((one, at) => at > now && !done(one).checked);
    if (next >= 0) { show(next); return; }
    const left = rows.findIndex((one) => !done(one).checked);
    if (left >= 0) show(left); else t.one("[data-key='mod+enter']", form).focus();
    t.all("[data-to]", form).forEach((dot, place) => dot.classList.toggle("done", done(rows[place]).checked));
  }
  form.addEventListener("keydown", (event) => {
    const field = event.target.closest("input:not([type=checkbox])");
    if (!field || t.composing(event) || t.one("dialog[open]")) return;
    const row = rows[now];
    if (event.key === "Enter" && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      const all = fields(row), after = wanting(row).find((one) => all.indexOf(one) > all.indexOf(field));
      if (after && field.dataset.field) { after.focus(); after.select(); } else accept(row);
      return;
    }
    if (!event.altKey || event.ctrlKey || event.metaKey) return;
    const act = { ArrowDown: () => show(now + 1), ArrowUp: () => show(now - 1), z: () => { whole = !whole; look(row, field.dataset.field ? field : null); }, x: () => leaveOut(row), n: () => add(row) }[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (act) { event.preventDefault(); act(); }
  });
  function leaveOut(row) {
    const reason = isFirst && t.one("[data-left-out]", row);
    if (!reason) return;
    reason.focus();
    reason.select();
  }
  async function add(row) {
    const adding = t.one("#add-row");
    if (!adding) return;
    await send();
    adding.elements.after.value = row.dataset.keyRow;
    adding.requestSubmit();
  }
  form.addEventListener("focusin", (event) => {
    const field = event.target.closest("[data-field]");
    if (field) look(rows[now], field);
  });
  t.on("click", "#keying [data-to]", (event, dot) => show(rows.findIndex((row) => row.dataset.keyRow === dot.dataset.to)));
  form.addEventListener("input", (event) => {
    const field = event.target.closest("[data-field]");
    if (field && field.value === '"' && field.dataset.field !== "name" && now > 0) {
      const above = fields(rows[now - 1]).find((one) => one.dataset.field === field.dataset.field);
      if (above) field.value = above.value;
    }
    keep(rows[now]);
    later();
  });

  // Keeping: on this machine at once, on the server soon.
  function keep(row) {
    const told = facts(row);
    waiting.set(row, told);
    try { localStorage.setItem(key(row), JSON.stringify(told)); } catch { /* a full store must not stop the typing */ }
  }
  const later = t.later(() => send(), 800);
  async function send() {
    if (busy || stopped || !waiting.size) return;
    busy = true;
    say(words.saving);
    const [row, told] = waiting.entries().next().value;
    const answer = await fetch(form.dataset.save, {
      method: "POST", credentials: "same-origin", keepalive: true,
      headers: { "X-CSRFToken": t.token(), "Content-Type": "application/json" }, body: JSON.stringify(told),
    }).catch(() => null);
    busy = false;
    if (answer && answer.status === 409) { stopped = true; say((await answer.json()).refused, true); return; }
    if (!answer || !answer.ok) {
      failures += 1;
      say(words.unsaved, true);
      setTimeout(send, Math.min(30000, 2000 * failures));
      return;
    }
    failures = 0;
    if (waiting.get(row) === told) { waiting.delete(row); localStorage.removeItem(key(row)); }
    if (waiting.size) { await send(); return; }
    say(words.saved);
  }
  window.addEventListener("beforeunload", (event) => { if (waiting.size) event.preventDefault(); });
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") send(); });
  form.addEventListener("submit", () => { stopped = true; waiting.clear(); });  // the form carries every row; what is kept here goes once the server answered

  function restore() {
    let found = false;
    const own = ["capture", form.dataset.page, ""].join(":"), here = own + form.dataset.keying;
    Object.keys(localStorage).filter((name) => name.startsWith(own) && !name.startsWith(here)).forEach((name) => localStorage.removeItem(name));
    rows.forEach((row) => {
      let told = null;
      try { told = JSON.parse(localStorage.getItem(key(row))); } catch { told = null; }
      if (!told) return;
      if (JSON.stringify(told) === JSON.stringify(facts(row))) { localStorage.removeItem(key(row)); return; }  // it had arrived
      fields(row).forEach((one) => { one.value = told.values[one.dataset.field] || ""; });
      done(row).checked = told.done;
      if (isFirst) t.one("[data-left-out]", row).value = told.left_out || "";
      waiting.set(row, facts(row));
      found = true;
    });
    if (found) { say(words.restored); send(); }
  }
  if (!rows.length) return;
  form.classList.add("by-row");
  restore();
  const wrong = rows.findIndex((row) => t.one("[aria-invalid], .error", row));
  const start = rows.findIndex((row) => !done(row).checked);
  show(wrong >= 0 ? wrong : Math.max(0, start));
})();
