// The tree's page: a leaf opens its words in place, and the events of the corners roll until somebody reads them.
(() => {
  const sheet = document.getElementById("leaf");
  document.addEventListener("click", (event) => {
    const leaf = event.target.closest("a.leaf");
    if (!leaf || !sheet || !window.htmx || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    window.htmx.ajax("GET", leaf.getAttribute("href"), { source: sheet, target: "#leaf-words", swap: "innerHTML" });
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id !== "leaf-words" || !sheet) return;
    if (!sheet.open) sheet.showModal();
    document.getElementById("leaf-title")?.focus();
  });

  const rolls = [...document.querySelectorAll("[data-roll]")];
  const pause = document.querySelector("[data-roll-pause]");
  const still = window.matchMedia("(prefers-reduced-motion: reduce), (width < 62rem)");
  let stopped = still.matches;
  const busy = (roll) => roll.matches(":hover") || roll.parentElement.contains(document.activeElement);
  const step = () => {
    if (stopped || still.matches || document.hidden) return;
    for (const roll of rolls) {
      if (busy(roll)) continue;
      const end = roll.scrollHeight - roll.clientHeight;
      roll.scrollTop = roll.scrollTop >= end - 1 ? 0 : roll.scrollTop + 1;
    }
  };
  if (rolls.length && pause && !still.matches) {
    pause.hidden = false;
    pause.addEventListener("click", () => {
      stopped = !stopped;
      pause.setAttribute("aria-pressed", String(stopped));
    });
    setInterval(step, 60);
  }
  const print = document.querySelector("[data-print]");
  if (print) {
    print.hidden = false;
    print.addEventListener("click", () => window.print());
  }
})();
