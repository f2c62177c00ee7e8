// The Jacobian of softmax for three exponentials, whole numbers, so that its entries are fractions over the sum squared.
COURSE.widget("softmax-jacobian", (tools) => {
  const table = (name, rows) => {
    tools.draw(name, rows.map((row) => {
      const line = document.createElement("tr");
      line.append(...row.map((text) => {
        const cell = document.createElement("td");
        cell.textContent = text;
        return cell;
      }));
      return line;
    }));
  };
  return () => {
    const e = tools.matrix("e")[0], sum = e[0] + e[1] + e[2];
    e.forEach((value, k) => tools.say("e" + (k + 1), String(value)));
    const J = e.map((a, i) => e.map((b, k) => (i === k ? a * sum : 0) - a * b));
    table("f", e.map((value) => [value + "/" + sum]));
    table("J", J.map((row) => row.map((value) => tools.decimal(value))));
    tools.say("scale", String(sum * sum));
    const nodes = [];
    e.forEach((value, k) => {
      const height = (150 * value) / sum;
      nodes.push(tools.svg("rect", { class: "dot-plain", x: 14 + 42 * k, y: 165 - height, width: 30, height: Math.max(height, 1) }));
      nodes.push(tools.svg("text", { x: 29 + 42 * k, y: 183, "text-anchor": "middle" }, "f" + "₁₂₃"[k]));
    });
    J.forEach((row, i) => row.forEach((value, k) => {
      const side = 48 * Math.sqrt((4 * Math.abs(value)) / (sum * sum)), x = 250 + 56 * k, y = 35 + 56 * i;
      nodes.push(tools.svg("rect", { class: "cell", x: x - 27, y: y - 27, width: 54, height: 54 }));
      nodes.push(tools.svg("rect", { class: value > 0 ? "dot-good" : "hollow", x: x - side / 2, y: y - side / 2, width: side, height: side }));
    }));
    tools.draw("picture", nodes);
  };
});
