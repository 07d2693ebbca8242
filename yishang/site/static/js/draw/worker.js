// Recomputes in the background, so that the page stays alive. It is told first which files of ours it consists of, then what to
// do: {verify: files} or {find: files, code, nonce}, where a file is an address of this site, bytes, or a file from the person's disk.
"use strict";

const unpacked = async (bytes) => {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b || typeof DecompressionStream === "undefined") return bytes;
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
};

async function bytesOf(given, name) {
  if (given instanceof Uint8Array) return given;
  if (given instanceof Blob) return unpacked(new Uint8Array(await given.arrayBuffer()));
  const answer = await fetch(given, { credentials: "same-origin" });
  if (!answer.ok) throw new self.drawRecord.Fault(name, "没有取到，请刷新再试");
  return unpacked(new Uint8Array(await answer.arrayBuffer()));
}

async function all(files) {
  const names = Object.keys(files);
  const read = await Promise.all(names.map((name) => bytesOf(files[name], name)));
  return Object.fromEntries(names.map((name, i) => [name, read[i]]));
}

self.onmessage = async ({ data }) => {
  if (data.scripts) { self.importScripts(...data.scripts); return; }
  try {
    const files = await all(data.verify || data.find), started = performance.now();
    const tell = (step, done) => self.postMessage({ step, done });
    const found = data.verify ? await self.drawRecord.verify(files, tell) : self.drawRecord.find(files, data.code, data.nonce);
    self.postMessage({ found, seconds: (performance.now() - started) / 1000 });
  } catch (fault) {
    self.postMessage({ fault: { place: fault.place || "", why: fault.why || `没有算完（${fault.message}）` } });
  }
};
