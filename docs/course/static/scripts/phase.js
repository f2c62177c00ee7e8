// Who makes fewer multiplications, on the grid of certified degrees; counted as on the page of constants.
COURSE.widget("phase", (tools) => {
  const unique = (key) => [...new Set(tools.data.map((cell) => cell[key]))];
  const bounds = unique("bound"), digits = unique("digits");
  const fraction = (text) => text.split("/").map(Number).reduce((top, bottom) => top / bottom);
  const cellAt = (bound, digit) => tools.data.find((cell) => cell.bound === bound && cell.digits === digit);
  const powers = Array.from({ length: 19 }, (_, k) => 4 + 2 * k);
  const x = (power) => 60 + (power - 4) * 9.7;
  const y = (row) => 196 - row * 20;
  const ten = (power) => "10" + String(power).replace("-", "⁻").replace(/\d/g, (k) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[k]);

  function binomial(n, k) {
    let result = 1n;
    for (let i = 1n; i <= BigInt(k); i++) result = (result * (BigInt(n) - BigInt(k) + i)) / i;
    return result;
  }

  function shown(value) {
    if (value < 10n ** 15n) return tools.whole(Number(value));
    const text = value.toString();
    return text[0] + "." + text.slice(1, 3) + " × " + ten(text.length - 1);
  }

  // multiplications of both ways
  function count(power, width, degree) {
    const tokens = 2n ** BigInt(power), d = BigInt(width);
    const each = binomial(width + degree + 1, degree + 1) * 2n * (d + 1n) + binomial(width + degree, degree) * (d + 1n);
    return { exact: tokens * tokens * 4n * d, fast: tokens * each };
  }

  function mark(power, row, wins) {
    if (wins) return tools.svg("circle", { class: "dot-good", cx: x(power), cy: y(row), r: 5 });
    const square = tools.svg("g", { class: "axes" });
    square.append(tools.svg("path", { d: "M" + (x(power) - 4) + " " + (y(row) - 4) + " h8 v8 h-8 z" }));
    return square;
  }

  // where B = log L, between the rows of the map
  function threshold() {
    const points = [];
    for (const power of powers) {
      const log = power * Math.log(2);
      const above = bounds.findIndex((bound) => fraction(bound) >= log);
      if (above < 1) continue;
      const low = fraction(bounds[above - 1]), high = fraction(bounds[above]);
      points.push((points.length ? "L" : "M") + x(power) + " " + y(above - 1 + (log - low) / (high - low)).toFixed(1));
    }
    return tools.svg("path", { class: "guide", "stroke-width": 2, d: points.join(" ") });
  }

  function map(width, digit, power, row) {
    const nodes = [];
    bounds.forEach((bound, place) => {
      nodes.push(tools.svg("text", { x: 46, y: y(place) + 4, "text-anchor": "end" }, bound));
      const degree = cellAt(bound, digit).degree;
      for (const k of powers) {
        const { exact, fast } = count(k, width, degree);
        nodes.push(mark(k, place, fast < exact));
      }
    });
    for (const k of [4, 10, 20, 30, 40]) nodes.push(tools.svg("text", { x: x(k), y: 222, "text-anchor": "middle" }, "2" + ten(k).slice(2)));
    nodes.push(tools.svg("text", { x: 235, y: 244, "text-anchor": "middle" }, "tokens L"));
    nodes.push(tools.svg("text", { x: 12, y: 106, "text-anchor": "middle", transform: "rotate(-90 12 106)" }, "largest score B"));
    nodes.push(threshold());
    nodes.push(tools.svg("path", { class: "line-plain", d: "M" + (x(power) - 9) + " " + y(row) + " a9 9 0 1 0 18 0 a9 9 0 1 0 -18 0" }));
    return nodes;
  }

  return () => {
    const power = tools.number("tokens"), row = tools.number("bound");
    const width = 2 ** tools.number("width"), digit = digits[tools.number("digits")];
    const cell = cellAt(bounds[row], digit), degree = cell.degree;
    const { exact, fast } = count(power, width, degree), logL = power * Math.log(2);
    tools.say("tokens", tools.whole(2 ** power));
    tools.say("bound", cell.bound);
    tools.say("width", width);
    tools.say("error", ten(-digit));
    tools.say("degree", degree);
    tools.say("sharp", "relative error at most " + cell.error + (cell.below ? "; one degree less: at least " + cell.below : ""));
    tools.say("columns", shown(binomial(width + degree, degree)));
    tools.say("choose", width + " + " + degree + ", " + degree);
    tools.say("exact", shown(exact));
    tools.say("fast", shown(fast));
    tools.say("winner", fast < exact ? "with factors" : "exactly");
    tools.say("ratio", tools.decimal(fraction(cell.bound) / logL, 2) + " log L (log L = " + tools.decimal(logL, 2) + ")");
    tools.draw("picture", map(width, digit, power, row));
  };
});
