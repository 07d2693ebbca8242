// The visitor's page: today's visits, arriving, the track while it lasts, leaving, the record. Everything is written down here first
// (store.js) and sent when it can be (sync.js). Where somebody is, is asked only between arriving and leaving, with a sign that says so.
(() => {
  "use strict";
  const place = document.getElementById("visits");
  if (!place) return;
  const store = window.visitStore;
  const sync = window.visitSync;
  const { toast } = window.yishang;
  const { send, Refused, NoNetwork, el, button, field, when, day } = window.yishang.offline;
  const person = Number(place.dataset.person);
  const SAMPLE = 20000;  // milliseconds between two fixes (15–60 s)
  const SEND = 60000;  // and between two sendings
  const CLOSE_UP = { enableHighAccuracy: true, timeout: 15000, maximumAge: 5000 };
  const SESSION = crypto.randomUUID ? crypto.randomUUID() : String(Math.random());
  const view = place.querySelector("[data-view]");
  const net = place.querySelector("[data-net]");
  const sign = place.querySelector("[data-recording]");
  const more = place.querySelector("[data-recording-more]");
  const action = document.querySelector("[data-action]");
  let carried = { visits: [], subjects: [] };
  let categories = [];
  let shown = "";  // the key of the visit on the screen; "" the list
  let sampling = 0;
  let awake = null;

  const subject = (id) => carried.subjects.find((one) => one.id === id) || {};
  function primary(words, act) {
    action.hidden = !words;
    action.textContent = words || "";
    action.onclick = act || null;
    action.disabled = false;
  }

  // ---- what is kept here ------------------------------------------------------------------------------------------------------
  const mine = async () => (await store.visits()).filter((visit) => visit.person === person);
  const goingOn = async () => (await mine()).find((visit) => visit.checkin && !visit.checkout);

  async function fetchCarried() {
    const told = await send("/visits/carried", null, "", "GET");
    await sync.noteTime(told.now);
    carried = told;
    await store.set(`carried-${person}`, told);
    categories = await send("/categories", null, "", "GET");
    await store.set("categories", categories);
    for (const name of await store.names()) if (String(name).startsWith("carried-") && name !== `carried-${person}`) await store.drop(name);
    for (const visit of await mine()) if (visit.sent && visit.sent.submitted && !await sync.waiting(visit)) await freshen(visit);
  }
  /** What the server knows of a visit that is done: its verdict; after three days it is forgotten here. */
  async function freshen(visit) {
    const known = carried.visits.find((one) => one.number === visit.number);
    if (known) await store.keep({ ...visit, result: { ...visit.result, ...known } });
    else await store.forget(visit.key);
  }

  // ---- where we are -----------------------------------------------------------------------------------------------------------
  const fix = () => new Promise((resolve) => {
    if (!navigator.geolocation) { resolve(null); return; }
    navigator.geolocation.getCurrentPosition((found) => resolve(found), () => resolve(null), CLOSE_UP);
  });
  const stamped = (found) => ({ at: sync.now().toISOString(), ...(found ? { lon: found.coords.longitude, lat: found.coords.latitude } : {}) });

  let looking = null;
  /** One look at a time; whoever asks meanwhile waits for the same one. */
  const sample = () => (looking ||= look().finally(() => { looking = null; }));
  async function look() {
    const visit = await goingOn();
    if (!visit) { stopRecording(); return; }
    const found = await fix();
    const still = await goingOn();  // left while we were looking: then nothing is written down
    if (found && still && still.key === visit.key) {
      const { longitude, latitude, accuracy, speed } = found.coords;
      await store.add("points", { visit: visit.key, point: [sync.now().getTime() / 1000, longitude, latitude, accuracy, speed, "web", false] });
      still.points = (still.points || 0) + 1;
      await store.patch(still.key, { points: still.points });
    }
    more.textContent = `，已记 ${(still || visit).points || 0} 个点${found ? "" : "，现在没有信号"}`;
  }
  async function startRecording() {
    sign.hidden = false;
    if (sampling) return;
    sampling = setInterval(sample, SAMPLE);
    try { awake = await navigator.wakeLock?.request("screen"); } catch { awake = null; }
    await sample();
  }
  function stopRecording() {
    clearInterval(sampling);
    sampling = 0;
    sign.hidden = true;
    awake?.release();
    awake = null;
  }

  // ---- steps ------------------------------------------------------------------------------------------------------------------
  async function begin(known, subjectId, found = null) {
    const about = found || subject(subjectId);
    const key = known ? known.key : `p-${crypto.randomUUID ? crypto.randomUUID() : Date.now()}`;
    const visit = await store.visit(key) || {
      key, person, number: known ? known.number : null, subject_id: subjectId, name: known ? known.subject : about.name, uscc: about.uscc, about: found, mode: "ONSITE",
      begun: sync.now().toISOString(), sent: {}, appeals: [], policies: [], companions: [],
    };
    await store.keep(visit);
    await show(key);
  }
  /** A visit under way that this phone does not know (begun on another one, or the browser was emptied): go on with it here. */
  async function takeUp(one) {
    const about = subject(one.subject_id);
    await store.keep({
      key: one.key, person, number: one.number, subject_id: one.subject_id, name: one.subject, uscc: about.uscc, mode: one.mode, begun: one.checkin_at,
      checkin: { at: one.checkin_at }, checkout: one.checkout_at ? { at: one.checkout_at } : undefined, parts: one.parts,
      sent: { checkin: true, checkout: Boolean(one.checkout_at) }, elapsed: null, appeals: [], policies: [], companions: one.companions || [],
    });
    await show(one.key);
  }
  async function arrive(visit) {
    action.disabled = true;
    const other = await goingOn();
    if (other) { toast(`您还在走访${other.name}，请先签退。`, "error"); action.disabled = false; return; }
    const found = visit.mode === "ONSITE" ? await fix() : null;
    if (visit.mode === "ONSITE" && !found) toast("没有定位，已按没有定位签到。请打开定位权限。", "error");
    await store.patch(visit.key, { checkin: stamped(found), session: SESSION, counter: performance.now() });
    await show(visit.key);
    push();
  }
  async function leave(visit) {
    action.disabled = true;
    if (visit.mode === "ONSITE") await sample();
    const found = visit.mode === "ONSITE" ? await fix() : null;
    const newest = await store.visit(visit.key);
    const elapsed = newest.session === SESSION ? (performance.now() - newest.counter) / 1000 : null;
    await store.patch(visit.key, { checkout: stamped(found), elapsed });
    stopRecording();
    await show(visit.key);
    push();
  }
  async function handIn(visit, form) {
    const minutes = form.querySelector("[name=minutes]").value.trim();
    const none = form.querySelector("[name=no_appeals]").checked;
    const fields = {};
    const least = Number(place.dataset.least);
    if (minutes.length < least) fields.minutes = `至少写 ${least} 个字，现在 ${minutes.length} 个。`;
    if (!visit.appeals.length && !none) fields.no_appeals = "没有带回诉求的，请勾选“无诉求”。";
    if (visit.appeals.length && none) fields.no_appeals = "已经写了诉求，不能再勾选“无诉求”。";
    const kept = await store.visit(visit.key);
    if (Object.values(kept.draft || {}).some(Boolean)) fields.appeals = "这件诉求还没有加上：请点“加这件诉求”，不要了就清空。";
    const newest = { ...kept, minutes, fields, fault: "" };
    for (const input of form.querySelectorAll("[data-words]")) {
      const word = input.value.trim();
      if (word) newest[input.dataset.words] = [...new Set([...newest[input.dataset.words], word])];
    }
    if (Object.keys(fields).length) { await store.keep(newest); await show(visit.key); view.querySelector("[aria-invalid]")?.focus(); return; }
    newest.submitted = sync.now().toISOString();
    newest.statement = JSON.stringify({ visit: newest.key, checkin_at: newest.checkin.at, checkout_at: newest.checkout.at, submitted_at: newest.submitted, elapsed: newest.elapsed });
    newest.signature = await sync.sign(person, newest.statement);
    await store.keep(newest);
    await show(visit.key);
    push();
  }

  // ---- pages ------------------------------------------------------------------------------------------------------------------
  const ways = (about) => about.ways && about.ways.length
    ? el("p", { class: "visit-ways" }, ...about.ways.map((way) => el("a", { class: "btn btn-sm", href: way.url, rel: "noreferrer", text: way.label })))
    : el("p", { class: "small muted", text: "还没有登记坐标，不能导航。" });

  async function list() {
    primary("");
    const here = await mine();
    const started = here.filter((visit) => !(visit.sent && visit.sent.submitted));
    const done = here.filter((visit) => visit.sent && visit.sent.submitted);
    const known = carried.visits.filter((one) => one.state === "PLANNED" && !here.some((visit) => visit.key === one.key));
    const cards = [];
    const elsewhere = carried.visits.filter((one) => ["CHECKED_IN", "CHECKED_OUT"].includes(one.state) && !here.some((visit) => visit.key === one.key));
    for (const one of elsewhere) {
      cards.push(el("article", { class: "visit-card" }, el("h3", { text: one.subject }),
        el("p", { class: "small muted", text: `${when(one.checkin_at)} 在别处签到${one.checkout_at ? "，已签退，待提交" : "，还没有签退"}` }),
        button("在这台手机上接着办", () => takeUp(one), "btn btn-primary")));
    }
    for (const visit of started) {
      const words = visit.submitted ? "待上传" : visit.checkout ? "已签退，待提交" : visit.checkin ? "走访中" : "准备签到";
      cards.push(el("article", { class: "visit-card" }, el("h3", { text: visit.name }), el("p", { class: "small muted", text: words }),
        visit.fault && el("p", { class: "field-error", text: visit.fault }), button("继续", () => show(visit.key), "btn btn-primary")));
    }
    for (const one of known) {
      const about = subject(one.subject_id);
      cards.push(el("article", { class: "visit-card" }, el("h3", { text: one.subject }),
        el("p", { class: "small muted", text: `计划 ${day(one.planned_on)}${about.address ? ` · ${about.address}` : ""}` }),
        about.quiet && el("p", { class: "field-error", text: `企业请勿打扰：${about.quiet}` }), ways(about),
        button("去走访", () => begin(one, one.subject_id), "btn btn-primary")));
    }
    const others = el("select", { class: "form-select", name: "subject" }, el("option", { value: "", text: "请选择" }),
      ...carried.subjects.map((one) => el("option", { value: one.id, text: one.name })));
    const finished = done.map((visit) => el("article", { class: "visit-card" }, el("h3", { text: visit.name }),
      el("p", { class: "small muted", text: `${when(visit.checkin.at)} · ${(visit.result && (visit.result.verdict_name || visit.result.state_label)) || "已提交"}` }), button("看看", () => show(visit.key))));
    view.replaceChildren(
      el("h2", { text: "要走访的" }), ...(cards.length ? cards : [el("p", { class: "muted", text: "这个月没有待走访的。" })]),
      el("section", { class: "panel stack" }, el("h2", { text: "临时走访" }), field("走访哪一家", others),
        button("开始", () => { if (others.value) begin(null, Number(others.value)); else toast("请选择一家。", "error"); }), ...finder()),
      ...(finished.length ? [el("h2", { text: "刚走访过" }), ...finished] : []));
  }

  /** A company that is not one's own: by a piece of its name, while there is a network. Such a visit counts in no rate. */
  function finder() {
    const input = el("input", { class: "form-control", type: "search", maxlength: 60, placeholder: "企业或项目名称，至少两个字" });
    const found = el("div", { class: "stack", role: "status" });
    const find = async () => {
      const words = input.value.trim();
      if (words.length < 2) { toast("请写至少两个字。", "error"); return; }
      try {
        const rows = await send(`/visits/subjects?q=${encodeURIComponent(words)}`, null, "", "GET");
        found.replaceChildren(...(rows.length ? rows.map((one) => el("article", { class: "visit-card" }, el("h3", { text: one.name }),
          el("p", { class: "small muted", text: one.address || "没有登记地址" }), button("去走访", () => begin(null, one.id, one)))) : [el("p", { class: "muted", text: "主体库里没有找到，换几个字试试。" })]));
      } catch (fault) {
        if (!(fault instanceof NoNetwork || fault instanceof Refused)) throw fault;
        found.replaceChildren(el("p", { class: "field-error", text: fault instanceof NoNetwork ? "没有网络，暂时找不了；名下的企业在上面选。" : fault.message }));
      }
    };
    input.addEventListener("keydown", (event) => { if (event.key === "Enter") find(); });
    return [field("不在名下的，按名称找", input, "计次，不计入走访率。"), button("找企业", find), found];
  }

  async function show(key) {
    shown = key;
    const visit = key && await store.visit(key);
    if (!visit) { shown = ""; await list(); return tell(); }
    const head = [el("p", {}, button("‹ 全部走访", () => show(""))), el("h2", { text: visit.name }),
      visit.fault && el("div", { class: "notice notice-red", role: "alert", text: visit.fault })];
    if (visit.sent && visit.sent.submitted) view.replaceChildren(...clean(head), ...finishedView(visit));
    else if (visit.blocked) { primary(""); view.replaceChildren(...clean(head), ...refusedView(visit)); }
    else if (visit.submitted) { primary("现在上传", () => push()); view.replaceChildren(...clean(head), el("p", { text: "走访记录已存在手机里，有网络时自动上传，可以关掉这一页。" }), ...(visit.fault ? [giveUp(visit)] : [])); }
    else if (visit.checkout) view.replaceChildren(...clean(head), await recordView(visit));
    else if (visit.checkin) view.replaceChildren(...clean(head), ...underWayView(visit), ...(visit.fault ? [giveUp(visit)] : []));
    else view.replaceChildren(...clean(head), ...beforeView(visit));
    if (visit.checkin && !visit.checkout && visit.mode === "ONSITE") startRecording();
    view.focus({ preventScroll: true });
    return tell();
  }
  const clean = (nodes) => nodes.filter(Boolean);

  function beforeView(visit) {
    const modes = el("select", { class: "form-select", name: "mode", on: { change: (event) => store.patch(visit.key, { mode: event.target.value }).then(() => show(visit.key)) } },
      ...[["ONSITE", "现场"], ["VIDEO", "视频"], ["PHONE", "电话"]].map(([code, label]) => el("option", { value: code, text: label, selected: code === visit.mode })));
    primary("签到", () => arrive(visit));
    return [ways(visit.about || subject(visit.subject_id)), field("方式", modes),
      el("p", { class: "muted", text: "签到以后才记录位置，签退就停。轨迹只用来核验这次走访，除督办人员外只看得到起点和终点。" }),
      visit.number ? null : button("不去了", async () => { await store.forget(visit.key); await show(""); })].filter(Boolean);
  }
  function underWayView(visit) {
    primary("签退", () => leave(visit));
    return [el("p", { text: `${when(visit.checkin.at)} 签到${visit.checkin.lon === undefined && visit.mode === "ONSITE" ? "（没有定位）" : ""}` }),
      el("p", { class: "muted", text: "请让这一页开着。关掉浏览器，已记的不会丢，回来接着记。" })];
  }
  function finishedView(visit) {
    primary("");
    const told = visit.result || {};
    const reasons = (told.reasons || []).map((one) => el("li", { class: one.against ? "is-against" : "", text: `${one.against ? "✗" : "✓"} ${one.words}` }));
    return [el("p", {}, el("b", { text: told.verdict_name || "已提交" })), reasons.length ? el("ul", { class: "visit-reasons" }, ...reasons) : null].filter(Boolean);
  }

  // What the house would not take is still here: correct it, send it again, or give it up; never stuck.
  function refusedView(visit) {
    const again = async (changes) => { await store.patch(visit.key, { blocked: false, fault: "", ...changes }); await show(visit.key); push(); };
    const sent = visit.sent || {};
    const bare = ({ lon, lat, ...rest }) => rest;
    const placed = (name) => visit[name] && visit[name].lon !== undefined && !sent[name];
    const unplaced = {};
    for (const name of ["checkin", "checkout"]) if (placed(name)) unplaced[name] = bare(visit[name]);
    return [el("p", { text: "平台没有收下，内容都还在手机里。按提示处理后再上传；不明白的请联系营商办。" }),
      el("div", { class: "stack" }, button("再上传一次", () => again({}), "btn btn-primary"),
        visit.submitted && button("回去改记录", () => again({ submitted: null })),
        Object.keys(unplaced).length > 0 && button("不带定位再上传", () => again(unplaced)), giveUp(visit)),
      visit.minutes ? el("div", { class: "panel stack" }, el("h3", { text: "走访记录" }), el("p", { text: visit.minutes })) : null].filter(Boolean);
  }
  const giveUp = (visit) => button("放弃这次走访", async () => {
    if (!window.confirm("手机里的记录、照片和轨迹会删掉，找不回来。确定放弃吗？")) return;
    for (const name of ["points", "shots"]) for (const row of await store.of(name, visit.key)) await store.remove(name, row.id);
    await store.forget(visit.key);
    if (!await goingOn()) stopRecording();
    await show("");
  }, "btn btn-danger-quiet");

  async function recordView(visit) {
    const fields = visit.fields || {};
    const minutes = el("textarea", { class: "form-control", name: "minutes", rows: 6, maxlength: place.dataset.most, on: { input: (event) => keepWords(visit.key, { minutes: event.target.value }) } });
    minutes.value = visit.minutes || "";
    const none = el("input", { type: "checkbox", class: "form-check-input", name: "no_appeals", on: { change: (event) => keepWords(visit.key, { none: event.target.checked }) } });
    none.checked = Boolean(visit.none);
    const shots = await store.of("shots", visit.key);
    const take = el("input", { type: "file", class: "form-control", accept: "image/*", multiple: true, on: { change: (event) => addShots(visit, [...event.target.files]) } });
    const form = el("form", { class: "stack", novalidate: true, on: { submit: (event) => event.preventDefault() } },
      field("走访记录", minutes, "看了什么、谈了什么、答应了什么。", fields.minutes),
      field(`照片（${shots.length}/${place.dataset.pictures}）`, take, "", fields.images),
      el("ul", { class: "visit-shots" }, ...shots.map((shot, at) => el("li", {}, el("img", { src: URL.createObjectURL(shot.blob), alt: `照片 ${at + 1}` }),
        button("移除", async () => { await store.remove("shots", shot.id); await show(visit.key); }, "btn btn-sm")))),
      words(visit, "policies", "送达政策", "政策编号，送到一件写一件"), words(visit, "companions", "同行人", "姓名"), appealsOf(visit),
      el("div", { class: `field${fields.no_appeals ? " has-error" : ""}` }, el("label", { class: "choice" }, none, el("span", { text: "无诉求" })),
        fields.no_appeals && el("p", { class: "field-error", text: fields.no_appeals })));
    primary("提交", () => handIn(visit, form));
    return form;
  }
  const keepWords = (key, changes) => store.patch(key, changes);
  async function addShots(visit, files) {
    const free = Number(place.dataset.pictures) - (await store.of("shots", visit.key)).length;
    if (files.length > free) toast(`照片最多 ${place.dataset.pictures} 张。`, "error");
    for (const file of files.slice(0, free)) await store.add("shots", { visit: visit.key, blob: file, name: file.name });
    await show(visit.key);
  }
  function words(visit, name, label, hint) {
    const input = el("input", { class: "form-control", maxlength: 60, "data-words": name });
    const put = async (list) => { await keepWords(visit.key, { [name]: list }); await show(visit.key); };
    const add = async () => {
      const word = input.value.trim();
      if (word) await put([...new Set([...(await store.visit(visit.key))[name], word])]);
    };
    const fields = visit.fields || {};
    return el("div", { class: "stack" }, field(label, input, hint, fields[name]), button(`加一项${label}`, add), visit[name].length > 0 && el("ul", { class: "visit-quiet" },
      ...visit[name].map((word) => el("li", {}, el("span", { text: word }), button("移除", () => put(visit[name].filter((one) => one !== word)), "btn btn-sm")))));
  }
  function appealsOf(visit) {
    const draft = visit.draft || {};
    const fault = (visit.fields || {}).appeals;
    const keep = () => keepWords(visit.key, { draft: { category: kind.value, title: title.value, content: content.value } });
    const on = { input: keep, change: keep };
    const title = el("input", { class: "form-control", maxlength: 50, on });
    const content = el("textarea", { class: "form-control", rows: 3, maxlength: 1000, on });
    const kind = el("select", { class: "form-select", on }, el("option", { value: "", text: "请选择" }), ...categories.map((one) => el("option", { value: one.code, text: one.name })));
    [kind.value, title.value, content.value] = [draft.category || "", draft.title || "", draft.content || ""];
    const add = async () => {
      if (!kind.value || !title.value.trim() || content.value.trim().length < 10) { toast("请选类别、写一句话和不少于 10 个字的情况。", "error"); return; }
      const newest = await store.visit(visit.key);
      const made = { id: crypto.randomUUID ? crypto.randomUUID() : String(Date.now()), category: kind.value, title: title.value.trim(), content: content.value.trim() };
      await keepWords(visit.key, { appeals: [...newest.appeals, made], draft: null, none: false });
      await show(visit.key);
    };
    const take = async (one) => { await keepWords(visit.key, { appeals: visit.appeals.filter((other) => other !== one) }); await show(visit.key); };
    return el("details", { open: Boolean(fault || draft.title || draft.content) }, el("summary", { text: `带回诉求（${visit.appeals.length} 件）` }), el("div", { class: "stack" },
      visit.appeals.length > 0 && el("ul", { class: "visit-quiet" }, ...visit.appeals.map((one) => el("li", {}, el("span", { text: one.title }), one.number ? null : button("移除", () => take(one), "btn btn-sm")))),
      fault && el("p", { class: "field-error", role: "alert", text: fault }),
      field("哪一类问题", kind), field("一句话说是什么事", title), field("说说情况", content), button("加这件诉求", add)));
  }

  // ---- telling and sending ------------------------------------------------------------------------------------------------------
  async function tell(standing = "") {
    let count = 0;
    for (const visit of await mine()) {
      count += await sync.waiting(visit);
      if (visit.key === shown) place.dataset.taken = Object.keys(visit.sent || {}).filter((step) => visit.sent[step]).join(" ");  // what the house has
    }
    const words = count ? `${count} 项待上传` : "全部已上传";
    net.replaceChildren(navigator.onLine ? "" : "没有网络 · ", count || !navigator.onLine ? words : "");
    if (standing === "signed-out") net.append(" · ", el("a", { href: `${place.dataset.door}?next=${encodeURIComponent(place.dataset.shell)}`, text: "请重新登录后继续上传" }));
    else if (count && navigator.onLine) net.append(button("现在上传", () => push(), "btn btn-sm"));
  }
  async function push() {
    const standing = await sync.all(person);
    const visit = shown && await store.visit(shown);
    if (visit && (visit.submitted || visit.fault) && !view.querySelector("form")) await show(shown);
    else if (visit && visit.fields && !visit.submitted && visit.fault) await show(shown);
    else if (!shown && !view.querySelector("input[type=search]")?.value) await list();  // nobody's words are taken away
    await tell(standing);
  }

  async function start() {
    if ("serviceWorker" in navigator) navigator.serviceWorker.register(place.dataset.worker, { scope: place.dataset.shell }).catch(() => {});
    navigator.storage?.persist?.();
    await sync.recallTime();
    carried = await store.get(`carried-${person}`) || carried;
    categories = await store.get("categories") || [];
    try { await fetchCarried(); } catch (fault) { if (!(fault instanceof NoNetwork || fault instanceof Refused)) throw fault; }
    const now = await goingOn();
    await show(now ? now.key : "");
    place.dataset.ready = "1";
    await push();
  }
  window.addEventListener("online", () => push());
  window.addEventListener("offline", () => tell());
  document.addEventListener("visibilitychange", () => { if (!document.hidden) push(); });
  setInterval(() => { if (navigator.onLine) push(); }, SEND);
  start();
})();
