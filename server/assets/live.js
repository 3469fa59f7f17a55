// What pages do by themselves when a script may run. Without it everything works by reloading.
"use strict";
(() => {
  const sign = document.getElementById("live-sign");
  const rows = document.getElementById("rows");
  const moved = document.getElementById("moved");
  const words = document.body.dataset;

  const say = (live) => {
    if (!sign) return;
    sign.classList.toggle("on", live);
    sign.classList.toggle("off", !live);
    sign.textContent = live ? words.live : words.lost;
  };

  // A changed line is lit for a moment, so that eyes find it.
  const light = (before) => {
    for (const row of rows.querySelectorAll("tr[data-id]")) {
      if (before.get(row.dataset.id) !== row.dataset.seq) row.classList.add("fresh");
    }
  };

  const refresh = async () => {
    if (rows) {
      const answer = await fetch(rows.dataset.rows + location.search, { credentials: "same-origin" });
      if (answer.redirected) return location.reload();
      if (!answer.ok) return;
      const before = new Map();
      for (const row of rows.querySelectorAll("tr[data-id]")) before.set(row.dataset.id, row.dataset.seq);
      rows.innerHTML = await answer.text();
      light(before);
    }
    if (moved) {
      const path = "/api/v1/orders/" + moved.dataset.order;
      const answer = await fetch(path, { method: "HEAD", credentials: "same-origin" });
      const tag = answer.headers.get("ETag");
      if (answer.ok && tag && tag !== '"' + moved.dataset.etag + '"') moved.hidden = false;
    }
  };

  // What happens is shown at once; many changes in a row become one question to the server each third of a second.
  const PAUSE = 300;
  let waiting = 0;
  let busy = false;
  let asked = 0;
  const soon = () => {
    if (waiting) return;
    waiting = setTimeout(async () => {
      waiting = 0;
      if (busy) return soon();
      busy = true;
      asked = Date.now();
      try {
        await refresh();
      } catch {
        say(false);
      }
      busy = false;
    }, Math.min(PAUSE, Math.max(busy ? PAUSE : 0, asked + PAUSE - Date.now())));
  };

  if (sign && (rows || moved)) {
    const events = new EventSource("/api/v1/events");
    // The first event comes at once and says where the feed stands: what happened since the page was made is fetched.
    events.addEventListener("feed", soon);
    events.onopen = () => say(true);
    events.onerror = () => say(false);
    // Deadlines pass without anybody writing anything.
    if (rows) setInterval(soon, 60000);
  } else if (sign) {
    sign.hidden = true;
  }

  for (const form of document.querySelectorAll("form[data-auto]")) {
    form.addEventListener("change", () => form.requestSubmit());
  }

  // In several lines of text Enter is a line; with Ctrl it sends the form.
  document.addEventListener("keydown", (event) => {
    const form = event.target instanceof HTMLTextAreaElement && event.target.form;
    if (form && event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit();
    }
  });

  // A form is sent once, however often its button is pressed.
  for (const form of document.querySelectorAll("form[method=post]")) {
    form.addEventListener("submit", (event) => {
      if (form.dataset.sent) event.preventDefault();
      form.dataset.sent = "1";
    });
  }
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  });
})();
