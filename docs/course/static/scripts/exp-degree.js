// exp, its series and the best polynomial of a degree; errors are certified by Python and come as data.
COURSE.widget("exp-degree", (tools) => {
  const value = (coefficients, x) => coefficients.reduceRight((sum, c) => sum * x + c, 0);
  const points = Array.from({ length: 121 }, (_, k) => k / 60 - 1);
  function path(kind, at, top, bottom) {
    let d = "", pen = "M";
    for (const t of points) {
      const [x, y] = at(t);
      if (y < top || y > bottom) { pen = "M"; continue; }
      d += pen + x.toFixed(2) + " " + y.toFixed(2) + " ";
      pen = "L";
    }
    return tools.svg("path", { class: kind, d: d || "M0 0" });
  }
  return () => {
    const degree = tools.number("degree"), bound = tools.number("bound");
    const row = tools.data[String(bound)][degree];
    const high = Math.exp(bound);
    const left = (f) => (t) => [105 + 95 * t, 190 - (170 * f(bound * t)) / high];
    const wrong = (t) => [320 + 90 * t, 105 - (85 * (value(row.best, bound * t) / Math.exp(bound * t) - 1)) / row.size];
    tools.draw("picture", [
      path("line-wide", left(Math.exp), 8, 200),
      path("line-bad", left((x) => value(row.series, x)), 8, 200),
      path("line-good", left((x) => value(row.best, x)), 8, 200),
      path("line-good", wrong, 0, 210),
    ]);
    tools.say("degree", String(degree));
    tools.say("error", row.error);
    tools.say("series", row["error of the series"]);
    tools.say("left-end", "−" + bound);
    tools.say("right-end", String(bound));
    let features = 1;
    for (let k = 1; k <= degree; k++) features = (features * (8 + k)) / k;
    tools.say("features", tools.whole(features));
  };
});
