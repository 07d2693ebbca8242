// Runs before the first paint, so that no page shows one layout and then another. What the server remembers of the signed-in
// person (html[data-remembered]) holds, on whatever machine; what it does not, and before signing in, this browser remembers.
(() => {
  "use strict";
  const root = document.documentElement;
  const stored = (name) => { try { return localStorage.getItem("yishang." + name); } catch { return null; } };
  const keep = (name, value) => { try { localStorage.setItem("yishang." + name, value); } catch { /* storage is refused */ } };
  const told = (root.dataset.remembered || "").split(" ");
  const here = {
    density: () => root.dataset.density, theme: () => root.dataset.bsTheme, elder: () => ("elder" in root.dataset ? "1" : "0"),
    keys: () => root.dataset.keys || "1",
  };
  const show = {
    density(value) { root.dataset.density = value; },
    theme(value) { root.dataset.bsTheme = value; },
    elder(value) { if (value === "1") root.dataset.elder = ""; else delete root.dataset.elder; },
    keys(value) { root.dataset.keys = value; },
  };
  const isWall = root.classList.contains("wall-page");
  for (const name of Object.keys(show)) {
    if (isWall && name !== "keys") continue;
    if (told.includes(name)) keep(name, here[name]());  // the sign-in page of this machine looks the same
    else if (stored(name)) show[name](stored(name));
  }
  window.yishangLook = { here, show };
})();
