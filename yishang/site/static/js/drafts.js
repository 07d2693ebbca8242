// A form with data-draft="key" survives reload, a closed browser and a lost network.
// Stored in this browser only; dropped when the server has taken it: after the redirect of a successful submission,
// or when a page holds an element with data-draft-done="key". Elements inside: [data-draft-state] shows 「草稿已存」.
(() => {
  "use strict";
  const { memory, toast, lock, unlock, prepare, all } = window.yishang;
  const SKIPPED = new Set(["csrfmiddlewaretoken", "idempotency_key"]);
  const place = (form) => "draft." + form.dataset.draft;

  function values(form) {
    const kept = [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !SKIPPED.has(name));
    const pictures = all(".picture-tile[data-id]", form).map((tile) => ({ id: tile.dataset.id, key: tile.dataset.key, thumbnail: tile.querySelector("img").getAttribute("src") }));
    return { at: Date.now(), fields: kept.filter(([name]) => name !== "images"), pictures: pictures.filter((p) => !p.thumbnail.startsWith("blob:")) };
  }

  function say(form, text) {
    all("[data-draft-state]").filter((line) => !line.dataset.draftState || line.dataset.draftState === form.dataset.draft)
      .forEach((line) => { line.textContent = text; });
  }

  function save(form) {
    if (form.dataset.taken) return;
    const draft = values(form);
    say(form, memory.set(place(form), JSON.stringify(draft)) ? "草稿已存" : "本机存不了草稿");
  }

  function restore(form) {
    const draft = JSON.parse(memory.get(place(form)) || "null");
    if (!draft || form.querySelector(".has-error")) return;
    const queue = new Map();
    draft.fields.forEach(([name, value]) => queue.set(name, [...(queue.get(name) || []), value]));
    for (const field of form.elements) {
      if (!queue.has(field.name) && !["checkbox", "radio"].includes(field.type)) continue;
      if (["checkbox", "radio"].includes(field.type)) field.checked = (queue.get(field.name) || []).includes(field.value);
      else if (field.type !== "file" && field.type !== "hidden") field.value = queue.get(field.name)[0];
    }
    form.dispatchEvent(new CustomEvent("yishang:restore", { detail: draft, bubbles: true }));
    prepare(form);
    say(form, "已恢复上次的草稿");
  }

  function drop(key) { memory.drop("draft." + key); }

  // ---- a submission that the network may lose ------------------------------------------------------------------------
  function fail(form, text) {
    unlock(form);
    const box = document.createElement("div");
    box.className = "offline-banner";
    box.setAttribute("role", "alert");
    const words = document.createElement("span");
    words.textContent = text;
    const again = document.createElement("button");
    again.type = "submit";
    again.className = "btn";
    again.textContent = "重试提交";
    box.append(words, again);
    form.prepend(box);
    box.scrollIntoView({ block: "nearest" });
    again.focus();
  }

  async function send(form, submitter) {
    save(form);
    form.querySelector(".offline-banner")?.remove();
    const body = new FormData(form);
    if (submitter?.name) body.append(submitter.name, submitter.value);
    lock(form);
    try {
      const answer = await fetch(submitter?.getAttribute("formaction") || form.getAttribute("action") || location.href, { method: "POST", body, credentials: "same-origin", headers: { Accept: "text/html" } });
      if (answer.redirected) leave(form, answer.url);
      else if (answer.status >= 500) fail(form, "我们这边出了问题，内容和照片都还在。请稍后再试。");
      else show(await answer.text());
    } catch {
      fail(form, "网络断开了，内容和照片都还在，没有重复提交。恢复后再试即可。");
    }
  }

  /** A redirect means taken, except to the sign-in page: then the session ended and the draft must wait. */
  function leave(form, url) {
    if (new URL(url).pathname !== "/sign-in/") { form.dataset.taken = "1"; drop(form.dataset.draft); }
    location.assign(url);
  }

  /** The server's own page (a form with messages at its fields, a refusal) replaces ours without a second request. */
  function show(html) {
    const page = new DOMParser().parseFromString(html, "text/html");
    const [mine, theirs] = [document.getElementById("main"), page.getElementById("main")];
    if (!mine || !theirs) { toast("提交没有成功，内容都还在，请稍后再试。", "error"); all("form[data-sending]").forEach(unlock); return; }
    all("form[data-sending]").forEach(unlock); // its slow timer would find the new page's button
    mine.closest("body").replaceChildren(...page.body.childNodes);
    window.htmx?.process(document.body);
    start();
    (document.querySelector(".has-error :is(input, select, textarea)") || document.getElementById("main")).focus();
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[data-draft]") || form.matches("[hx-post]") || event.defaultPrevented) return;
    event.preventDefault();
    if (!form.dataset.sending) send(form, event.submitter);
  }, true);

  let timer;
  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-draft]");
    if (!form) return;
    clearTimeout(timer);
    timer = setTimeout(() => save(form), 600);
  });
  document.addEventListener("yishang:pictures", (event) => { const form = event.target.closest("form[data-draft]"); if (form) save(form); });
  window.addEventListener("pagehide", () => { if (timer) all("form[data-draft]").forEach(save); });
  window.addEventListener("online", () => all(".offline-banner span").forEach((words) => { words.textContent = "网络恢复了，请再点一次「重试提交」。"; }));

  function start() {
    all("[data-draft-done]").forEach((mark) => drop(mark.dataset.draftDone));
    prepare(document);
    all("form[data-draft]").forEach(restore);
    document.dispatchEvent(new CustomEvent("yishang:page"));
  }
  start();
})();
