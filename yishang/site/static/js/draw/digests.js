// SHA-256 and HMAC in plain JavaScript, for pages and workers: `drawRecord.sha256`, `hmac`, `hmacUnder`, `digestOf`, `hex` …
((scope) => {
  "use strict";
  // ---- SHA-256 (FIPS 180-4) and HMAC (RFC 2104), written out: crypto.subtle is absent on plain http, and a hundred thousand
  // ---- small digests are faster here than as so many promises. Large files go to crypto.subtle where there is one.
  const K = new Int32Array(64), START = new Int32Array(8);
  (() => {  // the first 32 bits of the fractional parts of cube and square roots of the first 64 and 8 primes
    const isPrime = (n) => { for (let d = 2; d * d <= n; d += 1) if (n % d === 0) return false; return true; };
    const fraction = (x) => ((x - Math.floor(x)) * 4294967296) | 0;
    for (let n = 2, found = 0; found < 64; n += 1) {
      if (!isPrime(n)) continue;
      if (found < 8) START[found] = fraction(Math.sqrt(n));
      K[found] = fraction(Math.cbrt(n));
      found += 1;
    }
  })();
  const W = new Int32Array(64);

  /** One block of 64 bytes at `at` into the state. */
  function compress(state, bytes, at) {
    for (let i = 0, p = at; i < 16; i += 1, p += 4) {
      W[i] = (bytes[p] << 24) | (bytes[p + 1] << 16) | (bytes[p + 2] << 8) | bytes[p + 3];
    }
    for (let i = 16; i < 64; i += 1) {
      const x = W[i - 15], y = W[i - 2];
      const s = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
      const t = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
      W[i] = (W[i - 16] + s + W[i - 7] + t) | 0;
    }
    let a = state[0], b = state[1], c = state[2], d = state[3], e = state[4], f = state[5], g = state[6], h = state[7];
    for (let i = 0; i < 64; i += 1) {
      const s = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
      const one = (h + s + ((e & f) ^ (~e & g)) + K[i] + W[i]) | 0;
      const t = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
      const two = (t + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g; g = f; f = e; e = (d + one) | 0; d = c; c = b; b = a; a = (one + two) | 0;
    }
    state[0] += a; state[1] += b; state[2] += c; state[3] += d; state[4] += e; state[5] += f; state[6] += g; state[7] += h;
  }
  const rest = new Uint8Array(128);

  /** Finish a digest: `state` after `before` bytes, and the bytes from..to that are still to come. 32 bytes into `out` at `at`. */
  function finish(state, before, bytes, from, to, out, at) {
    let p = from;
    for (; to - p >= 64; p += 64) compress(state, bytes, p);
    const left = to - p, blocks = left > 55 ? 128 : 64, length = before + to - from;
    rest.fill(0);
    for (let i = 0; i < left; i += 1) rest[i] = bytes[p + i];
    rest[left] = 0x80;
    const high = Math.floor(length / 0x20000000), low = (length << 3) >>> 0;
    for (let i = 0; i < 4; i += 1) {
      rest[blocks - 5 - i] = high >>> (8 * i);
      rest[blocks - 1 - i] = low >>> (8 * i);
    }
    compress(state, rest, 0);
    if (blocks === 128) compress(state, rest, 64);
    for (let i = 0; i < 8; i += 1) {
      out[at + 4 * i] = state[i] >>> 24; out[at + 4 * i + 1] = state[i] >>> 16; out[at + 4 * i + 2] = state[i] >>> 8; out[at + 4 * i + 3] = state[i];
    }
  }

  function sha256(bytes) {
    const out = new Uint8Array(32);
    finish(Int32Array.from(START), 0, bytes, 0, bytes.length, out, 0);
    return out;
  }

  /** HMAC-SHA256 under one key of at most 64 bytes: a function of a message, which may write into a larger field. */
  function hmacUnder(key) {
    const after = (with_) => {
      const block = new Uint8Array(64).fill(with_), state = Int32Array.from(START);
      key.forEach((byte, i) => { block[i] = byte ^ with_; });
      compress(state, block, 0);
      return state;
    };
    const inner = after(0x36), outer = after(0x5c), state = new Int32Array(8), middle = new Uint8Array(32);
    return (message, out = new Uint8Array(32), at = 0, length = message.length) => {
      state.set(inner);
      finish(state, 64, message, 0, length, middle, 0);
      state.set(outer);
      finish(state, 64, middle, 0, 32, out, at);
      return out;
    };
  }
  const hmac = (key, message) => hmacUnder(key)(message);

  const encoder = new TextEncoder();
  const bytesOf = (text) => encoder.encode(text);
  const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));
  const hex = (bytes) => { let text = ""; for (const byte of bytes) text += HEX[byte]; return text; };
  const unhex = (text) => Uint8Array.from(text.match(/../g) || [], (pair) => parseInt(pair, 16));
  function joined(...parts) {
    const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
    let at = 0;
    for (const part of parts) { all.set(part, at); at += part.length; }
    return all;
  }
  /** The digest of a whole file: by the browser itself where the page is served securely, by our own hand elsewhere. */
  async function digestOf(bytes) {
    const own = scope.crypto && scope.crypto.subtle;
    return hex(own && scope.isSecureContext ? new Uint8Array(await own.digest("SHA-256", bytes)) : sha256(bytes));
  }
  const EMPTY = hex(sha256(new Uint8Array(0)));

  scope.drawRecord = { EMPTY, bytesOf, digestOf, hex, hmac, hmacUnder, joined, sha256, unhex };
})(self);
