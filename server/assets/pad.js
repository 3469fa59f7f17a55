// A field on which a customer signs with finger, pen or mouse. Without a script it stays hidden, and the form says so.
"use strict";
(() => {
  // Units of the field, as on a phone and on paper; a path stays far below what an entry may hold.
  const WIDTH = 1000;
  const HEIGHT = 400;
  const STEP = 4;
  const MOST = 30000;

  const ready = (pad) => {
    const form = pad.closest("form");
    const field = form.elements.namedItem(pad.dataset.pad);
    const area = pad.querySelector("svg");
    const path = pad.querySelector("path");
    let pointer = null;
    let last = [0, 0];

    const draw = (strokes) => {
      field.value = strokes;
      path.setAttribute("d", strokes);
    };
    const place = (event) => {
      const box = area.getBoundingClientRect();
      const within = (value, most) => Math.round(Math.min(Math.max(value, 0), 1) * most);
      const x = within((event.clientX - box.left) / box.width, WIDTH);
      return [x, within((event.clientY - box.top) / box.height, HEIGHT)];
    };
    const add = (command, [x, y]) => {
      if (field.value.length > MOST) return;
      last = [x, y];
      draw((field.value + " " + command + x + " " + y).trim());
    };

    area.addEventListener("pointerdown", (event) => {
      if (pointer !== null || event.button !== 0) return;
      event.preventDefault();
      pointer = event.pointerId;
      area.setPointerCapture(pointer);
      const at = place(event);
      add("M", at);
      // A dot is a stroke too.
      add("L", at);
    });
    area.addEventListener("pointermove", (event) => {
      if (event.pointerId !== pointer) return;
      const [x, y] = place(event);
      if (Math.abs(x - last[0]) + Math.abs(y - last[1]) >= STEP) add("L", [x, y]);
    });
    const lift = (event) => {
      if (event.pointerId === pointer) pointer = null;
    };
    area.addEventListener("pointerup", lift);
    area.addEventListener("pointercancel", lift);
    pad.querySelector("button").addEventListener("click", () => draw(""));

    // Nobody signs by phone: where a form asks for the way, the field is there for a visit only, and takes its strokes with it.
    const choose = () => {
      if (!form.querySelector("input[name=way]")) {
        pad.hidden = false;
        return;
      }
      const way = form.querySelector("input[name=way]:checked");
      pad.hidden = !way || way.value !== "on_site";
      if (pad.hidden) draw("");
    };
    form.addEventListener("change", choose);
    choose();
    draw(field.value);
  };

  for (const pad of document.querySelectorAll("[data-pad]")) ready(pad);
})();
