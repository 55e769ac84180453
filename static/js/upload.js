// The upload form, made better: files travel in pieces (tus 1.0.0), survive a dropped line, a reload and a restarted
// server, and show the bar that the server pushes. Without this module the form sends the file in one piece.

const MB = 1024 * 1024;
const LARGE = 5 * MB;
const SMALL = 2 * MB;
const SLOW = 0.5 * MB; // bytes a second below which pieces are small
const WAITS = [1, 2, 4, 8, 15, 30]; // seconds between tries while the server cannot be reached

const csrf = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? document.querySelector("[name=csrfmiddlewaretoken]").value;
const pause = (seconds) => new Promise((go) => setTimeout(go, seconds * 1000));
const base64 = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));

/** What the server said no to, in its own sentence; trying again would not help. */
class Refusal extends Error {}

async function call(method, url, headers = {}, body = undefined, signal = undefined) {
  const answer = await fetch(url, {
    method, body, signal, redirect: "error",
    headers: { "Tus-Resumable": "1.0.0", "X-CSRFToken": csrf(), ...headers },
  });
  if (answer.ok || answer.status === 409 || answer.status === 460) return answer;
  if (answer.status >= 500 || answer.status === 423) throw new TypeError("try again");
  const plain = answer.headers.get("Content-Type")?.startsWith("text/plain");
  const text = plain ? await answer.text() : "";
  const refusal = new Refusal(text || "The server did not take the file. Reload the page and try again.");
  refusal.status = answer.status;
  throw refusal;
}

/** Try until the server answers; a refusal ends it. */
async function patiently(work, note) {
  for (let attempt = 0; ; attempt++) {
    try {
      const result = await work();
      note("");
      return result;
    } catch (problem) {
      if (problem instanceof Refusal || problem.name === "AbortError") throw problem;
      const seconds = WAITS[Math.min(attempt, WAITS.length - 1)];
      note(`The server cannot be reached. Trying again in ${seconds} s; nothing is lost.`);
      await pause(seconds);
    }
  }
}

/** One file on its way: its place in the list, its bar, its cancel button. */
class Upload {
  constructor(file, form, list) {
    this.file = file;
    this.form = form;
    this.how = form.elements.how?.value ?? "replace"; // as it was chosen when the file was
    this.key = `upload:${form.dataset.replaces ?? form.dataset.workspace ?? ""}:${this.how}:${file.name}:${file.size}:${file.lastModified}`;
    this.stop = new AbortController();
    this.item = document.createElement("li");
    this.item.className = "card upload";
    this.place = document.createElement("div");
    this.place.textContent = `${file.name} is waiting`;
    this.words = document.createElement("p");
    this.words.className = "upload-note muted small-text";
    this.button = document.createElement("button");
    this.button.type = "button";
    this.button.className = "button small quiet";
    this.button.textContent = "Cancel";
    this.button.setAttribute("aria-label", `Cancel the upload of ${file.name}`);
    this.button.addEventListener("click", () => this.cancel());
    this.item.append(this.place, this.words, this.button);
    list.append(this.item);
  }

  note = (text) => { this.words.textContent = text; };

  async send() {
    try {
      const endings = this.form.dataset.formats.split(",");
      if (!endings.some((ending) => this.file.name.toLowerCase().endsWith(ending))) {
        throw new Refusal(`“${this.file.name}” is of a kind that is not read here. These are: ${endings.join(", ")}. Save or export it as one of them.`);
      }
      if (!this.file.size) throw new Refusal(`“${this.file.name}” is empty. Save it again with its rows in the program it comes from, then upload that.`);
      if (this.file.size > Number(this.form.dataset.max)) throw new Refusal(`“${this.file.name}” is too large for this server.`);
      let offset = await this.find();
      this.show();
      while (this.dataset === undefined) offset = await this.piece(offset);
      localStorage.removeItem(this.key);
      this.button.remove();
    } catch (problem) {
      this.fail(problem);
    }
    return this.dataset;
  }

  /** Go on where an earlier page stopped, or begin. Gives the offset. */
  async find() {
    this.url = localStorage.getItem(this.key);
    if (this.url) {
      try {
        const answer = await patiently(() => call("HEAD", this.url, {}, undefined, this.stop.signal), this.note);
        if (!answer.headers.get("Upload-Dataset")) return Number(answer.headers.get("Upload-Offset"));
      } catch (problem) {
        if (!(problem instanceof Refusal)) throw problem;
      }
      localStorage.removeItem(this.key); // finished long ago, expired, or somebody else's
    }
    const { replaces, workspace, tus } = this.form.dataset;
    const about = [`filename ${base64(this.file.name)}`];
    if (replaces) about.push(`replaces ${base64(replaces)}`, `how ${base64(this.how)}`);
    else if (workspace) about.push(`workspace ${base64(workspace)}`);
    const headers = { "Upload-Length": String(this.file.size), "Upload-Metadata": about.join(",") };
    const answer = await patiently(() => call("POST", tus, headers, undefined, this.stop.signal), this.note);
    this.url = answer.headers.get("Location");
    localStorage.setItem(this.key, this.url);
    return 0;
  }

  /** The bar is the server's fragment, pushed to every tab that looks; this tab only makes room for it. */
  show() {
    const id = this.url.split("/").filter(Boolean).pop();
    const live = document.createElement("div");
    live.setAttribute("hx-ext", "ws");
    live.setAttribute("ws-connect", `/ws/upload-progress/${id}/`);
    const bar = document.createElement("div");
    bar.id = `upload-${id}-progress`;
    bar.dataset.pollUrl = `${this.url}progress/`;
    bar.textContent = this.file.name;
    live.append(bar);
    this.place.replaceWith(live);
    this.place = live;
    window.htmx?.process(live);
  }

