// The desk: a row opens its matter at the side, moves open in place, D acts on the row that is marked. Works without it, page by page.
(() => {
  "use strict";
  const { all, mark, marked } = window.yishang;
  const place = () => document.getElementById("matter-place");
  const isWide = () => Boolean(document.querySelector(".desk-side")?.offsetParent);
  const shown = () => document.getElementById("matter")?.dataset.number || "";
  const rowOf = (number) => document.getElementById("row-" + number);
  let following = 0;  // the timer between J or K and the panel

  // ---- the list and its matter -------------------------------------------------------------------------------------
  function remember(number) {
    const url = new URL(location.href);
    url.searchParams.set("open", number);
    history.replaceState(history.state, "", url);
  }
  /** Resolves when the matter is shown or is said not to have opened; the mark follows then (see "what is shown"). */
  function open(row) {
    const link = row?.querySelector("[data-open]");
    if (!link || !isWide()) return null;
    clearTimeout(following);
    following = 0;
    return htmx.ajax("GET", link.getAttribute("hx-get"), { source: link, target: "#matter-place", swap: "innerHTML" }).catch(() => {});
  }
  function openFirst() {
    if (!isWide()) return;
    const wanted = new URLSearchParams(location.search).get("open");
    open((wanted && rowOf(wanted)) || document.querySelector("[data-row]"));
  }

  // ---- what is shown: the mark is on the row of the matter in the panel, also when that matter did not open ----------
  function follow(number) {
    const row = rowOf(number);
    if (!row || following) return;  // J and K are ahead already; the panel comes after them
    mark(row);
    remember(number);
  }
  function sayNotOpened(link) {
    const words = document.getElementById("matter-not-opened").content.cloneNode(true);
    words.querySelector("[data-which]").textContent = link.textContent;
    words.querySelector("[data-open-again]").dataset.openAgain = link.closest("[data-row]").dataset.number;
    place().replaceChildren(words);
    follow(link.closest("[data-row]").dataset.number);
  }
  for (const failure of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
    document.addEventListener(failure, (event) => {
      const link = event.detail.requestConfig?.elt;
      if (!link?.matches("[data-row] [data-open]") || !isWide()) return;
      event.stopPropagation();  // said in the panel, not in passing as well
      sayNotOpened(link);
    }, true);
  }
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.target.id === "matter-place") follow(shown() || event.detail.requestConfig?.elt?.closest("[data-row]")?.dataset.number);
  });
  document.addEventListener("click", (event) => {
    const again = event.target.closest("[data-open-again]");
    if (again) open(rowOf(again.dataset.openAgain));
  });

  // With Ctrl, Shift or the middle button a link opens as anywhere on the web; where there is no side, on its own page.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-open]");
    if (link && (event.ctrlKey || event.metaKey || event.shiftKey || !isWide())) event.stopImmediatePropagation();
  }, true);
  document.addEventListener("click", (event) => {
    const row = event.target.closest("[data-row]");
    if (row && !event.target.closest("a, button, input") && !String(getSelection())) {
      if (isWide()) open(row); else row.querySelector("[data-open]").click();
    }
  });

  // J and K: the panel follows the mark, a moment later, so that running down a list asks for one matter.
  document.addEventListener("yishang:row", () => {
    clearTimeout(following);
    following = setTimeout(() => {
      following = 0;
      const row = marked();
      if (row && row.dataset.number !== shown()) open(row);
    }, 220);
  });
  // D never acts on a matter other than the marked one: it waits until that one is shown.
  document.addEventListener("yishang:key", (event) => {
    const row = marked();
    if (event.detail.key !== "d" || !row || row.dataset.number === shown() || !isWide()) return;
    event.preventDefault();
    open(row)?.then(() => { if (shown() === row.dataset.number) place().querySelector("[data-key='d']")?.click(); });
  });

  // ---- forms in place ----------------------------------------------------------------------------------------------
  function closeMove() {
    if (!document.querySelector("#move form")) return;
    document.dispatchEvent(new CustomEvent("yishang:keep"));
    document.getElementById("move").replaceChildren();
    document.dispatchEvent(new CustomEvent("yishang:panel"));  // what was written is offered again
    (place().querySelector("[data-key='d']") || place().querySelector("h2"))?.focus();
  }
  document.addEventListener("click", (event) => { if (event.target.closest("[data-close-move]")) closeMove(); });
  document.addEventListener("yishang:escape", closeMove);
  document.addEventListener("change", (event) => {
    const route = event.target.dataset?.route;  // the star suggests the route, once; a person's own choice stays
    const form = event.target.form;
    if (event.target.name === "route") form.dataset.routeChosen = "1";
    if (!route || form.dataset.routeChosen) return;
    form.querySelector(`[name=route][value="${route}"]`).checked = true;
  });
  function narrow(field) {
    const box = document.getElementById(field.dataset.narrow);
    const words = field.value.trim().toLowerCase().split(/\s+/);
    all(".unit-choice", box).forEach((one) => {
      one.hidden = !words.every((word) => one.dataset.words.toLowerCase().includes(word));
    });
    all(".unit-group", box).forEach((group) => { group.hidden = !group.querySelector(".unit-choice:not([hidden])"); });
    box.querySelector(".unit-none").hidden = Boolean(box.querySelector(".unit-choice:not([hidden])"));
    box.scrollTop = 0;
  }
  document.addEventListener("input", (event) => { if (event.target.dataset.narrow) narrow(event.target); });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.dataset?.narrow) return;
    event.preventDefault();  // Enter takes the first that is left, it does not send the form
    const first = document.querySelector("#" + event.target.dataset.narrow + " .unit-choice:not([hidden]) input");
    if (first) { first.checked = true; first.focus(); }
  });

  // ---- what was written and not sent, offered where it belongs -------------------------------------------------------
  const prefix = () => `move-${document.body.dataset.person}-${shown()}-`;
  const doorOf = (move) => document.querySelector(`#matter .matter-moves a[href*="/${move}/"]`);
  function openMove(move) {
    const link = doorOf(move);
    if (link) htmx.ajax("GET", link.getAttribute("hx-get"), { source: link, target: "#move", swap: "innerHTML" });
  }
  function text(tag, words, classes = "") {
    const element = document.createElement(tag);
    element.textContent = words;
    element.className = classes;
    return element;
  }
  function press(words, act) {
    const button = text("button", words, "btn");
    button.type = "button";
    button.addEventListener("click", act);
    return button;
  }
  function offer({ key, draft }) {
    const move = key.slice(prefix().length);
    const box = text("div", "", "notice notice-amber draft-waiting");
    const inside = text("div", "");
    const forget = press("不要了", () => { window.yishang.drafts.drop(key); box.remove(); });
    const link = doorOf(move);
    if (link) {
      const label = [...link.childNodes].filter((one) => one.nodeType === 3).map((one) => one.textContent).join("").trim();
      inside.append(text("p", `“${label}”写了一半，还没有提交。`), press("接着写", () => openMove(move)), forget);
    } else {
      const kept = draft.fields.filter(([, value]) => value.length > 1).map(([, value]) => value).join("\n");
      const copy = Object.assign(text("textarea", kept, "form-control"), { readOnly: true, rows: 3 });
      copy.setAttribute("aria-label", "没有提交的内容");
      inside.append(text("p", "这一步现在不能办了，您写的内容还在，可以复制："), copy, forget);
    }
    box.append(inside);
    document.querySelector("#matter .matter-moves").before(box);
  }
  function offerDrafts() {
    if (!shown() || document.querySelector("#move form") || document.querySelector(".draft-waiting")) return;
    const found = window.yishang.drafts.waiting(prefix());
    if (!found.length) return;
    found.forEach(offer);
    if (found[0].draft.interrupted) openMove(found[0].key.slice(prefix().length));  // back from signing in: where it was
  }
  document.addEventListener("yishang:panel", offerDrafts);
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.target.id === "matter-place") offerDrafts();
    if (event.target.id === "move" && document.querySelector("#move form")) all(".draft-waiting").forEach((box) => box.remove());
  });

  // A template fills the text below; what is written already stays, above it.
  document.addEventListener("change", (event) => {
    const words = event.target.value;
    const field = event.target.dataset?.fills && document.getElementById(event.target.dataset.fills);
    if (!field || !words) return;
    field.value = field.value.trim() ? `${field.value.trimEnd()}\n${words}` : words;
    event.target.value = "";
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  });

  // A suggestion is taken over by pressing it; nothing is chosen by itself.
  document.addEventListener("click", (event) => {
    const taken = event.target.closest?.("[data-takes]");
    const field = taken && document.getElementById(taken.dataset.takes);
    if (!field) return;
    field.value = taken.dataset.value;
    field.dispatchEvent(new Event("change", { bubbles: true }));
    field.focus();
  });

  // ---- answers -----------------------------------------------------------------------------------------------------
  // Refusals of every kind stand where the person is looking.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const status = event.detail.xhr.status;
    if ((status === 403 || status === 404) && ["matter-place", "move"].includes(event.detail.target.id)) {
      event.detail.shouldSwap = true;
      event.detail.isError = false;
    }
  });
  function enterForm() {
    const form = document.querySelector("#move form");
    if (!form) return;
    form.scrollIntoView({ block: "nearest" });
    const faulty = form.querySelector(".has-error :is(input, select, textarea)");
    const first = form.querySelector("[data-first], [data-narrow]")
      || form.querySelector("select, textarea, input:not([type=hidden], [type=file])");
    (faulty || first)?.focus({ preventScroll: Boolean(!faulty) });
  }
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.target.id === "matter-place") { event.target.scrollTop = 0; takeNews(); }
    if (event.target.id === "move" || event.target.id === "matter-place") enterForm();
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.target.id !== "desk-list") return;
    if (isBeside) { isBeside = false; if (rowOf(shown())) mark(rowOf(shown())); } else openFirst();
  });
  document.addEventListener("queues", (event) => {
    all(".desk-nav-item").forEach((link) => {
      const count = event.detail[new URL(link.href).searchParams.get("queue")];
      const badge = link.querySelector(".desk-nav-count");
      if (!badge || count === undefined) return;
      badge.firstChild.nodeValue = count;
      badge.classList.toggle("hot", Boolean(count) && "hot" in badge.dataset);
    });
  });
  // A step changes the list at once: its row as it is now, or gone; and the list says how many are left.
  let isBeside = false;  // the list is fetched again beside a matter that stays open
  function listAnew() {
    isBeside = true;
    htmx.ajax("GET", location.href, { target: "#desk-list", select: "#desk-list", swap: "outerHTML" });
  }
  function bringRow(fresh) {
    const row = document.getElementById(fresh.id);
    if (!row) { listAnew(); return; }
    row.replaceWith(fresh);
    fresh.classList.add("is-fresh");
    htmx.process(fresh);
    mark(fresh);
  }
  function takeNews() {
    const [now, gone, total] = ["[data-row-now]", "[data-row-leaves]", "[data-total-now]"].map((one) => place().querySelector(one));
    if (!document.getElementById("desk-list")) return;
    if (total) document.getElementById("list-total").textContent = total.textContent;
    if (now) bringRow(now.content.querySelector("tr"));
    if (gone) rowOf(gone.dataset.rowLeaves)?.remove();
    if (gone && !document.querySelector("[data-row]")) listAnew();
    [now, gone, total].forEach((one) => one?.remove());
  }
  // The little form that keeps a filter: the pen is in it when it opens, and it closes when the filter is kept.
  document.addEventListener("toggle", (event) => { if (event.target.matches(".saved-keep[open]")) event.target.querySelector("#saved-name").focus(); }, true);
  document.addEventListener("saved", () => all(".saved-keep").forEach((menu) => { menu.open = false; menu.hidden = true; document.querySelector(".saved-chip[aria-current]")?.focus(); }));
  // How many rows a page has is remembered for the person; the form asks for the list at once.
  document.addEventListener("change", (event) => { if (event.target.dataset?.keep) window.yishang.choose(event.target.dataset.keep, event.target.value); });
  // ---- the overview ------------------------------------------------------------------------------------------------
  document.addEventListener("change", (event) => { if (event.target.matches("[data-send]")) event.target.form.requestSubmit(); });
  document.addEventListener("click", (event) => { if (event.target.closest("[data-print]")) window.print(); });
  openFirst();
  enterForm();  // a form on a page of its own
  if (!document.getElementById("desk-list")) offerDrafts();
})();
