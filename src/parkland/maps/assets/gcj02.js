/* Transforms GCJ-02, the frame of some base maps, back to WGS 84, for coordinates and measures on the page.
   The forward formula is that of `maps/gcj02.py`; its inverse is found by iteration. */
"use strict";

(() => {
  const AXIS = 6378245, E2 = 0.006693421622965943;
  const { PI, sin, sqrt, abs } = Math;

  /** @param {Place} place */
  const there = ({ lat, lng }) => {
    const x = lng - 105, y = lat - 35;
    const waves = ((20 * sin(6 * PI * x) + 20 * sin(2 * PI * x)) * 2) / 3;
    const north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x)) + waves
      + ((20 * sin(PI * y) + 40 * sin((PI / 3) * y)) * 2) / 3
      + ((160 * sin((PI / 12) * y) + 320 * sin((PI / 30) * y)) * 2) / 3;
    const east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x)) + waves
      + ((20 * sin(PI * x) + 40 * sin((PI / 3) * x)) * 2) / 3
      + ((150 * sin((PI / 12) * x) + 300 * sin((PI / 30) * x)) * 2) / 3;
    const radians = (lat * PI) / 180;
    const w2 = 1 - E2 * sin(radians) ** 2;
    const meridian = (AXIS * (1 - E2)) / (w2 * sqrt(w2));
    const parallel = (AXIS / sqrt(w2)) * Math.cos(radians);
    return { lat: lat + ((north / meridian) * 180) / PI, lng: lng + ((east / parallel) * 180) / PI };
  };

  parkland.toGcj02 = (place) => {
    const { lat, lng } = there(place);
    return L.latLng(lat, lng);
  };

  parkland.fromGcj02 = (shown) => {
    let { lat, lng } = shown;
    for (let round = 0; round < 4; round++) {
      const again = there({ lat, lng });
      lat += shown.lat - again.lat;
      lng += shown.lng - again.lng;
    }
    return L.latLng(lat, lng);
  };
})();
