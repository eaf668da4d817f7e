// Photographs of evidence. Each is kept on the phone first and leaves it only when the server has said it has it,
// so nothing is ever shown as sent before it is. The same picture sent twice is one file to the server.
(function () {
  "use strict";
  const form = document.querySelector("form[data-camera]");
  if (!form || !window.indexedDB) return;
  const words = form.dataset;
  const list = document.querySelector("#queue");
  const head = document.querySelector("#queue-head");
  const owner = words.camera;
  const opened = new Promise((resolve, reject) => {
    const asked = indexedDB.open("thidua-camera", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("photos", { keyPath: "id" });
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
  const store = async (mode, act) => {
    const database = await opened;
    return new Promise((resolve, reject) => {
      const deal = database.transaction("photos", mode);
      const asked = act(deal.objectStore("photos"));
      deal.oncomplete = () => resolve(asked.result);
      deal.onerror = deal.onabort = () => reject(deal.error);
    });
  };
  const keep = (photo) => store("readwrite", (photos) => photos.put(photo));
  const drop = (id) => store("readwrite", (photos) => photos.delete(id));
  const mine = async () => (await store("readonly", (photos) => photos.getAll())).filter((one) => one.owner === owner);
  const line = (photo) => {
    let row = document.getElementById("photo-" + photo.id);
    if (!row) {
      row = document.createElement("li");
      row.className = "entry";
      row.id = "photo-" + photo.id;
      row.innerHTML = "<div class=\"split\"><b></b><span class=\"meta nowrap\"></span></div>";
      row.querySelector("b").textContent = photo.title || photo.name;
      list.append(row);
    }
    head.hidden = false;
    return row;
  };
  const say = (photo, text, bad) => {
    const row = line(photo);
    const place = row.querySelector("span");
    place.textContent = text;
    place.classList.toggle("late", Boolean(bad));
    return row;
  };
  const offerToDrop = (photo, row) => {
    if (row.querySelector("button")) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn small";
    button.textContent = words.drop;
    button.addEventListener("click", async () => { await drop(photo.id); row.remove(); });
    row.append(button);
  };
  const refused = async (photo, answer) => {
    const said = await answer.json().catch(() => ({}));
    photo.refused = said.message || String(answer.status);
    await keep(photo);
    offerToDrop(photo, say(photo, words.refused + " " + photo.refused, true));
  };
  const send = async (photo) => {
    say(photo, words.sending);
    const body = new FormData();
    body.append("title", photo.title);
    body.append("file", photo.blob, photo.name);
    const url = words.sendUrl.replace("/0/", "/" + photo.nomination + "/");
    const answer = await fetch(url, {
      method: "POST", body, credentials: "same-origin", redirect: "manual",
      headers: { Accept: "application/json", "X-CSRFToken": window.thidua.token() },
    }).catch(() => null);
    if (answer && answer.status === 201) {
      await drop(photo.id);
      const now = new Date().toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit" });
      say(photo, words.sentWord + " " + now);
    } else if (answer && [404, 409, 413, 422].includes(answer.status)) await refused(photo, answer);
    else say(photo, answer && (answer.type === "opaqueredirect" || answer.status === 403) ? words.signedOut : words.waiting);
  };
  let busy = false;
  const sendAll = async () => {
    if (busy) return;
    busy = true;
    try {
      for (const photo of await mine()) {
        if (photo.refused) offerToDrop(photo, say(photo, words.refused + " " + photo.refused, true));
        else if (navigator.onLine) await send(photo);
        else say(photo, words.waiting);
      }
    } finally { busy = false; }
  };
  form.addEventListener("submit", async (event) => {
    const file = form.elements.file.files[0];
    if (!file) return;
    event.preventDefault();
    const photo = {
      id: Date.now() + "-" + Math.random().toString(36).slice(2), owner, nomination: form.elements.nomination.value,
      title: form.elements.title.value.trim(), name: file.name, blob: file,
    };
    await keep(photo);
    say(photo, words.waiting);
    form.elements.file.value = "";
    form.elements.title.value = "";
    delete form.dataset.sent;
    await sendAll();
  });
  window.addEventListener("online", sendAll);
  sendAll();
})();
