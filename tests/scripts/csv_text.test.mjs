import assert from "node:assert/strict";
import test from "node:test";
import { cases, load } from "./load.mjs";

const parkland = load("csv_text");
const texts = (label, values) => ({ label, kind: "text", text: (row) => values[row] });
const numbers = (label, values) => ({ label, kind: "number", text: (row) => values[row] });

test("the guard against formulas is the one of Python", () => {
  for (const [text, guarded] of cases.formulas) assert.equal(parkland.guardFormula(text), guarded);
});

test("CSV starts with a byte order mark, ends with a line, and quotes what needs it", () => {
  const table = { columns: [texts("名", ["a,b", 'say "x"', "two\nlines"])], rows: [0, 1, 2] };
  assert.equal(parkland.csv(table), '\ufeff名\r\n"a,b"\r\n"say ""x"""\r\n"two\nlines"\r\n');
});

test("texts and headings are guarded, numbers are written as numbers", () => {
  const table = { columns: [texts("=A1", ["=1", "-5"]), numbers("面积", ["1,234.50", "-5.00"])], rows: [0, 1] };
  assert.equal(parkland.csv(table), "\ufeff'=A1,面积\r\n'=1,1234.50\r\n'-5,-5.00\r\n");
});

test("rows keep the order that is asked for, and none is a heading alone", () => {
  const columns = [texts("a", ["x", "y"])];
  assert.equal(parkland.csv({ columns, rows: [1, 0] }), "\ufeffa\r\ny\r\nx\r\n");
  assert.equal(parkland.csv({ columns, rows: [] }), "\ufeffa\r\n");
});

test("cells for the clipboard hold no tab and no line break", () => {
  assert.equal(parkland.tabbed({ columns: [texts("a", ["x\ty\r\nz"]), texts("b", ["1"])], rows: [0] }), "a\tb\nx y z\t1");
});
