// Where signs and names go, so that they cover each other as little as can be.

const ROUNDS = 30;
const FARTHEST = 26; // px that a sign may move from its place

// What is measured is measured first: a browser lays the page out again for each measure after a
// change. Each sign stays as near its place as the others leave it room; returns the boxes they fill.
// signs: markers with the radius (px) they fill.
function moveApart(map, signs) {
  const bodies = signs.map(({ marker, radius }, order) => {
    const home = map.latLngToContainerPoint(marker.getLatLng());
    // Signs at one point start in different directions, the same each time.
    const turn = order * 2.399963;
    const element = marker.getElement();
    return { element, radius, home, half: [element.offsetWidth / 2, element.offsetHeight / 2], x: home.x + 0.5 * Math.cos(turn), y: home.y + 0.5 * Math.sin(turn) };
  });
  const cell = 2 * Math.max(1, ...bodies.map((body) => body.radius));
  for (let round = 0; round < ROUNDS; round += 1) {
    const cells = new Map();
    for (const body of bodies) {
      const key = `${Math.floor(body.x / cell)}/${Math.floor(body.y / cell)}`;
      if (!cells.has(key)) cells.set(key, []);
      cells.get(key).push(body);
    }
    for (const [key, members] of cells) {
      const [column, row] = key.split("/").map(Number);
      for (const [right, down] of [[0, 0], [1, 0], [0, 1], [1, 1], [1, -1]]) {
        const others = cells.get(`${column + right}/${row + down}`) || [];
        members.forEach((one, place) => {
          for (const other of right || down ? others : others.slice(place + 1)) push(one, other);
        });
      }
    }
    for (const body of bodies) {
      const dx = body.x - body.home.x;
      const dy = body.y - body.home.y;
      const far = Math.hypot(dx, dy);
      const keep = 0.96 * Math.min(1, FARTHEST / (far || 1));
      body.x = body.home.x + dx * keep;
      body.y = body.home.y + dy * keep;
    }
  }
  return bodies.map(({ element, radius, home, half, x, y }) => {
    element.style.marginLeft = `${(x - home.x - half[0]).toFixed(1)}px`;
    element.style.marginTop = `${(y - home.y - half[1]).toFixed(1)}px`;
    return { left: x - radius, right: x + radius, top: y - radius, bottom: y + radius };
  });
}

function push(one, other) {
  const dx = other.x - one.x;
  const dy = other.y - one.y;
  const apart = Math.hypot(dx, dy) || 0.01;
  const wanted = one.radius + other.radius;
  if (apart >= wanted) return;
  // The larger sign moves less.
  const share = other.radius / wanted;
  const step = (0.5 * (wanted - apart)) / apart;
  one.x -= dx * step * share;
  one.y -= dy * step * share;
  other.x += dx * step * (1 - share);
  other.y += dy * step * (1 - share);
}

function overlap(one, other) {
  const width = Math.min(one.right, other.right) - Math.max(one.left, other.left);
  const height = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
  return width > 0 && height > 0 ? width * height : 0;
}

function within(outline, { lng, lat }) {
  const polygons = outline.type === "Polygon" ? [outline.coordinates] : outline.coordinates;
  let inside = false;
  for (const ring of polygons.flat()) {
    for (let here = 0, last = ring.length - 1; here < ring.length; last = here, here += 1) {
      const [x, y] = ring[here];
      const [u, v] = ring[last];
      if (y > lat !== v > lat && lng < ((u - x) * (lat - y)) / (v - y) + x) inside = !inside;
    }
  }
  return inside;
}

function sizeOf(marker) {
  const element = marker.getElement();
  return [element.offsetWidth, element.offsetHeight];
}

function boxAt(x, y, width, height) {
  return { left: x - width / 2 - 2, right: x + width / 2 + 2, top: y - height / 2 - 1, bottom: y + height / 2 + 1 };
}

// Boxes of the buttons on the map.
function controlBoxes(map) {
  const frame = map.getContainer().getBoundingClientRect();
  return [...map.getContainer().querySelectorAll(".leaflet-control")].map((control) => {
    const box = control.getBoundingClientRect();
    return { left: box.left - frame.left - 4, right: box.right - frame.left + 4, top: box.top - frame.top - 4, bottom: box.bottom - frame.top + 4 };
  });
}

// Puts each name where it covers no other and the least of `signs`; returns the boxes of all.
// names: the most important first, each with its marker, its point `home`, and the outline it must
// lie in or the radius (px) of the circle it must stay `away` from.
function placeNames(map, names, signs) {
  const size = map.getSize();
  const taken = controlBoxes(map);
  const sizes = names.map(({ marker }) => sizeOf(marker));
  for (const [order, name] of names.entries()) {
    const element = name.marker.getElement();
    const [width, height] = sizes[order];
    const home = map.latLngToContainerPoint(name.home);
    let best = null;
    for (const [x, y] of candidates(map, name, home, height)) {
      const box = boxAt(x, y, width, height);
      if (box.left < 0 || box.top < 0 || box.right > size.x || box.bottom > size.y) continue;
      if (taken.some((other) => overlap(box, other))) continue;
      const covered = signs.reduce((total, sign) => total + overlap(box, sign), 0);
      const cost = covered + 0.6 * Math.hypot(x - home.x, y - home.y);
      if (!best || cost < best.cost) best = { x, y, box, cost };
    }
    element.style.visibility = best ? "visible" : "hidden";
    if (!best) continue;
    name.marker.setLatLng(map.containerPointToLatLng([best.x, best.y]));
    element.style.marginLeft = `${-width / 2}px`;
    element.style.marginTop = `${-height / 2}px`;
    taken.push(best.box);
  }
  return taken;
}

function candidates(map, { outline, away }, home, height) {
  if (!outline) {
    const step = away + height / 2 + 2;
    return [[0, step], [0, -step], [step + 20, 0], [-step - 20, 0], [0, 1.6 * step], [0, -1.6 * step]].map(([dx, dy]) => [home.x + dx, home.y + dy]);
  }
  const bounds = L.geoJSON(outline).getBounds();
  const low = map.latLngToContainerPoint(bounds.getSouthWest());
  const high = map.latLngToContainerPoint(bounds.getNorthEast());
  const size = map.getSize();
  const [left, right] = [Math.max(0, low.x), Math.min(size.x, high.x)];
  const [top, bottom] = [Math.max(0, high.y), Math.min(size.y, low.y)];
  const found = [[home.x, home.y]];
  for (let row = 0; row <= 16; row += 1) {
    for (let column = 0; column <= 16; column += 1) {
      found.push([left + ((right - left) * column) / 16, top + ((bottom - top) * row) / 16]);
    }
  }
  return found.filter((point) => within(outline, map.containerPointToLatLng(point)));
}

// Numbers of neighbourhoods show only where nothing else is.
function placeNumbers(map, markers, taken) {
  const sizes = markers.map(sizeOf);
  for (const [order, marker] of markers.entries()) {
    const element = marker.getElement();
    const [width, height] = sizes[order];
    const home = map.latLngToContainerPoint(marker.getLatLng());
    const place = [0, 20, -20, 30, -30].find((down) => {
      const box = boxAt(home.x, home.y + down, width, height);
      return !taken.some((other) => overlap(box, other));
    });
    element.style.visibility = place == null ? "hidden" : "visible";
    if (place == null) continue;
    element.style.marginLeft = `${-width / 2}px`;
    element.style.marginTop = `${place - height / 2}px`;
    taken.push(boxAt(home.x, home.y + place, width, height));
  }
}
