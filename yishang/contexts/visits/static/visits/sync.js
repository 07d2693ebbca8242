// Sending what the phone kept, in order and each thing once: begin, arrive, track, leave, photographs, appeals, hand in.
// Everything bears a key of its own, so that a repeated sending is answered again and not repeated. Window.visitSync.
(() => {
  "use strict";
  const store = window.visitStore;
  const { send, Refused, NoNetwork } = window.yishang.offline;
  const PART = 1000;  // points of one sending

  // ---- time: the server's, carried on by this phone's own clock ---------------------------------------------------------
  let off = 0;
  const now = () => new Date(Date.now() + off);
  async function noteTime(moment) { off = new Date(moment).getTime() - Date.now(); await store.set("off", off); }
  async function recallTime() { off = (await store.get("off")) || 0; }

  // ---- the device's key: made here, never leaves, signs what was captured -------------------------------------------------
  const base64 = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)));
  async function deviceKey(person) {
    const name = `device-${person}`;
    let pair = await store.get(name);
    if (!pair && crypto.subtle) {
      pair = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, false, ["sign", "verify"]);
      await store.set(name, pair);
    }
    return pair;
  }
  async function registerDevice(person) {
    const pair = await deviceKey(person);
    if (!pair || await store.get(`registered-${person}`)) return;
    await send("/visits/device", { public_key: base64(await crypto.subtle.exportKey("raw", pair.publicKey)) });
    await store.set(`registered-${person}`, true);
  }
  async function sign(person, text) {
    const pair = await deviceKey(person);
    if (!pair) return "";
    return base64(await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, pair.privateKey, new TextEncoder().encode(text)));
  }

  // ---- how much is still here ---------------------------------------------------------------------------------------------
  async function waiting(visit) {
    const sent = visit.sent || {};
    let count = 0;
    if (!visit.number) count += 1;
    if (visit.checkin && !sent.checkin) count += 1;
    if ((await store.of("points", visit.key)).length) count += 1;
    if (visit.checkout && !sent.checkout) count += 1;
    count += (await store.of("shots", visit.key)).filter((shot) => !shot.sent).length;
    count += (visit.appeals || []).filter((appeal) => !appeal.number).length;
    if (visit.submitted && !sent.submitted) count += 1;
    return count;
  }

  // ---- sending one visit -----------------------------------------------------------------------------------------------------
  async function note(visit, changes) {
    Object.assign(visit, changes);
    await store.patch(visit.key, changes);
  }
  async function step(visit, name, act) {
    if (visit.sent[name]) return;
    const told = await act();
    await note(visit, { ...told, sent: { ...visit.sent, [name]: true } });
  }
  const placed = (one) => ({ captured_at: one.at, ...(one.lon === undefined ? {} : { lon: one.lon, lat: one.lat, crs: "WGS84" }) });
  const move = (visit, name, body) => send(`/visits/${visit.number}/moves/${name}`, body, `${visit.key}:${name}`);

  async function sendTrack(visit) {
    for (;;) {
      const rows = (await store.of("points", visit.key)).slice(0, PART);
      if (!rows.length) return;
      // A part keeps its bounds once it was tried, so that sent again it is the same part.
      const part = visit.part || { place: visit.parts || 0, ids: rows.map((row) => row.id) };
      await note(visit, { part });
      const mine = rows.filter((row) => part.ids.includes(row.id));
      if (mine.length) {
        try {
          await send(`/visits/${visit.number}/track`, { place: part.place, crs: "WGS84", points: mine.map((row) => row.point) });
        } catch (fault) {
          if (!(fault instanceof Refused) || fault.status === 401) throw fault;
          await note(visit, { fault: fault.message });  // refused whole: it would be refused again
        }
      }
      for (const id of part.ids) await store.remove("points", id);
      await note(visit, { parts: part.place + 1, part: null });
    }
  }

  async function sendShots(visit) {
    for (const shot of await store.of("shots", visit.key)) {
      if (shot.sent) continue;
      const body = new FormData();
      body.append("image", shot.blob, shot.name || "photo.jpg");
      const told = await send("/visits/images", body);
      await store.change("shots", { ...shot, sent: told.id });
    }
  }

  async function sendAppeals(visit) {
    for (const [place, appeal] of (visit.appeals || []).entries()) {
      if (appeal.number) continue;
      const body = { uscc: visit.uscc, category: appeal.category, title: appeal.title, content: appeal.content, origin: visit.number };
      const { number } = await send("/appeals", body, `${visit.key}:appeal:${appeal.id || place}`);
      await note(visit, { appeals: visit.appeals.map((one, at) => at === place ? { ...one, number } : one) });
    }
  }

  async function sendVisit(visit) {
    visit.sent ||= {};
    if (visit.fault && !visit.fields) await note(visit, { fault: "" });
    if (!visit.number) {
      const body = { subject_id: visit.subject_id, mode: visit.mode, key: visit.key, captured_at: visit.begun };
      await note(visit, { number: (await send("/visits", body, `${visit.key}:open`)).number });
    }
    if (!visit.checkin) return;
    await step(visit, "checkin", async () => { await move(visit, "check_in_visit", placed(visit.checkin)); });
    await sendTrack(visit);
    if (!visit.checkout) return;
    await step(visit, "checkout", async () => { await move(visit, "check_out_visit", placed(visit.checkout)); });
    await sendShots(visit);
    if (!visit.submitted) return;
    await sendAppeals(visit);
    await step(visit, "submitted", async () => {
      const shots = (await store.of("shots", visit.key)).map((shot) => shot.sent);
      const appeals = (visit.appeals || []).map((appeal) => appeal.number);
      const result = await move(visit, "submit_visit", {
        minutes: visit.minutes, companions: visit.companions || [], policies: visit.policies || [], appeals, no_appeals: !appeals.length,
        images: shots, captured_at: visit.submitted, statement: visit.statement || "", signature: visit.signature || "", sent_at: now().toISOString(),
      });
      return { result };
    });
    // Only now: asked again after a crash, the same pictures must be named.
    for (const shot of await store.of("shots", visit.key)) await store.remove("shots", shot.id);
  }

  /** Send everything of this person; tells what stands in the way: "" | "offline" | "signed-out". Faults stand at their visit. */
  let going = null;
  let again = false;  // something was added while others were being sent
  const all = (person) => { again = true; return going ||= sendOn(person).finally(() => { going = null; }); };
  async function sendOn(person) {
    let standing = "";
    while (again && !standing) { again = false; standing = await sendAll(person); }
    return standing;
  }

  async function sendAll(person) {
    if (!navigator.onLine) return "offline";
    try {
      await registerDevice(person);
      for (const { key } of (await store.visits()).filter((visit) => visit.person === person)) await sendOne(key);
      return "";
    } catch (fault) {
      if (fault instanceof Refused) return "signed-out";
      if (fault instanceof NoNetwork) return "offline";
      throw fault;
    }
  }
  async function sendOne(key) {
    const visit = await store.visit(key);
    if (visit.blocked || !await waiting(visit)) return;
    try { await sendVisit(visit); } catch (fault) {
      if (!(fault instanceof Refused) || fault.status === 401) throw fault;
      // What the person can mend is given back, at its field; everything else stands still until the person says how to go on.
      const told = { fault: [fault.message, fault.told.next_step].filter(Boolean).join(" ") };
      if (fault.status === 422 && visit.submitted && visit.sent.checkout) Object.assign(told, { submitted: null, fields: fault.told.fields || {} });
      else if (![409, 429].includes(fault.status)) told.blocked = true;
      await store.patch(key, told);
    }
  }

  window.visitSync = { all, waiting, now, noteTime, recallTime, sign, registerDevice };
})();
