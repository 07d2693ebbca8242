// Runs before the first paint: density, theme and large type as this browser remembers them.
(() => {
  "use strict";
  const root = document.documentElement;
  const stored = (name) => { try { return localStorage.getItem("yishang." + name); } catch { return null; } };
  if (stored("density")) root.dataset.density = stored("density");
  if (stored("theme") && !root.classList.contains("wall-page")) root.dataset.bsTheme = stored("theme");
  if (stored("elder") === "1") root.dataset.elder = "";
})();
