// The distribution of latencies.
let distribution;

/** Latency by percentile, with as much room for each nine as for the one before. */
function percentiles(curves, slo) {
  const parent = document.getElementById('percentiles');
  const drawn = curves.filter((curve) => curve.points.length > 1);
  if (!parent || drawn.length === 0) {
    return;
  }
  distribution?.destroy();
  const data = uPlot.join(drawn.map((curve) => [curve.points.map(([share]) => 1 / (1 - share)), curve.points.map((point) => point[1])]));
  const last = data[0].at(-1);
  const axis = { stroke: css('muted'), grid: { stroke: css('grid'), width: 1 }, ticks: { show: false }, font: '11px system-ui, sans-serif' };
  distribution = new uPlot({
    width: Math.max(240, parent.clientWidth), height: 220, padding: [8, 14, 0, 0], legend: { live: true },
    scales: { x: { time: false, distr: 3, range: [1, last] }, y: { range: (u, min, max) => [0, Math.max(max, slo.p99) * 1.1] } },
    axes: [
      { ...axis, splits: () => [2, 10, 100, 1000, 1e4, 1e5].filter((value) => value <= last), filter: (u, splits) => splits, values: (u, values) => values.map(percent) },
      { ...axis, size: 56, values: (u, values) => values.map(duration) },
    ],
    series: [{ label: t('share of requests'), value: (u, value) => (absent(value) ? '–' : percent(value)) },
      ...drawn.map((curve) => ({ label: curve.label, stroke: curve.stroke, dash: curve.dash, width: 2, points: { show: false }, spanGaps: true, value: (u, value) => duration(value), paths: stepped }))],
    hooks: { draw: [(plot) => horizontal(plot, slo.p99, css('slo'), `SLO p99 ≤ ${duration(slo.p99)}`)] },
    cursor: { drag: { x: false, y: false }, y: false },
  }, data, parent);
}

function percent(nines) {
  return number((1 - 1 / nines) * 100, 4) + ' %';
}