  /** Send one piece; gives the offset at which the next one starts. */
  async piece(offset) {
    const began = performance.now();
    const size = this.size ?? LARGE;
    const headers = { "Content-Type": "application/offset+octet-stream", "Upload-Offset": String(offset) };
    let failed = false;
    const answer = await patiently(async () => {
      if (failed) { // the server may have kept the piece although its answer was lost
        const now = await call("HEAD", this.url, {}, undefined, this.stop.signal);
        if (now.headers.get("Upload-Dataset") || Number(now.headers.get("Upload-Offset")) !== offset) return now;
      }
      failed = true;
      return call("PATCH", this.url, headers, this.file.slice(offset, offset + size), this.stop.signal);
    }, this.note);
    if (answer.status === 409 || answer.status === 460) {
      const now = await patiently(() => call("HEAD", this.url, {}, undefined, this.stop.signal), this.note);
      this.dataset = now.headers.get("Upload-Dataset") ?? undefined;
      return Number(now.headers.get("Upload-Offset"));
    }
    this.dataset = answer.headers.get("Upload-Dataset") ?? undefined;
    const speed = size / ((performance.now() - began) / 1000);
    this.size = speed < SLOW ? SMALL : LARGE;
    return Number(answer.headers.get("Upload-Offset"));
  }

  async cancel() {
    this.stop.abort();
    this.cancelled = true;
    localStorage.removeItem(this.key);
    if (this.url) await call("DELETE", this.url).catch(() => null);
    this.item.remove();
  }

  fail(problem) {
    if (this.cancelled) return;
    if (problem instanceof Refusal && problem.status === 410) localStorage.removeItem(this.key);
    this.place.textContent = this.file.name;
    this.note(problem instanceof Refusal ? problem.message : "The upload stopped. Choose the same file again to go on.");
    this.words.className = "notice bad";
    this.words.setAttribute("role", "alert");
    this.button.textContent = "Remove";
  }
}

for (const form of document.querySelectorAll("form[data-drop]")) {
  const list = form.parentElement.querySelector("[data-uploads]");
  const input = form.querySelector("input[type=file]");
  const queue = [];
  let working = false;
  let leaving = false;

  const work = async () => {
    if (working) return;
    working = true;
    const done = [];
    let count = 0;
    while (queue.length) {
      const upload = queue.shift();
      if (upload.cancelled) continue;
      count += 1;
      const dataset = await upload.send();
      if (dataset) done.push(dataset);
    }
    working = false;
    if (count === 1 && done.length === 1) {
      leaving = true;
      location.assign(done[0]);
    } else if (done.length) {
      showEnd(done.length);
    }
  };

  /** After several files: where they are, for each has its own page. */
  const end = document.createElement("p");
  end.className = "upload-end";
  const showEnd = (count) => {
    const all = document.createElement("a");
    all.className = "button primary";
    all.href = form.dataset.list;
    all.textContent = count === 1 ? "See the dataset" : "See the datasets";
    end.replaceChildren(all);
    list.after(end);
  };

  const add = (files) => {
    const chosen = form.dataset.replaces ? [...files].slice(0, 1) : [...files];
    for (const file of chosen) queue.push(new Upload(file, form, list));
    input.value = "";
    work();
  };

  form.querySelector("[data-drop-send]").hidden = true; // choosing is enough
  input.addEventListener("change", () => input.files.length && add(input.files));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (input.files.length) add(input.files);
  });
  // Where the form waits out of sight, the whole page takes files: it shows as soon as one is dragged over the page.
  const anywhere = form.closest("[data-drop-anywhere]");
  const place = anywhere ? document : form;
  for (const name of ["dragenter", "dragover"]) {
    place.addEventListener(name, (event) => {
      if (!event.dataTransfer.types.includes("Files")) return;
      event.preventDefault();
      form.classList.add("over");
      if (anywhere) anywhere.hidden = false;
    });
  }
  for (const name of ["dragleave", "drop"]) {
    place.addEventListener(name, (event) => {
      if (anywhere && name === "dragleave" && event.relatedTarget) return; // only from one part of the page to another
      form.classList.remove("over");
      if (anywhere) anywhere.hidden = !list.children.length && !event.dataTransfer.files.length;
    });
  }
  place.addEventListener("drop", (event) => {
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    add(event.dataTransfer.files);
  });
  window.addEventListener("beforeunload", (event) => {
    if (working && !leaving) event.preventDefault();
  });

  // An earlier page left uploads unfinished: the browser keeps no files, so the person chooses the same ones again.
  const left = Object.keys(localStorage).filter((key) => key.startsWith(`upload:${form.dataset.replaces ?? form.dataset.workspace ?? ""}:`));
  if (left.length) {
    const names = left.map((key) => key.split(":").slice(3, -2).join(":"));
    const hint = document.createElement("p");
    hint.className = "notice";
    hint.textContent = `Not finished yet: ${names.join(", ")}. Choose the same file again, and it goes on where it stopped.`;
    const forget = document.createElement("button");
    forget.type = "button";
    forget.className = "button small quiet";
    forget.textContent = "Forget";
    forget.addEventListener("click", () => {
      for (const key of left) {
        const url = localStorage.getItem(key);
        localStorage.removeItem(key);
        call("DELETE", url).catch(() => null);
      }
      hint.remove();
    });
    hint.append(" ", forget);
    (anywhere ?? form).before(hint);
  }
}
