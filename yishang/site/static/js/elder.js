// 长辈版: what is said stays until it is closed (yishang.js), and the page can be read aloud where the browser has a Chinese voice.
(() => {
  "use strict";
  const { all, toast } = window.yishang;
  const READ = "h1, h2, h3, p, li, dt, dd, label, legend, th, td, summary, .btn, .notice-title, .matter-card > span, .matter-card > b, .lamp";
  const SKIPPED = ".visually-hidden, .demo-banner, .toasts, [hidden], [aria-hidden=true], script, template, .field-side, kbd";
  const LONGEST = 120;  // letters in one breath: Chromium falls silent in longer ones
  const speech = window.speechSynthesis;
  let queue = [];
  let at = null;

  const buttons = () => all("[data-read]");
  const chinese = () => (speech?.getVoices() || []).find((voice) => /^(zh|cmn)/i.test(voice.lang));
  /** Voices arrive a moment after they are asked for; two seconds without one mean that there is none. */
  function voice() {
    return new Promise((resolve) => {
      const began = performance.now();
      const look = () => { if (chinese() || performance.now() - began > 2000) resolve(chinese()); else setTimeout(look, 150); };
      look();
    });
  }

  /** The visible words of the page in the order of reading, each once: an element is read unless a part of it is. */
  function passages() {
    const found = all(READ, document.getElementById("main")).filter((one) => one.offsetParent && !one.closest(SKIPPED) && !one.querySelector(READ));
    const heading = document.querySelector(".phone-title");
    return [heading, ...found].filter(Boolean).map((element) => ({ element, text: textOf(element) })).filter((one) => one.text);
  }
  function textOf(element) {
    const copy = element.cloneNode(true);
    all(SKIPPED.replace(".visually-hidden, ", ""), copy).forEach((part) => part.remove());
    return copy.textContent.replace(/\s+/g, " ").trim();
  }
  const breaths = ({ element, text }) => (text.match(/[^。！？；\n]+[。！？；]?/g) || []).flatMap((one) => one.match(new RegExp(`.{1,${LONGEST}}`, "g")) || []).map((words) => ({ element, words }));

  function point(element) {
    at?.classList.remove("being-read");
    at = element;
    at?.classList.add("being-read");
    at?.scrollIntoView({ block: "center" });
  }
  function next(chosen) {
    const one = queue.shift();
    if (!one) { stop(); return; }
    point(one.element);
    const said = new SpeechSynthesisUtterance(one.words);
    Object.assign(said, { lang: "zh-CN", voice: chosen, rate: 0.9 });
    said.onend = () => next(chosen);
    said.onerror = (event) => { if (!["canceled", "interrupted"].includes(event.error)) { stop(); toast("没能继续朗读，请再按一次“朗读”。", "error"); } };
    speech.speak(said);
  }
  function show(isReading) {
    buttons().forEach((button) => {
      button.setAttribute("aria-pressed", String(isReading));
      button.querySelector("span").textContent = isReading ? "停止朗读" : "朗读";
    });
  }
  function stop() {
    queue = [];
    point(null);
    speech?.cancel();
    show(false);
  }
  async function read() {
    if (queue.length || speech?.speaking) { stop(); return; }
    show(true);
    const chosen = speech && await voice();
    if (!chosen) {
      show(false);
      toast(speech ? "这台设备没有中文语音，读不出来。可以请家人帮着念，或拨打 12345。" : "这个浏览器不会朗读。可以请家人帮着念，或拨打 12345。", "error");
      return;
    }
    queue = passages().flatMap(breaths);
    next(chosen);
  }
  document.addEventListener("click", (event) => { if (event.target.closest("[data-read]")) read(); });
  document.addEventListener("yishang:look", (event) => { if (event.detail.name === "elder" && event.detail.value === "0" && at) stop(); });
  window.addEventListener("pagehide", () => speech?.cancel());
})();
