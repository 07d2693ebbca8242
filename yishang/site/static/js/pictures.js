// Picture picker: preview at once, shrink to 2000 px in the phone, upload each with its own progress, retry without losing any.
// <fieldset class="pictures" data-upload="URL" data-limit="9">; the server answers {id, thumbnail}; hidden inputs `images` carry the ids.
// Shrunk pictures wait in this browser's IndexedDB until the server has them, so a basement or a reload loses nothing.
(() => {
  "use strict";
  const { toast, all } = window.yishang;
  const LONGEST = 2000;
  const HEAVIEST = 10 * 1024 * 1024;
  const token = () => document.querySelector("[name=csrfmiddlewaretoken]")?.value
    || JSON.parse(document.body.getAttribute("hx-headers") || "{}")["X-CSRFToken"] || "";

  // ---- waiting room --------------------------------------------------------------------------------------------------
  const room = new Promise((resolve) => {
    try {
      const request = indexedDB.open("yishang", 1);
      request.onupgradeneeded = () => request.result.createObjectStore("waiting", { keyPath: "key" });
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => resolve(null);
    } catch { resolve(null); }
  });
  async function waiting(mode, work) {
    const base = await room;
    if (!base) return null;
    return new Promise((resolve) => {
      const request = work(base.transaction("waiting", mode).objectStore("waiting"));
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => resolve(null);
    });
  }
  const draftOf = (box) => box.closest("form[data-draft]")?.dataset.draft || "";

  /** A JPEG of at most 2000 px without any metadata; the original when the browser cannot read it (the server can: HEIC). */
  async function shrink(file) {
    let bitmap;
    try { bitmap = await createImageBitmap(file, { imageOrientation: "from-image" }); } catch { return file; }
    const scale = Math.min(1, LONGEST / Math.max(bitmap.width, bitmap.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(bitmap.width * scale);
    canvas.height = Math.round(bitmap.height * scale);
    canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    bitmap.close();
    return new Promise((resolve) => canvas.toBlob((blob) => resolve(blob || file), "image/jpeg", 0.85));
  }

  // ---- tiles -----------------------------------------------------------------------------------------------------------
  const tilesOf = (box) => all(".picture-tile", box);

  function tile(box, source) {
    const item = document.createElement("li");
    item.className = "picture-tile";
    const image = document.createElement("img");
    image.alt = `照片 ${tilesOf(box).length + 1}`;
    if (source) image.src = source;
    const remove = document.createElement("button");
    remove.type = "button";
    remove.className = "picture-remove";
    remove.setAttribute("aria-label", "移除" + image.alt);
    remove.textContent = "×";
    item.append(image, remove);
    box.querySelector(".picture-add").before(item);
    limit(box);
    return item;
  }

  function limit(box) { box.querySelector(".picture-add").hidden = tilesOf(box).length >= Number(box.dataset.limit); }

  function accept(item, id, thumbnail) {
    all(".picture-state, progress", item).forEach((part) => part.remove());
    item.dataset.id = id;
    const hidden = document.createElement("input");
    Object.assign(hidden, { type: "hidden", name: "images", value: id });
    item.append(hidden);
    const image = item.querySelector("img");
    if (image.src.startsWith("blob:")) URL.revokeObjectURL(image.src);
    image.src = thumbnail;
  }

  function progress(item, share) {
    let bar = item.querySelector("progress");
    if (!bar) {
      all(".picture-state", item).forEach((part) => part.remove());
      bar = document.createElement("progress");
      bar.className = "figure-bar";
      bar.max = 1;
      bar.setAttribute("aria-label", "上传进度");
      const words = document.createElement("span");
      words.className = "picture-state";
      item.append(bar, words);
    }
    bar.value = share;
    item.querySelector(".picture-state").textContent = share < 1 ? `${Math.round(share * 100)}%` : "处理中";
  }

  function failed(item, words) {
    all(".picture-state, progress", item).forEach((part) => part.remove());
    const again = document.createElement("button");
    again.type = "button";
    again.className = "picture-state";
    again.textContent = words;
    again.addEventListener("click", () => upload(item));
    item.append(again);
  }

  function upload(item) {
    const box = item.closest(".pictures");
    const request = new XMLHttpRequest();
    const body = new FormData();
    body.append("image", item.blob, item.blobName);
    item.request = request;
    request.open("POST", box.dataset.upload);
    request.setRequestHeader("X-CSRFToken", token());
    request.responseType = "json";
    request.timeout = 120000;
    request.upload.addEventListener("progress", (event) => { if (event.lengthComputable) progress(item, event.loaded / event.total); });
    request.addEventListener("load", () => {
      const answer = request.response || {};
      if (request.status < 300 && tilesOf(box).some((other) => other !== item && other.dataset.id === String(answer.id))) {
        toast("这张照片已经添加过了。");
        discard(item);
      } else if (request.status < 300 && answer.id) {
        accept(item, answer.id, answer.thumbnail);
        waiting("readwrite", (store) => store.delete(item.dataset.key));
        box.dispatchEvent(new CustomEvent("yishang:pictures", { bubbles: true }));
      } else if (request.status >= 400 && request.status < 500) {
        toast(answer.message || answer.detail || "这张照片没有收下，请换一张。", "error");
        discard(item);
      } else failed(item, "重试");
    });
    ["error", "timeout"].forEach((event) => request.addEventListener(event, () => failed(item, "待传·重试")));
    progress(item, 0);
    request.send(body);
  }

  async function add(box, file) {
    if (!file.type.startsWith("image/") && !/\.hei[cf]$/i.test(file.name)) { toast("只能添加照片（JPG、PNG、HEIC）。", "error"); return; }
    const item = tile(box, URL.createObjectURL(file));
    item.blob = await shrink(file);
    item.blobName = item.blob === file ? file.name : file.name.replace(/\.[^.]*$/, "") + ".jpg";
    if (item.blob.size > HEAVIEST) { toast("这张照片超过 10 MB，请换一张或先裁剪。", "error"); discard(item); return; }
    item.dataset.key = `${draftOf(box)}/${Date.now()}/${Math.random()}`;
    if (draftOf(box)) await waiting("readwrite", (store) => store.put({ key: item.dataset.key, blob: item.blob, name: item.blobName }));
    upload(item);
  }

  function discard(item) {
    const box = item.closest(".pictures");
    item.request?.abort();
    if (item.dataset.key) waiting("readwrite", (store) => store.delete(item.dataset.key));
    item.remove();
    limit(box);
    box.dispatchEvent(new CustomEvent("yishang:pictures", { bubbles: true }));
  }

  async function resume(box) {
    limit(box);
    const rest = draftOf(box) ? await waiting("readonly", (store) => store.getAll()) : [];
    for (const kept of rest || []) {
      if (!kept.key.startsWith(draftOf(box) + "/")) continue;
      const shown = tilesOf(box).find((item) => item.dataset.key === kept.key);
      if (shown?.dataset.id) waiting("readwrite", (store) => store.delete(kept.key)); // sent just before the page went
      if (shown) continue;
      const item = tile(box, URL.createObjectURL(kept.blob));
      Object.assign(item, { blob: kept.blob, blobName: kept.name });
      item.dataset.key = kept.key;
      upload(item);
    }
  }

  document.addEventListener("change", (event) => {
    const box = event.target.closest(".pictures[data-upload]");
    if (!box || event.target.type !== "file") return;
    const free = Number(box.dataset.limit) - tilesOf(box).length;
    const files = [...event.target.files];
    if (files.length > free) toast(`最多 ${box.dataset.limit} 张，多选的没有添加。`, "error");
    files.slice(0, free).forEach((file) => add(box, file));
    event.target.value = "";
  });
  document.addEventListener("click", (event) => {
    if (event.target.matches(".picture-remove")) discard(event.target.closest(".picture-tile"));
  });
  // A form must not leave while a picture is on its way.
  document.addEventListener("submit", (event) => {
    const open = all(".picture-tile:not([data-id])", event.target);
    if (!open.length || event.submitter?.dataset.withoutPictures !== undefined) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    toast(`还有 ${open.length} 张照片没有传完，请稍候或移除后再提交。`, "error");
  }, true);
  window.addEventListener("online", () => all("button.picture-state").forEach((button) => button.click()));
  document.addEventListener("yishang:restore", (event) => {
    const box = event.target.querySelector(".pictures[data-upload]");
    if (!box) return;
    const here = new Set(tilesOf(box).map((item) => item.dataset.id));
    event.detail.pictures.filter((picture) => !here.has(String(picture.id))).forEach((picture) => {
      const item = tile(box, "");
      if (picture.key) item.dataset.key = picture.key;
      accept(item, picture.id, picture.thumbnail);
    });
  });
  document.addEventListener("yishang:page", () => all(".pictures[data-upload]").forEach(resume)); // drafts.js says when
})();
