/* Taking what the page shows away: as text for a sheet, or as a file. */
"use strict";

(() => {
  /* What a spreadsheet would run as a formula is marked as text. */
  const harmless = (text) => (/^[=+\-@\t\r]/.test(text) && !/^-?[\d,.]+$/.test(text) ? `'${text}` : text);
  const plain = (column, row) => (column.kind === "number" ? column.text(row).replace(/,/g, "") : harmless(column.text(row)));
  const heading = ({ label, data }) => harmless(data && data.unit ? `${label}(${data.unit})` : label);

  const lines = ({ columns, rows }) => [columns.map(heading), ...rows.map((row) => columns.map((column) => plain(column, row)))];

  const quoted = (text) => (/[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text);

  /* With a byte order mark: Excel would else read Chinese as GBK. */
  parkland.csv = (table) => `\ufeff${lines(table).map((cells) => cells.map(quoted).join(",")).join("\r\n")}\r\n`;

  parkland.tabbed = (table) => lines(table).map((cells) => cells.map((text) => text.replace(/[\t\r\n]+/g, " ")).join("\t")).join("\n");

  parkland.save = (name, type, content) => {
    const link = parkland.element("a");
    link.href = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  };

  parkland.copy = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // where the clipboard is not given to pages from disk
      const area = document.body.appendChild(parkland.element("textarea"));
      area.value = text;
      area.select();
      document.execCommand("copy");
      area.remove();
    }
  };
})();
