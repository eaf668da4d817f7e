// A file goes up in pieces and goes on where the line broke; without this script the form sends it whole.
(function () {
  "use strict";
  const t = window.thidua;
  t.on("submit", "form[data-upload]", sendFile);

  async function sendFile(event, form) {
    const file = t.one("input[type=file]", form).files[0];
    if (!file || !window.fetch) return;
    event.preventDefault();
    const bar = t.one("progress", form), says = t.one("[data-upload-says]", form);
    const head = { "X-CSRFToken": t.token() };
    bar.hidden = false;
    const begin = new FormData();
    begin.set("size", file.size);
    begin.set("name", file.name);
    const paper = t.one("[name=paper_code]", form);
    let told;
    try { told = await (await fetch(form.dataset.upload, { method: "POST", headers: head, body: begin })).json(); } catch (error) { form.submit(); return; }
    if (told.message) { says.textContent = told.message; return; }
    const address = form.dataset.upload + told.id + "/" + (paper ? "?paper_code=" + encodeURIComponent(paper.value) : "");
    let at = 0, tries = 0;
    while (at < file.size) {
      try {
        const answer = await fetch(address, { method: "POST", headers: Object.assign({ "Upload-Offset": at, "Content-Type": "application/offset+octet-stream" }, head), body: file.slice(at, at + told.chunk) });
        const result = await answer.json();
        if (result.message) { says.textContent = result.message; return; }
        if (result.evidence) { window.location.reload(); return; }
        at = result.offset;
        tries = 0;
      } catch (error) {
        tries += 1;
        if (tries > 8) return;
        await new Promise((next) => setTimeout(next, 1000 * tries));
      }
      bar.value = Math.round(100 * at / file.size);
    }
  }
}());
