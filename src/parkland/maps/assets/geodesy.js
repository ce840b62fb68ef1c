/* Measures on the ellipsoid of the ledger, and Gauss-Krüger coordinates.
   Area: latitudes are transformed to the sphere of equal area. There the great circles of a polygon enclose
   the same area as the geodesics on the ellipsoid, to a millionth for parcels and townships.
   Distance: Vincenty 1975. Transverse Mercator: Krüger's series in n (Karney 2011, fourth order). */
"use strict";

(() => {
  const RADIANS = Math.PI / 180;

  parkland.geodesy = ({ axis, flattening }) => {
    const e2 = flattening * (2 - flattening);
    const e = Math.sqrt(e2);

    /** @param {number} sine */
    const q = (sine) => (1 - e2) * (sine / (1 - e2 * sine * sine) + Math.atanh(e * sine) / e);
    const whole = q(1);
    const authalic = Math.sqrt((axis * axis * whole) / 2); // radius of the sphere of equal area

    /**
     * Area of a polygon in square metres, whatever its orientation.
     * @type {Geodesy["area"]}
     */
    const area = (points) => {
      let excess = 0;
      points.forEach(({ lat, lng }, i) => {
        const next = points[(i + 1) % points.length];
        /** @param {number} latitude */
        const half = (latitude) => Math.tan(Math.asin(q(Math.sin(latitude * RADIANS)) / whole) / 2);
        const [a, b] = [half(lat), half(next.lat)];
        const turn = ((next.lng - lng) * RADIANS) / 2;
        excess += 2 * Math.atan2(Math.tan(turn) * (a + b), 1 + a * b);
      });
      return Math.abs(excess) * authalic * authalic;
    };

    /**
     * Distance between two points in metres.
     * @type {Geodesy["distance"]}
     */
    const distance = (from, to) => {
      /** @param {number} latitude */
      const reduced = (latitude) => Math.atan((1 - flattening) * Math.tan(latitude * RADIANS));
      const [u1, u2] = [reduced(from.lat), reduced(to.lat)];
      const [s1, c1, s2, c2] = [Math.sin(u1), Math.cos(u1), Math.sin(u2), Math.cos(u2)];
      const difference = (to.lng - from.lng) * RADIANS;
      let lambda = difference;
      for (let round = 0; round < 100; round++) {
        const [s, c] = [Math.sin(lambda), Math.cos(lambda)];
        const sine = Math.hypot(c2 * s, c1 * s2 - s1 * c2 * c);
        if (sine === 0) return 0;
        const cosine = s1 * s2 + c1 * c2 * c;
        const sigma = Math.atan2(sine, cosine);
        const azimuth = (c1 * c2 * s) / sine;
        const squared = 1 - azimuth * azimuth;
        const middle = squared ? cosine - (2 * s1 * s2) / squared : 0;
        const C = (flattening / 16) * squared * (4 + flattening * (4 - 3 * squared));
        const before = lambda;
        lambda = difference + (1 - C) * flattening * azimuth * (sigma + C * sine * (middle + C * cosine * (2 * middle * middle - 1)));
        if (Math.abs(lambda - before) > 1e-12) continue;
        const u = (squared * e2) / (1 - e2);
        const A = 1 + (u / 16384) * (4096 + u * (u * (320 - 175 * u) - 768));
        const B = (u / 1024) * (256 + u * (u * (74 - 47 * u) - 128));
        const correction = B * sine * (middle + (B / 4) * (cosine * (2 * middle * middle - 1) - (B / 6) * middle * (4 * sine * sine - 3) * (4 * middle * middle - 3)));
        return axis * (1 - flattening) * A * (sigma - correction);
      }
      return NaN; // points opposite each other on the globe
    };

    const n = flattening / (2 - flattening);
    const radius = (axis / (1 + n)) * (1 + n ** 2 / 4 + n ** 4 / 64);
    const series = [
      n / 2 - (2 * n ** 2) / 3 + (5 * n ** 3) / 16 + (41 * n ** 4) / 180,
      (13 * n ** 2) / 48 - (3 * n ** 3) / 5 + (557 * n ** 4) / 1440,
      (61 * n ** 3) / 240 - (103 * n ** 4) / 140,
      (49561 * n ** 4) / 161280,
    ];

    /**
     * Northing and easting in a plane {meridian, scale, east, north}.
     * @type {Geodesy["plane"]}
     */
    const plane = ({ lat, lng }, { meridian, scale, east, north }) => {
      const sine = Math.sin(lat * RADIANS);
      const t = Math.sinh(Math.atanh(sine) - e * Math.atanh(e * sine));
      const difference = (lng - meridian) * RADIANS;
      const xi = Math.atan2(t, Math.cos(difference));
      const eta = Math.asinh(Math.sin(difference) / Math.hypot(t, Math.cos(difference)));
      let [x, y] = [xi, eta];
      series.forEach((factor, i) => {
        const k = 2 * (i + 1);
        x += factor * Math.sin(k * xi) * Math.cosh(k * eta);
        y += factor * Math.cos(k * xi) * Math.sinh(k * eta);
      });
      return { north: north + scale * radius * x, east: east + scale * radius * y };
    };

    return { area, distance, plane };
  };
})();
