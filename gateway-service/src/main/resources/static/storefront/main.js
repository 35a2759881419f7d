import { cart, count } from './cart.js';
import { openCart, redrawCart, reopenCart } from './cart-dialog.js';
import { language, setLanguage, t, translatePage } from './i18n.js';
import { drawInstances } from './instances.js';
import { hideOrders, redrawOrders, refetch, showOrders } from './orders-view.js';
import { redrawProduct, showProduct } from './product-dialog.js';
import { go, here, place } from './router.js';
import { askWho, explain } from './session-dialog.js';
import { account, hasLeft, resume, shopper } from './session.js';
import { redrawShop, showShop } from './shop-view.js';
import { announce } from './status.js';

const TYPING = 250; // ms of quiet before a search is sent

const main = document.getElementById('main');
const search = document.getElementById('search');
const box = document.getElementById('q');
const links = { orders: document.getElementById('orders-link') };

let view;

function show() {
	const { view: wanted, q } = here();
	const next = wanted === 'orders' ? 'orders' : 'shop';
	if (next !== view) {
		hideOrders();
		const first = view === undefined;
		view = next;
		next === 'orders' ? showOrders(main) : showShop(main);
		if (!first) {
			window.scrollTo(0, 0);
			main.focus({ preventScroll: true });
		}
	}
	else if (next === 'shop') {
		showShop(main);
	}
	if (box.value.trim() !== q && document.activeElement !== box) {
		box.value = q;
	}
	links.orders.toggleAttribute('aria-current', next === 'orders');
	if (next === 'orders') {
		links.orders.setAttribute('aria-current', 'page');
	}
	showProduct();
	title();
}

function title() {
	const { q } = here();
	document.title = view === 'orders' ? `${t('orders.title')} · Marea` : q ? `${q} · Marea` : `Marea · ${t('hero.title')}`;
}

function frame() {
	translatePage();
	const account = document.getElementById('account');
	account.textContent = shopper() ?? t('session.enter');
	account.setAttribute('aria-label', shopper() ? t('session.as', { name: shopper() }) : t('session.enter'));
	const badge = document.getElementById('cart-count');
	badge.textContent = count();
	badge.classList.toggle('some', count() > 0);
	document.getElementById('cart-open').setAttribute('aria-label', t('cart.open', { count: count() }));
}

let typing;

function searchNow() {
	clearTimeout(typing);
	const q = box.value.trim();
	const { category } = view === 'shop' ? here() : {};
	// Typing in the search field adds one entry to the history; further letters replace it.
	go({ q, category }, { replace: view === 'shop' && Boolean(here().q) });
}

box.addEventListener('input', () => {
	clearTimeout(typing);
	typing = setTimeout(searchNow, TYPING);
});
search.addEventListener('submit', (event) => {
	event.preventDefault();
	searchNow();
});

document.getElementById('cart-open').addEventListener('click', openCart);
document.getElementById('account').addEventListener('click', () => askWho());
for (const button of document.querySelectorAll('[data-lang]')) {
	button.addEventListener('click', () => setLanguage(button.dataset.lang));
}

place.addEventListener('change', show);
cart.addEventListener('change', frame);
account.addEventListener('change', () => {
	frame();
	redrawCart();
	if (view === 'orders') {
		refetch();
	}
});
language.addEventListener('change', () => {
	frame();
	title();
	view === 'shop' ? redrawShop() : redrawOrders();
	[redrawProduct, redrawCart, drawInstances].forEach((redraw) => redraw());
});

frame();
show();
drawInstances();

if (hasLeft()) {
	announce(t('session.left'));
}
try {
	const then = await resume();
	if (then === 'cart') {
		reopenCart();
	}
}
catch (error) {
	explain(error);
}

