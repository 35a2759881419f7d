// One lane an instance: waiting, starting, serving, not ready, draining, down.
const LANE = 17;
const TALLEST = 600;

function lanes(parent, run) {
  const rows = run.lanes;
  const height = Math.max(2, Math.min(LANE, TALLEST / rows.length));
  const labelled = Math.ceil(12 / height);
  const has = (state) => rows.some((row) => row.spans.some((each) => each.state === state));
  const spec = {
    title: 'Life of each instance', about: t('from its creation to its end'), legend: false,
    height: rows.length * height + 48, data: [run.t, run.t.map(() => null)], series: [{ label: '' }],
    range: () => [0, rows.length], axis: { grid: { show: false }, ticks: { show: false }, splits: () => rows.map((row, i) => rows.length - i - 0.5), values: () => rows.map((row, i) => (i % labelled ? '' : row.short.length > 9 ? '…' + row.short.slice(-8) : row.short)) },
    hooks: { draw: [(plot) => rows.forEach((row, i) => lane(plot, row, rows.length - i - 1))] },
    key: key([...(has('waiting') ? [[picture.waiting(), 'waiting for its turn']] : []), [picture.starting(), 'starting'], [picture.first(), 'first request'], [picture.serving(), 'serving'],
      ...(has('unready') ? [[picture.unready(), 'not ready']] : []), [picture.draining(), 'draining'], ...(has('down') ? [[picture.down_(), 'down']] : [])]),
    label: rows.map((row) => row.name + ': ' + row.spans.map((each) => `${t(each.state)} ${clock(each.from, 0)}`).join(', ')).join('; '),
  };
  plot(parent, spec);
}

function lane(plot, row, at) {
  const { ctx, bbox } = plot;
  const pixel = devicePixelRatio;
  const top = plot.valToPos(at + 0.8, 'y', true);
  const height = plot.valToPos(at + 0.2, 'y', true) - top;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  for (const each of row.spans) {
    const from = plot.valToPos(each.from, 'x', true);
    const width = Math.max(pixel, plot.valToPos(each.to, 'x', true) - from);
    ctx.lineWidth = pixel;
    if (each.state === 'serving') {
      ctx.fillStyle = css('ready');
      ctx.fillRect(from, top, width, height);
    }
    else if (each.state === 'waiting') {
      ctx.strokeStyle = css('desired');
      ctx.beginPath();
      ctx.moveTo(from, top + height / 2);
      ctx.lineTo(from + width, top + height / 2);
      ctx.stroke();
    }
    else if (each.state === 'starting' || each.state === 'unready') {
      ctx.strokeStyle = css(each.state === 'starting' ? 'desired' : 'errors');
      ctx.setLineDash([3 * pixel, 2 * pixel]);
      ctx.strokeRect(from + pixel / 2, top + pixel / 2, width - pixel, height - pixel);
      ctx.setLineDash([]);
    }
    else if (each.state === 'draining') {
      hatch(ctx, from, top, width, height, css('muted'));
      ctx.strokeStyle = css('muted');
      ctx.strokeRect(from + pixel / 2, top + pixel / 2, width - pixel, height - pixel);
    }
    else {
      ctx.strokeStyle = css('errors');
      ctx.setLineDash([2 * pixel, 2 * pixel]);
      ctx.lineWidth = 2 * pixel;
      ctx.beginPath();
      ctx.moveTo(from, top + height / 2);
      ctx.lineTo(from + width, top + height / 2);
      ctx.stroke();
      ctx.setLineDash([]);
      mark(plot, 'crashed', each.from, top + height / 2);
    }
  }
  if (!absent(row.first)) {
    mark(plot, 'first', row.first, top + height / 2);
  }
  ctx.restore();
}
