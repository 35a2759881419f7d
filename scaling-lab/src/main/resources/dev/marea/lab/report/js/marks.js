// What happened, drawn as shapes that differ without colour.
const MARKS = {
  up: { draw: (ctx, x, y, r) => shape(ctx, [[x, y - r], [x + r, y + r], [x - r, y + r]]), colour: 'desired', text: 'more wanted' },
  down: { draw: (ctx, x, y, r) => shape(ctx, [[x - r, y - r], [x + r, y - r], [x, y + r]]), colour: 'desired', text: 'fewer wanted' },
  crashed: { draw: (ctx, x, y, r) => cross(ctx, x, y, r), colour: 'errors', text: 'crash' },
  first: { draw: (ctx, x, y, r) => shape(ctx, [[x, y - r], [x + r, y], [x, y + r], [x - r, y]]), colour: 'ink', text: 'first request' },
};

function shape(ctx, corners) {
  ctx.beginPath();
  corners.forEach(([x, y], i) => (i ? ctx.lineTo(x, y) : ctx.moveTo(x, y)));
  ctx.closePath();
  ctx.fill();
}

function cross(ctx, x, y, r) {
  ctx.lineWidth = r / 1.6;
  ctx.beginPath();
  ctx.moveTo(x - r, y - r);
  ctx.lineTo(x + r, y + r);
  ctx.moveTo(x + r, y - r);
  ctx.lineTo(x - r, y + r);
  ctx.stroke();
}

function mark(plot, name, t, y) {
  const { ctx, bbox } = plot;
  const x = plot.valToPos(t, 'x', true);
  if (x < bbox.left - 1 || x > bbox.left + bbox.width + 1) {
    return;
  }
  ctx.save();
  ctx.fillStyle = ctx.strokeStyle = css(MARKS[name].colour);
  MARKS[name].draw(ctx, x, y, 4 * devicePixelRatio);
  ctx.restore();
}

/** Which mark stands for an event; nothing for those that the lanes show. */
function markOf(events) {
  let desired = null;
  return events.map((event) => {
    if (event.kind === 'decision' && !absent(event.desired)) {
      const before = desired ?? event.from ?? 0;
      desired = event.desired;
      return event.desired > before ? 'up' : 'down';
    }
    return event.kind === 'crashed' ? 'crashed' : null;
  });
}

/** A key of marks and fills, as a list with little pictures. */
function key(entries) {
  const list = element('ul', { class: 'key' });
  for (const [picture, text] of entries) {
    const item = element('li', {});
    item.innerHTML = `<svg viewBox="0 0 15 12" aria-hidden="true">${picture}</svg>`;
    item.append(t(text));
    list.append(item);
  }
  return list;
}

const picture = {
  capacity: () => `<rect y="1" width="15" height="10" fill="${css('capacity')}"/>`,
  pending: () => `<rect y="1" width="15" height="10" fill="${css('pending')}"/><path d="M0 11L10 1M7 11l8-8M0 5l4-4" stroke="${css('pending-line')}"/>`,
  up: () => `<path fill="${css('desired')}" d="M7.5 2l4 8h-8z"/>`,
  down: () => `<path fill="${css('desired')}" d="M7.5 10l4-8h-8z"/>`,
  crashed: () => `<path stroke="${css('errors')}" stroke-width="2.2" d="M4 3l7 7M11 3l-7 7"/>`,
  first: () => `<path fill="${css('ink')}" d="M7.5 2l4 4-4 4-4-4z"/>`,
  waiting: () => `<path stroke="${css('desired')}" d="M0 6h15"/>`,
  unready: () => `<rect x=".5" y="2" width="14" height="8" fill="none" stroke="${css('errors')}" stroke-dasharray="3 2"/>`,
  starved: () => `<rect y="1" width="15" height="10" fill="${css('starved')}"/><path d="M1 1l10 10M8 1l7 7M0 7l4 4" stroke="${css('starved-line')}"/>`,
  starting: () => `<rect x=".5" y="2" width="14" height="8" fill="none" stroke="${css('desired')}" stroke-dasharray="3 2"/>`,
  serving: () => `<rect y="2" width="15" height="8" fill="${css('ready')}"/>`,
  draining: () => `<rect x=".5" y="2" width="14" height="8" fill="none" stroke="${css('muted')}"/><path d="M2 10l6-8M7 10l6-8" stroke="${css('muted')}"/>`,
  down_: () => `<path stroke="${css('errors')}" stroke-width="2" stroke-dasharray="2 2" d="M0 6h15"/>`,
};

/** Says what happened near the cursor, in words beneath the plot. */
function sayNear(plot, events, into) {
  const left = plot.cursor.left;
  const near = left < 0 ? [] : events
    .map((event) => ({ event, far: Math.abs(plot.valToPos(event.t, 'x') - left) }))
    .filter((each) => each.far < 9)
    .sort((a, b) => a.far - b.far)
    .slice(0, 3)
    .map((each) => each.event)
    .sort((a, b) => a.t - b.t);
  into.replaceChildren();
  if (near.length === 0) {
    into.append(t(left < 0 ? 'point at the plot to read why' : 'no event near the cursor'));
  }
  near.forEach((event, i) => {
    const what = event.kind === 'decision' ? `${t('desired')} ${absent(event.from) ? '' : event.from + ' → '}${event.desired}` : `${event.instance ?? ''} ${t(event.kind)}`;
    into.append(i ? ' · ' : '', element('b', {}, `${clock(event.t, 0)} ${what}`), event.text ? ': ' + (language === 'es' && event.es ? event.es : event.text) : '');
  });
}
