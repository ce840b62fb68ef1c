import assert from "node:assert/strict";
import test from "node:test";
import { cases, load } from "./load.mjs";

const parkland = load("geodesy", "gcj02");
const degrees = ([lng, lat]) => ({ lat, lng });

/** Whether two numbers agree to a share of the greater, or to `least`. */
const near = (found, wanted, share, least = 0) => Math.abs(found - wanted) <= Math.max(share * Math.abs(wanted), least);

for (const { ellipsoid, areas, distances, places, planes } of cases.geodesy) {
  const earth = parkland.geodesy(ellipsoid);

  test(`areas on the ellipsoid of ${ellipsoid.axis} m are those of GeographicLib`, () => {
    for (const [ring, area] of areas) {
      const points = ring.map(degrees);
      assert.ok(near(earth.area(points), area, 1e-6), `${earth.area(points)} is not ${area}`);
      assert.ok(near(earth.area(points.reverse()), area, 1e-6), "the turn of a ring does not matter");
    }
  });

  test(`distances on the ellipsoid of ${ellipsoid.axis} m are those of GeographicLib`, () => {
    for (const [from, to, length] of distances) assert.ok(near(earth.distance(degrees(from), degrees(to)), length, 1e-9, 1e-6));
  });

  test(`coordinates in the plane on the ellipsoid of ${ellipsoid.axis} m are those of PROJ`, () => {
    for (const { grid, points } of planes) {
      places.forEach((place, i) => {
        const { north, east } = earth.plane(degrees(place), grid);
        assert.ok(Math.hypot(east - points[i][0], north - points[i][1]) < 0.001);
      });
    }
  });
}

test("the display copy in GCJ-02 is led back to where it was", () => {
  for (const { place, moved } of cases.gcj02) {
    const back = parkland.fromGcj02(degrees(moved));
    assert.ok(Math.hypot(back.lng - place[0], back.lat - place[1]) < 1e-9);
  }
});
