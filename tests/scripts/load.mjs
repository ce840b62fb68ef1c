// Loads scripts of the map page without a browser, in the order in which the page has them.
import { readFileSync } from "node:fs";
import vm from "node:vm";

const ASSETS = new URL("../../src/parkland/maps/assets/", import.meta.url);

/** Stands for the pixels of a canvas. */
class ImageData {
  constructor(width, height) {
    Object.assign(this, { width, height, data: new Uint8ClampedArray(4 * width * height) });
  }
}

/** Returns the namespace that the named scripts fill. */
export const load = (...names) => {
  const text = ["namespace", ...names].map((name) => readFileSync(new URL(`${name}.js`, ASSETS), "utf8")).join("\n");
  const given = { window: { matchMedia: () => ({ matches: false }) }, L: { latLng: (lat, lng) => ({ lat, lng }) }, ImageData };
  return vm.compileFunction(`${text}\nreturn parkland;`, Object.keys(given))(...Object.values(given));
};

/** What the Python side of parkland makes of the same questions; see `tests/page_script_cases.py`. */
export const cases = JSON.parse(readFileSync(new URL("cases.json", import.meta.url), "utf8"));
