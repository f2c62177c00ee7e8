// The table of L x L weights beside L x w features, on scales of powers of two.
COURSE.widget("attention-cost", (tools) => {
  const x = (power) => 46 + (power - 2) * 15.8;
  const y = (power) => 212 - (power - 4) * 4.5;
  const line = (kind, power) =>
    tools.svg("path", { class: kind, d: "M" + x(2) + " " + y(power(2)) + " L" + x(24) + " " + y(power(24)) });
  return () => {
    const n = tools.number("tokens"), m = tools.number("width");
    const tokens = 2 ** n, width = 2 ** m, table = tokens * tokens, features = tokens * width;
    tools.say("tokens", tools.whole(tokens));
    tools.say("width", tools.whole(width));
    tools.say("table", tools.whole(table));
    tools.say("features", tools.whole(features));
    tools.say("memory", tools.decimal((4 * table) / 2 ** 30, 3));
    const ratio = tools.whole(Math.max(table / features, features / table));
    tools.say("fewer", n === m ? "neither: L = w" : n > m ? "the features, " + ratio + " times" : "the table, " + ratio + " times");
    const nodes = [line("line-bad", (k) => 2 * k), line("line-good", (k) => k + m)];
    for (const k of [4, 8, 12, 16, 20, 24]) {
      nodes.push(tools.svg("text", { x: x(k), y: 228, "text-anchor": "middle" }, "2" + String(k).replace(/\d/g, (digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[digit])));
    }
    nodes.push(tools.svg("path", { class: "guide", d: "M" + x(n) + " 212 V12" }));
    nodes.push(tools.svg("circle", { class: "dot-bad", cx: x(n), cy: y(2 * n), r: 5 }));
    nodes.push(tools.svg("rect", { class: "dot-good", x: x(n) - 5, y: y(n + m) - 5, width: 10, height: 10 }));
    nodes.push(tools.svg("text", { class: "label-bad", x: x(20) - 8, y: y(40) - 8, "text-anchor": "end" }, "L × L"));
    nodes.push(tools.svg("text", { class: "label-good", x: x(24) - 4, y: y(24 + m) + 32, "text-anchor": "end" }, "L × w"));
    tools.draw("picture", nodes);
  };
});
