// Draws in the browser: have the record recomputed by a worker (js/draw/), find one's own company in it, make and keep a witness's
// value. The hashing is js/draw/digests.js, which the page loads first; the tag of this script names the worker and its parts.
(() => {
  "use strict";
  const { memory, toast } = window.yishang;
  const { hex, sha256, unhex } = window.drawRecord;
  const { worker: WORKER, parts: PARTS } = document.currentScript.dataset;

  /** Give the worker one thing to do; `tell` hears of its steps. Its answer, or a thrown {place, why}. */
  function ask(wish, tell = () => {}) {
    const worker = new Worker(WORKER), done = () => worker.terminate();
    return new Promise((resolve, reject) => {
      worker.onerror = () => reject({ place: "", why: "浏览器没有算完，请刷新再试" });
      worker.onmessage = ({ data }) => { if (data.step) tell(data.step, data.done); else if (data.fault) reject(data.fault); else resolve(data); };
      worker.postMessage({ scripts: PARTS.split(" ").map((one) => new URL(one, location.href).href) });
      worker.postMessage(wish);
    }).finally(done);
  }
  const filesIn = (box) => Object.fromEntries([...box.querySelectorAll("[data-file]")].map((one) => [one.dataset.file, new URL(one.value, location.href).href]));

  // ---- recomputing ---------------------------------------------------------------------------------------------------------
  async function verify(box, files) {
    const word = box.querySelector(".proof-word"), side = box.querySelector("[data-proof-side]"), steps = [...box.querySelectorAll("[data-step]")];
    delete box.dataset.proof;
    box.dataset.running = "1";
    word.textContent = "您的浏览器正在重算…";
    side.textContent = "";
    const mark = (upTo, last) => steps.forEach((one, i) => { one.dataset.is = i < upTo ? "done" : i === upTo ? last : ""; });
    let at = 0;
    const tell = (step, done) => {
      at = Math.max(at, steps.findIndex((one) => one.dataset.step === step));
      mark(at, "now");
      if (done) word.textContent = `您的浏览器正在重算… ${Math.round(100 * done)}%`;
    };
    try {
      const { found, seconds } = await ask({ verify: files }, tell);
      mark(steps.length, "");
      box.dataset.proof = "same";
      word.textContent = "您的浏览器已重算，完全一致";
      side.textContent = ` · 用时 ${Math.max(0.1, seconds).toFixed(1)} 秒`;
      say(box, found);
    } catch (fault) {
      mark(at, "fault");
      box.dataset.proof = "differs";
      word.textContent = fault.place ? "核对不上" : "没有算完";
      side.textContent = fault.place ? ` · ${fault.place}：${fault.why}。请保留这些文件，并告知督查室。` : ` · ${fault.why}`;
    }
    delete box.dataset.running;
  }
  /** What was found, where the page has a place for it; and what the browser could not check. */
  function say(box, found) {
    const told = box.querySelector("[data-proof-told]"), unchecked = box.querySelector("[data-unchecked]");
    if (unchecked) unchecked.hidden = !found.unchecked_signature;
    if (told) told.textContent = `抽取 ${found.draw_id}：${found.pool_size} 个对象中抽取 ${found.selected} 个${found.teams ? `，派出 ${found.teams} 组` : ""}。承诺书指纹 ${found.commitment_sha256}`;
  }

  const NAMES = /(record\.json|pool\.tsv|officers\.tsv|recusals\.tsv|events\.json)(\.gz)?$/;
  function verifyOwn(box, list) {
    const files = {};
    for (const file of list) { const name = NAMES.exec(file.name); if (name) files[name[1]] = file; }
    box.querySelector("[data-own-names]").textContent = Object.keys(files).sort().join("、") || "没有认得的文件";
    if (Object.keys(files).length) verify(box, files);
  }
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-verify-start]");
    if (!button) return;
    const box = button.closest("[data-verify]");
    if (!box.dataset.running) verify(box, filesIn(box));
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-own-files]")) verifyOwn(event.target.closest("[data-verify]"), event.target.files);
  });
  for (const kind of ["dragover", "dragleave", "drop"]) {
    document.addEventListener(kind, (event) => {
      const field = event.target.closest && event.target.closest("[data-drop]");
      if (!field) return;
      event.preventDefault();
      field.classList.toggle("is-over", kind === "dragover");
      if (kind === "drop") verifyOwn(field.closest("[data-verify]"), event.dataTransfer.files);
    });
  }

  // ---- one's own company ---------------------------------------------------------------------------------------------------
  const fateOf = (found) => {
    if (!found.line) return ["没有找到", "名单里没有这一行。请核对代码和随机串；不在名单里的，这次不会被抽到。"];
    const inPool = `在名单第 ${found.line} 行，共 ${found.of} 行`;
    if (!found.is_made) return ["在名单里", `${inPool}。还没有抽取。`];
    if (found.later && found.later.out) return ["抽中后已被替换", `${inPool}。原因：${found.later.reason}`];
    if (found.later && !found.place) return ["替补抽中", `${inPool}。原因：${found.later.reason}`];
    if (!found.place) return ["没有抽中", `${inPool}，这次没有抽中。`];
    return ["抽中", `${inPool}，抽中 ${found.selected} 家中的第 ${found.place} 位${found.team ? `，派出 ${found.team} 名人员` : ""}。`];
  };
  document.addEventListener("submit", async (event) => {
    const form = event.target.closest("form[data-find]");
    if (!form) return;
    event.preventDefault();
    event.stopPropagation();
    const answer = form.querySelector("[data-found]"), nonce = form.elements.nonce.value.replace(/\s/g, "").toLowerCase(), code = form.elements.code.value;
    const tell = (word, text) => { answer.hidden = false; answer.querySelector("b").textContent = word; answer.querySelector("span").textContent = text; };
    if (!code.trim()) { tell("请填写统一社会信用代码", ""); form.elements.code.focus(); return; }
    if (nonce && !/^[0-9a-f]{32}$/.test(nonce)) { tell("随机串不对", "通知书上的随机串是 32 位十六进制数。"); form.elements.nonce.focus(); return; }
    tell("正在查找…", "");
    try {
      tell(...fateOf((await ask({ find: filesIn(form), code, nonce })).found));
    } catch (fault) {
      tell("没有查成", fault.why);
    }
  }, true);

  // ---- a witness's value ---------------------------------------------------------------------------------------------------
  const nameOf = (digest) => "witness." + digest;

  function make(button) {
    const value = crypto.getRandomValues(new Uint8Array(32)), digest = hex(sha256(value));
    const box = button.closest(".stack").querySelector(".kept-value");
    if (!memory.set(nameOf(digest), hex(value))) toast("浏览器不让保存，请务必把随机值存成文件。", "error");
    box.querySelector("[data-made=value]").textContent = hex(value);
    box.querySelector("[data-made=digest]").textContent = digest;
    box.hidden = false;
    const field = document.getElementById(button.dataset.fills || "");
    if (field) field.value = digest;
  }
  function save(button) {
    const box = button.closest(".kept-value"), made = (name) => box.querySelector(`[data-made=${name}]`).textContent;
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([`随机值 ${made("value")}\r\n摘要 ${made("digest")}\r\n`], { type: "text/plain" }));
    link.download = `见证值-${made("digest").slice(0, 8)}.txt`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-make-value], [data-save-value]");
    if (!button) return;
    if ("makeValue" in button.dataset) make(button); else save(button);
  });

  function judge(form) {
    const text = form.elements.value.value.replace(/\s/g, "").toLowerCase();
    const state = form.querySelector("[data-promise-state]");
    if (!text) { state.textContent = form.dataset.without || ""; return; }
    const same = /^([0-9a-f]{2})+$/.test(text) && hex(sha256(unhex(text))) === form.dataset.promised;
    state.textContent = same ? "✓ 和封存时的摘要相符，可以公布。" : "▲ 和封存时的摘要不符，请核对。";
  }

  function begin(root) {
    root.querySelectorAll("form[data-promised]").forEach((form) => {
      const kept = memory.get(nameOf(form.dataset.promised));
      if (kept && !form.elements.value.value) form.elements.value.value = kept;
      judge(form);
      form.addEventListener("input", () => judge(form));
    });
    root.querySelectorAll("form[data-promise]").forEach((form) => form.addEventListener("submit", () => {
      if (!form.elements.commitment.value) make(form.querySelector("[data-make-value]"));
    }, true));
    root.querySelectorAll("[data-verify=now]").forEach((box) => verify(box, filesIn(box)));
  }
  begin(document);
  document.addEventListener("htmx:afterSwap", (event) => begin(event.detail.target.parentNode || document));
})();
