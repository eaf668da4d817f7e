// Fields of the cross table under a pointer: dragged from the list, or from one shelf to another, which exchanges them.
// The list's own links and the selects do the same with keys and with a finger.
(function () {
  "use strict";
  const t = window.thidua;
  let held = null;
  const select = (shelf) => t.one("select", shelf);
  const takes = (shelf, field) => {
    if (shelf.dataset.shelf === "loc") return Boolean(held.filter);
    return Array.from(select(shelf).options).some((one) => one.value === field);
  };
  const clear = () => t.all(".shelf.open-for, .shelf.over").forEach((one) => one.classList.remove("open-for", "over"));
  const shelfOf = (event) => event.target.closest && event.target.closest("[data-shelf]");

  document.addEventListener("dragstart", (event) => {
    const found = event.target.closest && event.target.closest("[data-field], .shelf .grip");
    if (!found) return;
    const from = found.closest("[data-shelf]");
    const field = found.dataset.field || (from && select(from).value);
    if (!field) return;
    held = { field, from, filter: found.dataset.filter || "" };
    event.dataTransfer.setData("text/plain", field);
    event.dataTransfer.effectAllowed = "move";
    // Changing the page while a drag begins would end it.
    setTimeout(() => t.all("[data-shelf]").forEach((one) => one.classList.toggle("open-for", one !== from && takes(one, field))), 0);
  });
  document.addEventListener("dragover", (event) => {
    const shelf = held && shelfOf(event);
    if (!shelf || shelf === held.from || !takes(shelf, held.field)) return;
    event.preventDefault();
    t.all(".shelf.over").forEach((one) => one.classList.toggle("over", one === shelf));
    shelf.classList.add("over");
  });
  document.addEventListener("drop", (event) => {
    const shelf = held && shelfOf(event);
    if (!shelf || shelf === held.from || !takes(shelf, held.field)) return;
    event.preventDefault();
    put(shelf);
  });
  document.addEventListener("dragend", () => { clear(); held = null; });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented || t.composing(event)) return;
    if (t.one("dialog[open], details.menu[open], .pick-list:not([hidden])")) return;
    const close = t.one("[data-close-panel]");
    if (close) close.click();
  });

  const put = (shelf) => {
    if (shelf.dataset.shelf === "loc") {
      shelf.open = true;
      const wanted = t.one("select[name=\"" + held.filter + "\"]", shelf);
      if (wanted) wanted.focus();
      return;
    }
    const target = select(shelf);
    const former = target.value;
    target.value = held.field;
    // What stood there goes where the dragged one came from, if it may.
    if (held.from && held.from.dataset.shelf !== "loc" && takes(held.from, former)) select(held.from).value = former;
    target.dispatchEvent(new Event("change", { bubbles: true }));
  };
})();
