// A panorama weighs up to 60 MB: its upload shows how far it is, can be cancelled, and keeps the chosen file when something must be mended.
// <form data-progress>; without script the form is sent as any other.
(() => {
  "use strict";
  const { toast } = window.yishang;
  const HEAVIEST = 60 * 1024 * 1024;
  const megabytes = (bytes) => `${(bytes / 1024 / 1024).toFixed(1)} MB`;

  function busy(form, is) {
    form.querySelector("button.btn-primary").disabled = is;
    form.querySelector(".pano-progress").hidden = !is;
    form.toggleAttribute("aria-busy", is);
  }

  function tell(form, sent, whole) {
    form.querySelector(".pano-progress progress").value = whole ? sent / whole : 0;
    form.querySelector("[data-progress-words]").textContent = sent < whole ? `已传 ${megabytes(sent)}，共 ${megabytes(whole)}` : "已传完，正在检查和生成显示图…";
  }

  /** The answer's page in place of this one, with the file that was chosen. */
  function mend(form, text) {
    const page = new DOMParser().parseFromString(text, "text/html");
    const fresh = page.getElementById("main"), main = document.getElementById("main");
    if (!fresh) { toast("没有收下，请稍后再试。", "error"); return; }
    const chosen = form.querySelector("input[type=file]");
    main.replaceChildren(...fresh.childNodes);
    const empty = main.querySelector("input[type=file]");
    if (empty && chosen?.files.length) empty.replaceWith(Object.assign(chosen, { id: empty.id }));
    const first = main.querySelector(".has-error input, .has-error select") || main.querySelector("[role=alert], .refusal") || main;
    first.focus();
    first.scrollIntoView({ block: "center" });
  }

  function send(form) {
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.upload.addEventListener("progress", (event) => { if (event.lengthComputable) tell(form, event.loaded, event.total); });
    request.upload.addEventListener("load", (event) => tell(form, event.total, event.total));
    request.addEventListener("load", () => {
      busy(form, false);
      if (request.status < 300) location.assign(request.responseURL);
      else if (request.status < 500) mend(form, request.responseText);
      else toast("我们这边出了问题，请稍后再传一次。", "error");
    });
    request.addEventListener("error", () => { busy(form, false); toast("网络断开了，填的内容和文件都还在，请再按一次上传。", "error"); });
    request.addEventListener("abort", () => busy(form, false));
    form.querySelector("[data-cancel]").onclick = () => request.abort();
    busy(form, true);
    tell(form, 0, 1);
    request.send(new FormData(form));
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[data-progress]")) return;
    event.preventDefault();
    const file = form.querySelector("input[type=file]").files[0];
    if (file && file.size > HEAVIEST) { toast(`这个文件 ${megabytes(file.size)}，超过 60 MB，请导出小一些的。`, "error"); return; }
    send(form);
  });
})();
