// Small scripts that make pages quicker. Every page works without them unless the page says so.
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
  // Telex and VNI compose letters: a key that belongs to the input method is never ours.
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
  // A form that was refused (422) is shown with its errors, not dropped.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.xhr.status === 422) { event.detail.shouldSwap = true; event.detail.isError = false; }
  });
  const focusErrors = (root) => { const box = t.one("[data-focus]", root); if (box) box.focus(); };
  document.addEventListener("htmx:afterSettle", (event) => focusErrors(event.target));
  focusErrors(document);
})();
