"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const byId = (id) => document.getElementById(id);
  const make = (tag, text, className) => {
    const element = document.createElement(tag);
    if (text !== undefined) element.textContent = text;
    if (className) element.className = className;
    return element;
  };
  const classes = { b: "boilerplate", d: "doc", f: "fact", u: "unread" };
  const panes = {
    page: { files: data.pages, current: 0, title: "Documentation" },
    api: { files: [data.api], current: 0, title: "Description" },
    rust: { files: data.rust, current: 0, title: "Rust" },
  };
  const order = ["page", "api", "rust"];
  const isInferred = (fact) => fact.from.length > 0 && fact.from.every((source) => source.kind === "inferred");
  const isOverlay = (fact) => fact.from.some((source) => source.kind === "overlay");

  // What belongs to a line: the facts, and the findings.
  const facts = new Map();
  const findings = new Map();
  const key = (pane, file, line) => `${pane} ${file} ${line}`;
  const add = (map, pane, file, first, last, value) => {
    for (let line = first; line <= last; line += 1) {
      const at = key(pane, file, line);
      if (!map.has(at)) map.set(at, []);
      map.get(at).push(value);
    }
  };
  data.facts.forEach((fact, number) => {
    fact.from.forEach((source) => {
      if (source.page !== undefined) add(facts, "page", source.page, source.first, source.last, number);
    });
    if (fact.api) add(facts, "api", 0, fact.api[0], fact.api[1], number);
    fact.rust.forEach(([file, first, last]) => add(facts, "rust", file, first, last, number));
  });
  data.findings.forEach((finding, number) => {
    finding.places.forEach((place) => add(findings, "page", place.page, place.first, place.last, number));
  });
  const factsAt = (pane, file, line) => facts.get(key(pane, file, line)) || [];
  const findingsAt = (pane, file, line) => findings.get(key(pane, file, line)) || [];

  // What can be filtered: a name, its key, which lines it shows, how many there are.
  const hasFact = (test) => (pane, file, line) => pane !== "rust" && factsAt(pane, file, line).some((number) => test(data.facts[number]));
  const filters = {
    unread: { key: "u", label: "unread", shows: (pane, file, line) => pane === "page" && data.pages[file].classes[line - 1] === "u", count: data.pages.reduce((sum, page) => sum + page.classes.split("u").length - 1, 0) },
    inferred: { key: "i", label: "inferred", shows: hasFact(isInferred), count: data.facts.filter(isInferred).length },
    conflict: { key: "c", label: "conflicts", shows: (pane, file, line) => findingsAt(pane, file, line).some((number) => data.findings[number].code === data.conflict), count: data.findings.filter((finding) => finding.code === data.conflict).length },
    overlay: { key: "o", label: "overlays", shows: hasFact(isOverlay), count: data.facts.filter(isOverlay).length },
  };
  const state = { filter: null, cursor: null, matches: [], match: -1, term: "" };

  const lineElement = (pane, line) => byId(pane).querySelector(`[data-line="${line}"]`);
  const render = (name) => {
    const pane = panes[name];
    const list = byId(name).querySelector(".lines");
    const file = pane.files[pane.current];
    const filter = state.filter && filters[state.filter];
    const isFiltered = filter && name !== "rust";
    const fragment = document.createDocumentFragment();
    let hidden = 0;
    const gap = () => {
      if (hidden > 0) fragment.append(make("div", `⋯ ${hidden} lines`, "gap"));
      hidden = 0;
    };
    (file ? file.lines : []).forEach((text, index) => {
      const line = index + 1;
      const own = factsAt(name, pane.current, line);
      const shown = !isFiltered || filter.shows(name, pane.current, line);
      if (!shown) { hidden += 1; return; }
      gap();
      const element = make("div", undefined, "line");
      element.dataset.line = line;
      element.setAttribute("role", "option");
      element.append(make("i", String(line)), make("span", text));
      const list = element.classList;
      if (name === "page" && classes[file.classes[index]]) list.add(classes[file.classes[index]]);
      if (own.length > 0) list.add("made");
      if (name !== "rust" && own.length > 0) {
        list.add("fact");
        if (own.every((number) => isInferred(data.facts[number]))) list.add("inferred");
        if (own.some((number) => isOverlay(data.facts[number]))) list.add("overlay");
      }
      if (filters.conflict.shows(name, pane.current, line)) list.add("conflict");
      if (state.term && text.toLowerCase().includes(state.term)) list.add("hit");
      fragment.append(element);
    });
    gap();
    list.replaceChildren(fragment);
    const select = byId(name).querySelector("select");
    select.value = String(pane.current);
    mark();
  };
  const show = (name, file) => {
    if (panes[name].current === file || !panes[name].files[file]) return;
    panes[name].current = file;
    render(name);
  };

  // Lights up what belongs together with a line.
  const lit = (numbers) => {
    document.querySelectorAll(".line.lit").forEach((element) => element.classList.remove("lit"));
    numbers.forEach((number) => {
      const fact = data.facts[number];
      const light = (pane, file, first, last) => {
        if (panes[pane].current !== file) return;
        for (let line = first; line <= last; line += 1) {
          const element = lineElement(pane, line);
          if (element) element.classList.add("lit");
        }
      };
      fact.from.forEach((source) => source.page !== undefined && light("page", source.page, source.first, source.last));
      if (fact.api) light("api", 0, fact.api[0], fact.api[1]);
      fact.rust.forEach(([file, first, last]) => light("rust", file, first, last));
    });
  };
  const mark = () => {
    document.querySelectorAll(".line.on").forEach((element) => {
      element.classList.remove("on");
      element.removeAttribute("aria-selected");
    });
    const { cursor } = state;
    if (!cursor) return lit([]);
    lit(factsAt(cursor.pane, cursor.file, cursor.line));
    const element = panes[cursor.pane].current === cursor.file && lineElement(cursor.pane, cursor.line);
    if (element) {
      element.classList.add("on");
      element.setAttribute("aria-selected", "true");
    }
    return element;
  };
  // Goes to a line: its neighbours show what came of it, or what it came of.
  const go = (pane, file, line, focus = true) => {
    state.cursor = { pane, file, line };
    show(pane, file);
    const numbers = factsAt(pane, file, line);
    const places = { page: [], api: [], rust: [] };
    numbers.forEach((number) => {
      const fact = data.facts[number];
      fact.from.forEach((source) => source.page !== undefined && places.page.push([source.page, source.first]));
      if (fact.api) places.api.push([0, fact.api[0]]);
      fact.rust.forEach(([where, first]) => places.rust.push([where, first]));
    });
    order.filter((other) => other !== pane && places[other].length > 0).forEach((other) => {
      const place = places[other].find(([where]) => where === panes[other].current) || places[other][0];
      show(other, place[0]);
      const element = lineElement(other, place[1]);
      if (element) element.scrollIntoView({ block: "center" });
    });
    const element = mark();
    if (element) element.scrollIntoView({ block: "nearest" });
    if (focus) tab(pane);
    detail(pane, file, line, numbers);
  };
  const jump = (pane, file, line, text) => {
    const button = make("button", text);
    button.type = "button";
    button.addEventListener("click", () => { tab(pane); go(pane, file, line); });
    return button;
  };
  const detail = (pane, file, line, numbers) => {
    const aside = byId("detail");
    aside.replaceChildren();
    findingsAt(pane, file, line).forEach((number) => {
      const finding = data.findings[number];
      const entry = make("p", `${finding.severity}[${finding.code}]: ${finding.message}`, "finding");
      finding.places.forEach((place) => entry.append(" ", jump("page", place.page, place.first, `${data.pages[place.page].name}:${place.first}`)));
      aside.append(entry);
    });
    if (numbers.length === 0 && pane === "page") {
      const meaning = { u: "No reader understood this line.", b: "This line belongs to the layout, and says nothing about the API.", d: "This line is kept as documentation.", " ": "" };
      const text = meaning[data.pages[file].classes[line - 1]];
      if (text) aside.append(make("p", text, "what"));
    }
    numbers.slice(0, 50).forEach((number) => {
      const fact = data.facts[number];
      const entry = make("p");
      entry.append(make("code", fact.path));
      if (fact.api) entry.append(" ", jump("api", 0, fact.api[0], `api.yaml:${fact.api[0]}`));
      fact.from.forEach((source) => {
        entry.append(make("span", source.kind === "inferred" ? ` inferred by ${source.rule}` : ` ${source.kind}`, "what"));
        if (source.page !== undefined) entry.append(" ", jump("page", source.page, source.first, `${data.pages[source.page].name}:${source.first}`));
        if (source.kind === "inferred" && data.rules[source.rule]) entry.append(make("span", ` (${data.rules[source.rule]})`, "what"));
        if (source.reason) entry.append(make("span", `: ${source.reason}`, "what"));
      });
      const seen = new Set();
      fact.rust.forEach(([where, first]) => {
        if (!seen.has(where)) entry.append(" ", jump("rust", where, first, `${data.rust[where].name}:${first}`));
        seen.add(where);
      });
      aside.append(entry);
    });
    if (numbers.length > 50) aside.append(make("p", `and ${numbers.length - 50} more facts`, "what"));
  };

  const tab = (name) => {
    order.forEach((pane) => {
      byId(pane).classList.toggle("shown", pane === name);
      byId(`tab-${pane}`).setAttribute("aria-selected", String(pane === name));
    });
    state.pane = name;
  };
  const toggle = (name) => {
    state.filter = state.filter === name ? null : name;
    Object.keys(filters).forEach((other) => byId(`filter-${other}`).setAttribute("aria-pressed", String(other === state.filter)));
    order.forEach(render);
    if (state.filter) { state.term = ""; byId("search").value = ""; }
    collect(state.filter ? filters[state.filter].shows : null);
    if (state.matches.length > 0) step(1);
  };
  // All lines of all files for which a test holds, in the order of panes, files and lines.
  const collect = (test) => {
    state.matches = [];
    state.match = -1;
    if (test) {
      order.forEach((pane) => panes[pane].files.forEach((file, number) => file.lines.forEach((text, index) => {
        if (test(pane, number, index + 1, text)) state.matches.push([pane, number, index + 1]);
      })));
    }
    say();
  };
  const say = () => {
    const { matches, match, term, filter } = state;
    byId("found").value = term || filter ? `${match + 1}/${matches.length}` : "";
  };
  const step = (by) => {
    const count = state.matches.length;
    if (count === 0) return;
    state.match = (state.match + by + count) % count;
    go(...state.matches[state.match]);
    say();
  };
  const search = () => {
    state.term = byId("search").value.trim().toLowerCase();
    if (state.filter && state.term) { toggle(state.filter); }
    order.forEach(render);
    collect(state.term ? (pane, file, line, text) => text.toLowerCase().includes(state.term) : null);
  };
  const move = (by) => {
    const list = [...byId(state.pane).querySelectorAll(".line")];
    if (list.length === 0) return;
    const at = list.findIndex((element) => element.classList.contains("on"));
    const next = at < 0 ? 0 : Math.min(Math.max(at + by, 0), list.length - 1);
    go(state.pane, panes[state.pane].current, Number(list[next].dataset.line));
  };
  const turn = (by) => {
    const pane = panes[state.pane];
    show(state.pane, (pane.current + by + pane.files.length) % pane.files.length);
  };
  const theme = () => {
    const root = document.documentElement;
    const isDark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = isDark ? "light" : "dark";
  };
  const help = () => byId("keys").showModal();
  const clear = () => {
    state.cursor = null;
    byId("detail").replaceChildren();
    byId("search").value = "";
    if (state.filter) toggle(state.filter);
    search();
  };
  const keys = {
    j: ["the next line", () => move(1)], k: ["the line before", () => move(-1)],
    l: ["the pane to the right", () => { tab(order[Math.min(order.indexOf(state.pane) + 1, 2)]); byId(state.pane).querySelector(".lines").focus(); }],
    h: ["the pane to the left", () => { tab(order[Math.max(order.indexOf(state.pane) - 1, 0)]); byId(state.pane).querySelector(".lines").focus(); }],
    "]": ["the next page or file", () => turn(1)], "[": ["the one before", () => turn(-1)],
    "/": ["search", () => byId("search").focus()],
    n: ["the next match", () => step(1)], N: ["the match before", () => step(-1)],
    u: ["unread lines only", () => toggle("unread")], i: ["inferences only", () => toggle("inferred")],
    c: ["conflicts only", () => toggle("conflict")], o: ["overlays only", () => toggle("overlay")],
    t: ["light or dark", theme], "?": ["these keys", help], Escape: ["everything again", clear],
  };
  const aliases = { ArrowDown: "j", ArrowUp: "k", ArrowRight: "l", ArrowLeft: "h" };

  order.forEach((name) => {
    const button = make("button", panes[name].title);
    button.type = "button";
    button.id = `tab-${name}`;
    button.setAttribute("role", "tab");
    button.addEventListener("click", () => tab(name));
    byId("tabs").append(button);
    const select = byId(name).querySelector("select");
    panes[name].files.forEach((file, number) => {
      const option = make("option", file.name);
      option.value = String(number);
      select.append(option);
    });
    select.addEventListener("change", () => show(name, Number(select.value)));
    const list = byId(name).querySelector(".lines");
    const lineOf = (event) => {
      const element = event.target.closest(".line");
      return element ? Number(element.dataset.line) : null;
    };
    list.addEventListener("mouseover", (event) => {
      const line = lineOf(event);
      if (line !== null) lit(factsAt(name, panes[name].current, line));
    });
    list.addEventListener("mouseleave", () => mark());
    list.addEventListener("click", (event) => {
      const line = lineOf(event);
      if (line !== null) go(name, panes[name].current, line);
    });
    list.addEventListener("focus", () => { state.pane = name; });
  });
  Object.entries(filters).forEach(([name, filter]) => {
    const button = make("button");
    button.type = "button";
    button.id = `filter-${name}`;
    button.title = `${keys[filter.key][0]} (${filter.key})`;
    button.setAttribute("aria-pressed", "false");
    button.append(make("b", String(filter.count)), ` ${filter.label}`);
    button.addEventListener("click", () => toggle(name));
    byId("filters").append(button);
  });
  Object.entries(keys).forEach(([name, [what]]) => byId("keys").querySelector("dl").append(make("dt", name), make("dd", what)));
  byId("theme").addEventListener("click", theme);
  byId("help").addEventListener("click", help);
  byId("search").addEventListener("input", search);
  byId("search").addEventListener("keydown", (event) => {
    if (event.key === "Enter") { step(event.shiftKey ? -1 : 1); event.preventDefault(); }
    if (event.key === "Escape") { clear(); byId("search").blur(); }
    event.stopPropagation();
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || byId("keys").open || event.target.tagName === "SELECT") return;
    const entry = keys[aliases[event.key] || event.key];
    if (!entry) return;
    event.preventDefault();
    entry[1]();
  });
  tab("page");
  order.forEach(render);
})();
