/* A table as text for a spreadsheet: CSV, or cells with tabs between them for the clipboard. */
"use strict";

(() => {
  /* What a spreadsheet can take for a formula, and what it skips in front of one; as in `safe_text.py`.
     \p{Cc} are the control characters. */
  const GUARDED = /^(?:[\s\p{Cc}\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]*[=+\-@＝＋－＠﹦﹢﹣﹫]|[\t\r\n'])/u;

  /* Returns a text that no spreadsheet takes for a formula: an apostrophe marks it as text. */
  parkland.guardFormula = (text) => (GUARDED.test(text) ? `'${text}` : text);

  const { guardFormula } = parkland;

  /**
   * A number is written without separators, so that a spreadsheet reads it as a number.
   * @param {SheetColumn} column
   * @param {number} row
   */
  const cell = (column, row) => (column.kind === "number" ? column.text(row).replace(/,/g, "") : guardFormula(column.text(row)));
  /** @param {SheetColumn} column */
  const named = ({ label, heading }) => guardFormula(heading || label);

  /** @param {Sheet} sheet */
  const lines = ({ columns, rows }) => [columns.map(named), ...rows.map((row) => columns.map((column) => cell(column, row)))];

  /** @param {string} text */
  const quoted = (text) => (/[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text);

  /* Starts with a byte order mark: without it Excel reads Chinese as GBK. */
  parkland.csv = (table) => `\ufeff${lines(table).map((cells) => cells.map(quoted).join(",")).join("\r\n")}\r\n`;

  parkland.tabbed = (table) => lines(table).map((cells) => cells.map((text) => text.replace(/[\t\r\n]+/g, " ")).join("\t")).join("\n");
})();
