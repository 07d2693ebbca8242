// A small pad for a signature: one finger draws, the result is a PNG of its own. Window.yishang.pad(label) → { node, blob, isEmpty }.
(() => {
  "use strict";
  const { el, button } = window.yishang.offline;
  const WIDTH = 600, HEIGHT = 240, LINE = 5;

  window.yishang.pad = (label) => {
    const canvas = el("canvas", { class: "onsite-pad", width: WIDTH, height: HEIGHT, role: "img", "aria-label": `${label}签字的地方` });
    const pen = canvas.getContext("2d");
    let drawn = 0;
    let last = null;
    const clear = () => { pen.fillStyle = "#fff"; pen.fillRect(0, 0, WIDTH, HEIGHT); drawn = 0; };
    clear();
    const spot = (event) => {
      const box = canvas.getBoundingClientRect();
      return [(event.clientX - box.left) * WIDTH / box.width, (event.clientY - box.top) * HEIGHT / box.height];
    };
    canvas.addEventListener("pointerdown", (event) => { canvas.setPointerCapture(event.pointerId); last = spot(event); event.preventDefault(); });
    canvas.addEventListener("pointermove", (event) => {
      if (!last) return;
      const here = spot(event);
      pen.strokeStyle = "#111"; pen.lineWidth = LINE; pen.lineCap = "round";
      pen.beginPath(); pen.moveTo(...last); pen.lineTo(...here); pen.stroke();
      drawn += Math.hypot(here[0] - last[0], here[1] - last[1]);
      last = here;
    });
    for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, () => { last = null; });
    return {
      node: el("div", { class: "stack" }, el("p", { class: "form-label", text: `${label}签字` }), canvas, el("p", {}, button("重签", clear, "btn btn-sm"))),
      isEmpty: () => drawn < 40,
      blob: () => new Promise((resolve) => canvas.toBlob(resolve, "image/png")),
    };
  };
})();
