// How many requests took how long.
let counted;

/**
 * Requests by latency, in classes of equal width on a logarithmic axis.
 * classes: {perDecade, first, counts}; class i begins at 10^((first + i) / perDecade) seconds
 */
function histogram(classes, slo) {
  const parent = document.getElementById('histogram');
  if (!parent || !classes) {
    return;
  }
  counted?.destroy();
  parent.replaceChildren();
  const { perDecade, first, counts } = classes;
  const seconds = (x) => 10 ** (x / perDecade);
  const position = (latency) => Math.log10(latency) * perDecade;
  const all = counts.reduce((sum, count) => sum + count, 0);
  const most = counts.indexOf(Math.max(...counts));
  const said = element('p', { class: 'said' });
  const say = (plot) => {
    const at = plot.cursor.left < 0 ? null : Math.floor(plot.posToVal(plot.cursor.left, 'x')) - first;
    const i = counts[at] === undefined ? most : at;
    said.replaceChildren(element('b', {}, `${duration(seconds(first + i))} – ${duration(seconds(first + i + 1))}`),
      `: ${number(counts[i])} ${t('requests')}, ${number(counts[i] / all * 100, 2)} %`, counts[at] === undefined ? ` (${t('most frequent')})` : '');
  };
  // The axis ends at class bounds, and shows the SLO if it is near.
  const from = Math.min(first, Math.max(first - perDecade, Math.floor(position(slo.p99))));
  const to = Math.max(first + counts.length, Math.min(first + counts.length + perDecade, Math.ceil(position(slo.p99) + 0.001)));
  counted = new uPlot({
    width: Math.max(240, parent.clientWidth), height: 200, padding: [8, 14, 0, 0], legend: { show: false },
    scales: { x: { time: false, range: [from, to] }, y: { range: (u, min, max) => [0, Math.max(1, max * 1.08)] } },
    axes: [
      { ...distributionAxis(), splits: () => decades(seconds(from), seconds(to)).map(position), filter: (u, splits) => splits.map((x) => (u.width < 480 && !Number.isInteger(x / perDecade) ? null : x)), values: (u, values) => values.map((x) => (absent(x) ? '' : short(seconds(x)))) },
      { ...distributionAxis(), size: 56, values: (u, values) => values.map((value) => number(value)) },
    ],
    series: [{}, { stroke: css('p50'), fill: css('answered-fill'), width: 1, points: { show: false }, paths: uPlot.paths.bars({ size: [1], align: 1, gap: 1 }) }],
    hooks: { draw: [(plot) => vertical(plot, position(slo.p99), css('slo'), `SLO p99 ≤ ${duration(slo.p99)}`)], setCursor: [say] },
    cursor: { drag: { x: false, y: false }, y: false, points: { show: false } },
  }, [counts.map((count, i) => first + i), counts], parent);
  say(counted);
  parent.append(said);
}
