// The pool, the officers, the randomness; the lots and the teams that follow from them.
((scope) => {
  "use strict";
  const { Fault, bytesOf, hex, hexOf, hmacUnder, integerOf, joined, keysOf, listOf, order, sha256 } = scope.drawRecord;

  // ---- pool, officers, recusals ------------------------------------------------------------------------------------------------
  const same = (a, b, from, to, start) => { if (to - from !== b.length - start) return false; for (let i = from; i < to; i += 1) if (a[i] !== b[start + i - from]) return false; return true; };
  function compareBytes(bytes, a, aEnd, b, bEnd) {
    const length = Math.min(aEnd - a, bEnd - b);
    for (let i = 0; i < length; i += 1) if (bytes[a + i] !== bytes[b + i]) return bytes[a + i] - bytes[b + i];
    return aEnd - a - (bEnd - b);
  }
  /** Where a file that should be lines of clean UTF-8 is not, as `file/line`; the file as text. */
  function linesOf(bytes, file) {
    if (!bytes.length) return [];
    let text;
    try {
      text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch {
      text = new TextDecoder("utf-8").decode(bytes);
      const wrong = text.split("\n").findIndex((line) => line.includes("\ufffd"));
      throw new Fault(`${file}/${wrong + 1}`, "不是 UTF-8 编码");
    }
    const bad = /[\x00-\x08\x0b-\x1f\x7f-\x9f]/.exec(text);
    if (bad) throw new Fault(`${file}/${text.slice(0, bad.index).split("\n").length}`, "含有控制字符");
    const lines = text.split("\n");
    if (lines.pop() !== "") throw new Fault(`${file}/${lines.length + 1}`, "末行没有换行");
    return lines;
  }

  /** The pool line by line: where each id stands in the bytes and in which stratum, found sound and sorted. */
  function readPool(bytes, strata) {
    const lines = linesOf(bytes, "pool.tsv"), size = lines.length;
    const from = new Uint32Array(size), to = new Uint32Array(size), stratum = new Uint16Array(size);
    const names = strata.map((row) => bytesOf(row.name)), counts = strata.map(() => 0);
    let before = 0, beforeEnd = 0;
    for (let i = 0, at = 0; i < size; i += 1) {
      const place = `pool.tsv/${i + 1}`, end = bytes.indexOf(10, at), tab = bytes.indexOf(9, at);
      if (tab < 0 || tab >= end || tab === at || tab === end - 1 || bytes.subarray(tab + 1, end).includes(9)) throw new Fault(place, "应为“编号 TAB 层名”，两者都不得为空");
      if (i && compareBytes(bytes, before, beforeEnd, at, tab) === 0) throw new Fault(place, "编号重复");
      if (i && compareBytes(bytes, before, at, at, end + 1) >= 0) throw new Fault(place, "未按字节排序");
      const which = names.findIndex((name) => same(bytes, name, tab + 1, end, 0));
      if (which < 0) throw new Fault(place, `承诺书中没有层 ${lines[i].slice(lines[i].indexOf("\t") + 1)}`);
      from[i] = at; to[i] = tab; stratum[i] = which; counts[which] += 1;
      before = at; beforeEnd = tab; at = end + 1;
    }
    return { bytes, size, from, to, stratum, counts, id: (i) => lines[i].slice(0, lines[i].indexOf("\t")) };
  }
  function readOfficers(bytes) {
    const lines = linesOf(bytes, "officers.tsv"), officers = new Map();
    let before = null;
    lines.forEach((line, i) => {
      const place = `officers.tsv/${i + 1}`, fields = line.split("\t");
      if (fields.length !== 3 || !fields[0]) throw new Fault(place, "应为“编号 TAB 单位 TAB 技能”");
      if (before !== null && order(before, line) >= 0) throw new Fault(place, before === line ? "重复" : "未按字节排序");
      if (officers.has(fields[0])) throw new Fault(place, "人员重复");
      const skills = fields[2] ? fields[2].split(",") : [];
      for (let j = 0; j < skills.length; j += 1) {
        if (!skills[j]) throw new Fault(place, "技能不得为空");
        if (j && order(skills[j - 1], skills[j]) >= 0) throw new Fault(place, "技能未排序或重复");
      }
      officers.set(fields[0], { id: fields[0], unit: fields[1], skills: new Set(skills), load: 0, key: "" });
      before = line;
    });
    return officers;
  }
  function readRecusals(bytes, officers, isCandidate) {
    const lines = linesOf(bytes, "recusals.tsv"), recused = new Map();
    let before = null;
    lines.forEach((line, i) => {
      const place = `recusals.tsv/${i + 1}`, fields = line.split("\t");
      if (fields.length !== 2 || !fields[0] || !fields[1]) throw new Fault(place, "应为“人员编号 TAB 对象编号”");
      if (before !== null && order(before, line) >= 0) throw new Fault(place, before === line ? "回避重复" : "未按字节排序");
      if (!officers.has(fields[0])) throw new Fault(place, `没有人员 ${fields[0]}`);
      if (!isCandidate(fields[1])) throw new Fault(place, `名单里没有 ${fields[1]}`);
      if (!recused.has(fields[1])) recused.set(fields[1], new Set());
      recused.get(fields[1]).add(fields[0]);
      before = line;
    });
    return recused;
  }

  // ---- randomness, lots, teams ----------------------------------------------------------------------------------------------------
  const SIGNATURE_BYTES = { "pedersen-bls-chained": 96, "pedersen-bls-unchained": 96, "bls-unchained-g1-rfc9380": 48 };

  function randomnessOf(claimed, commitment) {
    if (commitment.beacon.kind === "drand") {
      const spoken = keysOf(claimed.beacon, ["round", "previous_signature", "signature"], "beacon");
      if (integerOf(spoken.round, "beacon/round") !== commitment.beacon.round) throw new Fault("beacon/round", `承诺书约定第 ${commitment.beacon.round} 轮`);
      const previous = hexOf(spoken.previous_signature, "beacon/previous_signature"), signature = hexOf(spoken.signature, "beacon/signature");
      if ((commitment.beacon.scheme === "pedersen-bls-chained") !== previous.length > 0) throw new Fault("beacon/previous_signature", "与签名方案不符");
      if (signature.length !== SIGNATURE_BYTES[commitment.beacon.scheme]) throw new Fault("beacon/signature", `此方案的签名是 ${SIGNATURE_BYTES[commitment.beacon.scheme]} 字节`);
      return sha256(signature);
    }
    const { witnesses } = commitment.beacon, rows = listOf(claimed.reveals, "reveals");
    if (rows.length > witnesses.length) throw new Fault("reveals", `有 ${rows.length} 个值，见证人只有 ${witnesses.length} 名`);
    const values = rows.map((row, i) => hexOf(row === null ? "" : row, `reveals/${i}`));
    witnesses.forEach((witness, i) => {
      const value = values[i] || new Uint8Array(0);
      if (!value.length) throw new Fault(`reveals/${i}`, `见证人 ${witness.id} 没有公布`);
      if (value.length < 16) throw new Fault(`reveals/${i}`, `见证人 ${witness.id} 公布的值不足 16 字节`);
      if (hex(sha256(value)) !== witness.commitment) throw new Fault(`reveals/${i}`, `见证人 ${witness.id} 公布的值与其承诺不符`);
    });
    return sha256(joined(...values));
  }

  const PREFIX = bytesOf("select:");
  /** Every candidate's score: 32 bytes each in one field, and the first 48 bits as a number to sort by. */
  function scoresOf(pool, seed, tell) {
    const score = hmacUnder(seed), all = new Uint8Array(32 * pool.size), head = new Float64Array(pool.size);
    let message = new Uint8Array(256);
    message.set(PREFIX);
    for (let i = 0; i < pool.size; i += 1) {
      const length = PREFIX.length + pool.to[i] - pool.from[i];
      if (length > message.length) { message = new Uint8Array(2 * length); message.set(PREFIX); }
      message.set(pool.bytes.subarray(pool.from[i], pool.to[i]), PREFIX.length);
      score(message, all, 32 * i, length);
      const p = 32 * i;
      head[i] = ((all[p] * 256 + all[p + 1]) * 256 + all[p + 2]) * 16777216 + (all[p + 3] << 16 | all[p + 4] << 8 | all[p + 5]);
      if (i % 50000 === 49999) tell(i + 1);
    }
    const by = (a, b) => head[a] - head[b] || compareBytes(all, 32 * a + 6, 32 * a + 32, 32 * b + 6, 32 * b + 32) || compareBytes(pool.bytes, pool.from[a], pool.to[a], pool.from[b], pool.to[b]);
    return { by, hex: (i) => hex(all.subarray(32 * i, 32 * i + 32)) };
  }
  /** The drawn order of each stratum: the first `take` are selected, the others are its reserve. */
  function ordersOf(pool, strata, scores) {
    const orders = strata.map((_, which) => new Uint32Array(pool.counts[which])), filled = strata.map(() => 0);
    for (let i = 0; i < pool.size; i += 1) { const which = pool.stratum[i]; orders[which][filled[which]] = i; filled[which] += 1; }
    return orders.map((one) => one.sort(scores.by));
  }

  /** The officers as one queue by (load, key, id), and who goes where. */
  class Teams {
    constructor(commitment, seed, officers, recused) {
      this.size = commitment.team_size; this.most = commitment.max_load; this.officers = officers; this.recused = recused;
      this.hmac = hmacUnder(seed);
      this.queue = [...officers.values()];
      for (const one of this.queue) this.shuffle(one);
      this.queue.sort(Teams.order);
    }
    static order(a, b) { return a.load - b.load || order(a.key, b.key) || order(a.id, b.id); }
    shuffle(one) { one.key = hex(this.hmac(bytesOf(`assign:${one.load}:${one.id}`))); }
    /** Choose for a candidate without raising loads: the team, and what it still lacks. */
    choose(id, skills, team = [], places = this.size) {
      const lacking = new Set(skills), out = this.recused.get(id);
      for (const member of team) for (const skill of member.skills) lacking.delete(skill);
      const chosen = [...team];
      while (chosen.length < places) {
        let best = null, most = -1;
        for (const one of this.queue) {
          if (one.load >= this.most || (out && out.has(one.id)) || chosen.includes(one)) continue;
          let holds = 0;
          if (lacking.size) for (const skill of lacking) if (one.skills.has(skill)) holds += 1;
          if (holds > most) { best = one; most = holds; if (holds === lacking.size) break; }
        }
        if (!best) break;
        chosen.push(best);
        for (const skill of best.skills) lacking.delete(skill);
      }
      return { chosen, lacking: [...lacking].sort(order) };
    }
    isRecused(id, officer) { const out = this.recused.get(id); return Boolean(out) && out.has(officer); }
    recuse(id, officer) { if (!this.recused.has(id)) this.recused.set(id, new Set()); this.recused.get(id).add(officer); }
    carry(one, more) {
      this.queue.splice(this.queue.indexOf(one), 1);
      one.load += more;
      this.shuffle(one);
      let low = 0, high = this.queue.length;
      while (low < high) { const middle = (low + high) >> 1; if (Teams.order(this.queue[middle], one) < 0) low = middle + 1; else high = middle; }
      this.queue.splice(low, 0, one);
    }
    assign(selected, skillsOf) {
      const teams = [], unassigned = [];
      for (const row of selected) {
        const { chosen, lacking } = this.choose(row.id, skillsOf(row.stratum));
        if (chosen.length < this.size || lacking.length) { unassigned.push({ id: row.id, lacking }); continue; }
        for (const one of chosen) this.carry(one, 1);
        teams.push({ id: row.id, officers: chosen.map((one) => one.id) });
      }
      return { teams, unassigned };
    }
  }

  Object.assign(scope.drawRecord, { Teams, ordersOf, randomnessOf, readOfficers, readPool, readRecusals, scoresOf });
})(self);
