// Panoramas in the page: pannellum turns the sphere, our buttons and keys do the same for everybody, and in a pair the other side follows.
// <figure class="pano" data-panorama="URL" data-north="degrees of the picture's middle">; without WebGL the flat picture stays.
(() => {
  "use strict";
  const STEP = 20;     // degrees of a press
  const NEAR = 0.05;   // degrees that nobody sees
  const WINDS = ["北", "东北", "东", "东南", "南", "西南", "西", "西北"];
  const WORDS = { loadButtonLabel: "打开全景", loadingLabel: "正在打开全景…", bylineLabel: "", noPanoramaError: "没有找到全景图。",
    fileAccessError: "全景图打不开。", malformedURLError: "全景图的地址不对。", genericWebGLError: "这台设备不能转动全景。", unknownError: "全景图打不开。",
    textureSizeError: "这台设备打不开这么大的全景图。" };
  const around = (degrees) => ((degrees % 360) + 360) % 360;
  const half = (degrees) => around(degrees + 180) - 180;  // pannellum's yaw: -180 to 180

  function hasWebGl() {
    try {
      const canvas = document.createElement("canvas");
      return Boolean(canvas.getContext("webgl") || canvas.getContext("experimental-webgl"));
    } catch { return false; }
  }

  class Side {
    constructor(box) {
      this.box = box;
      this.north = Number(box.dataset.north) || 0;
      this.turn = box.querySelector(".pano-turn");
      this.flat = box.querySelector(".pano-flat");
      this.controls = box.querySelector(".pano-controls");
    }

    say(words) {
      const place = this.box.querySelector("[data-words]");
      place.textContent = words;
      place.hidden = !words;
    }

    open() {
      this.show(true);
      this.controls.hidden = false;
      this.viewer = window.pannellum.viewer(this.turn, {
        type: "equirectangular", panorama: this.box.dataset.panorama, northOffset: this.north, autoLoad: true, showControls: false,
        compass: true, hfov: 100, minHfov: 30, maxHfov: 120, yaw: half(-this.north), keyboardZoom: true, mouseZoom: "fullscreenonly",
        ignoreGPanoXMP: true, strings: WORDS,
      });
      const stage = this.turn.querySelector(".pnlm-ui") ? this.turn : this.turn.firstElementChild || this.turn;
      stage.setAttribute("role", "application");
      stage.setAttribute("aria-label", `${this.box.dataset.name}：用方向键转动，加减号缩放`);
      stage.tabIndex = 0;
      this.viewer.on("load", () => { this.ready = true; });
      this.viewer.on("error", (words) => { this.ready = false; this.show(false); this.controls.hidden = true; this.say(`${words || WORDS.unknownError}下面是展开的平面图。`); });
      this.controls.addEventListener("click", (event) => this.press(event.target.closest("button")));
    }

    show(turning) {
      this.turn.hidden = !turning;
      this.flat.hidden = turning;
    }

    press(button) {
      if (!button || !this.viewer) return;
      if (button.hasAttribute("data-flat")) {
        this.show(this.turn.hidden);
        button.setAttribute("aria-pressed", String(this.turn.hidden));
        if (!this.turn.hidden) this.viewer.resize();
        return;
      }
      const { viewer } = this, calm = matchMedia("(prefers-reduced-motion: reduce)").matches ? false : 300;
      const moves = {
        left: () => viewer.setYaw(half(viewer.getYaw() - STEP), calm), right: () => viewer.setYaw(half(viewer.getYaw() + STEP), calm),
        up: () => viewer.setPitch(viewer.getPitch() + STEP, calm), down: () => viewer.setPitch(viewer.getPitch() - STEP, calm),
        in: () => viewer.setHfov(viewer.getHfov() - STEP, calm), out: () => viewer.setHfov(viewer.getHfov() + STEP, calm),
        north: () => viewer.setYaw(half(-this.north), calm),
      };
      moves[button.dataset.turn]?.();
    }

    /** Where it looks: degrees from true north, up, and how wide. */
    get look() { return { bearing: around(this.viewer.getYaw() + this.north), pitch: this.viewer.getPitch(), width: this.viewer.getHfov() }; }

    follow({ bearing, pitch, width }) {
      const now = this.look;
      if (Math.abs(half(now.bearing - bearing)) > NEAR) this.viewer.setYaw(half(bearing - this.north), false);
      if (Math.abs(now.pitch - pitch) > NEAR) this.viewer.setPitch(pitch, false);
      if (Math.abs(now.width - width) > NEAR) this.viewer.setHfov(width, false);
    }

    tell() {
      const { bearing } = this.look;
      const words = `朝${WINDS[Math.round(bearing / 45) % 8]} ${Math.round(bearing) % 360}°`;
      const place = this.box.querySelector("[data-bearing]");
      if (place.textContent !== words) place.textContent = words;
    }
  }

  function keepTogether(sides) {
    const pair = document.querySelector("[data-pair]"), together = document.querySelector("[data-together]");
    let leader = sides[0];
    if (pair && together) together.hidden = false;
    const leads = (event) => { leader = sides.find((side) => side.box.contains(event.target)) || leader; };
    ["pointerdown", "touchstart", "wheel", "keydown", "focusin", "click"].forEach((name) => document.addEventListener(name, leads, { capture: true, passive: true }));
    const step = () => {
      const ready = sides.filter((side) => side.ready);
      if (pair && together?.querySelector("input").checked && leader.ready) ready.filter((side) => side !== leader).forEach((side) => side.follow(leader.look));
      ready.forEach((side) => side.tell());
      requestAnimationFrame(step);
    };
    step();
  }

  function begin() {
    const sides = [...document.querySelectorAll(".pano[data-panorama]")].map((box) => new Side(box));
    if (!sides.length) return;
    if (!window.pannellum || !hasWebGl()) {
      sides.forEach((side) => side.say("这台设备不能转动全景，上面是展开的平面图。"));
      return;
    }
    sides.forEach((side) => {
      if (!("waits" in side.box.dataset)) { side.open(); return; }
      const button = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-primary btn-wide", textContent: "打开全景，转着看" });
      side.flat.after(button);
      button.addEventListener("click", () => { button.remove(); side.open(); (side.turn.querySelector("[tabindex]") || side.turn).focus(); });
    });
    keepTogether(sides);
    window.yishangPanoramas = sides;
  }

  begin();
})();
