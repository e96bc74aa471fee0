"use strict";
/* Has what is in the field scored, and shows the report's view of it below. The article is kept
   nowhere but in the field and in links that the reader asks for. */
(() => {
  const { attach, go, open, say } = window.rumorReport;
  const root = document.documentElement;
  const it = (id) => document.getElementById(id);
  const form = it("ask"), text = it("article-text"), title = it("article-title"), result = it("result");
  const range = it("threshold-range"), exact = it("threshold"), presets = [...form.querySelectorAll(".presets button")];
  const most = Number(form.dataset.max);
  const wide = window.matchMedia("(min-width: 60rem)");
  const PATIENCE = 150, PAUSE = 250, NOTICE = 6000, LONGEST_LINK = 30_000;
  let threshold = Number(form.dataset.threshold);
  let shown = null; // what the view was made from
  let packed = null; // and the same, as a link holds it
  let former = null; // what was in the field before something else took its place
  let flight = null; // the request that is under way
  let floating = 0;

  /* What is said. Templates are filled in again when the language changes. */

  function put(place, template, words = "") {
    const line = document.createElement("span");
    if (template) line.dataset.say = template;
    line.textContent = template ? say(template, root.lang) : words;
    it(place).replaceChildren(...(line.textContent ? [line] : []));
  }

  function tell(template) {
    put("status", template);
    it("status").classList.remove("unseen", "floating");
    put("problem", "");
  }

  function float() { // what is said of something further down is said there
    const box = it("status").getBoundingClientRect();
    if (box.bottom > 0 && box.top < window.innerHeight) return;
    it("status").classList.add("floating");
    clearTimeout(floating);
    floating = setTimeout(() => it("status").classList.remove("floating"), NOTICE);
  }

  const megabytes = (bytes) => String(Number((bytes / 1e6).toPrecision(3)));
  const atLeast = (bytes) => String(Math.ceil(bytes / 1e4) / 100); // what is over a limit shows it

  class Problem extends Error {
    constructor(template, words = "") {
      super(template || words);
      this.template = template;
      this.words = words;
    }
  }

  function complain(error) {
    if (error.name === "AbortError") return;
    if (error.said) { // in each language; the style sheet shows one
      it("problem").replaceChildren(...Object.entries(error.said).map(([lang, words]) => {
        const line = document.createElement("span");
        line.className = "tongue";
        line.lang = lang;
        line.textContent = words;
        return line;
      }));
    } else if (error instanceof Problem) put("problem", error.template, error.words);
    else throw error;
    put("status", "");
  }

  /* Requests: one at a time, the one before is dropped. */

  async function ask(path, body, headers) {
    flight?.abort();
    const mine = new AbortController();
    flight = mine;
    const late = setTimeout(() => {
      tell(path === "read" ? "{reading}" : "{scoring}");
      result.setAttribute("aria-busy", "true");
    }, PATIENCE);
    try {
      const answer = await fetch(path, { method: "POST", body, headers, signal: mine.signal });
      if (!answer.ok) throw await problemOf(answer);
      return { body: await (path === "report" ? answer.blob() : answer.json()), headers: answer.headers };
    } catch (error) {
      throw error instanceof Problem || error.name === "AbortError" ? error : new Problem("{no_server}");
    } finally {
      clearTimeout(late);
      if (flight === mine) {
        flight = null;
        result.removeAttribute("aria-busy");
      }
    }
  }

  async function problemOf(answer) {
    const told = await answer.json().catch(() => ({}));
    const name = `problem:${(told.type ?? "").split("/").pop()}`;
    const about = told.max_bytes ? megabytes(told.max_bytes) : told.request_id ?? "";
    if (told.said) return Object.assign(new Problem("", told.said.en), { said: told.said });
    if (say(`{${name}|0}`, root.lang) !== name) return new Problem(`{${name}|${about}}`);
    return new Problem("", told.detail ? `${told.title}: ${told.detail}` : `HTTP ${answer.status}`);
  }

  const send = (path, article) => {
    const body = JSON.stringify({ ...article, lang: root.lang });
    const size = new Blob([body]).size;
    if (size > most) throw new Problem(`{text_too_large|${atLeast(size)}|${megabytes(most)}}`);
    return ask(path, body, { "Content-Type": "application/json" });
  };

  /* Scoring. */

  const written = () => ({ text: text.value, title: title.value.trim() });
  const same = (one, other) => Boolean(one && other) && one.text === other.text && one.title === other.title;

  async function score(claim = "") {
    clearTimeout(waiting);
    const article = written();
    try {
      if (!article.text.trim()) throw new Problem("{empty}");
      if (exact.getAttribute("aria-invalid") === "true") throw new Problem("{bad_threshold}");
      const { body } = await send("view", { ...article, threshold });
      show(article, body);
      const place = claim && it(`claim-${claim}`);
      if (place) go(place);
    } catch (error) {
      complain(error);
      if (error.template === "{empty}") text.focus();
    }
  }

  function show(article, told) {
    const place = same(article, shown) ? placeOf() : null;
    result.innerHTML = told.html;
    it("facts").innerHTML = told.facts;
    for (const note of result.querySelectorAll(".note")) note.append(copyButton(note));
    attach(result);
    attach(it("facts"));
    shown = { ...article, threshold: told.threshold };
    packed = pack(JSON.stringify([article.title, article.text]));
    root.classList.add("scored");
    it("download").hidden = false;
    const { claims, speculative } = told.counts;
    if (claims === 1) tell(`{summary_one|${speculative}}`);
    else tell(claims ? `{summary|${speculative}|${claims}}` : "{no_claims}");
    it("status").classList.add("unseen"); // the view says it, too
    if (place) restore(place);
    else if (wide.matches) window.scrollTo({ top: 0, behavior: "instant" });
    else it("download").scrollIntoView({ behavior: "instant" });
  }

  /* A new view of the same article leaves the reader where they were. */

  function placeOf() {
    const focused = result.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
    const distance = (claim) => Math.abs(claim.getBoundingClientRect().top - window.innerHeight * 0.4);
    let claim = null; // the one that is most likely being read
    for (const one of result.querySelectorAll(".passages .claim")) {
      if (claim && distance(one) > distance(claim)) break;
      claim = one;
    }
    return {
      focused,
      kind: focused && document.activeElement.className,
      opened: result.querySelector(".claim.open")?.id,
      claim: claim && distance(claim) < window.innerHeight * 0.6 ? claim.id : "",
      top: claim?.getBoundingClientRect().top,
      scroll: window.scrollY,
    };
  }

  function restore({ focused, kind, opened, claim, top, scroll }) {
    if (opened && it(opened)) open(it(opened));
    if (focused) {
      const links = [...result.querySelectorAll("a")].filter((link) => link.getAttribute("href") === focused);
      (links.find((link) => link.className === kind) ?? links[0])?.focus({ preventScroll: true });
    }
    const hold = (frames) => { // notes find their places a frame or two later
      if (claim && it(claim)) {
        window.scrollBy({ top: it(claim).getBoundingClientRect().top - top, behavior: "instant" });
      } else window.scrollTo({ top: scroll, behavior: "instant" });
      if (frames) requestAnimationFrame(() => hold(frames - 1));
    };
    hold(3);
  }

  /* What is in the field. */

  function fill(article) {
    const before = written();
    former = before.text.trim() && !same(before, article) ? before : null;
    text.value = article.text;
    title.value = article.title;
    tell("");
    it("undo").hidden = !former;
  }

  function clear() {
    flight?.abort();
    fill({ text: "", title: "" });
    forget();
    tell("{cleared}");
    text.focus();
  }

  function forget() {
    shown = packed = null;
    result.replaceChildren();
    it("facts").replaceChildren();
    root.classList.remove("scored");
    it("download").hidden = true;
    dropLink();
  }

  function dropLink() { // it no longer tells what is in the page
    if (location.hash) history.replaceState(null, "", location.pathname + location.search);
  }

  function onInput() {
    if (location.hash.startsWith("#a=")) dropLink();
    put("problem", "");
    if (shown && !same(shown, written())) tell("{stale}");
  }

  async function load(file) {
    try {
      if (file.size > most) throw new Problem(`{file_too_large|${atLeast(file.size)}|${megabytes(most)}}`);
      const headers = { "Content-Type": "application/octet-stream", "X-File-Name": encodeURIComponent(file.name) };
      const { body } = await ask("read", file, headers);
      fill(body);
      dropLink();
    } catch (error) {
      return void complain(error);
    }
    await score();
  }

  /* Threshold. */

  let waiting = 0;

  function choose(value, from) {
    const valid = value !== "" && value >= 0 && value <= 1;
    exact.setAttribute("aria-invalid", String(!valid));
    if (!valid) return;
    threshold = Number(value);
    if (from !== range) range.value = threshold;
    if (from !== exact) exact.value = String(Number(threshold.toFixed(2)));
    for (const button of presets) button.setAttribute("aria-pressed", String(Number(button.value) === threshold));
    clearTimeout(waiting);
    if (shown) waiting = setTimeout(score, PAUSE, "");
  }

  /* Links to claims hold the article: deflated, in Base64 for addresses, behind the `#` that
     browsers keep to themselves. */

  async function pack(content) {
    const stream = new Blob([content]).stream().pipeThrough(new CompressionStream("deflate-raw"));
    const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
    if (bytes.length > LONGEST_LINK) return "";
    const base64 = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
    return base64.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  }

  async function unpack(content) {
    const bytes = Uint8Array.from(atob(content.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
    const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw")).getReader();
    const pieces = [];
    for (let size = 0; ;) {
      const { done, value } = await reader.read();
      if (done) return new Blob(pieces).text();
      size += value.length;
      if (size > most) throw new RangeError("larger than the server takes");
      pieces.push(value);
    }
  }

  function copyButton(note) {
    const number = note.querySelector(".to-claim").textContent;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.value = number;
    button.dataset.say = "{copy}";
    button.dataset.label = `{copy_of|${number}}`;
    return button;
  }

  async function copyLink(number) {
    const article = await packed;
    const here = location.origin + location.pathname;
    const link = article ? `${here}#a=${article}&t=${shown.threshold}&claim=${number}` : `#claim-${number}`;
    await copy(link);
    tell(article ? `{copied|${number}}` : `{copied_short|${number}}`);
    float();
  }

  async function copy(link) {
    try {
      await navigator.clipboard.writeText(link);
    } catch { // not over plain HTTP, where the older way is left
      const field = document.createElement("textarea");
      const focused = document.activeElement;
      field.className = "unseen";
      field.value = link;
      document.body.append(field);
      field.select();
      document.execCommand("copy");
      field.remove();
      focused?.focus({ preventScroll: true });
    }
  }

  async function fromLink() {
    const link = new URLSearchParams(location.hash.slice(1));
    if (!link.has("a")) return;
    let article;
    try {
      const [itsTitle, itsText] = JSON.parse(await unpack(link.get("a")));
      if (typeof itsTitle !== "string" || typeof itsText !== "string") throw new TypeError("no article");
      article = { title: itsTitle, text: itsText };
    } catch {
      return void complain(new Problem("{bad_link}"));
    }
    const limit = Number(link.get("t"));
    const claim = /^\d+$/.test(link.get("claim") ?? "") ? link.get("claim") : "";
    if (same(article, shown) && limit === shown.threshold) {
      if (claim && it(`claim-${claim}`)) go(it(`claim-${claim}`));
      return;
    }
    if (!same(article, written())) fill(article);
    choose(link.has("t") ? link.get("t") : threshold);
    await score(claim);
  }

  /* The report as a file. */

  async function download() {
    try {
      const { body, headers } = await send("report", shown);
      const link = document.createElement("a");
      link.href = URL.createObjectURL(body);
      link.download = /filename="([^"]+)"/.exec(headers.get("Content-Disposition") ?? "")?.[1] ?? "rumor-report.html";
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
      tell("{downloaded}");
    } catch (error) {
      complain(error);
    }
  }

  /* Events. */

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (event.submitter?.id === "example") {
      fill({ text: JSON.parse(it("rumor-example").textContent), title: "" });
      dropLink();
    }
    score();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
    event.preventDefault();
    score();
  });
  for (const field of [text, title]) field.addEventListener("input", onInput);
  text.addEventListener("paste", () => {
    const all = text.selectionStart === 0 && text.selectionEnd === text.value.length;
    if (all) setTimeout(() => text.value.trim() && score());
  });
  range.addEventListener("input", () => choose(range.value, range));
  exact.addEventListener("input", () => choose(exact.value, exact));
  for (const button of presets) button.addEventListener("click", () => choose(button.value));
  it("clear").addEventListener("click", clear);
  it("undo").addEventListener("click", () => {
    if (!former) return;
    fill(former);
    score();
    text.focus();
  });
  it("download").addEventListener("click", download);
  it("file").addEventListener("change", (event) => {
    const [file] = event.target.files;
    if (file) load(file);
    event.target.value = ""; // so that the same file can be opened again
  });
  result.addEventListener("click", (event) => {
    const button = event.target.closest(".copy");
    if (button) copyLink(button.value);
  });
  const brings = (event) => event.dataTransfer?.types.includes("Files");
  document.addEventListener("dragover", (event) => {
    if (!brings(event)) return;
    event.preventDefault();
    root.classList.add("dropping");
  });
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) root.classList.remove("dropping");
  });
  document.addEventListener("drop", (event) => {
    root.classList.remove("dropping");
    if (!brings(event)) return;
    event.preventDefault();
    const files = event.dataTransfer.files;
    if (files.length > 1) complain(new Problem("{one_file}"));
    else if (files.length) load(files[0]);
  });
  window.addEventListener("hashchange", fromLink);

  choose(form.dataset.threshold);
  fromLink();
})();
