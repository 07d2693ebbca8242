// The whole record recomputed and held against what was published; what happened later; who stands where.
((scope) => {
  "use strict";
  const {
    Fault, Teams, bytesOf, canonical, digestOf, hex, isObject, joined, keysOf, listOf, ordersOf, randomnessOf, readCommitment, readJson, readOfficers, readPool,
    readRecusals, scoresOf, sha256, sha256Of, textOf, unhex,
  } = scope.drawRecord;
  const FILES = ["record.json", "pool.tsv", "officers.tsv", "recusals.tsv"];

  /** The first place where the record says something else than what was recomputed. */
  function compare(expected, claimed, place) {
    const kind = (value) => (Array.isArray(value) ? "array" : value === null ? "null" : typeof value);
    if (kind(expected) !== kind(claimed)) throw new Fault(place, "与重算结果的类型不同");
    if (kind(expected) === "array") {
      for (let i = 0; i < Math.min(expected.length, claimed.length); i += 1) compare(expected[i], claimed[i], `${place}/${i}`);
      if (expected.length !== claimed.length) throw new Fault(place, `应有 ${expected.length} 项，记录里有 ${claimed.length} 项`);
    } else if (kind(expected) === "object") {
      keysOf(claimed, Object.keys(expected), place);
      for (const key of Object.keys(expected)) compare(expected[key], claimed[key], place ? `${place}/${key}` : key);
    } else if (expected !== claimed) throw new Fault(place, `重算得 ${expected}，记录里是 ${String(claimed).slice(0, 80)}`);
  }

  /**
   * Recompute everything from the files (name → bytes; `events.json` only where something happened later). `tell(step, done)`
   * hears what is being looked at. Gives what the record says in short; throws a Fault at the first place that is not as it must be.
   */
  async function verify(files, tell = () => {}) {
    const missing = FILES.find((name) => !files[name]);
    if (missing) throw new Fault(missing, "没有这个文件");
    tell("commitment");
    const claimed = readJson(files["record.json"], "record.json");
    if (!isObject(claimed) || !("commitment" in claimed)) throw new Fault("record.json", "没有承诺书 commitment");
    const commitment = readCommitment(claimed.commitment), isDrand = commitment.beacon.kind === "drand";
    keysOf(claimed, ["commitment", "commitment_sha256", isDrand ? "beacon" : "reveals", "seed", "selected", "teams", "unassigned"], "record.json");
    const digest = sha256(bytesOf(canonical(commitment)));
    if (sha256Of(claimed.commitment_sha256, "commitment_sha256") !== hex(digest)) throw new Fault("commitment_sha256", `不是承诺书的摘要，重算得 ${hex(digest)}`);
    tell("pool");
    const pool = await checkedPool(files, commitment);
    const { officers, recused } = await checkedOfficers(files, commitment, pool);
    tell("randomness");
    const seed = sha256(joined(digest, randomnessOf(claimed, commitment)));
    tell("lots", 0);
    const made = draw(commitment, seed, pool, (done) => tell("lots", done / pool.size));
    tell("teams");
    const teams = new Teams(commitment, seed, officers, recused);
    const assigned = commitment.team_size ? teams.assign(made.selected, made.skillsOf) : { teams: [], unassigned: [] };
    tell("record");
    const expected = {
      commitment, commitment_sha256: hex(digest), [isDrand ? "beacon" : "reveals"]: isDrand ? claimed.beacon : claimed.reveals, seed: hex(seed),
      selected: made.selected.map(({ id, stratum, score }) => ({ id, stratum, score })), ...assigned,
    };
    compare(expected, claimed, "");
    const text = bytesOf(canonical(expected) + "\n"), given = files["record.json"];
    if (text.length !== given.length || text.some((byte, i) => byte !== given[i])) throw new Fault("record.json", "不是规范写法（键排序、无空白、末尾一个换行）");
    tell("events");
    const events = files["events.json"] ? readJson(files["events.json"], "events.json") : [];
    checkEvents(events, expected, new Standing(commitment, pool, made, teams, assigned));
    return {
      draw_id: commitment.draw_id, title: commitment.title, commitment_sha256: expected.commitment_sha256, pool_size: pool.size,
      selected: made.selected.length, teams: assigned.teams.length, events: events.length, unchecked_signature: isDrand,
    };
  }

  async function checkedPool(files, commitment) {
    const pool = readPool(files["pool.tsv"], commitment.strata);
    if ((await digestOf(files["pool.tsv"])) !== commitment.pool_sha256) throw new Fault("pool.tsv", "摘要与承诺书的 pool_sha256 不符");
    commitment.strata.forEach((row, i) => {
      if (pool.counts[i] !== row.size) throw new Fault(`commitment/strata/${i}/size`, `承诺书写 ${row.size} 个，名单里有 ${pool.counts[i]} 个`);
    });
    return pool;
  }

  async function checkedOfficers(files, commitment, pool) {
    const check = async (name, key) => {
      if ((await digestOf(files[name])) !== commitment[key]) throw new Fault(name, `摘要与承诺书的 ${key} 不符`);
    };
    const officers = readOfficers(files["officers.tsv"]);
    await check("officers.tsv", "officers_sha256");
    let ids = null;
    const isCandidate = (id) => { ids = ids || new Set(Array.from({ length: pool.size }, (_, i) => pool.id(i))); return ids.has(id); };
    const recused = readRecusals(files["recusals.tsv"], officers, isCandidate);
    await check("recusals.tsv", "recusals_sha256");
    return { officers, recused };
  }

  /** The selected in the order of the record, and the drawn order of each stratum for its reserve. */
  function draw(commitment, seed, pool, tell) {
    const scores = scoresOf(pool, seed, tell), orders = ordersOf(pool, commitment.strata, scores);
    const chosen = orders.flatMap((one, which) => [...one.subarray(0, commitment.strata[which].take)]).sort(scores.by);
    const row = (i) => ({ id: pool.id(i), stratum: commitment.strata[pool.stratum[i]].name, score: scores.hex(i) });
    const skills = new Map(commitment.strata.map((one) => [one.name, one.skills]));
    return { selected: chosen.map(row), orders, skillsOf: (name) => skills.get(name) };
  }

  // ---- what happened after publication -------------------------------------------------------------------------------------------
  const MORE = { void: [], withdrawn: [], replacement: ["out", "in"], reassignment: ["id", "out", "in"] };

  /** Who stands selected now and which officers go there; each step is done by the draw's own rules, loads as they stand. */
  class Standing {
    constructor(commitment, pool, made, teams, assigned) {
      this.commitment = commitment; this.pool = pool; this.orders = made.orders; this.teams = teams; this.skillsOf = made.skillsOf;
      this.stratumOf = new Map(made.selected.map((row) => [row.id, row.stratum]));
      this.teamOf = new Map(assigned.teams.map((row) => [row.id, row.officers]));
      this.lacking = new Map(assigned.unassigned.map((row) => [row.id, row.lacking]));
      this.used = commitment.strata.map((row) => row.take);
    }
    replace(entry, place) {
      const { out } = entry, stratum = this.stratumOf.get(out);
      if (stratum === undefined) throw new Fault(`${place}/out`, "此编号不在抽中之列");
      const which = this.commitment.strata.findIndex((row) => row.name === stratum), reserve = this.orders[which];
      if (this.used[which] >= reserve.length) throw new Fault(`${place}/in`, "候补已用完");
      const turn = this.pool.id(reserve[this.used[which]]);
      if (turn !== entry.in) throw new Fault(`${place}/in`, `轮到的候补是 ${turn}`);
      this.used[which] += 1;
      this.stratumOf.delete(out);
      this.stratumOf.set(turn, stratum);
      const inherited = this.teamOf.get(out) || [], lacked = this.lacking.get(out);
      this.teamOf.delete(out);
      this.lacking.delete(out);
      if (lacked !== undefined) this.lacking.set(turn, lacked);
      else if (this.teams.size) this.send(turn, stratum, inherited, inherited.filter((one) => !this.teams.isRecused(turn, one)));
      if ("officers" in entry) {
        const expected = this.teams.size ? this.teamOf.get(turn) || [] : null;
        if (canonical(entry.officers) !== canonical(expected)) throw new Fault(`${place}/officers`, `应派的人员是 ${(expected || []).join("、")}`);
      }
    }
    reassign(entry, place) {
      const team = this.teamOf.get(entry.id);
      if (!team) throw new Fault(`${place}/id`, "此编号没有派到人员");
      if (!team.includes(entry.out)) throw new Fault(`${place}/out`, "此人不在这一组");
      this.teams.recuse(entry.id, entry.out);
      this.send(entry.id, this.stratumOf.get(entry.id), team, team.filter((one) => one !== entry.out));
      const now = this.teamOf.get(entry.id), comes = now && now[now.length - 1];
      if (!now) throw new Fault(`${place}/in`, "没有可以改派的人员");
      if (comes !== entry.in) throw new Fault(`${place}/in`, `轮到的人员是 ${comes}`);
    }
    /** Make a team whole again: `before` carried the task until now, `staying` go on. */
    send(id, stratum, before, staying) {
      const officer = (name) => this.teams.officers.get(name);
      before.filter((one) => !staying.includes(one)).forEach((one) => this.teams.carry(officer(one), -1));
      const { chosen, lacking } = this.teams.choose(id, this.skillsOf(stratum), staying.map(officer));
      if (chosen.length < this.teams.size || lacking.length) {
        staying.forEach((one) => this.teams.carry(officer(one), -1));
        this.lacking.set(id, lacking);
        this.teamOf.delete(id);
        return;
      }
      const names = chosen.map((one) => one.id);
      chosen.filter((one) => !staying.includes(one.id)).forEach((one) => this.teams.carry(one, 1));
      this.teamOf.set(id, names);
    }
  }

  function checkEvents(events, record, standing) {
    let previous = hex(sha256(bytesOf(canonical(record))));
    listOf(events, "events").forEach((entry, i) => {
      const place = `events/${i}`;
      if (!isObject(entry)) throw new Fault(place, "应为对象");
      for (const key of ["at", "kind", "reason", "previous", ...(MORE[entry.kind] || [])]) textOf(entry[key], `${place}/${key}`);
      if (!(entry.kind in MORE)) throw new Fault(`${place}/kind`, `应为 ${Object.keys(MORE).join("、")} 之一`);
      if (entry.previous !== previous) throw new Fault(`${place}/previous`, `不是前一条的摘要，重算得 ${previous}`);
      previous = hex(sha256(bytesOf(canonical(entry))));
    });
    events.forEach((entry, i) => {
      if (entry.kind === "replacement") standing.replace(entry, `events/${i}`);
      if (entry.kind === "reassignment") standing.reassign(entry, `events/${i}`);
    });
  }

  // ---- one company -------------------------------------------------------------------------------------------------------------------
  /** Where a company stands: its line of the pool by code and nonce (or by code alone in a public pool), and whether it was drawn. */
  function find(files, code, nonce) {
    const plain = code.trim().toUpperCase(), bytes = files["pool.tsv"], names = [plain];
    if (/^[0-9a-f]{32}$/.test(nonce)) names.unshift(hex(sha256(joined(unhex(nonce), bytesOf(plain)))));
    const lines = new TextDecoder().decode(bytes).split("\n");
    for (const name of names) {
      const line = lines.findIndex((one) => one.startsWith(`${name}\t`));
      if (line >= 0) return { id: name, line: line + 1, of: lines.length - 1, ...fate(files, name) };
    }
    return { id: names[0], line: 0, of: lines.length - 1 };
  }
  /** What became of one id: drawn as which of how many, its team's size, taken out or in later. */
  function fate(files, id) {
    if (!files["record.json"]) return { is_made: false };
    const record = readJson(files["record.json"], "record.json"), events = files["events.json"] ? readJson(files["events.json"], "events.json") : [];
    const place = record.selected.findIndex((row) => row.id === id), team = record.teams.find((row) => row.id === id);
    const later = events.find((entry) => entry.out === id || entry.in === id);
    return { is_made: true, place: place + 1, selected: record.selected.length, team: team ? team.officers.length : 0, later: later ? { out: later.out === id, reason: later.reason } : null };
  }

  Object.assign(scope.drawRecord, { FILES, find, verify });
})(self);
