// Puts the page together: what is shown is one state, and every control changes it and redraws.

function planMap(map) {
  const data = JSON.parse(document.getElementById("data").textContent);
  const find = (id) => document.getElementById(id);
  const shownGroup = data.groups.findIndex((group) => group.shown);
  const state = {
    year: data.years.length - 1, fill: shownGroup < 0 ? "none" : `quota-${shownGroup}`, hidden: new Set(),
    points: true, lines: false, sites: false, commitments: false, services: new Set(), chosen: null,
  };
  map.eachLayer((layer) => { if (layer instanceof L.TileLayer) map.planBackground = true; });
  if (map.planBackground) L.control.attribution({ prefix: false, position: "bottomright" }).addTo(map);

  const open = {
    municipality(position) {
      remember();
      map.closePopup();
      state.chosen = position;
      sheet("panel");
      layers.redraw();
      panel.redraw();
      panel.focus();
    },
    region() {
      state.chosen = null;
      sheet("");
      layers.redraw();
      panel.redraw();
      giveBack();
    },
    map() {
      sheet("");
      giveBack();
    },
  };
  const layers = planLayers(map, data, state, open);
  const panel = planPanel(data, state, open);
  planSearch(data, layers.goTo);
  planPrint(map, layers);

  // Sheets and focus. On a wide screen all is in view; else one sheet at a time covers the map.

  let before = null;
  function remember() {
    const inside = find("panel").contains(document.activeElement);
    if (!inside) before = document.activeElement;
  }

  function giveBack() {
    if (before?.isConnected && before !== document.body) before.focus({ preventScroll: true });
    else find("map").focus({ preventScroll: true });
  }

  function sheet(name) {
    document.body.dataset.sheet = name;
    find("show-layers").setAttribute("aria-expanded", String(name === "layers"));
    find("show-panel").setAttribute("aria-expanded", String(name === "panel"));
  }

  find("show-layers").addEventListener("click", () => {
    remember();
    sheet(document.body.dataset.sheet === "layers" ? "" : "layers");
  });
  find("show-panel").addEventListener("click", () => {
    remember();
    if (document.body.dataset.sheet === "panel") return open.map();
    sheet("panel");
    return panel.focus();
  });
  find("layers").querySelector(".close").addEventListener("click", open.map);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    if (document.querySelector(".leaflet-popup")) map.closePopup();
    else if (state.chosen != null) open.region();
    else if (document.body.dataset.sheet) open.map();
  });

  // Years

  const sum = (rows) => rows.reduce((total, row) => total + row[6], 0);
  function showYear() {
    const last = state.year === data.years.length - 1;
    const first = data.years[0];
    const year = data.years[state.year];
    const words = last && data.years.length > 1 ? say("all_years", { first: String(first), last: String(year) }) : say("until", { year: String(year) });
    const rows = data.lines.filter((row) => row[1] <= state.year);
    find("moment").textContent = words;
    find("count").textContent = say("count", { count: sum(rows), all: sum(data.lines) });
    find("year").setAttribute("aria-valuetext", words);
    find("all-years").disabled = last;
    for (const total of document.querySelectorAll("[data-total]")) {
      total.textContent = number(sum(rows.filter((row) => row[0] === Number(total.dataset.total))));
    }
    [...find("ticks").children].forEach((tick, position) => tick.classList.toggle("past", position <= state.year));
  }

  function setYear(position) {
    state.year = position;
    find("year").value = position;
    showYear();
    layers.redraw();
    panel.redraw();
  }

  find("ticks").append(...data.years.map((year) => node("span", {}, String(year))));
  if (data.years.length < 2) find("time").classList.add("one");
  find("year").addEventListener("input", () => setYear(Number(find("year").value)));
  find("all-years").addEventListener("click", () => {
    setYear(data.years.length - 1);
    find("year").focus();
  });

  // Layers and their legends

  function swatch(colour, words, extra) {
    return node("li", {}, drawing("svg", { width: 22, height: 14, "aria-hidden": "true" },
      drawing("rect", { x: 0.5, y: 0.5, width: 21, height: 13, fill: colour, stroke: "#5b6670", ...extra })), node("span", {}, words));
  }

  function quotaLegend(group) {
    const accounts = data.municipalities.map((row) => row.accounts[group]).filter(Boolean);
    const rows = data.fulfilment.map((found) => swatch(found.colour, found.label));
    if (accounts.some((account) => account.classes.includes(null))) rows.push(swatch(data.nothing, say("class_none")));
    const frozen = accounts.some((account) => !account.soFar.length);
    const circles = data.municipalities.some((row) => !row.outline);
    return [
      node("ul", { class: "classes" }, rows),
      node("p", { class: "faint" }, say(frozen ? "quota_frozen" : "quota_grows")),
      circles && node("p", { class: "faint" }, say("circle_size")),
    ];
  }

  function loadLegend() {
    const { classes, limit } = data.load;
    const full = { stroke: "#4a0010", "stroke-width": 2.5 };
    const rows = classes.map((found, position) => swatch(found.colour, found.label, position === classes.length - 1 ? full : {}));
    if (data.neighbourhoods.some((row) => row.classes[0] == null)) rows.push(swatch(data.nothing, say("load_unknown")));
    return [node("p", { class: "faint" }, say("load_about", { limit })), node("ul", { class: "classes" }, rows)];
  }

  function choice(type, attributes, words, changed, legend) {
    const input = node("input", { type, ...attributes, onchange: (event) => changed(event.target.checked) });
    const row = node("div", { class: "choice" }, node("label", {}, input, node("span", {}, words)), legend && node("div", { class: "legend" }, legend));
    return row;
  }

  function fills() {
    const set = (fill) => () => { state.fill = fill; mark(); layers.redraw(); };
    const groups = data.groups.map((group, position) => {
      const words = data.groups.length > 1 ? say("fill_quota_of", { group: apart(group.name) }) : say("fill_quota");
      if (!group.shown) {
        return choice("radio", { name: "fill", disabled: true }, words, () => {}, node("p", { class: "faint kept told" }, say("group_hidden", { group: apart(group.name) })));
      }
      return choice("radio", { name: "fill", value: `quota-${position}`, checked: state.fill === `quota-${position}` }, words, set(`quota-${position}`), quotaLegend(position));
    });
    return node("fieldset", {}, node("legend", {}, say("fills")), groups,
      choice("radio", { name: "fill", value: "load" }, say("fill_load"), set("load"), loadLegend()),
      choice("radio", { name: "fill", value: "none", checked: state.fill === "none" }, say("fill_none"), set("none")));
  }

  function programmes() {
    const rows = data.programmes.map((programme, position) => {
      if (!data.lines.some((row) => row[0] === position)) return null;
      const words = [programmeSign(programme, 7), node("span", { class: "grow" }, named(programme.label),
        programme.confidential && node("em", {}, ` (${say("confidential")})`)), node("b", { "data-total": position })];
      return choice("checkbox", { name: "programme", value: position, checked: true }, words, (on) => {
        if (on) state.hidden.delete(position);
        else state.hidden.add(position);
        mark();
        layers.redraw();
      });
    });
    return node("fieldset", {}, node("legend", {}, say("programmes")), rows,
      data.lines.length > 0 && node("p", { class: "faint" }, say("symbol_size")),
      data.withheld.map(([label, count]) => node("p", { class: "faint told" }, say("withheld_region", { name: apart(label), count }))));
  }

  function toggled(name) {
    return (on) => { state[name] = on; mark(); layers.redraw(); };
  }

  function support() {
    if (!data.supportPoints.length) return null;
    const services = [...new Set(data.areas.map((area) => area.service))];
    const areas = services.map((service) => {
      const rows = data.areas.filter((area) => area.service === service).map((area) => node("p", { class: "faint kept" },
        say("area_for", { metres: area.metres, programmes: area.programmes.map((one) => apart(data.programmes[one].label)).join(", ") })));
      return choice("checkbox", { name: "service", value: service }, [sign("area", 6), named(spaced(service))], (on) => {
        if (on) state.services.add(service);
        else state.services.delete(service);
        mark();
        layers.redraw();
      }, rows);
    });
    return node("fieldset", {}, node("legend", {}, say("support")),
      choice("checkbox", { name: "points", checked: true }, [sign("support", 6), say("support_points")], toggled("points")),
      choice("checkbox", { name: "lines" }, [sign("line", 6), say("lines")], toggled("lines")),
      services.length > 0 && node("h3", {}, say("areas")), areas,
      services.length > 0 && node("p", { class: "faint about" }, say(data.ownTravel ? "area_own" : "area_straight")));
  }

  function plans() {
    const free = data.locations.filter((location) => location.site && !location.used).length;
    if (!free && !data.commitments.length) return null;
    return node("fieldset", {}, node("legend", {}, say("plans")),
      free > 0 && choice("checkbox", { name: "sites" }, [sign("site", 6), say("free_sites", { count: free })], toggled("sites")),
      data.commitments.length > 0 && choice("checkbox", { name: "commitments" }, [sign("signed", 6), say("commitments")], toggled("commitments"),
        node("ul", { class: "classes" }, node("li", {}, sign("signed", 6), node("span", {}, say("signed"))), node("li", {}, sign("proposed", 6), node("span", {}, say("proposed"))))));
  }

  // Legends of what is off are folded away, on paper the layers themselves too.
  function mark() {
    for (const row of document.querySelectorAll(".choice")) row.classList.toggle("off", !row.querySelector("input").checked);
    for (const part of document.querySelectorAll("#choices fieldset")) part.classList.toggle("off", !part.querySelector("input:checked, .told"));
    document.querySelector(".about")?.classList.toggle("off", !state.services.size);
  }

  find("choices").append(...[fills(), programmes(), support(), plans()].filter(Boolean));
  find("choices").addEventListener("submit", (event) => event.preventDefault());
  mark();

  // Controls on the map

  const Fit = L.Control.extend({
    onAdd() {
      const button = node("a", { href: "#", role: "button", title: say("fit"), "aria-label": say("fit") },
        drawing("svg", { viewBox: "-9 -9 18 18", width: 16, height: 16, "aria-hidden": "true" }, drawing("path", { d: "M-7 -3V-7H-3M3 -7H7V-3M7 3V7H3M-3 7H-7V3" })));
      L.DomEvent.on(button, "click", (event) => { L.DomEvent.stop(event); layers.refit(); });
      return node("div", { class: "leaflet-bar fit" }, button);
    },
  });
  L.control.zoom({ zoomInTitle: say("zoom_in"), zoomOutTitle: say("zoom_out") }).addTo(map);
  new Fit({ position: "topleft" }).addTo(map);
  L.control.scale({ imperial: false }).addTo(map);
  map.on("popupopen", (event) => {
    const button = event.popup.getElement().querySelector(".leaflet-popup-close-button");
    button.setAttribute("aria-label", say("close"));
  });

  // Where the slider begins, for what must not cover it.
  new ResizeObserver(() => {
    document.body.style.setProperty("--foot", `${find("time").offsetHeight + find("tabs").offsetHeight}px`);
  }).observe(find("time"));

  sheet("");
  layers.start();
  showYear();
  panel.redraw();
}
