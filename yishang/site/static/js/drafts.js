// A form with data-draft="key" survives reload, a closed browser, a lost network and the end of the session.
// Stored in this browser only, under the person's own key; with data-draft-here in this tab only (offices share computers). Dropped
// when the server has taken it (the redirect after a submission, a good answer to htmx, or data-draft-done="key" on any page) and
// when the person signs out. Elements inside: [data-draft-state] shows 「草稿已存」.
(() => {
  "use strict";
  const { memory, toast, lock, unlock, prepare, all, token } = window.yishang;
  const SKIPPED = new Set(["csrfmiddlewaretoken", "idempotency_key", "version", "seen_as"]);
  const person = document.body.dataset.person || "";
  const tab = {
    get(name) { try { return sessionStorage.getItem("yishang." + name); } catch { return null; } },
    set(name, value) { try { sessionStorage.setItem("yishang." + name, value); return true; } catch { return false; } },
    drop(name) { try { sessionStorage.removeItem("yishang." + name); } catch { /* nothing stored */ } },
  };
  const place = (key) => "draft." + key;
  const storeOf = (form) => ("draftHere" in form.dataset ? tab : memory);
  const read = (store, key) => { try { return JSON.parse(store.get(place(key)) || "null"); } catch { return null; } };
  const drop = (key) => { memory.drop(place(key)); tab.drop(place(key)); };
  const isFilled = (form) => [...form.elements].some((field) => field.name && field.type !== "hidden" && (["checkbox", "radio"].includes(field.type) ? field.checked !== field.defaultChecked : field.tagName === "SELECT" ? [...field.options].some((one) => one.selected !== one.defaultSelected) : field.type !== "file" && field.value !== field.defaultValue));

  function values(form) {
    const kept = [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !SKIPPED.has(name));
    const pictures = all(".picture-tile[data-id]", form).map((tile) => ({ id: tile.dataset.id, key: tile.dataset.key, thumbnail: tile.querySelector("img").getAttribute("src") }));
    return { at: Date.now(), version: form.elements.version?.value || "", fields: kept.filter(([name]) => name !== "images"), pictures: pictures.filter((p) => !p.thumbnail.startsWith("blob:")) };
  }

  function say(form, text) {
    all("[data-draft-state]").filter((line) => !line.dataset.draftState || line.dataset.draftState === form.dataset.draft)
      .forEach((line) => { line.textContent = text; });
  }

  function save(form, more = {}) {
    if (form.dataset.taken) return;
    const interrupted = read(storeOf(form), form.dataset.draft)?.interrupted;  // until it has been taken up again
    const draft = { ...values(form), ...(interrupted ? { interrupted } : {}), ...more };
    say(form, storeOf(form).set(place(form.dataset.draft), JSON.stringify(draft)) ? "草稿已存" : "本机存不了草稿");
  }

  function restore(form) {
    form.dataset.started = "1";
    const draft = read(storeOf(form), form.dataset.draft);
    if (!draft || form.querySelector(".has-error")) return;
    const queue = new Map();
    draft.fields.forEach(([name, value]) => queue.set(name, [...(queue.get(name) || []), value]));
    const next = (kept) => (kept.length > 1 ? kept.shift() : kept[0]);  // rows of inputs that share a name, in their order
    for (const field of form.elements) {
      if (!queue.has(field.name) && !["checkbox", "radio"].includes(field.type)) continue;
      if (["checkbox", "radio"].includes(field.type)) field.checked = (queue.get(field.name) || []).includes(field.value);
      else if (field.type !== "file" && field.type !== "hidden") field.value = next(queue.get(field.name));
    }
    form.dispatchEvent(new CustomEvent("yishang:restore", { detail: draft, bubbles: true }));
    prepare(form);
    const isOlder = draft.version && form.elements.version && draft.version !== form.elements.version.value;
    if (draft.interrupted) storeOf(form).set(place(form.dataset.draft), JSON.stringify({ ...draft, interrupted: false }));
    say(form, isOlder ? "已恢复您写的内容；这件后来有变化，请核对后再提交" : "已恢复上次写的内容");
  }

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
    if (body.has("csrfmiddlewaretoken")) body.set("csrfmiddlewaretoken", token());
    if (person) body.set("seen_as", person);
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

  /** A redirect means taken, except to a sign-in page: then the session ended and the draft must wait. */
  function leave(form, url) {
    if (!new URL(url).pathname.startsWith("/sign-in/")) { form.dataset.taken = "1"; drop(form.dataset.draft); }
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

  // ---- forms that htmx sends: kept until a good answer, whatever comes between ------------------------------------------
  document.addEventListener("htmx:beforeRequest", (event) => { if (event.detail.elt.matches("form[data-draft]")) save(event.detail.elt); });
  document.addEventListener("htmx:afterRequest", (event) => {
    const { xhr, requestConfig } = event.detail;
    const form = requestConfig?.elt;  // it may have left the page with the answer
    if (!form?.matches("form[data-draft]")) return;
    const isTaken = xhr.status >= 200 && xhr.status < 300 && !xhr.getResponseHeader("HX-Redirect");
    if (isTaken) { form.dataset.taken = "1"; drop(form.dataset.draft); }
    else if (xhr.status !== 422) save(form, { interrupted: true });  // a refusal stands in the form's place; the words wait
  });

  // ---- saving while writing ---------------------------------------------------------------------------------------------
  let timer;
  const saveAll = (more) => all("form[data-draft]").filter((form) => isFilled(form) || read(storeOf(form), form.dataset.draft)).forEach((form) => save(form, more));
  for (const touched of ["input", "change"]) {
    document.addEventListener(touched, (event) => {
      const form = event.target.closest("form[data-draft]");
      if (!form) return;
      clearTimeout(timer);
      timer = setTimeout(() => { if (form.isConnected) save(form); }, 400);
    });
  }
  document.addEventListener("yishang:pictures", (event) => { const form = event.target.closest("form[data-draft]"); if (form) save(form); });
  document.addEventListener("htmx:beforeSwap", (event) => all("form[data-draft]", event.detail.target).filter((form) => !form.dataset.taken && isFilled(form)).forEach((form) => save(form)), true);
  window.addEventListener("pagehide", () => { if (timer) saveAll(); });
  document.addEventListener("yishang:keep", () => saveAll());
  document.addEventListener("yishang:leaving", () => saveAll({ interrupted: true }));
  window.addEventListener("online", () => all(".offline-banner span").forEach((words) => { words.textContent = "网络恢复了，请再点一次「重试提交」。"; }));

  // ---- signing out: the next person at this machine finds nothing of it; half-written things are asked about first --------
  const stores = () => [window.localStorage, window.sessionStorage];
  function draftsKept() {
    try { return stores().flatMap((store) => Object.keys(store).filter((key) => key.startsWith("yishang.draft.")).map((key) => [store, key])); } catch { return []; }
  }
  function ask(form) {
    const box = document.createElement("dialog");
    box.className = "sheet";
    box.innerHTML = '<h2>有写了一半的内容</h2><p>退出后，这台设备上的草稿会清除，别人看不到。</p><form method="dialog" class="sheet-foot"><button class="btn" value="stay">先不退出</button><button class="btn btn-primary" value="go">清除并退出</button></form>';
    box.addEventListener("close", () => {
      if (box.returnValue === "go") { draftsKept().forEach(([store, key]) => store.removeItem(key)); form.submit(); }
      box.remove();
    });
    document.body.append(box);
    box.showModal();
  }
  document.addEventListener("submit", (event) => {
    if (event.target.getAttribute("action") !== "/sign-out/" || !draftsKept().length) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    ask(event.target);
  }, true);

  /** What this person left half-written under keys that begin so: [{ key, draft }], newest first. */
  function waiting(prefix) {
    const found = draftsKept().map(([store, key]) => ({ key: key.slice("yishang.draft.".length), draft: JSON.parse(store.getItem(key)) }));
    return found.filter((one) => one.key.startsWith(prefix)).sort((a, b) => b.draft.at - a.draft.at);
  }

  function begin(within) { all("form[data-draft]:not([data-started])", within).forEach(restore); }
  function start() {
    all("[data-draft-done]").forEach((mark) => drop(mark.dataset.draftDone));
    prepare(document);
    begin(document);
    document.dispatchEvent(new CustomEvent("yishang:page"));
  }
  document.addEventListener("htmx:load", (event) => begin(event.detail.elt.parentElement || document));
  Object.assign(window.yishang, { drafts: { waiting, drop } });
  start();
})();
