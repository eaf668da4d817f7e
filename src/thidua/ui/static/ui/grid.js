// The sheet of a submission: cells edited in place, saved as they change, pasted from Excel, moved by keys.
// Saves: POST {revision, rows: [{id, key, revision, cells}], removed: [id], order: [name]} and reads back
// {revision, saved_at, saved, errors, conflicts, removed, rows, panel, foot}. What was not acknowledged stays queued.
(function () {
  "use strict";
  const t = window.thidua;
  const table = t.one("#sheet[data-sheet]");
  if (table) startSheet(table);

  function startSheet(sheet) {
    const words = JSON.parse(sheet.dataset.words);
    const choices = JSON.parse(sheet.dataset.choices);
    const body = sheet.tBodies[0];
    const order = ["name", "job", "position_class", "award_code", "achievement"];
    const waiting = new Map();
    const removed = new Set();
    let revision = Number(sheet.dataset.revision);
    let moved = false, busy = false, made = 0, failed = 0;

    const rows = () => Array.from(body.rows);
    const nameOf = (row) => row.dataset.id || row.dataset.key;
    const cell = (row, name) => t.one("td[data-c='" + name + "']", row);
    const say = (text) => { const at = t.one("[data-saved]"); if (at) at.textContent = text; };
    rows().forEach(prepare);
    // One stop of the Tab key for the whole sheet; arrows reach the dot and the files of a row too.
    function prepare(row) { t.all("td[data-c], .dot a, .files a", row).forEach((one) => { one.tabIndex = -1; }); }
    t.all("td[data-c]", body).slice(0, 1).forEach((one) => { one.tabIndex = 0; });

    function focus(one) {
      if (!one) return;
      t.all("[tabindex='0']", body).forEach((old) => { old.tabIndex = -1; });
      one.tabIndex = 0;
      one.focus({ preventScroll: false });
      one.scrollIntoView({ block: "nearest" });
    }
    body.addEventListener("focusin", (event) => {
      const row = event.target.closest("tr");
      rows().forEach((other) => other.classList.toggle("on", other === row));
    });

    // editing one cell
    const plain = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/đ/gi, "d").toLowerCase();
    function edit(one, typed) {
      if (one.classList.contains("editing")) return;
      const before = one.textContent;
      const options = choices[one.dataset.c];
      const field = document.createElement(options ? "select" : "input");
      field.setAttribute("aria-label", sheet.tHead.rows[0].cells[one.cellIndex].textContent);
      if (options) {
        ["", ...options].forEach((text) => field.add(new Option(text || "—", text, false, text === before)));
        const meant = typed && options.find((text) => plain(text).startsWith(plain(typed)));
        if (meant) field.value = meant;
      }
      else {
        field.value = typed === undefined ? before : typed;
        field.autocomplete = "off";
        if (one.dataset.c === "achievement") { field.placeholder = words.placeholder; field.setAttribute("list", "phrases"); }
      }
      one.textContent = "";
      one.classList.add("editing");
      one.append(field);
      field.focus();
      if (!options && typed === undefined) field.select();
      let done = false;
      const finish = (keep) => {
        if (done) return;
        done = true;
        const value = keep ? field.value.trim() : before;
        one.classList.remove("editing");
        one.textContent = value;
        if (value !== before) change(one, value);
      };
      field.addEventListener("blur", () => finish(true));
      field.addEventListener("keydown", (event) => {
        if (t.composing(event)) return;
        if (event.key === "Escape") { finish(false); focus(one); event.preventDefault(); event.stopPropagation(); }
        if (event.key === "Enter") { finish(true); focus(below(one, 1) || cell(nextRow(one.parentElement), "name")); event.preventDefault(); }
        if (event.key === "Tab") { finish(true); focus(beside(one, event.shiftKey ? -1 : 1) || one); event.preventDefault(); }
      });
      // A choice by pointer is made at once; by keys one goes through the list and ends with Enter or Tab.
      let byKey = false;
      field.addEventListener("keydown", () => { byKey = true; }, true);
      field.addEventListener("pointerdown", () => { byKey = false; });
      if (options) field.addEventListener("change", () => { if (!byKey) { finish(true); focus(one); } });
    }
    const nextRow = (row) => (cell(row, "name").textContent ? addRow() : row);
    const below = (one, by) => { const row = rows()[one.parentElement.sectionRowIndex + by]; return row && cell(row, one.dataset.c); };
    const beside = (one, by, stops) => {
      const at = order.indexOf(one.dataset.c) + by;
      const link = by && (at < 0 ? t.one(".dot a", one.parentElement) : at >= order.length && t.one(".files a", one.parentElement));
      if (link && stops) return link;
      if (at >= 0 && at < order.length) return cell(one.parentElement, order[at]);
      const row = rows()[one.parentElement.sectionRowIndex + by];
      return row && cell(row, by > 0 ? order[0] : order[order.length - 1]);
    };

    let before = null;  // a click on a cell chooses it, a click on the chosen cell edits it
    body.addEventListener("pointerdown", () => { before = document.activeElement; }, true);
    body.addEventListener("click", (event) => {
      const one = event.target.closest("td[data-c]");
      if (!one || event.target.closest("input, select")) return;
      if (window.matchMedia("(max-width: 767px)").matches) {
        const row = one.parentElement;
        if (row.dataset.id) window.location.assign(sheet.dataset.rowUrl.replace("/0/", "/" + row.dataset.id + "/"));
        return;
      }
      if (before === one) edit(one); else focus(one);
    });
    body.addEventListener("dblclick", (event) => { const one = event.target.closest("td[data-c]"); if (one) edit(one); });
    body.addEventListener("click", (event) => {
      const link = event.target.closest(".dot a, .files a");
      if (!link || event.ctrlKey || event.metaKey || !window.htmx || window.matchMedia("(max-width: 767px)").matches) return;
      event.preventDefault();
      window.htmx.ajax("GET", link.getAttribute("href").split("#")[0], { target: "#drawer-inside" });
    });

    const byArrow = (event) => {
      const link = event.target.closest(".dot a, .files a");
      const to = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: 0, ArrowDown: 0 }[event.key];
      if (!link || to === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      const row = link.closest("tr");
      const isDot = link.parentElement.matches(".dot");
      const other = rows()[row.sectionRowIndex + (event.key === "ArrowUp" ? -1 : event.key === "ArrowDown" ? 1 : to)];
      if (!to) { const next = other && t.one(isDot ? ".dot a" : ".files a", other); if (next) next.focus(); return; }
      if (isDot === to > 0) focus(cell(row, isDot ? order[0] : order[order.length - 1]));
      else if (other) focus(cell(other, isDot ? order[order.length - 1] : order[0]));
    };
    body.addEventListener("keydown", byArrow);
    body.addEventListener("keydown", (event) => {
      const one = event.target;
      if (!one.matches || !one.matches("td[data-c]") || t.composing(event)) return;
      const row = one.parentElement;
      const steps = { ArrowUp: () => below(one, -1), ArrowDown: () => below(one, 1), ArrowLeft: () => beside(one, -1, true), ArrowRight: () => beside(one, 1, true) };
      if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) { move(row, event.key === "ArrowUp" ? -1 : 1, one); event.preventDefault(); return; }
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "d") { fillBy(one); event.preventDefault(); return; }
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (steps[event.key]) { focus(steps[event.key]()); event.preventDefault(); event.stopPropagation(); return; }
      if (event.key === "Tab") { const next = beside(one, event.shiftKey ? -1 : 1); if (next) { focus(next); event.preventDefault(); } return; }
      if (event.key === "Escape") { const out = t.one("[data-add-row]"); if (out) { out.focus(); event.preventDefault(); } return; }
      if (event.key === "Enter" || event.key === "F2") { edit(one); event.preventDefault(); event.stopPropagation(); return; }
      if (event.key === "x" && !event.shiftKey) { row.classList.toggle("ticked"); row.setAttribute("aria-selected", row.classList.contains("ticked")); event.preventDefault(); event.stopPropagation(); return; }
      if (event.key === "Delete" && t.one("tr.ticked", body)) { t.all("tr.ticked", body).forEach(remove); event.preventDefault(); return; }
      if (event.key === "Delete" || event.key === "Backspace") { if (one.textContent) { one.textContent = ""; change(one, ""); } event.preventDefault(); return; }
      if (event.key.length === 1 && event.key !== "?" && event.key !== "/") { edit(one, event.key); event.preventDefault(); event.stopPropagation(); }
    });

    // filling: into the ticked rows, else from the cell above; each fill can be taken back at once
    function fillBy(one) {
      const ticked = t.all("tr.ticked", body);
      const above = below(one, -1);
      if (ticked.length) fill(ticked.map((row) => cell(row, one.dataset.c)), one.textContent);
      else if (above) fill([one], above.textContent);
    }
    function fill(cells, value) {
      const old = cells.filter((one) => one.textContent !== value).map((one) => [one, one.textContent]);
      const set = (one, text) => { one.textContent = text; change(one, text); };
      old.forEach(([one]) => set(one, value));
      if (old.length > 1) t.say(words.filled.replace("%(n)s", old.length), "", words.undo, () => old.forEach(([one, text]) => set(one, text)));
    }
    sheet.addEventListener("sheet-fill", (event) => fill(event.detail.cells, event.detail.value));
    sheet.addEventListener("sheet-order", () => { renumber(); moved = true; later(); });
    function move(row, by, one) {
      const other = rows()[row.sectionRowIndex + by];
      if (!other) return;
      if (by < 0) other.before(row); else other.after(row);
      renumber();
      moved = true;
      focus(one);
      later();
    }
    function remove(row) {
      row.classList.add("leaving");
      waiting.delete(nameOf(row));
      if (row.dataset.id) removed.add(Number(row.dataset.id));
      row.remove();
      renumber();
      later();
    }
    function renumber() {
      let award = null;
      rows().forEach((row, at) => {
        row.cells[0].textContent = at + 1;
        const own = cell(row, "award_code").textContent;
        row.classList.toggle("new-award", at > 0 && own !== award);
        award = own;
      });
    }

    // new rows
    function addRow() {
      const row = body.insertRow();
      row.dataset.key = Date.now().toString(36) + "-" + (made += 1) + "-" + Math.random().toString(36).slice(2, 8);
      const parts = [["n"], ["dot"], ["name", "name"], ["job", "job"], ["cls", "position_class"], ["awd", "award_code"], ["ach", "achievement"], ["files none"]];
      parts.forEach(([look, name]) => { const one = row.insertCell(); one.className = look; if (name) one.dataset.c = name; });
      dot(row, "");
      prepare(row);
      renumber();
      return row;
    }
    t.on("click", "[data-add-row]", (event) => {
      if (window.matchMedia("(max-width: 767px)").matches) return;
      event.preventDefault();
      const row = addRow();
      focus(cell(row, "name"));
      edit(cell(row, "name"));
    });

    function dot(row, verdict) {
      const shape = t.one("[data-dot='" + verdict + "']", t.one("#dots").content);
      const place = row.cells[1];
      const link = t.one("a", place) || document.createElement("a");
      link.replaceChildren(...Array.from(shape.childNodes, (node) => node.cloneNode(true)));
      if (row.dataset.id) link.href = sheet.dataset.rowUrl.replace("/0/", "/" + row.dataset.id + "/");
      if (!link.parentElement) { link.tabIndex = -1; place.append(link); }
    }

    // pasting a block of cells
    document.addEventListener("paste", (event) => {
      const at = document.activeElement;
      if (!at || (at.matches("input, textarea") && !at.closest("#sheet"))) return;
      const text = event.clipboardData.getData("text/plain");
      if (!/[\t\n]/.test(text.trim())) return;
      event.preventDefault();
      if (at.matches("input") && at.closest("#sheet")) at.blur();
      const block = parse(text);
      const start = document.activeElement.closest && document.activeElement.closest("td[data-c]");
      const target = at.closest("td") || start;
      if (!target && block.length > 1) return review(text);
      if (block.length && /^(stt|#|họ)/i.test(block[0].join(" ").trim())) return review(text);
      place(block, target);
    });
    // A block with a header, or without a place, is shown row by row first.
    function review(text) {
      const form = document.createElement("form");
      form.method = "post";
      form.action = sheet.dataset.import;
      const field = (name, value) => { const one = document.createElement("textarea"); one.name = name; one.value = value; form.append(one); };
      field("csrfmiddlewaretoken", t.token());
      field("block", text);
      form.hidden = true;
      document.body.append(form);
      form.requestSubmit();
    }
    function parse(text) {
      const found = [[""]];
      let quoted = false;
      const clean = text.replace(/\r\n?/g, "\n").replace(/\n+$/, "");
      for (let i = 0; i < clean.length; i += 1) {
        const sign = clean[i];
        const row = found[found.length - 1];
        if (sign === '"' && (quoted || row[row.length - 1] === "")) {
          if (quoted && clean[i + 1] === '"') { row[row.length - 1] += '"'; i += 1; } else quoted = !quoted;
        } else if (sign === "\t" && !quoted) row.push("");
        else if (sign === "\n" && !quoted) found.push([""]);
        else row[row.length - 1] += sign;
      }
      return found;
    }
    function place(block, target) {
      let at = target ? target.parentElement.sectionRowIndex : rows().length;
      const column = target && target.dataset.c ? order.indexOf(target.dataset.c) : 0;
      block.forEach((texts) => {
        const row = rows()[at] || addRow();
        texts.slice(0, order.length - column).forEach((text, i) => {
          const one = cell(row, order[column + i]);
          const value = text.replace(/\s+/g, " ").trim();
          if (one.textContent !== value) { one.textContent = value; change(one, value); }
        });
        at += 1;
      });
      renumber();
    }

    // saving
    function change(one, value) {
      const row = one.parentElement;
      const name = nameOf(row);
      const held = waiting.get(name) || {};
      held[one.dataset.c] = value;
      waiting.set(name, held);
      one.classList.remove("wrong");
      one.classList.add("late-save");
      if (one.dataset.c === "award_code") renumber();
      later();
    }
    const soon = t.later(save, 700);
    const unsaved = () => Boolean(busy || waiting.size || removed.size || moved);
    const mark = () => sheet.toggleAttribute("data-unsaved", unsaved());
    function later() { mark(); soon(); }
    t.on("click", "[data-open='#send']", save);
    // What was typed last is saved before a form takes the page away; a form waits for it, or stays when it cannot be.
    window.addEventListener("submit", async (event) => {
      const form = event.target, button = event.submitter;
      if (!unsaved() || form.method === "dialog" || form.method === "get") return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (await saved()) form.requestSubmit(button);
      else t.say(words.unsaved, "red");
    }, true);
    async function saved() {
      const enough = failed + 3;
      for (let tries = 0; unsaved() && tries < 200 && failed < enough; tries += 1) {
        if (!busy) save();
        await new Promise((done) => setTimeout(done, 50));
      }
      return !unsaved();
    }
    const find = (name) => rows().find((row) => row.dataset.id === name || row.dataset.key === name);

    async function save() {
      if (busy || !unsaved()) return;
      busy = true;
      say(words.saving);
      const sent = new Map(waiting);
      const gone = Array.from(removed);
      const order = moved || gone.length ? rows().map(nameOf) : [];
      waiting.clear(); removed.clear(); moved = false;
      const asked = {
        revision, removed: gone, order,
        rows: Array.from(sent, ([name, cells]) => {
          const row = find(name);
          return { id: (row && row.dataset.id) || null, key: (row && row.dataset.key) || "", revision: Number((row && row.dataset.rev) || 0), cells };
        }).filter((one) => one.id || one.key),
      };
      try {
        const answer = await fetch(sheet.dataset.sheet, { method: "POST", headers: { "Content-Type": "application/json", "X-CSRFToken": t.token() }, body: JSON.stringify(asked) });
        if (answer.status === 409) { const told = await answer.json(); say(""); t.say(told.message, "red"); busy = false; mark(); return; }
        if (!answer.ok) throw new Error(String(answer.status));
        take(await answer.json(), sent);
        failed = 0;
      } catch (error) {
        sent.forEach((cells, name) => waiting.set(name, Object.assign({}, cells, waiting.get(name) || {})));
        gone.forEach((one) => removed.add(one));
        moved = moved || order.length > 0;
        failed += 1;
        say(words.unsaved);
        setTimeout(save, Math.min(30000, 1500 * 2 ** failed));
      }
      busy = false;
      mark();
      if (!failed && unsaved()) later();
    }
    function take(told, sent) {
      revision = told.revision;
      told.saved.forEach((one) => {
        const row = find(one.key) || find(String(one.id));
        if (!row) return;
        const old = nameOf(row);
        row.dataset.id = one.id;
        row.id = "r" + one.id;
        row.dataset.rev = one.revision;
        if (waiting.has(old) && old !== String(one.id)) { waiting.set(String(one.id), waiting.get(old)); waiting.delete(old); }
      });
      sent.forEach((cells, name) => {
        const row = find(name) || rows().find((one) => one.dataset.key === name);
        if (!row) return;
        const values = told.rows[row.dataset.id];
        const wrong = told.errors[row.dataset.id] || told.errors[name] || told.errors[row.dataset.key] || {};
        Object.keys(cells).forEach((column) => {
          const one = cell(row, column);
          if (!one) return;
          one.classList.remove("late-save");
          if (wrong[column]) { one.classList.add("wrong"); one.title = wrong[column]; t.say(wrong[column], "red"); return; }
          one.title = "";
          const fresh = waiting.get(nameOf(row)) || {};
          if (values && !(column in fresh) && !one.classList.contains("editing")) one.textContent = values[column];
        });
      });
      rows().forEach((row) => {
        const values = told.rows[row.dataset.id];
        if (!values) return;
        dot(row, values.verdict);
        const files = t.one(".files", row);
        files.classList.toggle("none", !values.papers);
        let link = t.one("a", files);
        if (!link) { link = document.createElement("a"); link.tabIndex = -1; files.append(link); }
        link.href = sheet.dataset.rowUrl.replace("/0/", "/" + row.dataset.id + "/") + "#minh-chung";
        link.textContent = values.papers;
      });
      const side = t.one("#side");
      side.innerHTML = told.panel;
      t.one("#sheet-foot").innerHTML = told.foot;
      if (window.htmx) window.htmx.process(side);
      renumber();
      conflicts(told.conflicts);
      say(words.saved + " " + told.saved_at);
    }
    function conflicts(found) {
      const place = t.one("#conflicts");
      found.forEach((one) => {
        const box = document.createElement("div");
        const line = (label, text) => { const p = document.createElement("p"); const b = document.createElement("b"); b.textContent = label + " "; p.append(b, text); box.append(p); };
        const theirs = Object.keys(one.mine).map((name) => one.theirs[name]).filter(Boolean).join(" · ");
        line(Object.keys(one.theirs).length ? words.theirs : words.gone, theirs);
        line(words.mine, Object.values(one.mine).join(" · "));
        const act = (text, run) => { const button = document.createElement("button"); button.type = "button"; button.className = "btn small"; button.textContent = text; button.addEventListener("click", () => { run(); box.remove(); place.hidden = !place.children.length; }); box.append(button, " "); };
        const row = find(String(one.id));
        if (row && Object.keys(one.theirs).length) {
          act(words.keep, () => { row.dataset.rev = one.revision; Object.entries(one.mine).forEach(([name, text]) => { const at = cell(row, name); if (at) { at.textContent = text; change(at, text); } }); });
          act(words.drop, () => { row.dataset.rev = one.revision; Object.keys(one.mine).forEach((name) => { const at = cell(row, name); if (at) at.textContent = one.theirs[name] || ""; }); });
        } else act("OK", () => {});
        place.append(box);
      });
      place.hidden = !place.children.length;
    }
    window.addEventListener("beforeunload", (event) => { if (unsaved()) event.preventDefault(); });

    // a finding leads to its cell
    t.on("click", "[data-jump]", (event, link) => {
      const row = find(link.dataset.jump);
      if (!row || window.matchMedia("(max-width: 767px)").matches) return;
      event.preventDefault();
      const one = cell(row, link.dataset.cell);
      focus(one);
      edit(one);
    });
  }
}());
