// What the phone keeps of visits until the server has it: IndexedDB, so that a closed browser and a dead network lose nothing.
// kept: single values (what was carried along, the device's key, by how much this clock is off) · visits: one row each, by its own key ·
// points: the track, one row a fix · shots: photographs. Window.visitStore; every function returns a promise.
(() => {
  "use strict";
  const run = window.yishang.offline.open("yishang-visits", {
    kept: {},
    visits: { keyPath: "key" },
    points: { keyPath: "id", autoIncrement: true, by: "visit" },
    shots: { keyPath: "id", autoIncrement: true, by: "visit" },
  });

  window.visitStore = {
    get: (name) => run("kept", "readonly", (store) => store.get(name)),
    set: (name, value) => run("kept", "readwrite", (store) => store.put(value, name)),
    drop: (name) => run("kept", "readwrite", (store) => store.delete(name)),
    names: () => run("kept", "readonly", (store) => store.getAllKeys()),
    visits: () => run("visits", "readonly", (store) => store.getAll()),
    visit: (key) => run("visits", "readonly", (store) => store.get(key)),
    // Change some of a visit and nothing else of it, in one transaction: words are typed while others are sent. One given up stays so.
    patch: (key, changes) => run("visits", "readwrite", (store) => {
      const found = store.get(key);
      found.onsuccess = () => { if (found.result) store.put({ ...found.result, ...changes }); };
      return found;
    }),
    keep: (visit) => run("visits", "readwrite", (store) => store.put(visit)),
    forget: (key) => run("visits", "readwrite", (store) => store.delete(key)),
    add: (store, row) => run(store, "readwrite", (one) => one.add(row)),
    change: (store, row) => run(store, "readwrite", (one) => one.put(row)),
    remove: (store, id) => run(store, "readwrite", (one) => one.delete(id)),
    of: (store, key) => run(store, "readonly", (one) => one.index("visit").getAll(key)),
  };
})();
