import { ApiError, servedBy } from './api.js';
import { cancelOrder, fetchOrder, fetchOrders } from './checkout.js';
import { dialog, fill, header } from './dialogs.js';
import { h } from './dom.js';
import { t } from './i18n.js';
import { orderCard, shortId } from './order-card.js';
import { notice, primary, secondary, servedLine, spinner } from './pieces.js';
import { know } from './products.js';
import { go } from './router.js';
import { askWho } from './session-dialog.js';
import { shopper, shopperId } from './session.js';
import { announce } from './status.js';

const POLL = 1500; // ms between requests for unfinished orders

const view = h('div', { class: 'wrap orders' });
const confirm = dialog('confirm');

let items = [];
let next;
let from = '';
let failure;
let loading = false;
const cancelling = new Set();
let watch;

export function showOrders(main) {
	main.replaceChildren(view);
	refetch();
}

export function hideOrders() {
	clearTimeout(watch);
}

export function redrawOrders() {
	if (view.isConnected) {
		draw();
	}
}

/** Fetches the first page of orders; drops those of another shopper. */
export function refetch() {
	items = [];
	next = undefined;
	if (shopper()) {
		return fetchPage();
	}
	draw();
}

async function fetchPage() {
	const id = shopperId();
	loading = true;
	failure = undefined;
	draw();
	try {
		const answer = await fetchOrders(next);
		if (id === shopperId()) {
			items = [...items, ...answer.items.filter((order) => !items.some((old) => old.id === order.id))];
			next = answer.next;
			from = servedBy(answer);
			know(answer.items.flatMap((order) => order.lines.map((line) => line.sku))).then(redrawOrders);
			watchUnsettled();
		}
	}
	catch (error) {
		failure = sentence(error);
	}
	finally {
		loading = false;
		draw();
	}
}

function sentence(error) {
	if (!(error instanceof ApiError)) {
		throw error;
	}
	return error.sentence;
}

function draw() {
	view.replaceChildren(...[h('h1', { id: 'orders-title', tabindex: '-1' }, t('orders.title')), ...content()].filter(Boolean));
}

function content() {
	if (!shopper()) {
		return [notice({ title: t('orders.who'), text: t('orders.who.text'), action: primary(t('session.enter'), () => askWho()) })];
	}
	if (failure && !items.length) {
		return [notice({ title: t('failed.title'), text: failure, action: primary(t('again'), refetch), alert: true })];
	}
	if (!items.length) {
		return [loading ? spinner(t('loading')) : notice({ title: t('orders.none'), text: t('orders.none.text'),
			action: primary(t('cart.on'), () => go({})) })];
	}
	return [
		h('ul', { class: 'order-list' }, items.map((order) => orderCard(order,
			{ cancel: askCancel, busy: cancelling.has(order.id) }))),
		failure && h('p', { class: 'failure', role: 'alert' }, failure),
		h('div', { class: 'after' }, loading ? spinner(t('loading')) : next && secondary(t('orders.more'), fetchPage)),
		servedLine(from),
	];
}

function replace(order) {
	items = items.map((old) => (old.id === order.id ? order : old));
	redrawOrders();
}

function askCancel(order) {
	fill(confirm, header(confirm, 'confirm', t('cancel.title', { id: shortId(order.id) })), h('div', { class: 'dialog-body' },
		h('p', {}, t('cancel.text')),
		h('p', { class: 'actions' }, secondary(t('cancel.no'), () => confirm.close()),
			h('button', { type: 'button', class: 'button button-danger', onclick: () => {
				confirm.close();
				cancel(order);
			} }, t('cancel.yes')))));
	confirm.showModal();
}

async function cancel(order) {
	cancelling.add(order.id);
	replace({ ...order, status: 'CANCELLING' });
	try {
		const after = await cancelOrder(order.id);
		replace(after);
		announce(t(`order.said.${after.status}`));
	}
	catch (error) {
		replace(order);
		announce(sentence(error));
	}
	finally {
		cancelling.delete(order.id);
		document.getElementById('orders-title')?.focus();
		watchUnsettled();
	}
}

/** Refreshes unfinished orders until each has its final status. */
function watchUnsettled() {
	clearTimeout(watch);
	const open = items.filter((order) => ['PENDING', 'CANCELLING'].includes(order.status) && !cancelling.has(order.id));
	if (open.length && view.isConnected) {
		watch = setTimeout(async () => {
			const looks = await Promise.allSettled(open.map((order) => fetchOrder(order.id)));
			looks.filter((look) => look.status === 'fulfilled').forEach((look) => replace(look.value));
			watchUnsettled();
		}, POLL);
	}
}
