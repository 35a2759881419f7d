import { servedBy } from './api.js';
import { h, icon } from './dom.js';
import { money, moment, number, t, title } from './i18n.js';
import { times } from './money.js';
import { secondary, servedLine } from './pieces.js';
import { seen } from './products.js';

const nameOf = (sku) => (seen(sku) ? title(seen(sku)) : sku);

/** The last digits of an id: UUIDv7 begin with the time, so first digits look alike. */
export const shortId = (id) => id.slice(-6).toUpperCase();

const pill = (status) => h('span', { class: `pill pill-${status.toLowerCase()}` }, t(`status.${status}`));

/** A sentence for each line with insufficient stock. */
function shortLines(rejection) {
	return h('ul', { class: 'short' }, (rejection?.short ?? []).map(({ sku, requested, available }) => h('li', {},
		t(available > 0 ? 'short.some' : 'short.none', { name: nameOf(sku), requested, count: available }))));
}

function lines(order) {
	return h('table', { class: 'order-lines' },
		h('caption', { class: 'sr' }, t('order.lines')),
		h('tbody', {}, order.lines.map(({ sku, quantity, unitPrice }) => h('tr', {},
			h('td', { class: 'times' }, `${number(quantity)} ×`), h('th', { scope: 'row', dir: 'auto' }, nameOf(sku)),
			h('td', { class: 'amount' }, unitPrice ? money(times(unitPrice, quantity)) : '')))),
		order.total && h('tfoot', {}, h('tr', {}, h('td'), h('th', { scope: 'row' }, t('cart.total')),
			h('td', { class: 'amount' }, money(order.total)))));
}

/** The outcome of a new order. `adjust` is called with the lines with insufficient stock. */
export function orderResult(order, { adjust }) {
	const good = order.status === 'CONFIRMED';
	const rejected = order.status === 'REJECTED';
	return h('div', { class: `result result-${order.status.toLowerCase()}` },
		h('div', { class: 'result-mark', 'aria-hidden': 'true' }, icon(good ? 'check' : rejected ? 'close' : 'minus')),
		h('h3', {}, t(`order.said.${order.status}`)),
		h('p', { class: 'muted' }, t('order.number', { id: shortId(order.id) })),
		rejected ? [shortLines(order.rejection), order.rejection?.short?.length
			? h('p', {}, secondary(t('short.adjust'), () => adjust(order.rejection.short))) : t('short.other')] : lines(order),
		servedLine(servedBy(order)));
}

/** An order in the list. */
export function orderCard(order, { cancel, busy }) {
	const heading = t('order.number', { id: shortId(order.id) });
	return h('li', { class: 'order' },
		h('header', {}, h('h2', {}, heading), pill(order.status),
			order.placedAt && h('time', { datetime: order.placedAt, class: 'muted' }, moment(order.placedAt))),
		lines(order),
		order.status === 'REJECTED' && shortLines(order.rejection),
		order.status === 'CONFIRMED' && h('p', { class: 'actions' }, secondary(t('cancel'), () => cancel(order),
			{ 'aria-label': t('cancel.named', { title: heading }), 'aria-disabled': busy ? 'true' : undefined })));
}
