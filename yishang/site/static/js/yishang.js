// What every page does: submit once, appearance, menus, counters, words in passing, focus. No framework, no inline code (strict CSP).
// The keys are in keys.js, the end of a session in session.js, large type and reading aloud in elder.js.
(() => {
  "use strict";
  const root = document.documentElement;
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];

  // Storage may be refused (private windows, full disk): the page works without it.
  const memory = {
    get(name) { try { return localStorage.getItem("yishang." + name); } catch { return null; } },
    set(name, value) { try { localStorage.setItem("yishang." + name, value); return true; } catch { return false; } },
    drop(name) { try { localStorage.removeItem("yishang." + name); } catch { /* nothing stored */ } },
  };

  const SHOWN = 6000;  // milliseconds of a word in passing; with a way back in it, longer
  const SHOWN_WITH_WAY_BACK = 15000;

  /** Say something. tone: "" | "success" | "error". Errors, and in 长辈版 everything, stay until they are closed.
   *  undo: { url, label, values } offers the way back, which is a step of its own and refused when it has become too late. */
  function toast(text, tone = "", undo = null) {
    const isElder = "elder" in root.dataset;  // 去弹窗: there, words stand in the page, above everything else in it
    const region = isElder ? wordsInPage() : document.getElementById("toasts");
    if (!region) return;
    const note = document.createElement("div");
    note.className = "toast-note" + (tone ? " toast-" + tone : "");
    const words = document.createElement("span");
    words.textContent = text;
    note.append(words);
    all(".toast-error, .toast-undo", region).forEach((old) => old.remove());
    if (undo) note.append(wayBack(note, undo));
    const stays = tone === "error" || isElder;
    if (stays || undo) note.append(closer(note));
    if (!stays) passing(note, undo ? SHOWN_WITH_WAY_BACK : SHOWN);
    region.append(note);
    if (isElder) note.scrollIntoView({ block: "nearest" });
  }

  function wordsInPage() {
    const main = document.getElementById("main");
    const place = document.getElementById("words-in-page") || Object.assign(document.createElement("div"), { id: "words-in-page", className: "words-in-page" });
    place.setAttribute("role", "status");
    if (main && !place.isConnected) main.prepend(place);
    return main && place;
  }

  /** Gone after a while, but never from under the pointer or the focus. */
  function passing(note, after) {
    setTimeout(() => { if (note.matches(":hover, :focus-within")) passing(note, 2000); else note.remove(); }, after);
  }

  function wayBack(note, undo) {
    const button = document.createElement("button");
    note.classList.add("toast-undo");
    button.type = "button";
    button.className = "toast-back";
    button.textContent = undo.label || "撤销";
    button.addEventListener("click", () => {
      button.disabled = true;
      const target = document.querySelector(undo.target || "#matter-place") || document.body;
      htmx.ajax("POST", undo.url, { target, swap: undo.swap || "innerHTML", values: undo.values || {} }).finally(() => note.remove());
    });
    return button;
  }

  function closer(note) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "elder" in root.dataset ? "关闭" : "×";
    button.setAttribute("aria-label", "关闭提示");
    button.addEventListener("click", () => note.remove());
    return button;
  }

  // ---- submit once -------------------------------------------------------------------------------------------------
  const buttonsOf = (form) => [...form.elements].filter((element) => element.type === "submit")
    .concat(form.id ? all(`button[form="${CSS.escape(form.id)}"]`) : []);

  function lock(form) {
    form.dataset.sending = "1";
    // After this turn, so that the pressed button's own name and value still travel with the form.
    setTimeout(() => buttonsOf(form).forEach((button) => {
      button.disabled = true;
      button.setAttribute("aria-busy", "true");
    }));
    form.slowTimer = setTimeout(() => buttonsOf(form).forEach((button) => {
      button.dataset.slow = button.textContent;
      button.textContent = button.dataset.sending || "正在提交…";
    }), 1000);
  }

  function unlock(form) {
    clearTimeout(form.slowTimer);
    delete form.dataset.sending;
    setTimeout(() => buttonsOf(form).forEach((button) => {
      button.disabled = false;
      button.removeAttribute("aria-busy");
      if (button.dataset.slow) button.textContent = button.dataset.slow;
      delete button.dataset.slow;
    }));
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented && !form.matches("[hx-post],[hx-get],[hx-put],[hx-delete]")) return;
    if (form.method === "dialog" || form.hasAttribute("data-submit-again")) return;
    if (form.dataset.sending) { event.preventDefault(); event.stopImmediatePropagation(); return; }
    lock(form);
    if (form.method === "get") setTimeout(() => unlock(form), 3000);
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.detail.requestConfig?.elt?.closest("form") || event.target.closest("form");
    if (form) unlock(form);
  });
  window.addEventListener("pageshow", (event) => { if (event.persisted) all("form[data-sending]").forEach(unlock); });

  // ---- failures of htmx requests are said, never swallowed -----------------------------------------------------------
  document.addEventListener("htmx:sendError", () => toast("网络断开了，内容都还在。恢复后请再点一次。", "error"));
  document.addEventListener("htmx:timeout", () => toast("等了 20 秒没有回应，请再试一次。", "error"));
  document.addEventListener("htmx:responseError", (event) => {
    const status = event.detail.xhr.status;
    if (status === 403) toast("没有权限，或页面放得太久，请刷新后再试。", "error");
    else if (status >= 500) toast("我们这边出了问题，请稍后再试。", "error");
  });
  // A refusal (409) or faulty form (422) is a page part with words in it: show it.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if ([409, 422].includes(event.detail.xhr.status)) { event.detail.shouldSwap = true; event.detail.isError = false; }
  });
  document.addEventListener("toast", (event) => toast(event.detail.text || event.detail.value, event.detail.tone, event.detail.undo));

  // ---- appearance: shown at once, kept in this browser and, for a signed-in person, on the server as well ------------
  const look = window.yishangLook;
  function choose(name, value) {
    memory.set(name, value);
    look.show[name]?.(value);
    showAppearance();
    if (document.body.dataset.person) rememberLook({ [name]: value });
    else memory.set("chosen", [...new Set([...(memory.get("chosen") || "").split(" "), name])].join(" ").trim());
    document.dispatchEvent(new CustomEvent("yishang:look", { detail: { name, value } }));
  }
  function rememberLook(chosen) {
    const body = new URLSearchParams({ ...chosen, csrfmiddlewaretoken: token() });
    return fetch("/account/look/", { method: "POST", body, headers: { Accept: "application/json" }, keepalive: true }).catch(() => {});
  }
  /** What was chosen at the door belongs to the person who then came in. */
  function bringAlong() {
    const chosen = (memory.get("chosen") || "").split(" ").filter((name) => look.show[name] && memory.get(name));
    if (!document.body.dataset.person) return;
    memory.drop("chosen");
    if (!chosen.length) return;
    chosen.forEach((name) => look.show[name](memory.get(name)));
    rememberLook(Object.fromEntries(chosen.map((name) => [name, memory.get(name)])));
  }
  /** Django's token of now: after signing in again in another tab, the one in this page is an old one. */
  const token = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] || document.querySelector("[name=csrfmiddlewaretoken]")?.value || "";

  const switches = { elder: () => look.here.elder() === "1", keys: () => root.dataset.keys !== "0" };
  function showAppearance() {
    all("[data-choose]").forEach((b) => b.setAttribute("aria-pressed", String(look.here[b.dataset.choose]() === b.dataset.value)));
    all("[data-switch]").forEach((b) => b.setAttribute("aria-pressed", String(switches[b.dataset.switch]())));
  }

  document.addEventListener("click", (event) => {
    const target = event.target.closest("button, a, summary, [data-row]");
    all("details.menu[open]").forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
    if (!target) return;
    const { choose: chosen, value, switch: name, openDialog } = target.dataset;
    if (chosen) choose(chosen, value);
    else if (name) choose(name, switches[name]() ? "0" : "1");
    else if (openDialog) document.getElementById(openDialog)?.showModal();
    else if ("back" in target.dataset) history.back();
    else if ("closeDialog" in target.dataset) target.closest("dialog").close();
  });

  // ---- focus is never lost when a part of the page is replaced -----------------------------------------------------
  let before = null;  // where the focus was, when what held it goes
  function noteFocus(target) {
    const at = document.activeElement;
    if (at && at !== document.body && target?.contains(at)) before = { id: at.id, name: at.name, row: at.closest("[data-row]")?.id, target: target.id };
  }
  function findFocus() {
    if (!before || (document.activeElement && document.activeElement !== document.body)) { before = null; return; }
    const place = document.getElementById(before.target) || document.getElementById("main");
    const byName = before.name && place?.querySelector(`[name="${CSS.escape(before.name)}"]:not([type=hidden])`);
    const row = before.row && document.getElementById(before.row)?.querySelector("[data-open], a");
    const found = (before.id && document.getElementById(before.id)) || row || byName || place?.querySelector("[tabindex='-1']") || place;
    before = null;
    if (found && !found.matches("a, button, input, select, textarea, [tabindex]")) found.tabIndex = -1;
    found?.focus({ preventScroll: true });
  }
  document.addEventListener("htmx:beforeSwap", (event) => noteFocus(event.detail.target), true);
  document.addEventListener("htmx:oobBeforeSwap", (event) => noteFocus(event.detail.target), true);
  document.addEventListener("htmx:afterSettle", findFocus);

  // ---- counters ----------------------------------------------------------------------------------------------------
  function count(output) {
    const field = document.getElementById(output.dataset.countFor);
    if (!field) return;
    const most = field.maxLength > 0 ? field.maxLength : Number(output.textContent.split("/")[1]);
    output.textContent = `${field.value.length}/${most}`;
    output.setAttribute("aria-live", field.value.length > most * 0.9 ? "polite" : "off");
  }
  document.addEventListener("input", (event) => {
    if (event.target.id) all(`[data-count-for="${CSS.escape(event.target.id)}"]`).forEach(count);
  });

  // ---- faults go when their field is touched again; the server looks once more anyway -------------------------------
  function clearFault(field) {
    const box = field.closest(".has-error");
    const words = (field.getAttribute("aria-describedby") || "").split(/\s+/).map((id) => document.getElementById(id));
    words.filter((one) => one?.matches(".field-error")).forEach((one) => one.remove());
    field.classList.remove("is-invalid");
    field.removeAttribute("aria-invalid");
    if (box) {
      all(".field-error", box).forEach((one) => one.remove());
      box.classList.remove("has-error");
    }
    all("[data-faults]").forEach((summary) => {
      const left = all(".has-error").length;
      summary.hidden = !left;
      const title = summary.querySelector(".notice-title");
      title.textContent = title.textContent.replace(/\d+/, left);
    });
  }
  for (const touched of ["input", "change"]) {
    document.addEventListener(touched, (event) => { if (event.target.closest(".has-error") || event.target.matches("[aria-invalid]")) clearFault(event.target); });
  }
  document.addEventListener("yishang:pictures", (event) => { if (event.target.closest(".has-error")) clearFault(event.target); });

  function prepare(within) { all("[data-count-for]", within).forEach(count); showAppearance(); }
  document.addEventListener("htmx:load", (event) => prepare(event.target));
  window.yishang = { memory, toast, lock, unlock, prepare, all, choose, token };
  bringAlong();
  prepare(document);
  const faulty = document.querySelector(".has-error :is(input, select, textarea)");
  if (faulty) faulty.focus();
})();
