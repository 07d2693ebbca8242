// The desk: a row opens its matter at the side, moves open in place, D acts on the row that is marked. Works without it, page by page.
(() => {
  "use strict";
  const { all } = window.yishang;
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
  function mark(row) {
    all("[data-row].is-current").forEach((other) => other.classList.remove("is-current"));
    row.classList.add("is-current");
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
  document.addEventListener("keydown", (event) => {
    const key = event.key.toLowerCase();
    if (key !== "j" && key !== "k") return;
    clearTimeout(following);
    following = setTimeout(() => {
      following = 0;
      const row = document.querySelector("[data-row].is-current");
      if (row && row.dataset.number !== shown()) open(row);
    }, 220);
  });
  // D never acts on a matter other than the marked one: it waits until that one is shown.
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "d" || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.target.matches("input, textarea, select") || document.querySelector("dialog[open]")) return;
    if (window.yishang.memory.get("keys") === "0") return;
    const row = document.querySelector("[data-row].is-current");
    if (!row || row.dataset.number === shown() || !isWide()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    open(row)?.then(() => { if (shown() === row.dataset.number) place().querySelector("[data-key='d']")?.click(); });
  }, true);

  // ---- forms in place ----------------------------------------------------------------------------------------------
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-close-move]")) return;
    document.getElementById("move").replaceChildren();
    place().querySelector("[data-key='d']")?.focus();
  });
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
    if (event.target.id === "matter-place") event.target.scrollTop = 0;
    if (event.target.id === "move" || event.target.id === "matter-place") enterForm();
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.target.id === "desk-list") openFirst();
  });
  document.addEventListener("queues", (event) => {
    all(".desk-nav-item").forEach((link) => {
      const count = event.detail[new URL(link.href).searchParams.get("queue")];
      const badge = link.querySelector(".desk-nav-count");
      if (badge && count !== undefined) {
        badge.firstChild.nodeValue = count;
        if (!count) badge.classList.remove("hot");
      }
    });
  });
  // ---- the overview ------------------------------------------------------------------------------------------------
  document.addEventListener("change", (event) => { if (event.target.matches("[data-send]")) event.target.form.requestSubmit(); });
  document.addEventListener("click", (event) => { if (event.target.closest("[data-print]")) window.print(); });
  openFirst();
  enterForm();  // a form on a page of its own
})();
