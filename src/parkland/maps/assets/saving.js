/* Puts text on the clipboard, and text or pictures into files. */
"use strict";

(() => {
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
      // some browsers deny the clipboard to pages from disk
      const area = document.body.appendChild(parkland.element("textarea"));
      area.value = text;
      area.select();
      document.execCommand("copy");
      area.remove();
    }
  };
})();
