/* The search runs in a worker. Browsers start none for a page that was opened from disk, so there it
   runs in a hidden frame of the page instead. Messages are copies and come later, as with a worker. */
(function () {
  "use strict";
  if (location.protocol !== "file:") return;

  class FrameWorker extends EventTarget {
    constructor(url) {
      super();
      this.onmessage = null;
      this.waiting = [];
      this.frame = document.createElement("iframe");
      this.frame.hidden = true;
      document.documentElement.append(this.frame);
      const inside = this.frame.contentWindow;
      inside.postMessage = (data) => this.answer(data);
      this.load(new URL(url, document.baseURI).href).then(() => {
        this.ready = true;
        for (const data of this.waiting.splice(0)) this.tell(data);
      });
    }

    load(url) {
      return new Promise((resolve, reject) => {
        const script = this.frame.contentDocument.createElement("script");
        script.src = url;
        script.onload = () => resolve();
        script.onerror = () => reject(new Error(url));
        this.frame.contentDocument.body.append(script);
      });
    }

    postMessage(data) {
      if (this.ready) this.tell(data);
      else this.waiting.push(data);
    }

    tell(data) {
      const inside = this.frame.contentWindow;
      const copy = structuredClone(data);
      setTimeout(() => inside.onmessage(new MessageEvent("message", { data: copy })));
    }

    answer(data) {
      const copy = structuredClone(data);
      setTimeout(() => {
        const event = new MessageEvent("message", { data: copy });
        if (typeof this.onmessage === "function") this.onmessage(event);
        this.dispatchEvent(event);
      });
    }

    terminate() {
      this.frame.remove();
    }
  }

  window.Worker = FrameWorker;
})();
