// What every page does: submit once, keys of the desk, switches, menus, counters, toasts. No framework, no inline code (strict CSP).
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

  /** Say something in passing. tone: "" | "success" | "error"; errors stay until closed or followed by another. */
  function toast(text, tone = "") {
    const region = document.getElementById("toasts");
    if (!region) return;
    const note = document.createElement("div");
    note.className = "toast-note" + (tone ? " toast-" + tone : "");
    note.textContent = text;
    all(".toast-error", region).forEach((old) => old.remove());
    if (tone === "error") note.append(closer(note));
    else setTimeout(() => note.remove(), 6000);
    region.append(note);
  }

  function closer(note) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "×";
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
  document.addEventListener("htmx:afterRequest", (event) => { if (event.target.closest("form")) unlock(event.target.closest("form")); });
  window.addEventListener("pageshow", (event) => { if (event.persisted) all("form[data-sending]").forEach(unlock); });

  // ---- failures of htmx requests are said, never swallowed -----------------------------------------------------------
  document.addEventListener("htmx:sendError", () => toast("网络断开了，内容都还在。恢复后请再点一次。", "error"));
  document.addEventListener("htmx:timeout", () => toast("等了 20 秒没有回应，请再试一次。", "error"));
  document.addEventListener("htmx:responseError", (event) => {
    const status = event.detail.xhr.status;
    if (status === 401 || status === 403) toast("登录已过期或没有权限，请重新登录后再试。", "error");
    else if (status >= 500) toast("我们这边出了问题，请稍后再试。", "error");
  });
  // A refusal (409) or faulty form (422) is a page part with words in it: show it.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if ([409, 422].includes(event.detail.xhr.status)) { event.detail.shouldSwap = true; event.detail.isError = false; }
  });
  document.addEventListener("toast", (event) => toast(event.detail.text || event.detail.value, event.detail.tone));

  // ---- appearance --------------------------------------------------------------------------------------------------
  const keysOn = () => memory.get("keys") !== "0";
  const state = { density: () => root.dataset.density, theme: () => root.dataset.bsTheme };
  const switches = {
    elder: { on: () => "elder" in root.dataset, turn(on) { if (on) root.dataset.elder = ""; else delete root.dataset.elder; memory.set("elder", on ? "1" : "0"); } },
    keys: { on: keysOn, turn(on) { memory.set("keys", on ? "1" : "0"); } },
  };
  function showAppearance() {
    all("[data-choose]").forEach((b) => b.setAttribute("aria-pressed", String(state[b.dataset.choose]() === b.dataset.value)));
    all("[data-switch]").forEach((b) => b.setAttribute("aria-pressed", String(switches[b.dataset.switch].on())));
  }

  document.addEventListener("click", (event) => {
    const target = event.target.closest("button, a, summary, [data-row]");
    all("details.menu[open]").forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
    if (!target) return;
    const { choose, value, switch: name, openDialog } = target.dataset;
    if (choose) {
      memory.set(choose, value);
      root.dataset[choose === "theme" ? "bsTheme" : choose] = value;
      showAppearance();
    } else if (name) {
      switches[name].turn(!switches[name].on());
      showAppearance();
    } else if (openDialog) document.getElementById(openDialog)?.showModal();
    else if ("back" in target.dataset) history.back();
    else if ("closeDialog" in target.dataset) target.closest("dialog").close();
    if (target.matches("[data-row] a:not([hx-get])")) mark(target.closest("[data-row]"));
  });

  // ---- keys of the desk: J K Enter / ? and the letter of any [data-key] ----------------------------------------------
  const rows = () => all("[data-row]").filter((row) => row.offsetParent !== null);
  const opener = (row) => row.querySelector("[data-open]") || row.querySelector("a");
  function mark(row) {
    all("[data-row].is-current").forEach((other) => other.classList.remove("is-current"));
    row.classList.add("is-current");
  }
  function step(by) {
    const list = rows();
    if (!list.length) return;
    const at = list.findIndex((row) => row.classList.contains("is-current"));
    const row = list[Math.min(Math.max(at < 0 ? (by > 0 ? 0 : list.length - 1) : at + by, 0), list.length - 1)];
    mark(row);
    opener(row)?.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  }
  function press(key) {
    const target = all("[data-key]").find((element) => element.dataset.key === key && element.offsetParent !== null);
    if (!target) return false;
    target.focus();
    if (target.select) target.select();
    if ("keyPress" in target.dataset) target.click();
    return true;
  }
  const writing = (element) => element.matches("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      all("details.menu[open]").forEach((menu) => { menu.open = false; menu.querySelector("summary").focus(); });
      if (writing(event.target)) event.target.blur();
      return;
    }
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || !keysOn()) return;
    if (writing(event.target) || document.querySelector("dialog[open]")) return;
    const key = event.key.toLowerCase();
    if (key === "j" || key === "k") step(key === "j" ? 1 : -1);
    else if (key === "?") { const help = document.getElementById("keys-help"); if (!help) return; help.showModal(); }
    else if (key === "enter" && event.target === document.body) { const row = document.querySelector("[data-row].is-current"); if (row) opener(row)?.click(); }
    else if (key.length !== 1 || !press(key)) return;
    if (key !== "enter") event.preventDefault();
  });

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
  window.yishang = { memory, toast, lock, unlock, prepare, all };
  prepare(document);
  const faulty = document.querySelector(".has-error :is(input, select, textarea)");
  if (faulty) faulty.focus();
})();
