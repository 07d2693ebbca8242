// A map beside its table. The table is the content: the map takes codes, grades, numbers and addresses from its rows
// (data-area, data-grade, data-shown, first link), so both always say the same, and without WebGL nothing is lost.
// MapLibre comes from our own server when the map is first seen. No glyphs are fetched: names are HTML.
const GRADES = [0, 1, 2, 3, 4];
const WORDS = {
  "Map.Title": "地图，内容与表格相同", "NavigationControl.ZoomIn": "放大", "NavigationControl.ZoomOut": "缩小",
  "NavigationControl.ResetBearing": "转回正北", "CooperativeGesturesHandler.WindowsHelpText": "按住 Ctrl 再滚动，可缩放地图",
  "CooperativeGesturesHandler.MacHelpText": "按住 ⌘ 再滚动，可缩放地图", "CooperativeGesturesHandler.MobileHelpText": "用两根手指移动地图",
};

const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--map-${name}`).trim();

/** What the rows of the table say, by code. */
function rowsOf(box) {
  const rows = document.querySelectorAll(`#${box.dataset.table} [data-area]`);
  return new Map([...rows].map((row) => [row.dataset.area, {
    row, grade: Number(row.dataset.grade || 0), shown: row.dataset.shown || "", url: row.querySelector("a[href]")?.href,
  }]));
}

function paint() {
  const byGrade = ["match", ["get", "grade"], ...GRADES.flatMap((grade) => [grade, colour(grade)]), colour(0)];
  return { fill: byGrade, edge: colour("edge"), chosen: colour("chosen") };
}

function styleOf(box, shapes) {
  const { fill, edge, chosen } = paint();
  const tiles = box.dataset.tiles ? JSON.parse(box.dataset.tiles) : [];
  const sources = { areas: { type: "geojson", data: shapes, promoteId: "code" } };
  const layers = [];
  tiles.forEach((addresses, at) => {
    sources[`tiles-${at}`] = { type: "raster", tiles: addresses, tileSize: 256, maxzoom: 18 };
    layers.push({ id: `tiles-${at}`, type: "raster", source: `tiles-${at}` });
  });
  const isPointed = ["boolean", ["feature-state", "pointed"], false];
  layers.push(
    { id: "areas", type: "fill", source: "areas", paint: { "fill-color": fill, "fill-opacity": tiles.length ? 0.6 : 1 } },
    { id: "edges", type: "line", source: "areas", paint: { "line-color": tiles.length ? colour(3) : edge, "line-width": 1.5 } },
    { id: "pointed", type: "line", source: "areas", paint: { "line-color": chosen, "line-width": 3, "line-opacity": ["case", isPointed, 1, 0] } },
  );
  return { version: 8, sources, layers };
}

/** West, south, east, north of all shapes. */
function extent(shapes) {
  const found = [Infinity, Infinity, -Infinity, -Infinity];
  const walk = (part) => {
    if (typeof part[0] !== "number") return part.forEach(walk);
    found[0] = Math.min(found[0], part[0]); found[1] = Math.min(found[1], part[1]);
    found[2] = Math.max(found[2], part[0]); found[3] = Math.max(found[3], part[1]);
  };
  shapes.features.forEach((feature) => walk(feature.geometry.coordinates));
  return found;
}

function label(feature, told) {
  const words = document.createElement("div");
  words.className = `area-map-label grade-${told.grade}`;
  const number = document.createElement("b");
  number.textContent = told.shown;
  words.append(feature.properties.name, number);
  return words;
}

/** Names that would lie over others give way, the largest numbers stay; zooming in brings them back. */
function makeRoom(labels) {
  const taken = [];
  for (const { words } of labels) {
    const one = words.getBoundingClientRect();
    const crowded = taken.some((other) => one.left < other.right && one.right > other.left && one.top < other.bottom && one.bottom > other.top);
    words.toggleAttribute("data-crowded", crowded);
    if (!crowded) taken.push(one);
  }
}

function name(map, library, shapes, rows) {
  const labels = shapes.features.filter((feature) => rows.has(feature.properties.code)).map((feature) => {
    const told = rows.get(feature.properties.code);
    const words = label(feature, told);
    new library.Marker({ element: words, opacityWhenCovered: "1" }).setLngLat(feature.properties.label).addTo(map);
    words.setAttribute("aria-hidden", "true"); // the table says it
    words.removeAttribute("tabindex"); words.removeAttribute("role"); words.removeAttribute("aria-label");
    return { words, grade: told.grade };
  }).sort((one, other) => other.grade - one.grade);
  map.on("moveend", () => makeRoom(labels));
  map.on("resize", () => makeRoom(labels));
  makeRoom(labels);
}

