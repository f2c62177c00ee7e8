// What pages do beyond being read: filters of the table of claims, and the calculator. Classic script, no network.
(function () {
  "use strict";

  function filters() {
    const form = document.getElementById("filters");
    const table = document.getElementById("claims");
    if (!form || !table) return;
    const rows = Array.from(table.tBodies[0].rows, (row) => ({ row, text: row.textContent.toLowerCase() }));
    const shown = document.getElementById("shown");
    const keys = ["verdict", "form", "kind", "section"];

    function apply() {
      const words = form.elements.text.value.toLowerCase().split(/\s+/).filter(Boolean);
      let count = 0;
      for (const { row, text } of rows) {
        const fits =
          keys.every((key) => !form.elements[key].value || row.dataset[key] === form.elements[key].value) &&
          words.every((word) => text.includes(word));
        row.hidden = !fits;
        count += fits;
      }
      shown.textContent = String(count);
      const set = [...keys, "text"].filter((key) => form.elements[key].value);
      const hash = set.map((key) => key + "=" + encodeURIComponent(form.elements[key].value)).join("&");
      history.replaceState(null, "", hash ? "#" + hash : location.pathname);
    }

    function restore() {
      for (const pair of location.hash.slice(1).split("&")) {
        const [key, value] = pair.split("=");
        if (value !== undefined && form.elements[key]) form.elements[key].value = decodeURIComponent(value);
      }
    }

    form.addEventListener("input", apply);
    form.addEventListener("change", apply);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", () => setTimeout(apply, 0));
    restore();
    apply();
  }

  function fraction(text) {
    const [top, bottom] = String(text).split("/").map(Number);
    return bottom ? top / bottom : top;
  }

  function binomial(n, k) {
    let result = 1n;
    for (let i = 1n; i <= BigInt(k); i++) result = (result * (BigInt(n) - BigInt(k) + i)) / i;
    return result;
  }

  function grouped(value) {
    const digits = value.toString();
    if (digits.length > 21) return digits[0] + "." + digits.slice(1, 4) + " × " + power(digits.length - 1).replace("⁻", "");
    return digits.replace(/\B(?=(\d{3})+(?!\d))/g, " ");
  }

  function power(digits) {
    const signs = "⁰¹²³⁴⁵⁶⁷⁸⁹";
    return "10⁻" + String(digits).replace(/\d/g, (digit) => signs[digit]).replace(".", "·");
  }

  function calculator() {
    const form = document.getElementById("calculator");
    if (!form || typeof LORA_SYMBOLIC === "undefined") return;
    const cells = LORA_SYMBOLIC.tables.degrees.map((cell) => ({ ...cell, b: fraction(cell.bound) }));
    const at = (name) => document.getElementById("answer-" + name);

    function cover(b, digits) {
      // The cheapest cell that is at least as hard: a polynomial for it serves here too.
      const harder = cells.filter((cell) => cell.b >= b - 1e-12 && cell.digits >= digits - 1e-9);
      return harder.reduce((best, cell) => (!best || cell.degree < best.degree ? cell : best), null);
    }

    function below(b, digits) {
      // The dearest cell that is at most as hard: no smaller degree can serve here either.
      const easier = cells.filter((cell) => cell.b <= b + 1e-12 && cell.digits <= digits + 1e-9);
      return easier.reduce((best, cell) => (!best || cell.degree > best.degree ? cell : best), null);
    }

    function interpolated(b, digits) {
      const grid = [...new Set(cells.map((cell) => cell.b))];
      const pick = (x, y) => cells.find((cell) => cell.b === x && cell.digits === y).degree;
      const hi = grid.find((x) => x >= b - 1e-12);
      const lo = grid.filter((x) => x <= b + 1e-12).pop();
      if (hi === undefined || lo === undefined) return null;
      const d0 = Math.floor(digits), d1 = Math.ceil(digits);
      const s = hi === lo ? 0 : (b - lo) / (hi - lo), t = d1 === d0 ? 0 : digits - d0;
      return (1 - s) * ((1 - t) * pick(lo, d0) + t * pick(lo, d1)) + s * ((1 - t) * pick(hi, d0) + t * pick(hi, d1));
    }

    function apply() {
      const tokens = 2 ** Number(form.elements.tokens.value);
      const width = Number(form.elements.width.value);
      const b = 2 ** Number(form.elements.bound.value);
      const digits = Number(form.elements.digits.value);
      form.elements.tokensShown.value = grouped(tokens);
      form.elements.widthShown.value = String(width);
      form.elements.boundShown.value = b.toFixed(2);
      form.elements.digitsShown.value = power(digits);
      const upper = cover(b, digits), lower = below(b, digits);
      if (!upper) return;
      const rank = binomial(width + upper.degree, upper.degree);
      const exact = Math.abs(upper.b - b) < 1e-9 && upper.digits === digits;
      at("degree").textContent = String(upper.degree);
      at("cell").textContent =
        "B = " + upper.bound + ", eps = " + power(upper.digits) + (exact ? ", this very cell" : ", the cell that covers your choice") +
        "; relative error at most " + upper.error;
      at("lower").textContent = lower ? "at least " + lower.degree + " (cell B = " + lower.bound + ", eps = " + power(lower.digits) + ")" : "no cell below";
      const guess = interpolated(b, digits);
      at("estimate").textContent = exact || guess === null ? "not needed: the cell is exact" : "about " + guess.toFixed(1) + ", interpolated, not certified";
      at("rank").textContent = grouped(rank) + " = C(" + width + " + " + upper.degree + ", " + upper.degree + ")";
      at("rank-p1").textContent = grouped(rank * BigInt(width));
      at("rank-p").textContent = grouped(rank * BigInt(width + 1));
      const eps = Number(upper.error);
      at("error").textContent = eps < 1 ? ((2 * eps) / (1 - eps)).toExponential(2) + " times each entry of f" : "none";
      // Both gradients: the exact way in chunks, and two passes over monomials of one degree more (as `constants` counts).
      const dense = BigInt(tokens) * BigInt(tokens) * BigInt(4 * width);
      const perToken = binomial(width + upper.degree + 1, upper.degree + 1) * BigInt(2 * (width + 1)) + rank * BigInt(width + 1);
      const cheap = BigInt(tokens) * perToken;
      at("dense").textContent = grouped(dense);
      at("cheap").textContent = grouped(cheap);
      const cross = (perToken + BigInt(4 * width) - 1n) / BigInt(4 * width);
      at("cross").textContent = "L = " + grouped(cross) + (cheap < dense ? "; your L lies beyond it" : "; your L lies before it");
    }

    form.addEventListener("input", apply);
    form.addEventListener("submit", (event) => event.preventDefault());
    apply();
  }

  // Drawings keep the size at which their text can be read, and shrink on narrow pages no further than that allows.
  function drawings() {
    for (const svg of document.querySelectorAll(".graph svg[data-width]")) {
      const natural = Number(svg.dataset.width) * 1.15;
      svg.style.width = Math.min(natural, Math.max(svg.parentElement.clientWidth - 20, natural * 0.62)) + "px";
    }
  }

  // Every block of code has a button that copies it, prompts left out.
  function copies() {
    for (const block of document.querySelectorAll("article pre")) {
      if (block.closest("details.coq, .coq-side")) continue;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "copy";
      button.textContent = "copy";
      button.setAttribute("aria-label", "copy this code");
      button.addEventListener("click", () => {
        const area = document.createElement("textarea");
        area.value = block.innerText.replace(/^(?:\$|>>>|\.\.\.) /gm, "").trim();
        document.body.append(area);
        area.select();
        button.textContent = document.execCommand("copy") ? "copied" : "not copied";
        area.remove();
        button.focus();
        setTimeout(() => (button.textContent = "copy"), 2000);
      });
      const frame = document.createElement("div");
      frame.className = "copied";
      block.replaceWith(frame);
      frame.append(block, button);
    }
  }

  filters();
  calculator();
  copies();
  drawings();
  window.addEventListener("resize", drawings);
})();
