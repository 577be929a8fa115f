// On paper the map has a size of its own; it is drawn again for that and back afterwards.

// The legend becomes as small as it must to be whole.
function shrinkLegend() {
  const legend = document.getElementById("choices");
  const room = document.getElementById("layers");
  for (let size = 1; size >= 0.4; size -= 0.05) {
    legend.style.zoom = size;
    if (room.scrollHeight <= room.clientHeight) return;
  }
}

function planPrint(map, layers) {
  let seen = null;
  window.addEventListener("beforeprint", () => {
    seen = { whole: layers.whole(), bounds: map.getBounds(), centre: map.getCenter(), zoom: map.getZoom() };
    map.closePopup();
    document.documentElement.classList.add("printing");
    shrinkLegend();
    map.invalidateSize({ animate: false, pan: false });
    if (seen.whole) layers.refit();
    else map.fitBounds(seen.bounds, { animate: false });
  });
  window.addEventListener("afterprint", () => {
    document.documentElement.classList.remove("printing");
    document.getElementById("choices").style.zoom = "";
    map.invalidateSize({ animate: false, pan: false });
    if (seen?.whole) layers.refit();
    else if (seen) map.setView(seen.centre, seen.zoom, { animate: false });
    seen = null;
  });
}
