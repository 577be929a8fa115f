// A box that finds places by name, as the ARIA pattern of a combobox with a list has it.

const MOST_FOUND = 12;

function planSearch(data, goTo) {
  const box = document.getElementById("search");
  const list = document.getElementById("found");
  const count = document.getElementById("found-count");
  const plain = (words) => words.normalize("NFD").replace(/\p{Diacritic}/gu, "").toLowerCase();
  const neighbourhoodOf = (row) => data.neighbourhoods[row.neighbourhood].name;
  const everything = [
    ...data.municipalities.map((row, position) => ({ kind: "municipality", position, name: row.name, place: "", there: row.at || row.outline })),
    ...data.neighbourhoods.map((row, position) => ({ kind: "neighbourhood", position, name: row.name, place: data.municipalities[row.municipality].name, there: true })),
    ...data.supportPoints.map((row, position) => ({ kind: "point", position, name: row.name, place: neighbourhoodOf(row), there: true })),
    ...data.locations.map((row, position) => ({ kind: "site", position, name: row.site || "", place: neighbourhoodOf(row), there: row.site })),
  ].filter((entry) => entry.there).map((entry) => ({ ...entry, plain: plain(entry.name) }));
  let shown = [];
  let active = -1;

  function close() {
    list.hidden = true;
    shown = [];
    active = -1;
    box.setAttribute("aria-expanded", "false");
    box.removeAttribute("aria-activedescendant");
  }

  function mark(position) {
    active = position;
    [...list.children].forEach((item, place) => item.setAttribute("aria-selected", String(place === active)));
    const item = list.children[active];
    if (item) {
      box.setAttribute("aria-activedescendant", item.id);
      item.scrollIntoView({ block: "nearest" });
    } else {
      box.removeAttribute("aria-activedescendant");
    }
  }

  function choose(entry) {
    box.value = entry.name;
    close();
    goTo(entry.kind, entry.position);
  }

  function find() {
    const wanted = plain(box.value.trim());
    if (!wanted) {
      count.textContent = "";
      close();
      return;
    }
    const hits = everything.filter((entry) => entry.plain.includes(wanted));
    // Names that begin with the words come first.
    const rank = (entry) => (entry.plain.startsWith(wanted) ? 0 : 1);
    hits.sort((one, other) => rank(one) - rank(other));
    shown = hits.slice(0, MOST_FOUND);
    list.replaceChildren(...shown.map((entry, place) => node("li", {
      role: "option", id: `found-${place}`, "aria-selected": "false",
      onmousedown: (event) => event.preventDefault(), onclick: () => choose(entry),
    }, named(entry.name), node("span", { class: "faint" }, say(`kind_${entry.kind}`), entry.place ? [" · ", named(entry.place)] : []))));
    if (!shown.length) list.append(node("li", { class: "faint", role: "option", "aria-disabled": "true" }, say("found_nothing")));
    count.textContent = say("found", { count: hits.length });
    list.hidden = false;
    box.setAttribute("aria-expanded", "true");
    mark(-1);
  }

  box.addEventListener("input", find);
  box.addEventListener("focus", find);
  box.addEventListener("blur", close);
  box.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) find();
      const step = event.key === "ArrowDown" ? 1 : -1;
      if (shown.length) mark((active + step + (active < 0 && step < 0 ? 1 : 0) + shown.length) % shown.length);
    } else if (event.key === "Enter" && !list.hidden && shown.length) {
      event.preventDefault();
      choose(shown[Math.max(0, active)]);
    } else if (event.key === "Escape" && (!list.hidden || box.value)) {
      event.stopPropagation();
      box.value = "";
      close();
    }
  });
}
