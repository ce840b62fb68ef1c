/* Measures by hand: the length of a line and the area of a polygon, on the ellipsoid of the ledger. */
"use strict";

/** @type {Parkland["measure"]} */
parkland.measure = (map, head, toolbar) => {
  const { words } = head;
  const earth = parkland.geodesy(head.ellipsoid);
  const { fixed } = parkland;

  /**
   * Length of a line, or around a polygon, in metres.
   * @param {L.LatLng[]} points
   * @param {boolean} closed
   */
  const length = (points, closed) => {
    const places = points.map(head.display.back);
    const ends = closed ? [...places, places[0]] : places;
    return ends.slice(1).reduce((sum, point, i) => sum + earth.distance(ends[i], point), 0);
  };

  /** @param {number} value */
  const metres = (value) => (value < 10000 ? `${fixed(value, 1)} m` : `${fixed(value / 1000, 3)} km`);

  /** @type {SketchOptions["say"]} */
  const say = (points, closed) => {
    if (points.length < (closed ? 3 : 2)) return closed ? words.draw_area : words.draw_distance;
    if (!closed) return metres(length(points, false));
    const area = earth.area(points.map(head.display.back));
    const printed = head.units.map(({ per_m2, digits, unit }) => parkland.quantity(words, fixed(area * per_m2, digits), unit));
    return [...printed, `${words.perimeter} ${metres(length(points, true))}`].join(" · ");
  };

  /**
   * @param {string} name
   * @param {boolean} closed
   */
  const tool = (name, closed) => () => {
    /** @type {{ remove(): void } | null} */
    let sketch = null;
    if (!toolbar.take(name, () => sketch && sketch.remove())) return;
    sketch = new parkland.Sketch(map, words, { closed, say, done: () => {}, cancel: () => toolbar.drop() });
  };

  toolbar.group([["distance", tool("distance", false)], ["area", tool("area", true)]]);
};
