"use strict";
/* Brings a report to life. Without it everything can be read; it adds the change of language and
   colours, sorting, moving from claim to claim, and notes that open on a tap. */
window.rumorReport = (() => {
  const words = JSON.parse(document.getElementById("rumor-wording").textContent);
  const root = document.documentElement;
  const wide = window.matchMedia("(min-width: 60rem)");
  const printing = window.matchMedia("print");
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
  let current = null; // the claim whose note is open

  /* Wording: fills templates in again, as rumor.report.html.strings.say does. */

  const number = (written, lang) => (lang === "id" ? written.replace(".", ",") : written);

  function say(template, lang) {
    return template.replace(/\{([^{}]+)\}/g, (_, place) => {
      const [key, ...given] = place.split("|");
      const phrase = words[lang][key];
      if (phrase === undefined) return number(key, lang);
      return phrase.replace(/\{(\d)\}/g, (__, at) => number(given[at], lang));
    });
  }

  function speak(lang, within = document) {
    for (const it of within.querySelectorAll("[data-say]")) it.textContent = say(it.dataset.say, lang);
    for (const it of within.querySelectorAll("[data-label]")) {
      it.setAttribute("aria-label", say(it.dataset.label, lang));
    }
    for (const it of within.querySelectorAll(".report")) it.lang = lang;
  }

  function chooseLanguage(lang) {
    root.lang = lang;
    speak(lang);
    for (const it of document.querySelectorAll(".to-language")) {
      it.setAttribute("aria-pressed", String(it.value === lang));
    }
    watch();
  }

  /* Colours: those of the system until the reader chooses. */

  const systemDark = window.matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : systemDark.matches);

  function showTheme() {
    for (const it of document.querySelectorAll(".to-dark")) {
      it.setAttribute("aria-pressed", String(isDark()));
    }
  }

  /* Choices are kept where the browser lets a page keep something. */

  function keep(name, value) {
    try { localStorage.setItem(`rumor-${name}`, value); } catch { /* not even private windows may */ }
  }

  function kept(name) {
    try { return localStorage.getItem(`rumor-${name}`); } catch { return null; }
  }

  /* Claims and their notes. A reference follows its claim and leads to the body of its note. */

  const claimOf = (reference) => reference.previousElementSibling;
  const referenceOf = (claim) => claim.nextElementSibling;
  const noteOf = (claim) => document.getElementById(referenceOf(claim).hash.slice(1)).parentElement;

  function mark(claim, name, on) {
    claim.classList.toggle(name, on);
    noteOf(claim).classList.toggle(name, on);
  }

  function close() {
    if (current) mark(current, "open", false);
    current = null;
  }

  function open(claim) {
    if (claim === current) return;
    close();
    current = claim;
    mark(claim, "open", true);
  }

  function go(claim) {
    open(claim);
    referenceOf(claim).focus({ preventScroll: true });
    const behavior = calm.matches ? "auto" : "smooth";
    const box = claim.getBoundingClientRect();
    if (box.top < 60 || box.bottom > window.innerHeight - 60) {
      claim.scrollIntoView({ block: "center", behavior });
    } else if (!wide.matches) {
      noteOf(claim).scrollIntoView({ block: "nearest", behavior });
    }
  }

  function step(by) {
    const claims = [...document.querySelectorAll(".passages .claim")];
    if (!claims.length) return;
    const from = document.activeElement.matches(".ref") ? claimOf(document.activeElement) : current;
    if (!from) { // begin where the reader is
      const passages = [...document.querySelectorAll(".passage")];
      const here = passages.find((it) => it.getBoundingClientRect().bottom > 0 && it.querySelector(".claim"));
      const first = here ? claims.indexOf(here.querySelector(".claim")) : 0;
      go(claims[by > 0 ? first : Math.max(first - 1, 0)]);
      return;
    }
    const next = claims[claims.indexOf(from) + by];
    if (next) go(next);
  }

  function fromAddress() {
    // Anchors are plain letters: an address that says otherwise leads nowhere, and is not decoded.
    const target = location.hash && document.getElementById(location.hash.slice(1));
    if (target && target.matches(".claim")) open(target);
  }

  /* Notes stand beside their claims as far as there is room; no paragraph grows for it. */

  const GAP = 10;

  // In long articles paragraphs out of sight are not laid out yet: notes are put in place when
  // they come near.
  const near = new IntersectionObserver(
    (seen) => {
      const come = seen.filter((it) => it.isIntersecting).map((it) => it.target);
      for (const passage of come) near.unobserve(passage);
      align(come.map((passage) => passage.querySelector(".notes")).filter(Boolean));
    },
    { rootMargin: "50% 0%" },
  );

  function watch(within = document) {
    for (const passage of within.querySelectorAll(".passage")) {
      near.unobserve(passage);
      near.observe(passage);
    }
  }

  function align(lists) {
    if (!wide.matches || printing.matches) return;
    const plans = [];
    for (const list of lists) { // first all that is measured
      const text = list.previousElementSibling;
      const top = text.getBoundingClientRect().top;
      const notes = [...list.children].map((note) => {
        const claim = document.getElementById(note.firstElementChild.hash.slice(1));
        return { note, height: note.offsetHeight, at: claim.getClientRects()[0].top - top };
      });
      const needed = notes.reduce((sum, { height }) => sum + height + GAP, -GAP);
      plans.push({ notes, room: Math.max(text.offsetHeight, needed) });
    }
    for (const { notes, room } of plans) { // then all that is moved
      let free = 0;
      for (const it of notes) {
        it.at = Math.max(it.at, free);
        free = it.at + it.height + GAP;
      }
      let limit = room;
      for (const it of [...notes].reverse()) {
        it.at = Math.min(it.at, limit - it.height);
        limit = it.at - GAP;
      }
      let done = 0;
      for (const { note, height, at } of notes) {
        note.style.setProperty("--lift", `${Math.max(at - done, 0).toFixed(1)}px`);
        done = at + height;
      }
    }
  }

  /* Tables. */

  function sort(table, column, ascending) {
    const body = table.tBodies[0];
    const key = (row) => row.cells[column].dataset.order;
    const numeric = [...body.rows].every((row) => key(row) !== "" && !Number.isNaN(Number(key(row))));
    const compare = numeric
      ? (a, b) => key(a) - key(b)
      : (a, b) => key(a).localeCompare(key(b), "id");
    const rows = [...body.rows].sort((a, b) => (ascending ? 1 : -1) * compare(a, b));
    body.append(...rows);
    for (const head of table.tHead.rows[0].cells) head.removeAttribute("aria-sort");
    table.tHead.rows[0].cells[column].setAttribute("aria-sort", ascending ? "ascending" : "descending");
  }

  function makeSortable(table) {
    for (const head of table.tHead.rows[0].cells) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "sorter";
      button.append(...head.childNodes);
      head.append(button);
      // Scores are most telling from the top, words from the beginning.
      const firstAscending = head.matches(".words") || head.cellIndex === 0;
      button.addEventListener("click", () => {
        const now = head.ariaSort;
        sort(table, head.cellIndex, now ? now === "descending" : firstAscending);
      });
    }
  }

  /* The strip chart takes one stop of the Tab key; arrows move within it. */

  function alongChart(event) {
    const bars = [...event.target.closest("svg").querySelectorAll("a")];
    const place = bars.indexOf(event.target);
    const to = { ArrowRight: place + 1, ArrowLeft: place - 1, Home: 0, End: bars.length - 1 }[event.key];
    if (to === undefined || !bars[to]) return;
    event.preventDefault();
    event.target.setAttribute("tabindex", "-1");
    bars[to].setAttribute("tabindex", "0");
    bars[to].focus();
  }

  function onKey(event) {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (event.target.closest("svg a")) return void alongChart(event);
    if (event.target.closest("input:not([type=checkbox]), select, textarea, [contenteditable]")) return;
    const letters = document.querySelector("input.letters");
    const key = event.key.length > 1 || !letters || letters.checked ? event.key : "";
    if (key === "j" || key === "ArrowRight") step(1);
    else if (key === "k" || key === "ArrowLeft") step(-1);
    else if (key === "Escape") {
      const claim = current;
      close();
      if (claim) referenceOf(claim).focus({ preventScroll: true });
    } else return;
    event.preventDefault();
  }

  function onClick(event) {
    const reference = event.target.closest(".ref");
    const back = event.target.closest(".to-claim, table a, svg a");
    if (reference) {
      event.preventDefault();
      const claim = claimOf(reference);
      if (claim === current && !wide.matches) close();
      else go(claim);
      history.replaceState(null, "", `#${claim.id}`);
    } else if (back) {
      const target = document.getElementById((back.hash || back.getAttribute("href")).slice(1));
      if (target && target.matches(".claim")) {
        event.preventDefault();
        history.pushState(null, "", `#${target.id}`);
        go(target);
      }
    } else {
      const claim = event.target.closest(".passages .claim");
      if (!claim || String(getSelection())) return; // who selects text does not ask for a note
      if (claim === current) close();
      else go(claim);
    }
  }

  function hover(event, on) {
    const claim = event.target.closest(".passages .claim");
    const note = event.target.closest(".note");
    if (claim) mark(claim, "hot", on);
    else if (note) mark(document.getElementById(note.firstElementChild.hash.slice(1)), "hot", on);
  }

  /** Bring what is within an element to life: a fragment that came after the page. */
  function attach(within) {
    if (current && !current.isConnected) current = null; // it was in the fragment before
    within.querySelectorAll("table.sortable").forEach(makeSortable);
    if (within !== document) speak(root.lang, within);
    watch(within);
  }

  root.classList.add("scripts");
  document.addEventListener("keydown", onKey);
  document.addEventListener("click", onClick);
  document.addEventListener("mouseover", (event) => hover(event, true));
  document.addEventListener("mouseout", (event) => hover(event, false));
  window.addEventListener("hashchange", fromAddress);
  for (const it of document.querySelectorAll(".to-language")) {
    it.addEventListener("click", () => { chooseLanguage(it.value); keep("language", it.value); });
  }
  for (const it of document.querySelectorAll(".to-dark")) {
    it.addEventListener("click", () => {
      root.dataset.theme = isDark() ? "light" : "dark";
      keep("theme", root.dataset.theme);
      showTheme();
    });
  }
  systemDark.addEventListener("change", showTheme);
  if (kept("theme")) root.dataset.theme = kept("theme");
  showTheme();
  attach(document);
  if (words[kept("language")] && kept("language") !== root.lang) chooseLanguage(kept("language"));
  fromAddress();
  let width = window.innerWidth;
  window.addEventListener("resize", () => {
    if (window.innerWidth === width) return;
    width = window.innerWidth;
    requestAnimationFrame(() => watch());
  });

  return { attach, chooseLanguage, go, open, say };
})();