/** Pointing at a row marks its ground, pointing at the ground marks its row; a click opens the rows behind the number. */
function tie(map, rows) {
  let pointed = "";
  const point = (code) => {
    if (code === pointed) return;
    for (const [one, is] of [[pointed, false], [code, true]]) {
      if (!one) continue;
      map.setFeatureState({ source: "areas", id: one }, { pointed: is });
      rows.get(one)?.row.classList.toggle("is-pointed", is);
    }
    pointed = code;
    map.getCanvas().style.cursor = rows.get(code)?.url ? "pointer" : "";
  };
  map.on("mousemove", "areas", (event) => point(event.features[0].properties.code));
  map.on("mouseleave", "areas", () => point(""));
  map.on("click", "areas", (event) => {
    const url = rows.get(event.features[0].properties.code)?.url;
    if (url) location.href = url;
  });
  for (const [code, { row }] of rows) {
    for (const entered of ["pointerenter", "focusin"]) row.addEventListener(entered, () => point(code));
    for (const left of ["pointerleave", "focusout"]) row.addEventListener(left, () => point(""));
  }
}

function open(box, library, style, bounds) {
  const place = document.createElement("div");
  place.className = "area-map-canvas";
  box.querySelector("[data-map-box]").append(place);
  const map = new library.Map({
    container: place, style, bounds, fitBoundsOptions: { padding: 32, maxZoom: 17 },
    attributionControl: false, dragRotate: false, touchPitch: false, pitchWithRotate: false, cooperativeGestures: true,
    locale: { ...WORDS, "Map.Title": `${box.dataset.title}，${WORDS["Map.Title"]}` }, fadeDuration: isCalm ? 0 : 300,
    renderWorldCopies: false, localIdeographFontFamily: "sans-serif",
  });
  map.touchZoomRotate.disableRotation();
  map.addControl(new library.NavigationControl({ showCompass: false }), "top-right");
  map.once("load", () => {
    box.querySelector("[data-map-note]").hidden = true;
    box.dataset.ready = "1";
  });
  return map;
}

function drawAreas(box, library, shapes) {
  const rows = rowsOf(box);
  for (const feature of shapes.features) feature.properties.grade = rows.get(feature.properties.code)?.grade ?? 0;
  const map = open(box, library, styleOf(box, shapes), extent(shapes));
  map.once("load", () => {
    name(map, library, shapes, rows);
    tie(map, rows);
  });
  new MutationObserver(() => {
    const { fill, edge } = paint();
    map.setPaintProperty("areas", "fill-color", fill);
    map.setPaintProperty("edges", "line-color", box.dataset.tiles ? colour(3) : edge);
  }).observe(document.documentElement, { attributeFilter: ["data-bs-theme"] });
}

/** A visit: its fence, its two ends with their names, and the way between them where the reader may see it. */
function drawPlaces(box, library, places) {
  const { chosen } = paint();
  const style = { version: 8, sources: { places: { type: "geojson", data: places } }, layers: [
    { id: "ground", type: "background", paint: { "background-color": colour(0) } },
    { id: "fence", type: "fill", source: "places", filter: ["==", ["geometry-type"], "Polygon"], paint: { "fill-color": colour(2), "fill-opacity": 0.5 } },
    { id: "border", type: "line", source: "places", filter: ["==", ["geometry-type"], "Polygon"], paint: { "line-color": colour(3), "line-width": 2 } },
    { id: "way", type: "line", source: "places", filter: ["==", ["geometry-type"], "LineString"], paint: { "line-color": chosen, "line-width": 2.5 } },
    { id: "ends", type: "circle", source: "places", filter: ["==", ["geometry-type"], "Point"], paint: { "circle-radius": 6, "circle-color": chosen, "circle-stroke-color": colour("edge"), "circle-stroke-width": 2 } },
  ] };
  const map = open(box, library, style, extent(places));
  map.addControl(new library.ScaleControl({ unit: "metric" }), "bottom-left");
  map.once("load", () => {
    const labels = places.features.filter((one) => one.geometry.type === "Point").map((one) => {
      const words = document.createElement("div");
      words.className = "area-map-label";
      words.textContent = one.properties.name;
      new library.Marker({ element: words, anchor: "bottom", offset: [0, -8], opacityWhenCovered: "1" }).setLngLat(one.geometry.coordinates).addTo(map);
      words.setAttribute("aria-hidden", "true");
      for (const said of ["tabindex", "role", "aria-label"]) words.removeAttribute(said);
      return { words };
    });
    map.on("moveend", () => makeRoom(labels));
    makeRoom(labels);
  });
}

async function start(box) {
  const note = box.querySelector("[data-map-note]");
  note.textContent = "正在打开地图…";
  try {
    const library = await import(box.dataset.library);
    library.setWorkerUrl(new URL(box.dataset.worker, location.href).href);
    if (box.dataset.places) return drawPlaces(box, library, JSON.parse(document.getElementById(box.dataset.places).textContent));
    const answer = await fetch(box.dataset.shapes);
    if (!answer.ok) throw new Error(`${answer.status}`);
    drawAreas(box, library, await answer.json());
  } catch {
    note.textContent = "这台设备打不开地图，数字见表格。";
    box.dataset.ready = "0";
  }
}

const seen = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (!isIntersecting) continue;
    seen.unobserve(target);
    start(target);
  }
}, { rootMargin: "100px" });
document.querySelectorAll("[data-area-map]").forEach((box) => seen.observe(box));
