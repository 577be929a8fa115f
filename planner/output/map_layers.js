// What is drawn on the map, and how it follows the year and the chosen layers.
//
// state: year (position of the last year shown), fill ("quota-0", "load" or "none"), hidden
// (positions of programmes), points, lines, sites, commitments (shown or not), services (names whose
// areas are shown), chosen (position of the municipality in the panel, or null).

// Cards keep clear of the buttons on the map.
const CARD = { minWidth: 180, maxWidth: Math.min(320, window.innerWidth - 110), autoPanPaddingTopLeft: [58, 12], autoPanPaddingBottomRight: [12, 12] };
const QUIET = { color: "#5b6670", weight: 1, opacity: 0.9, fillOpacity: 0 };

function planLayers(map, data, state, open) {
  for (const [name, level] of [["areas", 410], ["ties", 420], ["names", 640]]) {
    map.createPane(name).style.zIndex = level;
  }
  const upTo = (row) => row[1] <= state.year;
  const groups = {};
  for (const name of ["municipalities", "neighbourhoods", "dwellings", "points", "areas", "ties", "sites", "commitments", "names", "rates", "spot"]) {
    groups[name] = L.layerGroup();
  }

  // Where things are, and how many

  const byPlace = new Map();
  const byPoint = data.supportPoints.map(() => []);
  for (const row of data.lines) {
    const key = `${row[4]}/${row[0]}`;
    if (!byPlace.has(key)) byPlace.set(key, []);
    byPlace.get(key).push(row);
    if (row[5] != null) byPoint[row[5]].push(row);
  }
  const sum = (rows) => rows.reduce((total, row) => total + row[6], 0);
  const largest = Math.max(0, ...[...byPlace.values()].map(sum));
  const placeName = (location) => location.site || data.neighbourhoods[location.neighbourhood].name;

  function placed(location) {
    const neighbourhood = data.neighbourhoods[location.neighbourhood];
    const municipality = data.municipalities[neighbourhood.municipality].name;
    const around = [neighbourhood.name, municipality].filter((name) => name !== placeName(location));
    return around.flatMap((name, place) => [place ? ", " : "", named(name)]);
  }

  function card(title, below, ...rest) {
    return node("div", { class: "card" }, node("h2", {}, named(title)), node("p", {}, below), rest);
  }

  // Can be reached and pressed by keyboard, and says what it is.
  function reachable(layer, words) {
    const ready = () => {
      const element = layer.getElement();
      if (!element) return;
      element.setAttribute("tabindex", "0");
      element.setAttribute("role", "button");
      element.setAttribute("aria-label", words());
      if (element.dataset.ready) return;
      element.dataset.ready = "yes";
      element.addEventListener("keydown", (event) => {
        if (event.key !== " " && event.key !== "Enter") return;
        event.preventDefault();
        event.stopPropagation();
        layer.fire("click", { latlng: layer.getLatLng ? layer.getLatLng() : layer.getBounds().getCenter() });
      });
    };
    layer.on("add", ready);
    return ready;
  }

  function tip(layer, content, options = {}) {
    layer.bindTooltip(() => node("span", {}, content()), { direction: "top", opacity: 1, ...options });
    // The card says it all.
    layer.on("popupopen", () => layer.closeTooltip());
    layer.on("tooltipopen", () => layer.isPopupOpen() && layer.closeTooltip());
  }

  // Municipalities

  const group = () => (state.fill.startsWith("quota-") ? Number(state.fill.slice(6)) : null);
  const at = (account) => (account.classes.length > 1 ? state.year : 0);
  const delivered = (account) => (account.soFar.length ? account.soFar[state.year] : account.delivered);

  function accountOf(municipality) {
    return group() == null ? null : data.municipalities[municipality].accounts[group()];
  }

  function municipalityStyle(position) {
    const account = accountOf(position);
    const chosen = state.chosen === position;
    const line = chosen ? { color: "#111820", weight: 3.5, opacity: 1 } : QUIET;
    if (!account) return { ...line, fillOpacity: 0 };
    const found = account.classes[at(account)];
    const colour = found == null ? data.nothing : data.fulfilment[found].colour;
    return { ...line, fillColor: colour, fillOpacity: map.planBackground ? 0.62 : 0.9 };
  }

  const most = Math.max(0, ...data.municipalities.flatMap((row) => Object.values(row.accounts).map((account) => account.quota)));
  const municipalities = data.municipalities.map((row, position) => {
    if (!row.outline && !row.at) return null;
    const shape = row.outline
      ? L.geoJSON(row.outline, { style: () => municipalityStyle(position) })
      : L.circleMarker(row.at, municipalityStyle(position));
    shape.on("click", () => open.municipality(position));
    tip(shape, () => municipalityWords(position), { sticky: true });
    return shape;
  });

  function municipalityWords(position) {
    const { name } = data.municipalities[position];
    const account = accountOf(position);
    if (!account) return apart(name);
    const values = { name: apart(name), delivered: delivered(account), quota: account.quota };
    return say(account.quota ? "of_quota" : "without_quota", values);
  }

  function drawMunicipalities() {
    groups.municipalities.clearLayers();
    const order = municipalities.map((_, position) => position)
      .filter((position) => municipalities[position])
      .sort((one, other) => (accountOf(other)?.quota || 0) - (accountOf(one)?.quota || 0));
    for (const position of order) {
      const shape = municipalities[position];
      const circle = !data.municipalities[position].outline;
      if (circle && group() == null) continue;
      if (circle) {
        const quota = accountOf(position)?.quota || 0;
        shape.setRadius(Math.max(6, scale() * data.sizes.municipality * Math.sqrt(most ? quota / most : 0)));
      }
      shape.setStyle(municipalityStyle(position));
      groups.municipalities.addLayer(shape);
    }
    const chosen = state.chosen != null && municipalities[state.chosen];
    if (chosen && map.hasLayer(chosen)) chosen.bringToFront();
  }

  // Neighbourhoods

  const neighbourhoods = data.neighbourhoods.map((row, position) => {
    const shape = row.outline ? L.geoJSON(row.outline) : L.circleMarker(row.at, { radius: 9 });
    const words = () => say("neighbourhood_load", { name: apart(row.name), load: rate(row) });
    const drawn = row.outline ? shape.getLayers()[0] : shape;
    drawn.bindPopup(() => neighbourhoodCard(position), CARD);
    tip(drawn, words, { sticky: true });
    reachable(drawn, words);
    return shape;
  });

  function rate(row) {
    const load = row.load[state.year];
    if (load == null) return say("unknown");
    // What is just below the limit must not be rounded to it.
    const close = row.classes[state.year] < data.load.classes.length - 1 && load + 0.05 >= data.load.limit;
    return load === 0 ? "0" : number(load, close ? 2 : 1);
  }

  function loadStyle(row) {
    const found = row.classes[state.year];
    const full = found === data.load.classes.length - 1;
    const fillColor = found == null ? data.nothing : data.load.classes[found].colour;
    return { color: full ? "#4a0010" : "#7c8a94", weight: full ? 3 : 0.8, opacity: 1, fillColor, fillOpacity: map.planBackground ? 0.62 : 0.9 };
  }

  function neighbourhoodCard(position) {
    const row = data.neighbourhoods[position];
    const here = data.lines.filter((line) => upTo(line) && data.locations[line[4]].neighbourhood === position);
    const button = node("button", { type: "button", class: "link", onclick: () => open.municipality(row.municipality) },
      say("to_municipality", { name: apart(data.municipalities[row.municipality].name) }));
    return card(row.name, named(data.municipalities[row.municipality].name), facts([
      [say("load"), say("load_of", { load: rate(row), limit: data.load.limit })],
      [say("existing"), number(row.existing)],
      [say("dwellings_planned"), number(sum(here))],
      [say("dwellings_there"), number(row.dwellings)],
    ]), button);
  }

  function drawNeighbourhoods() {
    groups.neighbourhoods.clearLayers();
    if (state.fill !== "load") return;
    data.neighbourhoods.forEach((row, position) => {
      neighbourhoods[position].setStyle(loadStyle(row));
      groups.neighbourhoods.addLayer(neighbourhoods[position]);
    });
    data.neighbourhoods.forEach((row, position) => {
      if (row.classes[state.year] === data.load.classes.length - 1) neighbourhoods[position].bringToFront();
    });
  }

  // Dwellings

  // Signs are smaller on a small or full map and grow when one looks closer.
  let near = 0;
  const ink = [...byPlace.values()].reduce((total, rows) => total + Math.PI * signRadius(sum(rows)) ** 2, 1);
  function scale() {
    const size = map.getSize();
    const room = Math.sqrt((0.12 * size.x * size.y) / ink);
    const fitting = Math.min(1, Math.max(0.5, Math.min(room, size.x / 800)));
    return Math.min(1.5, fitting * 1.25 ** Math.max(0, map.getZoom() - near));
  }

  function signRadius(count) {
    return Math.max(6, data.sizes.symbol * Math.sqrt(count / largest));
  }

  const symbols = [...byPlace.values()].map((rows) => {
    const programme = rows[0][0];
    const place = data.locations[rows[0][4]];
    const marker = L.marker(place.at, { icon: icon("", "symbol", 1), riseOnHover: true });
    const symbol = { marker, rows, programme, count: null, scale: null, radius: 0 };
    const words = () => say("dwellings_here", { count: symbol.count, place: apart(placeName(place)), programme: apart(data.programmes[programme].label) });
    symbol.ready = reachable(marker, words);
    marker.bindPopup(() => dwellingsCard(symbol, place), CARD);
    tip(marker, words);
    const ends = () => new Set(rows.filter(upTo).map((row) => row[5]).filter((point) => point != null));
    spotlight(marker, () => [...ends()].map((point) => tie(place.at, data.supportPoints[point].at, 2.5)));
    return symbol;
  });

  function dwellingsCard(symbol, place) {
    const rows = symbol.rows.filter(upTo);
    const items = rows.map((row) => node("li", {},
      say("dwellings_from", { count: row[6], year: String(data.years[row[1]]), corporation: apart(data.corporations[row[3]]) }),
      row[5] != null && node("span", { class: "faint" }, say("supported_by", { name: apart(data.supportPoints[row[5]].name) }))));
    return card(placeName(place), placed(place), node("p", { class: "which" },
      programmeSign(data.programmes[symbol.programme], 7), named(data.programmes[symbol.programme].label)),
      node("p", { class: "much" }, say("dwellings", { count: sum(rows) })), node("ul", {}, items));
  }

  function drawDwellings() {
    const size = scale();
    for (const symbol of symbols) {
      const count = state.hidden.has(symbol.programme) ? 0 : sum(symbol.rows.filter(upTo));
      if (!count) {
        groups.dwellings.removeLayer(symbol.marker);
      } else if (count !== symbol.count || size !== symbol.scale) {
        const radius = Math.max(4.5, size * signRadius(count));
        const drawn = programmeSign(data.programmes[symbol.programme], radius, count);
        symbol.count = count;
        symbol.scale = size;
        symbol.radius = radius;
        symbol.marker.setIcon(icon(drawn, "symbol", Number(drawn.getAttribute("width"))));
        symbol.marker.setZIndexOffset(Math.round(-10 * radius));
        symbol.ready();
      }
      symbol.count = count;
      if (count) groups.dwellings.addLayer(symbol.marker);
    }
  }

  // Support points, their areas and the ties to dwellings

  function tie(from, to, weight) {
    return L.polyline([from, to], { pane: "ties", color: "#1d3b53", weight, opacity: 0.75, interactive: false });
  }

  function circle(at, metres, strong) {
    return L.circle(at, {
      pane: "areas", radius: metres, interactive: false, color: "#1d3b53", weight: strong ? 1.8 : 1,
      opacity: strong ? 0.8 : 0.5, dashArray: strong ? null : "4 4", fill: strong, fillColor: "#3b6e91", fillOpacity: 0.07,
    });
  }

  // Drawn while one points at a layer, focuses it or has its card open.
  function spotlight(layer, parts) {
    let pointed = false;
    let opened = false;
    const show = () => {
      groups.spot.clearLayers();
      if (pointed || opened) parts().forEach((part) => groups.spot.addLayer(part));
    };
    layer.on("mouseover", () => { pointed = true; show(); });
    layer.on("mouseout", () => { pointed = false; show(); });
    layer.on("popupopen", () => { opened = true; show(); });
    layer.on("popupclose", () => { opened = false; show(); });
    layer.on("add", () => {
      const element = layer.getElement();
      if (element.dataset.spotlight) return;
      element.dataset.spotlight = "yes";
      element.addEventListener("focus", () => { pointed = true; show(); });
      element.addEventListener("blur", () => { pointed = false; show(); });
    });
  }

  const opened = (point) => point.from == null || point.from <= data.years[state.year];
  const areasOf = (point) => data.areas.filter((area) => point.services.includes(area.service));

  const points = data.supportPoints.map((point, position) => {
    const marker = L.marker(point.at, { icon: icon(sign("support", 5.5), "support", 18), zIndexOffset: -400 });
    reachable(marker, () => say("support_point", { name: apart(point.name) }));
    marker.bindPopup(() => pointCard(point, position), CARD);
    tip(marker, () => named(point.name));
    spotlight(marker, () => [
      ...[...new Set(areasOf(point).map((area) => area.metres))].map((metres) => circle(point.at, metres, true)),
      ...[...new Set(byPoint[position].filter(upTo).map((row) => row[4]))].map((location) => tie(data.locations[location].at, point.at, 2)),
    ]);
    return marker;
  });

  function pointCard(point, position) {
    const served = sum(byPoint[position].filter(upTo));
    const capacity = point.capacity == null ? say("served", { count: served }) : say("served_of", { count: served, capacity: point.capacity });
    const reach = areasOf(point).map((area) => node("li", {}, say("area_for", {
      metres: area.metres, programmes: area.programmes.map((one) => apart(data.programmes[one].label)).join(", "),
    })));
    return card(point.name, placed({ neighbourhood: point.neighbourhood, site: point.name }),
      node("p", { class: "much" }, capacity),
      facts([
        [say("services"), point.services.map((service) => apart(spaced(service))).join(", ")],
        [say("opens"), point.from == null ? null : String(point.from)],
      ]),
      reach.length > 0 && node("h3", {}, say("area_title")), node("ul", {}, reach),
      reach.length > 0 && node("p", { class: "faint" }, say(data.ownTravel ? "area_own" : "area_straight")));
  }

  function drawSupport() {
    groups.points.clearLayers();
    groups.areas.clearLayers();
    groups.ties.clearLayers();
    data.supportPoints.forEach((point, position) => {
      if (state.points) {
        groups.points.addLayer(points[position]);
        points[position].getElement()?.classList.toggle("later", !opened(point));
      }
      for (const area of areasOf(point)) {
        if (opened(point) && state.services.has(area.service)) groups.areas.addLayer(circle(point.at, area.metres, false));
      }
    });
    if (!state.lines) return;
    const ties = new Map();
    for (const row of data.lines) {
      if (!upTo(row) || row[5] == null || state.hidden.has(row[0])) continue;
      const key = `${row[4]}/${row[5]}`;
      ties.set(key, [row, (ties.get(key)?.[1] || 0) + row[6]]);
    }
    for (const [row, count] of ties.values()) {
      groups.ties.addLayer(tie(data.locations[row[4]].at, data.supportPoints[row[5]].at, 1 + Math.min(4, count / 6)));
    }
  }

  // Sites that are not used, and commitments

  const sites = data.locations.filter((location) => location.site && !location.used).map((location) => {
    const marker = L.marker(location.at, { icon: icon(sign("site", 6), "site", 18), zIndexOffset: -300 });
    const words = () => say("free_site", { name: apart(location.site) });
    reachable(marker, words);
    tip(marker, words);
    marker.bindPopup(() => siteCard(location), CARD);
    return marker;
  });

  function siteCard(location) {
    const from = location.least ?? 1;
    const size = location.most == null ? say("size_from", { count: from }) : say("size", { least: from, most: location.most });
    return card(location.site, placed(location), node("p", { class: "much" }, say(location.used ? "site_used" : "site_free")), facts([
      [say("fits"), location.programmes.map((one) => apart(data.programmes[one].label)).join(", ")],
      [say("site_size"), size],
      [say("site_from"), location.from == null ? null : String(location.from)],
      [say("corporation"), named(data.corporations[location.corporation])],
    ]));
  }

  const commitments = data.commitments.map((row) => {
    const location = data.locations[row.location];
    const kind = row.signed ? "signed" : "proposed";
    const marker = L.marker(location.at, { icon: icon(sign(kind, 7), "commitment", 20, [12, -14]), zIndexOffset: 300 });
    const words = () => say(`${kind}_here`, { count: row.dwellings, place: apart(placeName(location)), year: String(data.years[row.year]) });
    reachable(marker, words);
    tip(marker, words);
    marker.bindPopup(() => card(placeName(location), placed(location),
      node("p", { class: "which" }, sign(kind, 7), say(kind)),
      node("p", { class: "much" }, say("dwellings", { count: row.dwellings })),
      facts([
        [say("programme"), named(data.programmes[row.programme].label)],
        [say("year_column"), String(data.years[row.year])],
        [say("corporation"), named(data.corporations[row.corporation])],
        [say("in_plan"), say("dwellings", { count: row.planned })],
      ])), CARD);
    return { marker, row };
  });

  function drawPlans() {
    groups.sites.clearLayers();
    groups.commitments.clearLayers();
    if (state.sites) sites.forEach((marker) => groups.sites.addLayer(marker));
    for (const { marker, row } of commitments) {
      if (state.commitments && row.year <= state.year) groups.commitments.addLayer(marker);
    }
  }

  // Names

  const middles = data.municipalities.map((row, position) => {
    if (row.at) return L.latLng(row.at);
    return row.outline ? municipalities[position].getBounds().getCenter() : null;
  });
  const names = data.municipalities.map((row, position) => {
    if (!row.at && !row.outline) return null;
    const middle = middles[position];
    const marker = L.marker(middle, { icon: label("", "place-name"), pane: "names" });
    marker.on("click", () => open.municipality(position));
    const ready = reachable(marker, () => say("open_municipality", { what: municipalityWords(position) }));
    return { marker, ready, weight: row.inhabitants, position };
  }).filter(Boolean).sort((one, other) => other.weight - one.weight);

  const rates = data.neighbourhoods.map((row) => ({
    marker: L.marker(row.at, { icon: label("", "rate"), pane: "names", interactive: false, keyboard: false }), row,
  }));

  function label(content, className) {
    return L.divIcon({ html: content, className, iconSize: null });
  }

  function drawNames() {
    groups.names.clearLayers();
    groups.rates.clearLayers();
    for (const { marker, ready, position } of names) {
      const account = accountOf(position);
      const count = account && account.quota ? say("short_of_quota", { delivered: delivered(account), quota: account.quota }) : "";
      const content = node("span", {}, node("b", {}, named(data.municipalities[position].name)), count && node("i", {}, count));
      marker.setIcon(label(content, state.chosen === position ? "place-name chosen" : "place-name"));
      groups.names.addLayer(marker);
      ready();
    }
    if (state.fill !== "load") return;
    for (const { marker, row } of rates) {
      marker.setIcon(label(node("span", {}, rate(row)), "rate"));
      groups.rates.addLayer(marker);
    }
  }

  // Signs move apart, and names go where they cover the least.
  function arrange() {
    const signs = symbols.filter((symbol) => symbol.count && map.hasLayer(symbol.marker))
      .map((symbol) => ({ marker: symbol.marker, radius: symbol.radius * 1.12 }));
    const others = [...(state.points ? points : []), ...(state.sites ? sites : [])].map((marker) => ({ marker, radius: 7.5 }));
    const bodies = moveApart(map, [...signs, ...others]);
    const taken = placeNames(map, names.map(({ marker, position }) => ({
      marker, outline: data.municipalities[position].outline, home: middles[position], away: municipalities[position]?.getRadius?.() || 0,
    })), bodies);
    if (state.fill === "load") placeNumbers(map, rates.map(({ marker }) => marker), [...taken, ...bodies]);
  }

  function redraw() {
    drawMunicipalities();
    drawNeighbourhoods();
    drawDwellings();
    drawSupport();
    drawPlans();
    drawNames();
    arrange();
  }

  function resize() {
    drawMunicipalities();
    drawDwellings();
    arrange();
  }

  // Everything there is

  const bounds = L.latLngBounds([]);
  municipalities.forEach((shape, position) => shape && bounds.extend(data.municipalities[position].outline ? shape.getBounds() : shape.getLatLng()));
  for (const row of [...data.neighbourhoods, ...data.supportPoints, ...data.locations]) bounds.extend(row.at);

  function fit() {
    map.fitBounds(bounds, { padding: [18, 18], animate: false });
  }

  function start() {
    fit();
    near = map.getZoom();
    Object.values(groups).forEach((layer) => layer.addTo(map));
    redraw();
    map.on("zoomend resize", resize);
    map.on("moveend", arrange);
  }

  // Whether one sees the region as it was first shown.
  function whole() {
    return map.getZoom() === near && map.getBounds().contains(bounds);
  }

  function refit() {
    fit();
    near = map.getZoom();
    resize();
  }

  function show(content, at) {
    L.popup(CARD).setLatLng(at).setContent(content).openOn(map);
  }

  function goTo(kind, position) {
    if (kind === "municipality") {
      const shape = municipalities[position];
      if (shape?.getBounds) map.fitBounds(shape.getBounds(), { padding: [60, 60], maxZoom: 14, animate: !calm() });
      else if (shape) map.setView(shape.getLatLng(), Math.max(map.getZoom(), near + 1.5), { animate: !calm() });
      open.municipality(position);
      return;
    }
    const row = { neighbourhood: data.neighbourhoods, point: data.supportPoints, site: data.locations }[kind][position];
    map.setView(row.at, Math.max(map.getZoom(), near + 2), { animate: !calm() });
    const content = { neighbourhood: () => neighbourhoodCard(position), point: () => pointCard(row, position), site: () => siteCard(row) };
    show(content[kind](), row.at);
  }

  return { start, redraw, refit, whole, goTo };
}
