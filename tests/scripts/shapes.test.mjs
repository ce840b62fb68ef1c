import assert from "node:assert/strict";
import test from "node:test";
import { cases, load } from "./load.mjs";

const parkland = load("packed_columns", "shapes");
const { block, shapes: { described, bounds, points } } = cases.packed;
const shapes = new parkland.Shapes(await parkland.unpack(parkland.fromBase64(block)), described);
const [HOLED, BESIDE, LINE, NOWHERE] = [0, 1, 2, 3];
const degrees = ([lng, lat]) => ({ lat, lng });
const METRE = 1e-5; // degrees

test("degrees become the units of Python, and come back", () => {
  for (const { place, units } of points) {
    const found = parkland.toUnits(degrees(place));
    assert.ok(Math.hypot(found.x - units[0], found.y - units[1]) < 1);
    const back = parkland.toDegrees(found.x, found.y);
    assert.ok(Math.hypot(back.lng - place[0], back.lat - place[1]) < 1e-9);
  }
});

test("bounds are those of the shapes; without shapes there are none", () => {
  for (const row of [HOLED, BESIDE, LINE]) {
    const [[south, west], [north, east]] = shapes.bounds([row]);
    [west, south, east, north].forEach((value, i) => assert.ok(Math.abs(value - bounds[row][i]) < 1e-6));
  }
  assert.equal(shapes.bounds([NOWHERE]), null);
  assert.equal(shapes.bounds([]), null);
});

test("a point is inside where Python says so; a hole is outside", () => {
  for (const { place, inside } of points) {
    const [x, y] = shapes.local(degrees(place));
    assert.deepEqual([HOLED, BESIDE].filter((row) => shapes.contains(row, x, y)), inside);
  }
});

test("a hit is the shown shape at a point", () => {
  const everything = () => true;
  for (const { place, inside } of points) assert.equal(shapes.hit(degrees(place), 18, everything), inside.length ? inside[0] : -1);
  assert.equal(shapes.hit(degrees(points[0].place), 18, () => false), -1);
});

test("a shape smaller than a finger is hit from beside it", () => {
  const [[south, west]] = shapes.bounds([BESIDE]);
  const beside = { lat: south - METRE, lng: west + 0.0045 };
  assert.equal(shapes.hit(beside, 18, (row) => row === BESIDE), -1);
  assert.equal(shapes.hit(beside, 8, (row) => row === BESIDE), BESIDE);
});

test("a search by box visits exactly the shapes whose boxes meet it", () => {
  const meeting = (west, north, east, south) => {
    const rows = [];
    shapes.within(west, north, east, south, (row) => rows.push(row));
    return rows;
  };
  assert.deepEqual(meeting(-1e9, -1e9, 1e9, 1e9), [HOLED, BESIDE, LINE]);
  assert.deepEqual(meeting(shapes.west[LINE], shapes.north[LINE], shapes.east[LINE], shapes.south[LINE]), [LINE]);
  assert.deepEqual(meeting(-9, -9, -5, -5), []);
});

test("a label stands inside its shape, beside the hole", () => {
  const { x, y, width } = shapes.middle(HOLED);
  assert.ok(shapes.contains(HOLED, x - shapes.originX, y - shapes.originY));
  assert.ok(width > 0 && width < shapes.east[HOLED] - shapes.west[HOLED]);
});

test("a ring in degrees is its outline; coarser views keep fewer vertices", () => {
  assert.deepEqual(shapes.rings(HOLED).map((ring) => ring.length), [4, 4]);
  assert.equal(shapes.rankAt(30), 0);
  assert.ok(shapes.rankAt(3) >= shapes.rankAt(15));
});
