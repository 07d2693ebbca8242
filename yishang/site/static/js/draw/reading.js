// What a record's files must look like: JSON without fractions and repeated keys, text, digests, the commitment.
// Every fault is told at the place that `yishang draw verify` names.
((scope) => {
  "use strict";
  const { EMPTY, unhex } = scope.drawRecord;

  class Fault extends Error {
    constructor(place, why) { super(`${place}：${why}`); this.place = place; this.why = why; }
  }

  // ---- text and JSON -----------------------------------------------------------------------------------------------------
  /** The order of code points, which is the order of UTF-8 bytes; JavaScript's own is that of UTF-16. */
  function order(a, b) {
    const length = Math.min(a.length, b.length);
    for (let i = 0; i < length; i += 1) {
      const x = a.charCodeAt(i), y = b.charCodeAt(i);
      if (x === y) continue;
      const isHalf = (unit) => unit >= 0xd800 && unit <= 0xdfff;
      return isHalf(x) !== isHalf(y) ? (isHalf(x) ? 1 : -1) : x - y;
    }
    return a.length - b.length;
  }
  const isObject = (value) => Boolean(value) && typeof value === "object" && !Array.isArray(value);

  function canonical(value) {
    if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
    if (!isObject(value)) return JSON.stringify(value);
    return `{${Object.keys(value).sort(order).map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(",")}}`;
  }

  const decode = (bytes, place, why) => {
    try {
      return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch {
      throw new Fault(place, why);
    }
  };

  /** JSON with whole numbers only and no repeated keys, which JSON.parse would both let pass. */
  function readJson(bytes, place) {
    const broken = "不是 UTF-8 编码的 JSON", text = decode(bytes, place, broken);
    const token = /[ \t\n\r]*(?:([{}[\]:,])|("(?:[^"\\\x00-\x1f]|\\.)*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)|(true|false|null|NaN|-?Infinity))[ \t\n\r]*/y;
    let now = null, depth = 0;
    const next = () => {
      now = token.exec(text);
      if (!now && token.lastIndex !== text.length) throw new Fault(place, broken);
    };
    const advance = () => { const at = token.lastIndex; if (at === text.length) { now = null; } else { next(); if (!now) throw new Fault(place, broken); } };
    const taken = (mark) => { if (!now || now[1] !== mark) return false; advance(); return true; };
    const must = (holds) => { if (!holds) throw new Fault(place, broken); };
    const word = () => {
      must(now && now[2]);
      let value = "";
      try { value = JSON.parse(now[2]); } catch { must(false); }
      advance();
      return value;
    };
    function object() {
      const value = Object.create(null);
      if (taken("}")) return value;
      do {
        const key = word();
        if (key in value) throw new Fault(place, "有重复的键");
        must(taken(":"));
        value[key] = any();
      } while (taken(","));
      must(taken("}"));
      return value;
    }
    function array() {
      const value = [];
      if (taken("]")) return value;
      do value.push(any()); while (taken(","));
      must(taken("]"));
      return value;
    }
    function any() {
      must(now && (depth += 1) < 500);
      let value;
      if (taken("{")) value = object();
      else if (taken("[")) value = array();
      else if (now[2]) value = word();
      else if (now[3] !== undefined) {
        value = Number(now[3]);
        if (/[.eE]/.test(now[3]) || !Number.isSafeInteger(value) || now[3] === "-0") throw new Fault(place, `不得含小数或非数值（${now[3].slice(0, 20)}）`);
        advance();
      } else {
        must(now[4]);
        if (!(now[4] in LITERALS)) throw new Fault(place, `不得含小数或非数值（${now[4]}）`);
        value = LITERALS[now[4]];
        advance();
      }
      depth -= 1;
      return value;
    }
    token.lastIndex = 0;
    next();
    const value = any();
    must(now === null);
    return value;
  }
  const LITERALS = { true: true, false: false, null: null };

  // ---- what a value must look like ----------------------------------------------------------------------------------------
  const CONTROL = /[\x00-\x1f\x7f-\x9f]/;
  function keysOf(value, keys, place) {
    if (!isObject(value)) throw new Fault(place, "应为对象");
    const unknown = Object.keys(value).filter((key) => !keys.includes(key)).sort(order);
    if (unknown.length) throw new Fault(`${place}/${unknown[0]}`, "未知的键");
    const missing = keys.filter((key) => !(key in value)).sort(order);
    if (missing.length) throw new Fault(`${place}/${missing[0]}`, "缺少此键");
    return value;
  }
  function listOf(value, place) {
    if (!Array.isArray(value)) throw new Fault(place, "应为数组");
    return value;
  }
  function integerOf(value, place, least = 0) {
    if (typeof value !== "number" || value < least) throw new Fault(place, `应为不小于 ${least} 的整数`);
    return value;
  }
  function textOf(value, place, mayBeEmpty = false) {
    if (typeof value !== "string") throw new Fault(place, "应为文字");
    if (!value && !mayBeEmpty) throw new Fault(place, "不得为空");
    if (CONTROL.test(value)) throw new Fault(place, "含有控制字符");
    if (/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(value)) throw new Fault(place, "含有无法以 UTF-8 表示的字符");
    return value;
  }
  function sha256Of(value, place) {
    if (typeof value !== "string" || !/^[0-9a-f]{64}$/.test(value)) throw new Fault(place, "应为 64 位小写十六进制摘要");
    return value;
  }
  function hexOf(value, place) {
    if (typeof value !== "string" || !/^(?:[0-9a-f]{2})*$/.test(value)) throw new Fault(place, "应为小写十六进制");
    return unhex(value);
  }
  function ascending(values, place, what) {
    for (let i = 1; i < values.length; i += 1) {
      const sign = order(values[i - 1], values[i]);
      if (sign === 0) throw new Fault(`${place}/${i}`, `${what}重复`);
      if (sign > 0) throw new Fault(`${place}/${i}`, `${what}未排序`);
    }
  }

  // ---- the commitment -------------------------------------------------------------------------------------------------------
  const COMMITMENT_KEYS = ["version", "algorithm", "draw_id", "title", "created_at", "strata", "repeats", "beacon", "pool_sha256", "officers_sha256", "recusals_sha256", "pool_size", "team_size", "max_load"];
  const KEY_BYTES = { "pedersen-bls-chained": 48, "pedersen-bls-unchained": 48, "bls-unchained-g1-rfc9380": 96 };
  const DRAND_KEYS = ["kind", "chain_hash", "public_key", "scheme", "genesis_time", "period", "round"];

  function readCommitment(value) {
    const at = (key) => `commitment/${key}`;
    keysOf(value, COMMITMENT_KEYS, "commitment");
    if (integerOf(value.version, at("version")) !== 1) throw new Fault(at("version"), "只认第 1 版格式");
    if (value.algorithm !== "hmac-sha256-lowest/1") throw new Fault(at("algorithm"), "只认算法 hmac-sha256-lowest/1");
    textOf(value.draw_id, at("draw_id"));
    textOf(value.title, at("title"), true);
    momentOf(value.created_at, at("created_at"));
    for (const key of ["pool_sha256", "officers_sha256", "recusals_sha256"]) sha256Of(value[key], at(key));
    for (const key of ["pool_size", "team_size", "max_load"]) integerOf(value[key], at(key));
    if (value.repeats !== null) {
      keysOf(value.repeats, ["draw_id", "reason"], at("repeats"));
      if (textOf(value.repeats.draw_id, at("repeats/draw_id")) === value.draw_id) throw new Fault(at("repeats/draw_id"), "不能是本次抽取自己");
      textOf(value.repeats.reason, at("repeats/reason"));
    }
    readStrata(value);
    readBeacon(value);
    if (value.team_size === 0) {
      for (const key of ["officers_sha256", "recusals_sha256"]) if (value[key] !== EMPTY) throw new Fault(at(key), "不派人员时应为空文件的摘要");
    }
    return value;
  }
  function momentOf(value, place) {
    const form = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(\.\d{1,6})?(Z|[+-]\d\d:\d\d)$/;
    const parts = typeof value === "string" ? form.exec(value) : null;
    if (!parts) throw new Fault(place, "应为带时区的时间，如 2026-11-22T09:00:00+08:00");
    const [year, month, day, hour, minute, second] = parts.slice(1, 7).map(Number), last = new Date(Date.UTC(2000, month, 0));
    last.setUTCFullYear(year, month, 0);
    const [hours, minutes] = parts[8] === "Z" ? [0, 0] : parts[8].slice(1).split(":").map(Number);
    const is = year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= last.getUTCDate() && hour < 24 && minute < 60 && second < 60 && hours < 24 && minutes < 60;
    if (!is) throw new Fault(place, "没有这个时间");
    return Date.parse(value.replace(/\.(\d{3})\d+/, ".$1")) / 1000;
  }
  function readStrata(value) {
    const place = "commitment/strata";
    listOf(value.strata, place).forEach((row, i) => {
      const at = `${place}/${i}`;
      keysOf(row, ["name", "size", "take", "skills"], at);
      textOf(row.name, `${at}/name`);
      const size = integerOf(row.size, `${at}/size`), take = integerOf(row.take, `${at}/take`);
      if (take > size) throw new Fault(`${at}/take`, `应抽 ${take} 个，多于层内的 ${size} 个`);
      listOf(row.skills, `${at}/skills`).forEach((skill, j) => {
        if (textOf(skill, `${at}/skills/${j}`).includes(",")) throw new Fault(`${at}/skills/${j}`, "技能中不得有逗号");
      });
      ascending(row.skills, `${at}/skills`, "技能");
    });
    ascending(value.strata.map((row) => row.name), place, "层名");
    if (value.strata.reduce((sum, row) => sum + row.size, 0) !== value.pool_size) throw new Fault("commitment/pool_size", "与各层数量之和不符");
  }
  function readBeacon(value) {
    const place = "commitment/beacon", beacon = value.beacon;
    if (!isObject(beacon)) throw new Fault(place, "应为对象");
    if (beacon.kind === "drand") { readDrand(value, place); return; }
    if ("kind" in beacon && beacon.kind !== "witnesses") throw new Fault(`${place}/kind`, "应为 witnesses 或 drand");
    keysOf(beacon, ["kind", "witnesses"], place);
    const rows = listOf(beacon.witnesses, `${place}/witnesses`);
    if (rows.length < 2) throw new Fault(`${place}/witnesses`, "见证人至少两名");
    rows.forEach((row, i) => {
      const at = `${place}/witnesses/${i}`;
      keysOf(row, ["id", "role", "commitment"], at);
      textOf(row.id, `${at}/id`);
      textOf(row.role, `${at}/role`, true);
      sha256Of(row.commitment, `${at}/commitment`);
    });
    if (new Set(rows.map((row) => row.id)).size < rows.length) throw new Fault(`${place}/witnesses`, "见证人重复");
  }
  function readDrand(value, place) {
    const beacon = keysOf(value.beacon, DRAND_KEYS, place);
    hexOf(beacon.chain_hash, `${place}/chain_hash`);
    if (typeof beacon.scheme !== "string" || !(beacon.scheme in KEY_BYTES)) throw new Fault(`${place}/scheme`, `应为 ${Object.keys(KEY_BYTES).join("、")} 之一`);
    if (hexOf(beacon.public_key, `${place}/public_key`).length !== KEY_BYTES[beacon.scheme]) throw new Fault(`${place}/public_key`, `此方案的公钥是 ${KEY_BYTES[beacon.scheme]} 字节`);
    integerOf(beacon.genesis_time, `${place}/genesis_time`);
    integerOf(beacon.period, `${place}/period`, 1);
    integerOf(beacon.round, `${place}/round`, 1);
    const spoken = beacon.genesis_time + (beacon.round - 1) * beacon.period;
    if (spoken <= momentOf(value.created_at, "commitment/created_at")) throw new Fault(`${place}/round`, "这一轮不在承诺之后");
  }

  Object.assign(scope.drawRecord, { Fault, canonical, hexOf, integerOf, isObject, keysOf, listOf, momentOf, order, readCommitment, readJson, sha256Of, textOf });
})(self);
