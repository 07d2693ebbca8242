// The officer's page: today's inspections, showing the certificate, entering by the company's code, the one form, the result, signatures.
// Everything is written down here first (IndexedDB) and sent when it can be, each thing once, in order: enter, pictures, lines, result.
(() => {
  "use strict";
  const place = document.getElementById("onsite");
  if (!place) return;
  const { open, send, Refused, NoNetwork, el, button, field, when, day } = window.yishang.offline;
  const { toast, pad } = window.yishang;
  const told = JSON.parse(document.getElementById("onsite-told").textContent);
  const person = Number(place.dataset.person);
  const view = place.querySelector("[data-view]");
  const net = place.querySelector("[data-net]");
  const action = document.querySelector("[data-action]");
  const SEND = 60000;
  const PICTURES = 6;
  const run = open("yishang-inspections", { kept: {}, works: { keyPath: "key" }, shots: { keyPath: "id", autoIncrement: true, by: "work" } });
  const store = {
    get: (name) => run("kept", "readonly", (one) => one.get(name)),
    set: (name, value) => run("kept", "readwrite", (one) => one.put(value, name)),
    works: () => run("works", "readonly", (one) => one.getAll()),
    work: (key) => run("works", "readonly", (one) => one.get(key)),
    keep: (work) => run("works", "readwrite", (one) => one.put(work)),
    forget: (key) => run("works", "readwrite", (one) => one.delete(key)),
    shots: (key) => run("shots", "readonly", (one) => one.index("work").getAll(key)),
    add: (shot) => run("shots", "readwrite", (one) => one.add(shot)),
    change: (shot) => run("shots", "readwrite", (one) => one.put(shot)),
    drop: (id) => run("shots", "readwrite", (one) => one.delete(id)),
  };
  let carried = { now: "", inspections: [] };
  let off = 0;
  let shown = "";
  const now = () => new Date(Date.now() + off);
  const keyOf = (number) => `${person}:${number}`;
  const mine = async () => (await store.works()).filter((work) => work.person === person);
  const found = (number) => carried.inspections.find((one) => one.number === number);
  function primary(words, act) {
    action.hidden = !words; action.textContent = words || ""; action.onclick = act || null; action.disabled = false;
  }
  /** Change what is meant of a piece of work, and nothing that came beside it meanwhile. */
  async function change(number, act) {
    const work = await store.work(keyOf(number)) || { key: keyOf(number), person, number, answers: {}, sent: {}, token: crypto.randomUUID ? crypto.randomUUID() : String(Math.random()) };
    act(work);
    await store.keep(work);
    return work;
  }

  // ---- sending -----------------------------------------------------------------------------------------------------------------
  async function waiting(work) {
    let count = 0;
    if (work.entered && !work.sent.entered) count += 1;
    if (work.filled && work.sent.filled !== work.filled) count += 1;
    if (work.result && !work.sent.result) count += 1;
    return count + (await store.shots(work.key)).filter((shot) => !shot.sent).length;
  }
  const move = (work, name, body, extra = "") => send(`/inspections/${work.number}/moves/${name}`, body, `${work.token}:${name}${extra}`);
  async function sendShots(work) {
    for (const shot of await store.shots(work.key)) {
      if (shot.sent) continue;
      const body = new FormData();
      body.append("image", shot.blob, shot.name || "photo.jpg");
      await store.change({ ...shot, sent: (await send("/inspections/images", body)).id });
    }
  }
  async function answersOf(work) {
    const shots = await store.shots(work.key);
    return Object.entries(work.answers).filter(([, one]) => one.value).map(([line, one]) => ({
      line, value: one.value, finding: ["NO", "UNCHECKED"].includes(one.value) ? one.finding || "" : "",
      images: shots.filter((shot) => shot.line === line && shot.sent).map((shot) => shot.sent),
    }));
  }
  async function sendWork(work) {
    if (work.entered && !work.sent.entered) {
      await move(work, "enter_company", work.entered);
      await change(work.number, (one) => { one.sent.entered = true; });
    }
    await sendShots(work);
    if (work.filled && work.sent.filled !== work.filled) {
      const version = work.filled;
      await move(work, "fill_lines", { answers: await answersOf(work) }, `:${version}`);
      await change(work.number, (one) => { one.sent.filled = version; });
    }
    if (work.result && !work.sent.result) {
      const shots = await store.shots(work.key);
      const signatures = work.result.signatures.map(({ shot, ...one }) => ({ ...one, picture: (shots.find((kept) => kept.sign === shot) || {}).sent || null }));
      await move(work, "enter_result", { ...work.result, signatures }, `:${work.round || 0}`);
      await change(work.number, (one) => { one.sent.result = true; });
      for (const shot of shots) await store.drop(shot.id);
    }
  }
  let going = null;
  let more = false;  // asked for while sending: the network may have come back after that sending had looked for it
  function push() {
    if (going) { more = true; return going; }
    going = sendAll().finally(() => { going = null; if (more) { more = false; push(); } });
    return going;
  }
  async function sendAll() {
    let standing = "";
    try {
      if (navigator.onLine) for (const { key } of await mine()) await sendOne(key);
      if (navigator.onLine) await fetchCarried();
    } catch (fault) {
      if (fault instanceof Refused) standing = "signed-out";
      else if (!(fault instanceof NoNetwork)) throw fault;
    }
    if (!view.querySelector("form")) await show(shown);
    await tell(standing);
  }
  async function sendOne(key) {
    const work = await store.work(key);
    if (!work || work.blocked || !await waiting(work)) return;
    try { await sendWork(work); await change(work.number, (one) => { one.fault = ""; one.fields = {}; }); } catch (fault) {
      if (!(fault instanceof Refused) || fault.status === 401) throw fault;
      // What the person can mend is given back, at its field; everything else waits for a person of the office.
      await change(work.number, (one) => {
        one.fault = [fault.message, fault.told.next_step].filter(Boolean).join(" ");
        one.fields = fault.told.fields || {};
        if (fault.status === 404) one.blocked = true;
        else if (!one.sent.entered) one.entered = null;
        else if (one.result) { one.result = null; one.round = (one.round || 0) + 1; }
        else one.filled = 0;
      });
    }
  }
  async function fetchCarried() {
    const answer = await send("/inspections/carried", null, "", "GET");
    off = new Date(answer.now).getTime() - Date.now();
    await store.set("off", off);
    carried = answer;
    await store.set(`carried-${person}`, answer);
    for (const work of await mine()) {
      const known = found(work.number);
      if (work.sent.result && known && known.state === "IN_PROGRESS") {
        await change(work.number, (one) => { one.sent.result = false; one.result = null; one.round = (one.round || 0) + 1; });  // it came back to be mended
      } else if (!await waiting(work) && work.sent.result) await store.forget(work.key);
    }
  }
  async function tell(standing = "") {
    let count = 0;
    for (const work of await mine()) count += await waiting(work);
    const words = count ? `${count} 项待上传` : "全部已上传";
    net.replaceChildren(navigator.onLine ? "" : "没有网络 · ", count || !navigator.onLine ? words : "");
    if (standing === "signed-out") net.append(" · ", el("a", { href: `${place.dataset.door}?next=${encodeURIComponent(place.dataset.shell)}`, text: "请重新登录后继续上传" }));
    else if (count && navigator.onLine) net.append(button("现在上传", () => push(), "btn btn-sm"));
  }

  // ---- pages ---------------------------------------------------------------------------------------------------------------------
  async function show(number) {
    shown = number && found(number) ? number : "";
    if (!shown) { await list(); return; }
    const one = found(shown);
    const work = await store.work(keyOf(shown)) || { answers: {}, sent: {}, key: keyOf(shown) };
    const isIn = work.entered || one.state === "IN_PROGRESS";
    const isDone = (work.result && !work.fault) || !["NOTIFIED", "IN_PROGRESS"].includes(one.state);
    view.replaceChildren(el("p", {}, button("‹ 全部检查", () => show(""), "btn btn-sm")), head(one), work.fault ? fault(work) : null, one.note ? notice("退回更正", one.note) : null,
      ...(isDone ? after(one, work) : isIn ? [await sheet(one, work)] : before(one, work)));
    for (const none of [...view.childNodes]) if (none.nodeValue === "null") none.remove();
    if (isDone) primary("");
    view.focus({ preventScroll: true });
  }
  const notice = (title, text) => el("div", { class: "onsite-card", role: "status" }, el("h3", { text: title }), el("p", { text }));
  const fault = (work) => el("div", { class: "onsite-card", role: "alert" }, el("h3", { text: "没有办成，请改正" }), el("p", { text: work.fault }));
  const head = (one) => el("div", { class: "stack" }, el("h2", { text: one.company }), el("p", { class: "small muted", text: [one.number, one.state_label, one.is_demo ? "演示" : ""].filter(Boolean).join(" · ") }));

  async function list() {
    primary("");
    const today = now().toLocaleDateString("sv", { timeZone: "Asia/Shanghai" });
    const works = Object.fromEntries((await mine()).map((work) => [work.number, work]));
    const heaps = [["正在检查", []], ["今天", []], ["以后", []], ["办过的", []]];
    for (const one of carried.inspections) {
      const work = works[one.number];
      if (one.state === "IN_PROGRESS" || (work && work.entered && !work.result)) heaps[0][1].push(one);
      else if (one.state !== "NOTIFIED" || (work && work.result)) heaps[3][1].push(one);
      else heaps[one.planned_on && one.planned_on <= today ? 1 : 2][1].push(one);
    }
    const parts = heaps.filter(([, rows]) => rows.length).map(([title, rows]) => el("section", { class: "stack" }, el("h2", { text: title }), ...rows.map((one) => card(one, works[one.number]))));
    view.replaceChildren(...(parts.length ? parts : [el("p", { class: "muted", text: "现在没有派给您的检查。抽取派员以后会出现在这里。" })]));
  }
  const card = (one, work) => el("article", { class: "onsite-card" }, el("h3", { text: one.company }),
    el("p", { class: "small muted", text: [one.planned_on ? day(one.planned_on) : one.on_spot ? "日期待定" : "不上门", one.state_label, one.team.map((person) => person.name).join("、")].join(" · ") }),
    work && work.fault ? el("p", { class: "field-error", text: work.fault }) : null, button(one.state === "NOTIFIED" || one.state === "IN_PROGRESS" ? "打开" : "看结果", () => show(one.number), "btn btn-primary"));

  function certificate(one) {
    const me = one.team.find((person) => person.is_me) || {};
    return el("section", { class: "onsite-card-of-office", "aria-label": "执法证" }, el("h3", { text: `${me.name || ""}　${me.unit || ""}` }),
      el("p", { text: "行政执法证" }), el("b", { text: me.certificate_no || "" }), el("p", { text: `有效期至 ${me.certificate_until || ""}` }),
      me.square ? square(me.square) : null, el("p", { class: "small", text: `同来：${one.team.filter((person) => !person.is_me).map((person) => person.name).join("、")}` }));
  }
  function square(path) {
    const make = (tag, told) => { const node = document.createElementNS("http://www.w3.org/2000/svg", tag); for (const [name, value] of Object.entries(told)) node.setAttribute(name, value); return node; };
    const drawing = make("svg", { viewBox: "-2 -2 33 33", role: "img", "aria-label": "执法证号的二维码" });
    drawing.append(make("rect", { x: -2, y: -2, width: 33, height: 33, fill: "#fff" }), make("path", { d: path, fill: "#000" }));
    return drawing;
  }
  function before(one, work) {
    primary("入企登记", () => enter(one, work));
    return [
      el("dl", { class: "facts" }, ...[["日期", one.planned_on ? day(one.planned_on) : "待定"], ["地址", one.address || "—"], ["事项", one.items.join("、")], ["任务", one.task_title]]
        .map(([name, value]) => el("div", {}, el("dt", { text: name }), el("dd", { text: value })))),
      one.quiet ? notice("企业请求勿扰", one.quiet) : null,
      el("details", {}, el("summary", { text: "亮证" }), certificate(one)),
      one.asked ? notice("去不了", one.asked) : aside(one),
      el("details", {}, el("summary", { text: `检查表（${one.lines.length} 项）` }), el("ul", {}, ...one.lines.map((line) => el("li", { text: `${line.text}（${line.unit}）` })))),
    ].filter(Boolean);
  }
  /** 回避、请假: the unit decides; who comes instead is named by the draw's own order. */
  function aside(one) {
    const cause = el("select", { class: "form-select" }, el("option", { value: "RECUSAL", text: "回避" }), el("option", { value: "LEAVE", text: "请假" }));
    const reason = el("textarea", { class: "form-control", rows: 2, maxlength: 300 });
    const ask = async () => {
      try {
        await send(`/inspections/${one.number}/moves/object_officer`, { cause: cause.value, reason: reason.value }, `${one.number}:${one.version}:aside:${cause.value}`);
        toast("已提交，由单位决定。", "success");
        await fetchCarried();
        await show(one.number);
      } catch (problem) { toast(problem instanceof NoNetwork ? "没有网络，请稍后再提交。" : problem.message, "error"); }
    };
    return el("details", {}, el("summary", { text: "我不能去：回避、请假" }), el("div", { class: "stack" }, field("缘由", cause), field("说明", reason, "接替的人按抽签次序产生。"), button("提交申请", ask, "btn")));
  }

  // ---- 扫码入企 ---------------------------------------------------------------------------------------------------------------------
  async function enter(one, work) {
    const kept = work.entered || {};
    const way = el("select", { class: "form-select" }, ...told.ways.filter((choice) => one.on_spot ? choice.code !== "REMOTE" : true).map((choice) => el("option", { value: choice.code, text: choice.text })));
    const code = el("input", { class: "form-control", maxlength: 60, autocomplete: "off", autocapitalize: "characters", value: kept.code || "" });
    const reason = el("textarea", { class: "form-control", rows: 2, maxlength: 300 });
    const arrived = el("input", { class: "form-control", type: "datetime-local", value: local(now()) });
    const people = one.team.map((person) => el("input", { type: "checkbox", value: person.id, checked: person.role === "OFFICER" }));
    const faults = work.fields || {};
    const more = el("div", { class: "stack", hidden: true }, field("什么时候到的", arrived, "补录须在十天以内"), field("为什么没有在进门时扫码", reason, "", faults.reason));
    const codes = el("div", { class: "stack" }, field("企业码", code, "扫墙上或企业手机上的码，扫不了时输入码下的八位字符", faults.code));
    if ("BarcodeDetector" in window) codes.append(button("扫码", () => scan(code), "btn"));
    const choose = () => { more.hidden = way.value === "SCANNED" || way.value === "REMOTE"; codes.hidden = ["ABSENT", "REMOTE"].includes(way.value); };
    way.addEventListener("change", choose);
    const form = el("form", { class: "stack", novalidate: true, "data-submit-again": true, on: { submit: (event) => event.preventDefault() } }, certificate(one),
      el("fieldset", { class: "onsite-choices" }, el("legend", { class: "form-label", text: "到场人员（至少两名执法人员）" }),
        ...one.team.map((person, at) => el("label", { class: "choice" }, people[at], el("span", { text: `${person.name}（${person.unit}${person.role === "EXPERT" ? "，专家" : ""}）` }))),
        faults.present && el("p", { class: "field-error", text: faults.present })),
      field("怎样扫的码", way, "", faults.way), codes, more);
    choose();
    view.replaceChildren(el("p", {}, button("‹ 返回", () => show(one.number), "btn btn-sm")), head(one), form);
    primary("登记入企", async () => {
      const present = people.filter((box) => box.checked).map((box) => Number(box.value));
      const officers = one.team.filter((person) => present.includes(person.id) && person.role === "OFFICER");
      if (officers.length < 2) { toast("执法检查不少于 2 人（专家不计入）。", "error"); return; }
      if (!codes.hidden && !code.value.trim()) { toast("请扫企业码，或输入八位字符。", "error"); return; }
      if (!more.hidden && !reason.value.trim()) { toast("请写明没有在进门时扫码的原因。", "error"); return; }
      const at = now().toISOString();
      const entered_at = more.hidden ? at : new Date(`${arrived.value}:00+08:00`).toISOString();
      await change(one.number, (kept) => { kept.entered = { way: way.value, code: codes.hidden ? "" : code.value, present, entered_at, scanned_at: at, reason: more.hidden ? "" : reason.value, client_key: kept.token }; kept.fault = ""; kept.fields = {}; });
      await show(one.number);
      push();
    });
    view.focus({ preventScroll: true });
  }
  const local = (moment) => moment.toLocaleString("sv", { timeZone: "Asia/Shanghai" }).slice(0, 16).replace(" ", "T");
  async function scan(into) {
    const video = el("video", { class: "onsite-scan", playsinline: true, muted: true });
    into.after(video);
    let stream = null;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      video.srcObject = stream;
      await video.play();
      const detector = new BarcodeDetector({ formats: ["qr_code"] });
      for (let looks = 0; looks < 150 && !into.value && video.isConnected; looks += 1) {
        const codes = await detector.detect(video).catch(() => []);
        if (codes.length) into.value = codes[0].rawValue;
        else await new Promise((resolve) => setTimeout(resolve, 200));
      }
    } catch { toast("打不开相机，请输入码下的八位字符。", "error"); }
    if (stream) for (const track of stream.getTracks()) track.stop();
    video.remove();
  }

  // ---- 一张表 ---------------------------------------------------------------------------------------------------------------------------
  async function sheet(one, work) {
    const absent = work.entered && work.entered.way === "ABSENT";
    const units = new Set(one.team.map((person) => person.unit_id));
    const isMine = (line) => line.unit_id === one.my_unit || (one.my_unit === one.lead_unit && !units.has(line.unit_id));
    const shots = await store.shots(work.key);
    const lines = absent ? [] : one.lines.filter(isMine);
    const others = absent ? [] : one.lines.filter((line) => !isMine(line));
    const form = el("form", { class: "stack", novalidate: true, "data-submit-again": true, on: { submit: (event) => event.preventDefault() } },
      el("p", { class: "small muted", text: `入企 ${when((work.entered || {}).entered_at || one.entered_at)}。没有检查的项选“未检查”并写原因，它不等于没有发现问题。` }),
      ...lines.map((line) => ask(one, work, line, shots)),
      others.length ? el("details", {}, el("summary", { text: `其他部门的 ${others.length} 项` }), el("ul", {}, ...others.map((line) => el("li", { text: `${line.text}（${line.unit}）：${line.value_name}` })))) : null);
    const isLead = one.my_unit === one.lead_unit;
    primary(isLead ? "下一步：填结果" : "提交本部门的栏目", async () => {
      const newest = await store.work(keyOf(one.number)) || work;
      const gap = lines.find((line) => !valueOf(newest, line).value);
      if (gap) { toast(`还有没填的：${gap.text}`, "error"); view.querySelector(`[data-line="${gap.key}"] input`).focus(); return; }
      const silent = lines.find((line) => ["NO", "UNCHECKED"].includes(valueOf(newest, line).value) && !(valueOf(newest, line).finding || "").trim());
      if (silent) { toast(`请写明：${silent.text}`, "error"); view.querySelector(`[data-line="${silent.key}"] textarea`).focus(); return; }
      if (!absent) await change(one.number, (kept) => {
        for (const line of lines) kept.answers[line.key] ||= valueOf(kept, line);
        kept.filled = Date.now();
      });
      if (isLead) await result(one); else { toast("已保存，会自动上传。", "success"); await list(); shown = ""; }
      push();
    });
    return form;
  }
  const valueOf = (work, line) => (work.answers || {})[line.key] || (line.value ? { value: line.value, finding: line.finding } : {});
  function ask(one, work, line, shots) {
    const kept = valueOf(work, line);
    const words = el("textarea", { class: "form-control", rows: 2, maxlength: 1000, "aria-label": "发现的问题，或没有检查的原因" });
    words.value = kept.finding || "";
    const pictures = el("div", { class: "onsite-shots" }, ...shots.filter((shot) => shot.line === line.key).map((shot) => el("img", { src: URL.createObjectURL(shot.blob), alt: "已拍的照片" })));
    const picker = el("input", { type: "file", accept: "image/*", capture: "environment", multiple: true, class: "form-control", "aria-label": "拍照" });
    const more = el("div", { class: "stack", hidden: !["NO", "UNCHECKED"].includes(kept.value) }, words);
    const note = (value, finding) => change(one.number, (all) => { all.answers[line.key] = { ...valueOf(all, line), ...(value ? { value } : {}), finding }; });
    words.addEventListener("input", () => note("", words.value));
    picker.addEventListener("change", async () => {
      const free = PICTURES - (await store.shots(keyOf(one.number))).filter((shot) => shot.line === line.key).length;
      await change(one.number, () => {});
      for (const file of [...picker.files].slice(0, free)) { await store.add({ work: keyOf(one.number), line: line.key, blob: file, name: file.name }); pictures.append(el("img", { src: URL.createObjectURL(file), alt: "已拍的照片" })); }
      picker.value = "";
      push();
    });
    const choices = told.values.map((choice) => {
      const box = el("input", { type: "radio", name: `line-${line.key}`, value: choice.code, checked: kept.value === choice.code });
      box.addEventListener("change", async () => { more.hidden = !["NO", "UNCHECKED"].includes(choice.code); await note(choice.code, words.value); });
      return el("label", {}, box, el("span", { text: choice.text }));
    });
    const faulty = (work.fields || {})[line.key];
    return el("div", { class: "onsite-line", role: "group", "aria-labelledby": `t-${line.key}`, "data-line": line.key }, el("h3", { id: `t-${line.key}`, text: line.text }), el("span", { class: "row-under", text: line.is_public ? "公共信息，只查一次" : line.shared ? "几个部门合并检查" : line.method }),
      el("div", { class: "onsite-answers" }, ...choices), more, faulty && el("p", { class: "field-error", text: faulty }), pictures, el("details", {}, el("summary", { text: "拍照" }), picker));
  }

  // ---- 结果与签字 ---------------------------------------------------------------------------------------------------------------------------
  async function result(one) {
    const work = await store.work(keyOf(one.number)) || {};
    const faults = work.fields || {};
    const kept = work.draft || {};
    const boxes = told.results.map((choice) => el("input", { type: "checkbox", value: choice.code, checked: (kept.results || []).includes(choice.code) }));
    const text = (name, rows = 2) => { const area = el("textarea", { class: "form-control", rows, maxlength: 1000 }); area.value = kept[name] || ""; return area; };
    const [problem, measures, refusal, order] = [text("problem", 3), text("measures"), text("refusal_note"), text("order")];
    const days = el("input", { class: "form-control", type: "number", min: 1, max: 180, inputmode: "numeric", value: kept.order_days || 10 });
    const officers = one.team.filter((person) => person.role === "OFFICER").slice(0, 2);
    const pads = officers.map((person) => ({ who: person.name, as: "OFFICER", pad: pad(person.name) }));
    const who = el("input", { class: "form-control", maxlength: 60, value: kept.who || "" });
    const theirs = { as: "COMPANY", pad: pad("企业在场人员") };
    const orders = el("div", { class: "stack" }, field("责令改正的内容", order, "", faults.order), field("改正期限（工作日）", days, "", faults.order_days));
    const refused = el("div", { class: "stack" }, field("拒绝检查的经过", refusal, "两名检查人员签字", faults.refusal_note));
    const problems = el("div", { class: "stack" }, field("发现的问题", problem, "", faults.problem), field("处理措施", measures, "", faults.measures));
    const chosen = () => boxes.filter((box) => box.checked).map((box) => box.value);
    const choose = () => {
      const codes = chosen();
      problems.hidden = !codes.some((code) => code !== "R1" && code !== "R7");
      orders.hidden = !codes.some((code) => code === "R2" || code === "R5");
      refused.hidden = !codes.includes("R6");
      for (const box of boxes) box.disabled = codes.includes("R1") ? box.value !== "R1" : codes.length > 0 && box.value === "R1";
    };
    for (const box of boxes) box.addEventListener("change", choose);
    choose();
    const form = el("form", { class: "stack", novalidate: true, "data-submit-again": true, on: { submit: (event) => event.preventDefault() } },
      el("fieldset", { class: "onsite-choices" }, el("legend", { class: "form-label", text: "检查结果（可多选）" }), ...told.results.map((choice, at) => el("label", { class: "choice" }, boxes[at], el("span", { text: choice.text }))),
        faults.results && el("p", { class: "field-error", text: faults.results })),
      problems, orders, refused, ...pads.map((one) => one.pad.node), field("企业在场人员姓名", who, "拒绝签字的留空，并在处理措施中写明"), theirs.pad.node,
      faults.signatures && el("p", { class: "field-error", text: faults.signatures }));
    view.replaceChildren(el("p", {}, button("‹ 检查表", () => show(one.number), "btn btn-sm")), head(one), work.fault ? fault(work) : "", form);
    primary("提交检查结果", async () => {
      const results = chosen();
      if (!results.length) { toast("请选择检查结果。", "error"); boxes[0].focus(); return; }
      if (pads.some((one) => one.pad.isEmpty())) { toast("请两名检查人员签字。", "error"); return; }
      action.disabled = true;
      const signatures = [];
      for (const [at, one] of [...pads, ...(who.value.trim() ? [{ ...theirs, who: who.value.trim() }] : [])].entries()) {
        const sign = `${Date.now()}-${at}`;
        if (!one.pad.isEmpty()) await store.add({ work: work.key || keyOf(shown), sign, blob: await one.pad.blob(), name: "sign.png" });
        signatures.push({ who: one.who, as: one.as, shot: sign });
      }
      const said = { results, problem: problems.hidden ? "" : problem.value, measures: problems.hidden ? "" : measures.value, refusal_note: refused.hidden ? "" : refusal.value,
        order: orders.hidden ? "" : order.value, order_days: orders.hidden ? null : Number(days.value) || null };
      await change(one.number, (all) => {
        all.draft = { ...said, who: who.value };
        all.result = { ...said, signatures, left_at: now().toISOString() };
        all.fault = ""; all.fields = {};
      });
      await show(one.number);
      push();
    });
    view.focus({ preventScroll: true });
  }
  function after(one, work) {
    const parts = [notice(work.result && !work.sent.result ? "已保存在手机里" : one.state_label, work.result && !work.sent.result ? "有网络时自动上传，可以关掉浏览器。" : one.results.map((code) => told.results.find((choice) => choice.code === code).text).join("；"))];
    if (one.order) parts.push(reinspection(one));
    return parts;
  }
  function reinspection(one) {
    const words = el("textarea", { class: "form-control", rows: 2, maxlength: 500 });
    const order = el("textarea", { class: "form-control", rows: 2, maxlength: 1000 });
    const days = el("input", { class: "form-control", type: "number", min: 1, max: 180, value: 10 });
    const tell_ = async (passed) => {
      try {
        await send(`/inspections/${one.number}/moves/reinspect_company`, { passed: passed ? "1" : "0", words: words.value, order: passed ? "" : order.value, order_days: passed ? null : Number(days.value) }, `${one.number}:${one.version}:reinspect:${passed}`);
        toast("复查已记录。", "success");
        await fetchCarried();
        await show(one.number);
      } catch (problem) { toast(problem instanceof NoNetwork ? "没有网络，请稍后再提交复查。" : problem.message, "error"); }
    };
    return el("section", { class: "onsite-card" }, el("h3", { text: `责令改正：${one.order.state_label}` }), el("p", { text: one.order.content }), el("p", { class: "small muted", text: `期限 ${when(one.order.due_at)}` }),
      one.order.answer ? el("p", { text: `企业：${one.order.answer}` }) : null, field("复查意见", words), el("p", {}, button("复查合格", () => tell_(true), "btn btn-primary")),
      el("details", {}, el("summary", { text: "复查不合格" }), el("div", { class: "stack" }, field("再次责令改正的内容", order), field("期限（工作日）", days), button("不合格，再次责令改正", () => tell_(false), "btn btn-danger-quiet"))));
  }

  async function start() {
    if ("serviceWorker" in navigator) navigator.serviceWorker.register(place.dataset.worker, { scope: place.dataset.shell }).catch(() => {});
    navigator.storage?.persist?.();
    carried = await store.get(`carried-${person}`) || carried;
    off = (await store.get("off")) || 0;  // by how much this clock differs from the server's, as last told
    await list();
    await push();
    place.dataset.ready = "1";
  }
  window.addEventListener("online", () => push());
  window.addEventListener("offline", () => tell());
  document.addEventListener("visibilitychange", () => { if (!document.hidden) push(); });
  setInterval(() => { if (navigator.onLine) push(); }, SEND);
  start();
})();
