// The verifiable draw in the browser: make a witness's value, keep it, reveal it, and draw the whole lot again from its files.
// SHA-256 is written out: crypto.subtle is absent on plain http, where county halls often are.
(() => {
  "use strict";
  const { memory, toast } = window.yishang;

  // ---- SHA-256 (FIPS 180-4) and HMAC (RFC 2104) ------------------------------------------------------------------------
  const K = [], START = [];
  (() => {  // the first 32 bits of the fractional parts of cube and square roots of the first 64 and 8 primes
    const isPrime = (n) => { for (let d = 2; d * d <= n; d += 1) if (n % d === 0) return false; return true; };
    const fraction = (x) => ((x - Math.floor(x)) * 4294967296) | 0;
    for (let n = 2; K.length < 64; n += 1) {
      if (!isPrime(n)) continue;
      if (START.length < 8) START.push(fraction(Math.sqrt(n)));
      K.push(fraction(Math.cbrt(n)));
    }
  })();
  const turn = (x, by) => (x >>> by) | (x << (32 - by));

  function sha256(bytes) {
    const padded = new Uint8Array(((bytes.length + 72) >> 6) << 6);
    padded.set(bytes);
    padded[bytes.length] = 0x80;
    const view = new DataView(padded.buffer);
    view.setUint32(padded.length - 8, Math.floor(bytes.length / 0x20000000));
    view.setUint32(padded.length - 4, (bytes.length << 3) >>> 0);
    const sum = Int32Array.from(START), word = new Int32Array(64);
    for (let at = 0; at < padded.length; at += 64) {
      for (let i = 0; i < 16; i += 1) word[i] = view.getInt32(at + 4 * i);
      for (let i = 16; i < 64; i += 1) {
        const a = word[i - 15], b = word[i - 2];
        word[i] = word[i - 16] + word[i - 7] + (turn(a, 7) ^ turn(a, 18) ^ (a >>> 3)) + (turn(b, 17) ^ turn(b, 19) ^ (b >>> 10));
      }
      let [a, b, c, d, e, f, g, h] = sum;
      for (let i = 0; i < 64; i += 1) {
        const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + K[i] + word[i]) | 0;
        const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
        [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
      }
      [a, b, c, d, e, f, g, h].forEach((value, i) => { sum[i] += value; });
    }
    const digest = new Uint8Array(32), out = new DataView(digest.buffer);
    sum.forEach((value, i) => out.setInt32(4 * i, value));
    return digest;
  }

  const bytesOf = (text) => new TextEncoder().encode(text);
  const joined = (...parts) => {
    const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
    let at = 0;
    parts.forEach((part) => { all.set(part, at); at += part.length; });
    return all;
  };
  const hex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const unhex = (text) => Uint8Array.from(text.match(/../g) || [], (pair) => parseInt(pair, 16));
  function hmac(key, message) {  // keys here are 32 bytes, shorter than a block
    const block = new Uint8Array(64);
    block.set(key);
    const inner = sha256(joined(block.map((byte) => byte ^ 0x36), message));
    return sha256(joined(block.map((byte) => byte ^ 0x5c), inner));
  }

  // ---- a draw, again ---------------------------------------------------------------------------------------------------
  /** Canonical JSON: keys sorted, no blanks. Our keys are ASCII, so that JavaScript's order is the order of code points. */
  function canonical(value) {
    if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
    if (value && typeof value === "object") {
      return `{${Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(",")}}`;
    }
    return JSON.stringify(value);
  }
  const sure = (holds, what) => { if (!holds) throw new Error(what); };
  const order = (a, b) => (a < b ? -1 : Number(a > b));

  /** The record that follows from commitment, values and pool. Throws in words at the first thing that does not hold. */
  function drawAgain(claimed, pool) {
    const { commitment, reveals } = claimed;
    sure(commitment.algorithm === "hmac-sha256-lowest/1" && commitment.version === 1, "抽取方法的版本不认识");
    sure(hex(sha256(pool)) === commitment.pool_sha256, "名单和封存时的不一样");
    const { witnesses } = commitment.beacon;
    sure(reveals.length === witnesses.length && witnesses.length >= 2, "见证人没有全部公布");
    const values = reveals.map(unhex);
    witnesses.forEach((witness, i) => sure(
      values[i].length >= 16 && hex(values[i]) === reveals[i] && hex(sha256(values[i])) === witness.commitment,
      `${witness.role}公布的值和事先的摘要不符`,
    ));
    const digest = sha256(bytesOf(canonical(commitment)));
    const seed = sha256(joined(digest, sha256(joined(...values))));
    const lines = new TextDecoder().decode(pool).split("\n");
    sure(lines.pop() === "" && lines.length === commitment.pool_size, "名单的件数不对");
    const scored = lines.map((line) => {
      const [id, stratum] = line.split("\t");
      return { id, stratum, score: hex(hmac(seed, bytesOf("select:" + id))) };
    }).sort((a, b) => order(a.score, b.score) || order(a.id, b.id));
    const left = Object.fromEntries(commitment.strata.map((one) => [one.name, one.take]));
    const selected = scored.filter((one) => { left[one.stratum] -= 1; return left[one.stratum] >= 0; });
    return { commitment, commitment_sha256: hex(digest), reveals, seed: hex(seed), selected, teams: [], unassigned: [] };
  }

  async function read(url) {
    const answer = await fetch(url, { credentials: "same-origin" });
    sure(answer.ok, "记录没有取到，请刷新再试");
    return new Uint8Array(await answer.arrayBuffer());
  }

  async function prove(box) {
    const word = box.querySelector(".proof-word");
    try {
      const [record, pool] = await Promise.all([read(box.dataset.record), read(box.dataset.pool)]);
      const started = performance.now();
      const text = new TextDecoder().decode(record);
      sure(canonical(drawAgain(JSON.parse(text), pool)) + "\n" === text, "重算的结果和公布的记录不一样");
      const seconds = Math.max(0.1, (performance.now() - started) / 1000).toFixed(1);
      box.dataset.proof = "same";
      word.textContent = "您的浏览器已重算，完全一致";
      box.querySelector("[data-proof-side]").textContent = ` · 用时 ${seconds} 秒`;
    } catch (fault) {
      box.dataset.proof = "differs";
      word.textContent = `核对不上：${fault.message}`;
      box.querySelector("[data-proof-side]").textContent = "，请下载记录并告知督查室";
    }
  }

  // ---- a witness's value -----------------------------------------------------------------------------------------------
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
    if (!text) { state.textContent = ""; return; }
    const same = /^([0-9a-f]{2})+$/.test(text) && hex(sha256(unhex(text))) === form.dataset.promised;
    state.textContent = same ? "✓ 和封存时的摘要相符，可以公布。" : "▲ 和封存时的摘要不符，请核对。";
  }
  document.querySelectorAll("form[data-promised]").forEach((form) => {
    const kept = memory.get(nameOf(form.dataset.promised));
    if (kept && !form.elements.value.value) form.elements.value.value = kept;
    judge(form);
    form.addEventListener("input", () => judge(form));
  });
  const proof = document.getElementById("proof");
  if (proof) prove(proof);
  window.yishang.draw = { sha256, hmac, hex, bytesOf, canonical, drawAgain };
})();
