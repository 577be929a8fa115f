// Opens the legend where there is room and keeps the names of places from covering each other.
function planMap(map, words) {
  L.control.scale({ position: "bottomright", imperial: false }).addTo(map);
  document.getElementById("legend").open = window.innerWidth > 700;

  function showNamesThatFit() {
    const taken = [];
    // Larger places come first and so keep their name.
    map.eachLayer(function (layer) {
      const name = layer.getElement && layer.getElement();
      if (!name || !name.classList.contains("place-name")) return;
      const text = name.firstElementChild;
      const point = map.latLngToContainerPoint(layer.getLatLng());
      const box = {
        left: point.x - text.offsetWidth / 2 - 2,
        right: point.x + text.offsetWidth / 2 + 2,
        top: point.y + text.offsetTop,
        bottom: point.y + text.offsetTop + text.offsetHeight,
      };
      const covered = taken.some(function (other) {
        return box.left < other.right && other.left < box.right
          && box.top < other.bottom && other.top < box.bottom;
      });
      name.style.visibility = covered ? "hidden" : "visible";
      if (!covered) taken.push(box);
    });
  }

  function say(selector, word) {
    document.querySelectorAll(selector).forEach(function (button) {
      button.title = word;
      button.setAttribute("aria-label", word);
    });
  }

  say(".leaflet-control-zoom-in", words.zoom_in);
  say(".leaflet-control-zoom-out", words.zoom_out);
  say(".leaflet-control-layers-toggle", words.layers);
  map.on("popupopen", function () { say(".leaflet-popup-close-button", words.close); });
  map.on("zoomend resize", showNamesThatFit);
  showNamesThatFit();
}
