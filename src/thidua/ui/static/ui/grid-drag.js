// The sheet under a pointer: the number of a row drags it, the corner of a cell fills downward, rows grow tall.
// It tells grid.js what changed: "sheet-order" after a row was dropped, "sheet-fill" {cells, value} after a fill.
(function () {
  "use strict";
  const t = window.thidua;
  const sheet = t.one("#sheet[data-sheet]");
  if (!sheet) return;
  const body = sheet.tBodies[0];
  const phone = window.matchMedia("(max-width: 767px)");
  const rowAt = (event) => {
    const found = document.elementFromPoint(sheet.getBoundingClientRect().left + 60, event.clientY);
    return found && found.closest("#sheet tbody tr");
  };
  // Near an edge of the window the page scrolls along.
  const nudge = (event) => {
    if (event.clientY < 140) window.scrollBy(0, -12);
    else if (event.clientY > window.innerHeight - 80) window.scrollBy(0, 12);
  };
  const follow = (event, onMove, onEnd) => {
    event.preventDefault();
    const stop = (end) => {
      window.removeEventListener("pointermove", onMove);
      window.removeEventListener("pointerup", drop);
      window.removeEventListener("pointercancel", cancel);
      window.removeEventListener("keydown", escape, true);
      onEnd(end);
    };
    const drop = () => stop(true);
    const cancel = () => stop(false);
    const escape = (key) => { if (key.key === "Escape") { key.preventDefault(); key.stopPropagation(); stop(false); } };
    window.addEventListener("pointermove", onMove);
    window.addEventListener("pointerup", drop);
    window.addEventListener("pointercancel", cancel);
    window.addEventListener("keydown", escape, true);
  };

  body.addEventListener("pointerdown", (event) => {
    const number = event.target.closest("td.n");
    if (!number || event.button || phone.matches) return;
    const row = number.parentElement;
    const next = row.nextSibling;
    row.classList.add("dragged");
    follow(event, (at) => {
      nudge(at);
      const over = rowAt(at);
      if (!over || over === row) return;
      if (over.sectionRowIndex < row.sectionRowIndex) over.before(row); else over.after(row);
    }, (kept) => {
      row.classList.remove("dragged");
      if (!kept) body.insertBefore(row, next);
      else if (row.nextSibling !== next) sheet.dispatchEvent(new Event("sheet-order"));
    });
  });

  const corner = document.createElement("i");
  corner.className = "corner";
  corner.setAttribute("aria-hidden", "true");
  body.addEventListener("focusin", (event) => {
    const one = event.target;
    if (one.matches("td[data-c]:not([data-c='name'], .editing)") && one.textContent) one.append(corner);
    else if (one !== corner) corner.remove();
  });
  body.addEventListener("pointerdown", (event) => {
    if (event.target !== corner || event.button) return;
    const one = corner.parentElement;
    const value = one.textContent;
    const from = one.parentElement.sectionRowIndex;
    let to = from;
    const reach = () => Array.from(body.rows).slice(from + 1, to + 1);
    event.stopPropagation();
    follow(event, (at) => {
      nudge(at);
      const over = rowAt(at);
      if (!over) return;
      to = Math.max(from, over.sectionRowIndex);
      const rows = reach();
      Array.from(body.rows).forEach((row) => row.classList.toggle("reached", rows.includes(row)));
    }, (kept) => {
      t.all("tr.reached", body).forEach((row) => row.classList.remove("reached"));
      const cells = reach().map((row) => t.one("td[data-c='" + one.dataset.c + "']", row));
      if (kept && cells.length) sheet.dispatchEvent(new CustomEvent("sheet-fill", { detail: { cells, value } }));
    });
  });

  t.on("submit", "form[data-rows-form]", (event, form) => {
    event.preventDefault();
    const button = t.one("button", form);
    const tall = button.value === "1";
    sheet.classList.toggle("tall", tall);
    const sent = new FormData(form);
    sent.set("tall", button.value);
    button.value = tall ? "0" : "1";
    button.setAttribute("aria-pressed", String(tall));
    fetch(form.action, { method: "POST", body: sent, headers: { "HX-Request": "true", "X-CSRFToken": t.token() } });
  });
}());
