// What widgets share. Classic script, placed once in a page before the first widget's own script; no network.
//   COURSE.widget("name", (tools) => update)   starts each figure of that name; `update` runs at once and at every input
//   tools: root, data (of the :data: cell), input(name), number(name), matrix(name), say(name, text), draw(name, nodes), svg, format
var COURSE = (function () {
  "use strict";
  const SPACE = "http://www.w3.org/2000/svg";

  // 1234567 -> 1 234 567; numbers of more than 15 digits in powers of ten
  function whole(value) {
    if (value >= 1e15) return value.toExponential(2).replace("e+", " × 10^");
    return String(Math.round(value)).replace(/\B(?=(\d{3})+(?!\d))/g, " ");
  }

  // at most `digits` decimals, no trailing zeros, a true minus sign
  function decimal(value, digits = 3) {
    const text = value.toFixed(digits).replace(/(\.\d*?)0+$/, "$1").replace(/\.$/, "");
    return (text === "-0" ? "0" : text).replace("-", "−");
  }

  function svg(tag, attributes = {}, text = "") {
    const node = document.createElementNS(SPACE, tag);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    if (text !== "") node.textContent = text;
    return node;
  }

  function toolsFor(root) {
    const input = (name) => root.querySelector('[name="' + name + '"]');
    const at = (name) => root.querySelector('[data-at="' + name + '"]');
    return {
      root,
      data: JSON.parse(root.querySelector(".widget-data").textContent),
      input,
      number: (name) => Number(String(input(name).value).replace(",", ".")) || 0,
      // inputs called name-1-1, name-1-2, ... as rows of numbers
      matrix(name) {
        const rows = [];
        for (const cell of root.querySelectorAll('[name^="' + name + '-"]')) {
          const [, i, j] = cell.name.split("-").map(Number);
          (rows[i - 1] = rows[i - 1] || [])[j - 1] = Number(String(cell.value).replace(",", ".")) || 0;
        }
        return rows;
      },
      // writes into every place called so: data-at="name"
      say(name, text) {
        for (const place of root.querySelectorAll('[data-at="' + name + '"]')) place.textContent = text;
      },
      draw: (name, nodes) => at(name).replaceChildren(...nodes),
      svg,
      whole,
      decimal,
    };
  }

  function widget(name, start) {
    for (const root of document.querySelectorAll('[data-widget="' + name + '"]')) {
      const update = start(toolsFor(root));
      root.addEventListener("input", update);
      root.addEventListener("submit", (event) => event.preventDefault());
      update();
    }
  }

  return { widget, whole, decimal, svg };
})();
