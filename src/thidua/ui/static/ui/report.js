// The grid and the text of one unit's report: saved as it is typed, pasted from Excel, moved by keys. What somebody else
// wrote meanwhile is shown beside one's own, and nothing is overwritten without a choice.
// Saves: POST {cells: [{cell, value, base}]} and reads back {saved, cells, conflicts, problems, lines, panel}.
(function () {
  "use strict";
  const t = window.thidua;
  const form = t.one("#report[data-report]");
  if (!form) return;
  const words = JSON.parse(form.dataset.words);
  const waiting = new Map();
  const held = new Set();  // cells whose conflict waits for a choice
  let busy = false, failures = 0;

  const say = (text, bad) => t.all("[data-saved]").forEach((one) => { one.textContent = text; one.classList.toggle("bad", Boolean(bad)); });
  const inputs = () => t.all("[data-cell]", form);
  const find = (cell) => inputs().find((one) => one.dataset.cell === cell);
  const line = (code) => t.all("[data-line]", form).find((one) => one.dataset.line === code);

  t.on("input", "#report [data-cell]", (event, one) => change(one));
  function change(one) {
    waiting.set(one.dataset.cell, one.value);
    one.classList.add("waits");
    later();
  }
  const later = t.later(() => send(), 900);
  window.addEventListener("beforeunload", (event) => { if (waiting.size) event.preventDefault(); });
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden" && waiting.size) send(); });

  async function send() {
    const ready = Array.from(waiting).filter(([cell]) => !held.has(cell));
    if (busy || !ready.length) return;
    busy = true;
    say(words.saving);
    const cells = ready.map(([cell, value]) => ({ cell, value, base: Number(find(cell).dataset.base) }));
    const answer = await fetch(form.dataset.report, {
      method: "POST", credentials: "same-origin", keepalive: JSON.stringify(cells).length < 60000,
      headers: { "X-CSRFToken": t.token(), "Content-Type": "application/json" }, body: JSON.stringify({ cells }),
    }).catch(() => null);
    busy = false;
    if (!answer || (!answer.ok && answer.status !== 409)) {
      failures += 1;
      say(words.unsaved, true);
      setTimeout(send, Math.min(30000, 2000 * failures));
      return;
    }
    const told = await answer.json();
    failures = 0;
    if (told.refused) { say(told.refused, true); return; }
    take(cells, told);
    if (Array.from(waiting.keys()).some((cell) => !held.has(cell))) later();
  }

  function take(cells, told) {
    const refused = new Set(told.problems.map((one) => one.cell));
    cells.forEach(({ cell, value }) => {
      const one = find(cell);
      if (cell in told.cells) base(one, told.cells[cell]);
      if (waiting.get(cell) !== value || told.conflicts.some((other) => other.cell === cell)) return;
      if (!refused.has(cell)) { waiting.delete(cell); one.classList.remove("waits"); }
    });
    inputs().forEach((one) => one.classList.remove("bad"));
    Object.entries(told.lines).forEach(([code, now]) => redraw(line(code), now));
    told.problems.forEach(({ cell, why }) => {
      const one = find(cell);
      waiting.delete(cell);
      one.classList.add("bad");
      const row = one.closest("[data-line]");
      if (row) show(t.one("[data-problem]", row), why);
    });
    told.conflicts.forEach(ask);
    panel(told.panel);
    if (!held.size) say(told.problems.length ? told.problems[0].why : told.saved, told.problems.length > 0);
  }
  function base(one, revision) {
    one.dataset.base = revision;
    const kept = form.elements.namedItem("b:" + one.dataset.cell);
    if (kept) kept.value = revision;
  }
  function redraw(row, now) {
    if (!row) return;
    const whole = t.one("[data-whole]", row);
    if (!t.one("a", whole)) whole.textContent = now.whole || "—";
    const change = t.one("[data-change]", row);
    change.textContent = now.change || "—";
    change.classList.toggle("late", now.explain);
    show(t.one("[data-problem]", row), now.problem);
    const box = t.one("[data-explain]", row);
    if (box) box.hidden = !now.explain && !t.one("input", box).value;
  }
  function show(place, text) { if (place) { place.textContent = text; place.hidden = !text; } }
  function panel(html) {
    const place = t.one("#gate");
    const typed = t.one("textarea", place);
    const focused = typed && document.activeElement === typed;
    if (focused) return;  // somebody writes the reason there
    const text = typed && typed.value;
    place.innerHTML = html;
    const again = t.one("textarea", place);
    if (again && text) again.value = text;
  }

  // the second to save: theirs and mine side by side, and a choice
  function ask(conflict) {
    const one = find(conflict.cell);
    held.add(conflict.cell);
    const box = document.createElement("div");
    box.className = "theirs";
    box.setAttribute("role", "alert");
    const text = document.createElement("span");
    text.append(conflict.who + ": ");
    const theirs = document.createElement("b");
    theirs.textContent = conflict.theirs || "—";
    text.append(theirs);
    box.append(text, choice(words.mine, () => settle(one, conflict, box, one.value)), choice(words.theirs, () => settle(one, conflict, box, conflict.theirs)));
    const old = one.parentElement.querySelector(".theirs");
    if (old) old.remove();
    one.after(box);
    say(conflict.who, true);
  }
  function choice(label, act) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn small";
    button.textContent = label;
    button.addEventListener("click", act);
    return button;
  }
  function settle(one, conflict, box, value) {
    held.delete(conflict.cell);
    base(one, conflict.revision);
    box.remove();
    one.value = value;
    one.focus();
    if (value === conflict.theirs) { waiting.delete(conflict.cell); one.classList.remove("waits"); say(""); }
    else change(one);
  }

  // keys and paste: a block from Excel fills downwards from the cell that has the focus
  const column = () => t.all("input.cell", form);
  form.addEventListener("keydown", (event) => {
    const one = event.target;
    if (!one.matches("input.cell") || t.composing(event)) return;
    const by = { ArrowDown: 1, Enter: 1, ArrowUp: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    const next = column()[column().indexOf(one) + by];
    if (next) { next.focus(); next.select(); }
  });
  form.addEventListener("paste", (event) => {
    const one = event.target;
    if (!one.matches || !one.matches("input.cell")) return;
    const text = event.clipboardData.getData("text/plain").replace(/\r\n?/g, "\n").replace(/\n+$/, "");
    if (!/[\t\n]/.test(text)) return;
    event.preventDefault();
    const cells = column();
    const start = cells.indexOf(one);
    text.split("\n").forEach((row, at) => {
      const target = cells[start + at];
      if (!target) return;
      const [value, explained] = row.split("\t").map((part) => part.trim());
      target.value = value;
      change(target);
      const note = explained && find(target.dataset.cell.replace(/^v:/, "e:"));
      if (note) { note.value = explained; change(note); }
    });
  });
})();
