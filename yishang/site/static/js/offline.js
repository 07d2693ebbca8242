// For pages that work without a network: a store in IndexedDB, sending each thing once, the server's time, and building what is shown.
// Window.yishang.offline; everything that takes time returns a promise.
(() => {
  "use strict";
  const { token } = window.yishang;
  const API = "/api/v1";

  /** A store of this browser. `stores` name → options of createObjectStore; an option `by` adds an index of that name. */
  function open(name, stores) {
    const opened = new Promise((resolve, reject) => {
      const request = indexedDB.open(name, 1);
      request.onupgradeneeded = () => {
        for (const [store, { by, ...options }] of Object.entries(stores)) {
          const made = request.result.createObjectStore(store, options);
          if (by) made.createIndex(by, by);
        }
      };
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    return async (store, mode, work) => {
      const base = await opened;
      return new Promise((resolve, reject) => {
        const transaction = base.transaction(store, mode);
        const request = work(transaction.objectStore(store));
        transaction.oncomplete = () => resolve(request && request.result);
        transaction.onerror = () => reject(transaction.error);
        transaction.onabort = () => reject(transaction.error);
      });
    };
  }

  class Refused extends Error {
    constructor(status, told) { super(told.message || "没有送到"); this.status = status; this.told = told; }
  }
  class NoNetwork extends Error {}

  /** Ask the API. `key` makes a writing one that is answered again and not repeated. Throws NoNetwork, Refused. */
  async function send(address, body, key = "", method = "POST") {
    const headers = { Accept: "application/json", "X-CSRFToken": token(), "X-Background": "1" };
    if (key) headers["Idempotency-Key"] = key;
    if (body && !(body instanceof FormData)) headers["Content-Type"] = "application/json";
    let answer;
    try {
      answer = await fetch(API + address, { method, headers, body: body instanceof FormData ? body : body && JSON.stringify(body), credentials: "same-origin" });
    } catch { throw new NoNetwork(); }
    if (answer.status >= 500) throw new NoNetwork();
    const told = answer.status === 204 ? {} : await answer.json().catch(() => ({}));
    if (!answer.ok) throw new Refused(answer.status, told);
    return told;
  }

  // ---- building ------------------------------------------------------------------------------------------------------------
  function el(tag, told = {}, ...inside) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(told)) {
      if (name === "on") for (const [event, act] of Object.entries(value)) node.addEventListener(event, act);
      else if (name === "text") node.textContent = value;
      else if (value === true) node.setAttribute(name, "");
      else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, value);
    }
    node.append(...inside.filter((one) => one !== null && one !== undefined && one !== false));
    return node;
  }
  const button = (words, act, look = "btn") => el("button", { type: "button", class: look, text: words, on: { click: act } });
  function field(label, control, hint = "", fault = "") {
    control.id ||= `v-${Math.random().toString(36).slice(2)}`;
    if (fault) control.setAttribute("aria-invalid", "true");
    return el("div", { class: `field${fault ? " has-error" : ""}` }, el("label", { class: "form-label", for: control.id, text: label }), control,
      hint && el("p", { class: "form-hint", text: hint }), fault && el("p", { class: "field-error", text: fault }));
  }
  const when = (moment) => moment ? new Date(moment).toLocaleString("zh-CN", { month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit", hour12: false, timeZone: "Asia/Shanghai" }) : "";
  const day = (text) => text ? `${Number(text.slice(5, 7))}月${Number(text.slice(8, 10))}日` : "日期待定";

  window.yishang.offline = { open, send, Refused, NoNetwork, el, button, field, when, day };
})();
