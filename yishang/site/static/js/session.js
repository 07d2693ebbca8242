// The end of a session: said two minutes before with a button to go on, and nothing written is lost when it comes. The server tells
// how long this session lasts (body[data-session-left], seconds; header X-Session-Left on parts) and whose page this is
// (body[data-person]). All tabs of one browser share one session, so they tell each other.
(() => {
  "use strict";
  const { memory, toast, all, token } = window.yishang;
  const body = document.body;
  const WARN = 120;  // seconds before the end
  const person = body.dataset.person || "";
  const door = body.dataset.door || "/sign-in/";
  const KEPT = "/account/session/";
  let until = 0;
  let bar = null;

  // ---- how long ---------------------------------------------------------------------------------------------------
  function lasts(seconds) {
    if (!(seconds > 0)) return;
    until = Date.now() + seconds * 1000;
    memory.set("session", JSON.stringify({ person, until }));
    if (bar) hide();
  }
  window.addEventListener("storage", (event) => {
    if (event.key !== "yishang.session" || !event.newValue) return;
    const told = JSON.parse(event.newValue);
    if (told.person !== person) { someoneElse(); return; }
    if (told.until > until) { until = told.until; hide(); }
  });
  document.addEventListener("htmx:afterRequest", (event) => lasts(Number(event.detail.xhr.getResponseHeader("X-Session-Left"))));

  function hide() { bar?.remove(); bar = null; }
  function button(words, act) {
    const one = document.createElement("button");
    one.type = "button";
    one.className = "btn btn-primary";
    one.textContent = words;
    one.addEventListener("click", act);
    return one;
  }
  function show(words, ...buttons) {
    hide();
    bar = document.createElement("div");
    bar.className = "session-bar no-print";
    bar.setAttribute("role", "alert");
    const text = document.createElement("span");
    text.textContent = words;
    bar.append(text, ...buttons);
    body.append(bar);
  }
  async function goOn() {
    try {
      const answer = await fetch(KEPT, { method: "POST", headers: { Accept: "application/json", "X-CSRFToken": token() }, redirect: "manual" });
      if (!answer.ok) { leave(); return; }
      lasts((await answer.json()).left);
      hide();
      toast("好的，继续。", "success");
    } catch { toast("网络断开了，恢复后请再点一次“继续”。", "error"); }
  }
  function watch() {
    if (!until || document.querySelector("[data-holds-session]")) return;  // that page works without a network and asks itself
    const left = Math.round((until - Date.now()) / 1000);
    if (left <= 0) leave();
    else if (left <= WARN) {
      if (!bar) show("您很久没有操作，再过两分钟就要重新登录。写了一半的内容会留着。", button("继续", goOn));
      bar.querySelector(".btn").textContent = `继续（还有 ${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}）`;
    }
  }

  // ---- it has ended: what was written waits in this browser, the screen is given free --------------------------------
  function leave() {
    until = 0;
    document.dispatchEvent(new CustomEvent("yishang:leaving"));
    location.assign(`${door}?next=${encodeURIComponent(location.pathname + location.search)}`);
  }
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.xhr.status !== 401) return;
    event.detail.shouldSwap = false;
    leave();
  });
  document.addEventListener("htmx:beforeRequest", (event) => { if (event.detail.requestConfig.verb !== "get") document.dispatchEvent(new CustomEvent("yishang:sending", { detail: { form: event.target.closest("form") } })); });
  document.addEventListener("htmx:afterRequest", (event) => { if (event.detail.xhr.getResponseHeader("HX-Redirect")?.startsWith("/sign-in/")) document.dispatchEvent(new CustomEvent("yishang:leaving")); });

  // ---- two tabs: the token of now travels with what is sent, and whose page it was ---------------------------------------
  // After signing in again in another tab this page's own token is old; the server refuses when another person signed in.
  document.addEventListener("htmx:configRequest", (event) => {
    if (event.detail.verb === "get") return;
    event.detail.headers["X-CSRFToken"] = token();
    if (person) event.detail.headers["X-Seen-As"] = person;
    if (event.detail.parameters.has?.("csrfmiddlewaretoken")) event.detail.parameters.set("csrfmiddlewaretoken", token());
    else if ("csrfmiddlewaretoken" in event.detail.parameters) event.detail.parameters.csrfmiddlewaretoken = token();
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || form.matches("[hx-post]")) return;
    all("[name=csrfmiddlewaretoken]", form).forEach((field) => { field.value = token(); });
    if (person && !form.elements.seen_as) form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "seen_as", value: person }));
  }, true);
  function someoneElse() {
    until = 0;
    document.dispatchEvent(new CustomEvent("yishang:leaving"));
    show("这台电脑上刚刚换了登录的人，这一页是先前那位的，不能再提交。", button("重新载入", () => location.reload()));
  }
  window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });  // never an old page from the back button

  if (person && Number(body.dataset.sessionLeft) > 0) {
    lasts(Number(body.dataset.sessionLeft));
    setInterval(watch, 1000);
    document.addEventListener("visibilitychange", () => { if (!document.hidden) watch(); });
  }
})();
