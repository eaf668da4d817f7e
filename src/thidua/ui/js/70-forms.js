// Forms: warn before leaving with unsaved changes, save by themselves, filters that apply at once, no double posting.
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
