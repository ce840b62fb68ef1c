/* The buttons at the left: groups of tools, of which one can be active. On a phone a button opens them. */
"use strict";

(() => {
  /** @type {Record<string, string>} */
  const ICONS = {
    home: "M3 9.5 10 3l7 6.5M5 8.5V17h10V8.5",
    box: "M3 3h3M9 3h2M14 3h3v3M17 9v2M17 14v3h-3M11 17H9M6 17H3v-3M3 11V9M3 6V3",
    polygon: "M5 4 16 7 14 16 4 14zM5 4v.1M16 7v.1M14 16v.1M4 14v.1",
    clear: "M5 5l10 10M15 5 5 15",
    distance: "M2 13 13 2l5 5L7 18zM5 10l2 2M8 7l2 2M11 4l2 2",
    area: "M3 3h14v14H3zM3 8l5-5M3 14 14 3M7 17 17 7M13 17l4-4",
    table: "M3 4h14v12H3zM3 8h14M3 12h14M8 8v8",
    print: "M6 7V3h8v4M6 14H3V7h14v7h-3M6 11h8v6H6z",
    picture: "M3 4h14v12H3zM3 14l4-4 3 3 3-4 4 5M7 7.5v.1",
    fullscreen: "M3 7V3h4M13 3h4v4M17 13v4h-4M7 17H3v-4",
    time: "M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14M10 6v4l3 2",
    menu: "M3 5h14M3 10h14M3 15h14",
    contrast: "M10 3a7 7 0 1 0 0 14zM10 3a7 7 0 0 1 0 14M10 6h5M10 9h6.7M10 12h6M10 15h4",
  };

  parkland.icons = ICONS;

  parkland.Toolbar = class {
    /**
     * @param {L.Map} map
     * @param {Words} words
     */
    constructor(map, words) {
      this.words = words;
      this.map = map;
      /** @type {string | null} */
      this.inHand = null; // the name of a tool
      /** @type {Record<string, HTMLButtonElement>} */
      this.tools = {};
      this.stop = () => {};
      this.box = parkland.element("div", "pk-tools");
      this.menu = parkland.button("pk-tool pk-tool-menu", words.tools, ICONS.menu, () => this.open(!this.box.classList.contains("pk-open")));
      const bar = this.box.appendChild(parkland.element("div", "leaflet-bar pk-bar pk-menu"));
      bar.append(this.menu);
      this.groups = this.box.appendChild(parkland.element("div", "pk-groups"));
      L.DomEvent.disableClickPropagation(this.menu);
      this.box.addEventListener("click", (event) => event.stopPropagation()); // two quick taps on buttons are no double tap on the map
      const control = new L.Control({ position: "topleft" });
      control.onAdd = () => this.box;
      control.addTo(map);
      map.on("click movestart", () => this.open(false));
    }

    /** @type {Toolbar["open"]} */
    open(on) {
      this.box.classList.toggle("pk-open", on);
      this.menu.setAttribute("aria-expanded", String(on));
    }

    /**
     * Adds a group of buttons, each as its name and what a click does.
     * @type {Toolbar["group"]}
     */
    group(buttons, className = "") {
      const bar = this.groups.appendChild(parkland.element("div", `leaflet-bar pk-bar ${className}`));
      bar.setAttribute("role", "toolbar");
      for (const [name, act] of buttons) {
        const button = parkland.button(`pk-tool pk-tool-${name}`, parkland.wording(this.words, `tool_${name}`), ICONS[name], () => {
          this.open(false);
          act();
        });
        bar.append(button);
        this.tools[name] = button;
      }
      L.DomEvent.disableClickPropagation(bar);
      return this;
    }

    /**
     * Activates a tool, or deactivates it if it is active. `stop` is called when it is deactivated.
     * @type {Toolbar["take"]}
     */
    take(name, stop) {
      const same = this.inHand === name;
      this.drop();
      if (same) return false;
      this.inHand = name;
      this.stop = stop;
      this.press(name, true);
      this.map.getContainer().classList.add("pk-drawing");
      return true;
    }

    drop() {
      if (!this.inHand) return;
      const { inHand, stop } = this;
      this.inHand = null;
      this.press(inHand, false);
      this.map.getContainer().classList.remove("pk-drawing");
      stop();
    }

    /** @type {Toolbar["press"]} */
    press(name, down) {
      this.tools[name].setAttribute("aria-pressed", String(down));
      this.menu.setAttribute("aria-pressed", String(this.inHand !== null)); // on a phone it stands for the tool
    }
  };
})();
