/* Measuring by hand: a line's length, a polygon's area, on the ellipsoid of the ledger. */
"use strict";

parkland.measure = (map, head, toolbar) => {
  const { words } = head;
  const earth = parkland.geodesy(head.ellipsoid);
  const fixed = (value, digits) => value.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });

  const length = (points, closed) => {
    const true_ = points.map(head.display.back);
    const ends = closed ? [...true_, true_[0]] : true_;
    return ends.slice(1).reduce((sum, point, i) => sum + earth.distance(ends[i], point), 0);
  };

  const metres = (value) => (value < 10000 ? `${fixed(value, 1)} m` : `${fixed(value / 1000, 3)} km`);

  const say = (points, closed) => {
    if (points.length < (closed ? 3 : 2)) return closed ? words.draw_area : words.draw_distance;
    if (!closed) return metres(length(points, false));
    const area = earth.area(points.map(head.display.back));
    return `${fixed(area * 0.0015, 2)} ${words.unit} · ${fixed(area / 10000, 4)} ${words.hectare} · ${fixed(area, 1)} m² · ${words.perimeter} ${metres(length(points, true))}`;
  };

  const tool = (name, closed) => () => {
    let sketch = null;
    if (!toolbar.take(name, () => sketch.remove())) return;
    sketch = new parkland.Sketch(map, words, { closed, say, done: () => {}, cancel: () => toolbar.drop() });
  };

  toolbar.group([["distance", tool("distance", false)], ["area", tool("area", true)]]);
};
