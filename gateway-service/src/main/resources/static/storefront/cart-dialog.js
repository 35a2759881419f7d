import { ApiError } from './api.js';
import { picture } from './art.js';
import { add, cart, contents, count, setQuantity, total } from './cart.js';
import { placeOrder, unanswered } from './checkout.js';
import { dialog, fill, header } from './dialogs.js';
import { h, icon } from './dom.js';
import { money, t, title } from './i18n.js';
import { times } from './money.js';
import { orderResult } from './order-card.js';
import { notice, primary, secondary, spinner, stepper } from './pieces.js';
import { product } from './products.js';
import { go } from './router.js';
import { askWho } from './session-dialog.js';
import { shopper } from './session.js';
import { announce } from './status.js';

const node = dialog('cart', { closed: () => {
	if (!placing) {
		outcome = undefined;
	}
} });

let placing; // message while the order has no answer yet
let outcome; // {order} or {error}

/** Opens the cart as its button does, for a shopper who left it to sign in. */
export function reopenCart() {
	document.getElementById('cart-open').focus();
	openCart();
	node.querySelector('[data-focus=place]')?.focus();
}

export function openCart() {
	draw();
	node.showModal();
	contents().forEach((line) => product(line.sku).catch(() => {}));
}

export function redrawCart() {
	if (node.open) {
		draw();
	}
}

cart.addEventListener('change', redrawCart);

/** Adds a product to the cart and announces it. */
export function addToCart(product, quantity, button) {
	const name = title(product);
	if (!add(product, quantity)) {
		announce(t('cart.full'));
		return;
	}
	announce(t('cart.added', { name, count: count() }));
	button?.classList.add('added');
	button?.addEventListener('animationend', () => button.classList.remove('added'), { once: true });
}

function draw() {
	fill(node, header(node, 'cart', t(outcome?.order ? 'order.title' : 'cart.title')), body());
}

function body() {
	if (placing) {
		return h('div', { class: 'dialog-body' }, spinner(placing));
	}
	if (outcome?.order) {
		return h('div', { class: 'dialog-body' }, orderResult(outcome.order, { adjust }), h('p', { class: 'actions' },
			secondary(t('orders.see'), () => {
				node.close();
				go({ view: 'orders' });
			}),
			primary(t(outcome.order.status === 'REJECTED' ? 'cart.back' : 'cart.on'), () => {
				const back = outcome.order.status === 'REJECTED';
				outcome = undefined;
				back ? draw() : node.close();
			})));
	}
	if (shopper() && unanswered()) {
		return h('div', { class: 'dialog-body' }, failed(), notice({
			title: t('attempt.title'), text: t('attempt.text'), action: primary(t('attempt.again'), place, { 'data-focus': 'place' }),
		}));
	}
	return contents().length ? filled() : h('div', { class: 'dialog-body' },
		notice({ title: t('cart.empty'), text: t('cart.empty.text'), action: primary(t('cart.on'), () => node.close()) }));
}

const failed = () => outcome?.error && h('p', { class: 'failure', role: 'alert' }, outcome.error);

function filled() {
	return [
		h('ul', { class: 'dialog-body lines' }, contents().map(line)),
		h('footer', { class: 'dialog-foot' }, failed(),
			h('p', { class: 'total' }, h('span', {}, t('cart.total')), h('strong', {}, money(total()))),
			primary(shopper() ? t('order.place', { name: shopper() }) : t('order.enter'), place, { 'data-focus': 'place' }),
			h('p', { class: 'muted' }, t('cart.hint'))),
	];
}

function line({ sku, name, category, price, quantity }) {
	const label = title({ name, sku });
	return h('li', { class: 'line' }, picture({ sku, category, name }),
		h('div', { class: 'line-text' }, h('h3', { dir: 'auto' }, label), h('p', { class: 'muted' }, t('cart.each', { price: money(price) })),
			stepper({ name: label, quantity, focus: sku, change: (to) => setQuantity(sku, to) })),
		h('div', { class: 'line-end' }, h('strong', {}, money(times(price, quantity))),
			h('button', {
				type: 'button', class: 'icon-button', 'aria-label': t('cart.remove', { name: label }), onclick: () => {
					setQuantity(sku, 0);
					announce(t('cart.removed', { name: label }));
				},
			}, icon('trash'))));
}

/** Reduces the quantities to the available stock. */
function adjust(short) {
	short.forEach(({ sku, available }) => setQuantity(sku, available));
	outcome = undefined;
	draw();
}

async function place() {
	if (!shopper()) {
		outcome = undefined;
		await askWho('cart');
		return;
	}
	if (placing) {
		return;
	}
	outcome = undefined;
	tell(t('order.placing'));
	try {
		const order = await placeOrder(({ error, order: pending, delay }) => tell(pending ? t('order.pending')
			: t('order.retry', { reason: error.sentence, count: Math.ceil(delay) })));
		outcome = { order };
		announce(t(`order.said.${order.status}`), { quiet: true });
	}
	catch (error) {
		if (!(error instanceof ApiError)) {
			throw error;
		}
		outcome = { error: error.sentence };
	}
	finally {
		placing = undefined;
		draw();
		node.querySelector('h2')?.focus();
	}
}

function tell(text) {
	placing = text;
	draw();
}

