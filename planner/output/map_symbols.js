// The signs on the map and in the legend. A shape is its corners, as large as a circle of radius 1.

function shapeOf(corners, radius, attributes) {
  if (!corners.length) return drawing("circle", { r: radius, ...attributes });
  const points = corners.map((corner) => corner.map((part) => (radius * part).toFixed(1)).join(",")).join(" ");
  return drawing("polygon", { points, ...attributes });
}

// The sign of a programme, with a number in it where there is room.
function programmeSign(programme, radius, dwellings) {
  const half = Math.ceil(1.45 * radius) + 2;
  const digits = dwellings == null ? "" : String(dwellings);
  const fits = digits && radius >= 3.6 + 2.5 * digits.length;
  const plain = { "aria-hidden": "true", width: 2 * half, height: 2 * half, viewBox: `${-half} ${-half} ${2 * half} ${2 * half}` };
  return drawing("svg", plain,
    shapeOf(programme.corners, radius, { class: "halo" }),
    shapeOf(programme.corners, radius, { fill: programme.colour, class: "body" }),
    fits && drawing("text", { fill: programme.ink, "font-size": Math.min(11.5, Math.max(9, radius)), y: programme.corners.length === 3 ? "0.5em" : "0.36em" }, digits));
}

function sign(kind, radius) {
  const half = radius + 3;
  const box = { "aria-hidden": "true", class: `sign ${kind}`, width: 2 * half, height: 2 * half, viewBox: `${-half} ${-half} ${2 * half} ${2 * half}` };
  const parts = {
    support: () => [
      drawing("rect", { x: -radius, y: -radius, width: 2 * radius, height: 2 * radius, rx: 3, class: "box" }),
      drawing("path", { d: `M${-0.55 * radius} 0H${0.55 * radius}M0 ${-0.55 * radius}V${0.55 * radius}` }),
    ],
    site: () => [shapeOf([], radius, {})],
    signed: () => [
      drawing("path", { d: `M${-radius} ${-radius}H${radius}V${0.4 * radius}L0 ${radius}L${-radius} ${0.4 * radius}Z`, class: "box" }),
      drawing("path", { d: `M${-0.45 * radius} ${-0.2 * radius}L${-0.1 * radius} ${0.2 * radius}L${0.5 * radius} ${-0.5 * radius}`, class: "tick" }),
    ],
    proposed: () => [
      drawing("path", { d: `M${-radius} ${-radius}H${radius}V${0.4 * radius}L0 ${radius}L${-radius} ${0.4 * radius}Z`, class: "box" }),
      drawing("path", { d: `M${-0.45 * radius} ${-0.15 * radius}H${0.45 * radius}`, class: "tick" }),
    ],
    area: () => [shapeOf([], radius, {})],
    line: () => [drawing("path", { d: `M${-radius} ${0.5 * radius}L${radius} ${-0.5 * radius}` })],
  };
  return drawing("svg", box, parts[kind]());
}

// Signs of ours as Leaflet's icon, with the point in the middle and moved by `offset` (px).
function icon(content, className, size, [right, down] = [0, 0]) {
  return L.divIcon({ html: content, className, iconSize: [size, size], iconAnchor: [size / 2 - right, size / 2 - down] });
}
