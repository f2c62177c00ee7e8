// The error bound after each step on two roads; the polynomials come from Python's calculus, here they are evaluated.
COURSE.widget("error-budget", (tools) => {
  const left = 40, right = 412, from = -18, to = 36;
  const x = (value) => left + ((Math.min(Math.max(Math.log10(value), from), to) - from) / (to - from)) * (right - left);

  function value(terms, at) {
    let sum = 0;
    for (const [coefficient, powers] of terms) {
      let product = coefficient;
      for (const letter of Object.keys(powers)) product *= at[letter] ** powers[letter];
      sum += product;
    }
    return sum;
  }

  const ten = (power) => "10" + String(power).replace("+", "").replace("-", "⁻").replace(/\d/g, (k) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[k]);

  function short(number) {
    const [digits, power] = number.toExponential(2).split("e");
    return power === "+0" ? digits : digits + " × " + ten(power);
  }

  return () => {
    const delta = 10 ** -tools.number("digits");
    const tau = delta / (1 + Math.sqrt(1 - delta * delta));
    const at = { t: tau, L: 2 ** tools.number("tokens"), d: 2 ** tools.number("width"), s: 2 ** tools.number("size") };
    tools.say("delta", ten(-tools.number("digits")));
    tools.say("tokens", tools.whole(at.L));
    tools.say("width", at.d);
    tools.say("size", at.s);
    tools.say("tau", short(tau));
    const nodes = [], rows = [];
    let last = [1, 1];
    tools.data.forEach(([letter, entries, stochastic], number) => {
      last = [value(entries, at), value(stochastic, at)];
      const y = 10 + number * 30;
      nodes.push(tools.svg("text", { x: left - 6, y: y + 17, "text-anchor": "end" }, letter));
      const width = (bound) => Math.max(x(bound) - left, 1);
      nodes.push(tools.svg("path", { class: "line-bad", d: "M" + left + " " + y + " h" + width(last[0]) + " v9 h" + -width(last[0]) + " z" }));
      nodes.push(tools.svg("rect", { class: "dot-good", x: left, y: y + 13, width: width(last[1]), height: 10 }));
      const line = document.createElement("tr");
      for (const [place, text] of [["step", letter], ["entries", short(last[0])], ["rows", short(last[1])]]) {
        const cell = line.insertCell();
        cell.textContent = text;
        cell.dataset.at = place + "-" + letter;
      }
      rows.push(line);
    });
    for (const power of [-15, 0, 15, 30]) {
      nodes.push(tools.svg("path", { class: "guide", d: "M" + x(10 ** power) + " 6 V220" }));
      nodes.push(tools.svg("text", { x: x(10 ** power), y: 238, "text-anchor": "middle" }, power ? ten(power) : "1"));
    }
    tools.draw("picture", nodes);
    tools.draw("table", rows);
    tools.say("factor", short(last[0] / last[1]) + " at the gradient");
  };
});
