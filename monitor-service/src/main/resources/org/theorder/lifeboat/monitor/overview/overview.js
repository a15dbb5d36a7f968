(() => {
  const SILENT = 10000;
  const at = id => document.getElementById(id);
  const waiting = new Map();
  let source, heard = Date.now();

  // somebody is copying a text, or has pressed and not let go yet: it is renewed when they have finished
  const touched = part => {
    const selection = getSelection();
    return part.matches(":active") || !selection.isCollapsed && part.contains(selection.anchorNode);
  };
  const put = (part, html) => {
    const focused = part.contains(document.activeElement) && document.activeElement.id;
    const opened = new Map([...part.querySelectorAll("details[id]")].map(one => [one.id, one.open]));
    part.innerHTML = html;
    opened.forEach((open, id) => { const one = at(id); if (one) one.open = open; });
    if (focused && at(focused)) at(focused).focus({preventScroll: true});
    draw(part);
  };
  const flush = () => waiting.forEach((html, id) => {
    const part = at(id);
    if (!part) location.reload(); // a cluster that was not there
    else if (!touched(part)) { waiting.delete(id); put(part, html); }
  });
  const changed = event => {
    const news = JSON.parse(event.data);
    heard = Date.now();
    document.title = news.title;
    if (at("headline").textContent !== news.headline) at("news").textContent = news.headline;
    Object.entries(news.html).forEach(([id, html]) => waiting.set(id, html));
    flush();
  };
  const connect = () => {
    source = new EventSource("/overview/live");
    source.addEventListener("changes", changed);
    source.onerror = () => {
      if (source.readyState === EventSource.CLOSED) setTimeout(() => document.hidden || connect(), 3000);
    };
  };
  document.addEventListener("visibilitychange", () => {
    source.close();
    heard = Date.now();
    if (!document.hidden) connect();
  });
  setInterval(() => { at("stale").hidden = document.hidden || Date.now() - heard < SILENT; }, 1000);

  const words = seconds => seconds < 1 ? "< 1 s" : seconds < 60 ? Math.round(seconds) + " s"
    : seconds < 3600 ? Math.round(seconds / 60) + " min" : Math.round(seconds / 360) / 10 + " h";
  // a line needs two: what is known alone is a point
  const alone = (chart, i) => chart.data[i].flatMap((value, at, all) => value != null && all[at - 1] == null && all[at + 1] == null ? [at] : []);
  const draw = root => root.querySelectorAll("figure.history").forEach(figure => {
    const series = JSON.parse(figure.dataset.series);
    const colour = name => getComputedStyle(figure).getPropertyValue(name).trim();
    const strokes = ["--note-mark", "--serious-mark", "--good-mark", "--unknown-mark"];
    const axis = {stroke: colour("--muted"), font: "12px system-ui", grid: {stroke: colour("--line"), width: 1}, ticks: {show: false}};
    const plot = figure.querySelector(".plot");
    plot.replaceChildren();
    new uPlot({
      width: plot.clientWidth, height: 168, cursor: {drag: {x: false, y: false}},
      tzDate: seconds => uPlot.tzDate(new Date(seconds * 1000), "Etc/UTC"),
      scales: {y: {distr: 3, range: (chart, least, most) => [Math.min(0.1, least), Math.max(most, series.goal * 2)]}},
      axes: [{...axis, size: 28, values: "{HH}:{mm}"}, {...axis, size: 56, splits: () => [1, 60, 900, 3600, 86400], filter: (chart, all) => all, values: (chart, all) => all.map(words)}],
      series: [{label: "UTC", value: "{HH}:{mm}"},
        ...Object.keys(series.regions).map((name, i) => ({label: name, stroke: colour(strokes[i % 4]), width: 2, dash: i ? [6, 3] : [], spanGaps: false, points: {show: false, size: 6, fill: colour(strokes[i % 4]), filter: alone}, value: (chart, each, series, at) => at == null ? "" : each == null ? "unknown" : words(each)})),
        {label: "goal", stroke: colour("--text"), width: 1, dash: [2, 4], points: {show: false}, value: (chart, each) => words(series.goal)}],
    }, [series.at, ...Object.values(series.regions), series.at.map(() => series.goal)], plot);
  });
  const drawAll = () => draw(document);
  let resized;
  addEventListener("resize", () => { clearTimeout(resized); resized = setTimeout(drawAll, 200); });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
  drawAll();
  connect();
})();
