// The keys of the desk. One table says which there are, when each works and what it does; the help (?) is written from the same
// table at the moment it opens, so it names exactly the keys that work on this page. Off with one switch (WCAG 2.1.4), and
// silent in every field. Other scripts act on `yishang:row` (the mark moved) and may prevent `yishang:key` (about to act).
(() => {
  "use strict";
  const { all } = window.yishang;
  const root = document.documentElement;
  const GO_WAITS = 2500;  // milliseconds between G and the letter
  const isOn = () => root.dataset.keys !== "0";
  const seen = (element) => Boolean(element.offsetParent);
  const pressed = (key) => all("[data-key]").find((element) => element.dataset.key === key && seen(element));
  const places = () => all(".desk-nav-wide [data-go], .desk-drawer [data-go]").filter((link, at, links) => links.findIndex((one) => one.dataset.go === link.dataset.go) === at);
  const dialog = () => document.getElementById("keys-help");
  let goingUntil = 0;

  // ---- rows ------------------------------------------------------------------------------------------------------
  const rows = () => all("[data-row]").filter(seen);
  const opener = (row) => row.querySelector("[data-open]") || row.querySelector("a");
  const marked = () => document.querySelector("[data-row].is-current");
  let lastAt = -1;  // where the mark was; when its row leaves the list, the next is the one that took its place
  function mark(row) {
    all("[data-row].is-current").forEach((other) => other.classList.remove("is-current"));
    row.classList.add("is-current");
    lastAt = rows().indexOf(row);
  }
  function step(by) {
    const list = rows();
    const at = list.findIndex((row) => row.classList.contains("is-current"));
    const gone = by > 0 ? Math.max(lastAt, 0) : lastAt > 0 ? lastAt - 1 : list.length - 1;
    const row = list[Math.min(Math.max(at < 0 ? gone : at + by, 0), list.length - 1)];
    mark(row);
    opener(row)?.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
    document.dispatchEvent(new CustomEvent("yishang:row", { detail: { row } }));
  }
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-row] a:not([hx-get])");
    if (link) mark(link.closest("[data-row]"));
  });

  // ---- the table: keys, what they do in words, whether they work here, what they do ---------------------------------
  function press(key) {
    const target = pressed(key);
    target.focus();
    if (target.select) target.select();
    if ("keyPress" in target.dataset) target.click();
  }
  const wordsOf = (element) => element.dataset.keySays || element.getAttribute("aria-label") || [...element.childNodes].filter((one) => one.nodeName !== "KBD").map((one) => one.textContent).join("").trim();
  const TABLE = [
    { key: "j", says: "下一件", works: () => rows().length > 0, act: () => step(1) },
    { key: "k", says: "上一件", works: () => rows().length > 0, act: () => step(-1) },
    { key: "Enter", says: "打开选中的一件", works: () => Boolean(marked()), act: () => opener(marked()).click(), onlyOnPage: true },
    { key: "g", says: "再按一个字母，去别的列表", works: () => places().length > 0, act: () => going(true) },
    { key: "?", says: "打开或关上这张表", works: () => Boolean(dialog()), act: () => help() },
  ];
  const ALWAYS = [{ shown: "Esc", says: "关上窗口、菜单，离开输入框" }];
  /** What the page itself adds: every visible element with data-key. */
  const ofPage = () => [...new Set(all("[data-key]").filter(seen).map((element) => element.dataset.key))]
    .map((key) => ({ key, says: wordsOf(pressed(key)), works: () => true, act: () => press(key) }));
  const working = () => [...TABLE, ...ofPage()].filter((row) => row.works());
  const ofPlaces = () => places().map((link) => ({ shown: ["g", link.dataset.go], says: link.querySelector("span").textContent }));

  // ---- help --------------------------------------------------------------------------------------------------------
  const cap = (key) => (key.length === 1 ? key.toUpperCase() : key);
  function line({ key, shown, says }) {
    const [box, term, words] = ["div", "dt", "dd"].map((name) => document.createElement(name));
    [].concat(shown || key).forEach((one) => {
      const kbd = document.createElement("kbd");
      kbd.textContent = cap(one);
      term.append(kbd, " ");
    });
    words.textContent = says;
    box.append(term, words);
    return box;
  }
  function help() {
    const found = [...working().map((row) => ({ ...row, shown: row.key })), ...ofPlaces(), ...ALWAYS];
    dialog().querySelector("[data-keys-list]").replaceChildren(...found.map(line));
    dialog().querySelector("[data-keys-off]").hidden = isOn();
    if (!dialog().open) dialog().showModal();
  }
  document.addEventListener("click", (event) => { if (event.target.closest("[data-keys-help]")) help(); });
  document.addEventListener("yishang:look", (event) => { if (event.detail.name === "keys" && dialog()?.open) help(); });

  // ---- G and a letter --------------------------------------------------------------------------------------------
  function going(is) {
    goingUntil = is ? performance.now() + GO_WAITS : 0;
    root.classList.toggle("keys-going", is);
    if (is) setTimeout(() => { if (performance.now() >= goingUntil) going(false); }, GO_WAITS);
  }
  function go(letter) {
    going(false);
    places().find((link) => link.dataset.go === letter)?.click();
  }

  // ---- listening -------------------------------------------------------------------------------------------------
  // A tick in a row of the list takes no letters, so the keys go on there; every other field is left alone.
  const isWriting = (element) => element.matches("input, textarea, select, [contenteditable]") && !element.matches("[data-row] input[type=checkbox]");
  function escape(target) {
    going(false);
    all("details.menu[open]").forEach((menu) => { menu.open = false; menu.querySelector("summary").focus(); });
    if (isWriting(target)) target.blur();
    else document.dispatchEvent(new CustomEvent("yishang:escape"));
  }
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
    const open = document.querySelector("dialog[open]");
    if (event.key === "Escape") { if (!open) escape(event.target); return; }
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (open === dialog() && open && key === "?") { open.close(); event.preventDefault(); return; }
    if (!isOn() || open || isWriting(event.target)) return;
    if (goingUntil && performance.now() < goingUntil) { go(key); event.preventDefault(); return; }
    const isTaken = !document.dispatchEvent(new CustomEvent("yishang:key", { detail: { key }, cancelable: true }));
    const row = isTaken ? null : working().find((one) => one.key === key);
    if (!isTaken && (!row || (row.onlyOnPage && event.target !== document.body))) return;
    event.preventDefault();
    row?.act();
  });

  Object.assign(window.yishang, { mark, marked, opener });
})();
