// The distribution of latencies.
let distribution;

const distributionAxis = () => ({ stroke: css('muted'), grid: { stroke: css('grid'), width: 1 }, ticks: { show: false }, font: '11px system-ui, sans-serif' });

/** Latency by percentile, with as much room for each nine as for the one before. */
function percentiles(curves, slo) {
  const parent = document.getElementById('percentiles');
  const drawn = curves.filter((curve) => curve.points.length > 1);
  if (!parent || drawn.length === 0) {
    return;
  }
  distribution?.destroy();
  parent.replaceChildren();
  const title = 'Latency by percentile';
  const data = uPlot.join(drawn.map((curve) => [curve.points.map(([share]) => 1 / (1 - share)), curve.points.map((point) => point[1])]));
  const last = data[0].at(-1);
  const { list, figures } = legend(drawn.map((curve) => ({ key: keyOf(title, curve), label: curve.name ? t(curve.name) : curve.label, swatch: swatch(curve) })));
  // Absent if there are too few requests for it.
  const at = (values, nines) => values[data[0].findIndex((x) => Math.abs(x / nines - 1) < 1e-6)];
  const say = (plot) => {
    const idx = plot.cursor.left < 0 ? null : plot.cursor.idx;
    figures.forEach((into, i) => {
      const values = data[i + 1];
      into.textContent = absent(idx) ? `p90 ${duration(at(values, 10))} · p99 ${duration(at(values, 100))}` : `${percent(data[0][idx])}: ${duration(values[idx])}`;
      into.classList.toggle('now', !absent(idx));
    });
  };
  distribution = new uPlot({
    width: Math.max(240, parent.clientWidth), height: 220, padding: [8, 14, 0, 0], legend: { show: false },
    scales: { x: { time: false, distr: 3, range: [1, last] }, y: { range: (u, min, max) => [0, Math.max(max, slo.p99) * 1.1] } },
    axes: [
      { ...distributionAxis(), splits: () => [2, 10, 100, 1000, 1e4, 1e5].filter((value) => value <= last), filter: (u, splits) => splits, values: (u, values) => values.map(percent) },
      { ...distributionAxis(), size: 56, values: (u, values) => values.map(duration) },
    ],
    series: [{}, ...drawn.map((curve) => ({ stroke: curve.stroke, dash: curve.dash, width: 2, points: { show: false }, spanGaps: true, paths: stepped, show: !isHidden(title, curve) }))],
    hooks: { draw: [(plot) => horizontal(plot, slo.p99, css('slo'), `SLO p99 ≤ ${duration(slo.p99)}`)], setCursor: [say] },
    cursor: { drag: { x: false, y: false }, y: false },
  }, data, parent);
  say(distribution);
  parent.append(list);
}

function percent(nines) {
  return number((1 - 1 / nines) * 100, 4) + ' %';
}

