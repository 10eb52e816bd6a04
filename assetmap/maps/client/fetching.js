/* Asking the server: of several questions of one sort only the newest is answered. */
(function () {
  "use strict";
  const parts = window.assetmapParts = window.assetmapParts || {};

  class Fetching {
    constructor(address) {
      this._address = address;
      this._running = new Map();
    }

    async _get(path, signal) {
      const answer = await fetch(this._address + path, { signal });
      if (!answer.ok) throw new Error("answer " + answer.status);
      return answer;
    }

    async json(path) { return (await this._get(path)).json(); }

    async packed(path, signal) { return parts.unpack(await (await this._get(path, signal)).arrayBuffer()); }

    /* Return the packed answer, or null when a newer question of the same sort came in between. */
    async newest(sort, path) {
      this.forget(sort);
      const control = new AbortController();
      this._running.set(sort, control);
      try {
        const answer = await this.packed(path, control.signal);
        return this._running.get(sort) === control ? answer : null;
      } catch (error) {
        if (this._running.get(sort) !== control) return null;
        throw error;
      } finally {
        if (this._running.get(sort) === control) this._running.delete(sort);
      }
    }

    /* Whether a question of a sort is on its way. */
    waits(sort) { return this._running.has(sort); }

    forget(sort) {
      const control = this._running.get(sort);
      this._running.delete(sort);
      if (control) control.abort();
    }
  }
  parts.Fetching = Fetching;
})();
