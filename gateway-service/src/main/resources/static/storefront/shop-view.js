import { ApiError } from './api.js';
import { coast, picture, tide } from './art.js';
import { addToCart } from './cart-dialog.js';
import { h, icon } from './dom.js';
import { category, money, t, title } from './i18n.js';
import { notice, primary, secondary, stock } from './pieces.js';
import { categories, page } from './products.js';
import { address, go, here } from './router.js';
import { announce } from './status.js';

const hero = h('section', { class: 'hero' });
const chips = h('nav', { class: 'chips' });
const heading = h('h2', { id: 'results', tabindex: '-1' });
const grid = h('ul', { class: 'grid', 'aria-labelledby': 'results' });
const after = h('div', { class: 'after' });
const view = [hero, h('div', { class: 'wrap' }, chips, heading, grid, after)];

let known = [];
let asked; // search and category of the shown products, {q, category}
let items = [];
let next;
let fetching;

/** Shows the shop's view for the address. */
export function showShop(main) {
	if (main.firstChild !== hero) {
		main.replaceChildren(...view);
	}
	const { q, category: wanted } = here();
	if (asked?.q !== q || asked?.category !== wanted) {
		asked = { q, category: wanted };
		fetchFirst();
	}
	drawFrame();
}

/** Draws the same view again after a change of the language. */
export function redrawShop() {
	drawFrame();
	if (!fetching && items.length) {
		grid.replaceChildren(...items.map(card));
		drawMore();
	}
	else if (!fetching) {
		fetchFirst();
	}
}

async function fetchCategories() {
	try {
		known = await categories();
		drawFrame();
	}
	catch (error) {
		if (!(error instanceof ApiError)) {
			throw error;
		}
	}
}

function drawFrame() {
	hero.classList.toggle('sr', Boolean(asked.q));
	hero.replaceChildren(h('div', { class: 'wrap hero-in' }, h('h1', {}, t('hero.title')), h('p', {}, t('hero.text'))), coast(), tide());
	chips.setAttribute('aria-label', t('categories'));
	chips.replaceChildren(...['', ...known.filter(Boolean)].map((name) => h('a', {
		class: 'chip', href: address({ q: asked.q, category: name }), 'data-route': true,
		'aria-current': name === asked.category ? 'true' : undefined,
	}, name ? category(name) : t('categories.all'))));
	heading.textContent = asked.q ? t('results.for', { q: asked.q })
		: asked.category ? category(asked.category) : t('results.all');
}

function card(product) {
	const name = title(product);
	return h('li', { class: 'card' },
		picture(product),
		h('div', { class: 'card-body' },
			h('p', { class: 'kind' }, category(product.category)),
			h('h3', { dir: 'auto' }, h('a', { href: address({ ...asked, product: product.sku }), 'data-route': true }, name)),
			h('p', { class: 'card-facts' }, h('span', { class: 'price' }, money(product.price)), stock(product.available)),
			h('button', {
				type: 'button', class: 'button button-add', disabled: product.available <= 0,
				'aria-label': t('add.named', { name }), onclick: (event) => addToCart(product, 1, event.currentTarget),
			}, icon('plus'), h('span', {}, t('add')))));
}

const skeleton = () => h('li', { class: 'card skeleton', 'aria-hidden': 'true' },
	h('div', { class: 'art' }), h('div', { class: 'card-body' }, h('i'), h('i'), h('i')));

async function fetchFirst() {
	items = [];
	next = undefined;
	grid.replaceChildren(...Array.from({ length: 8 }, skeleton));
	after.replaceChildren();
	if (!known.length) {
		fetchCategories();
	}
	if (await fetchPage()) {
		grid.replaceChildren(...items.map(card));
		if (items.length) {
			announceCount();
		}
		else {
			after.replaceChildren(notice({
				title: asked.q ? t('empty.title', { q: asked.q }) : t('empty.category'), text: t('empty.text'),
				action: secondary(t('empty.action'), () => go({})),
			}));
			announce(t('empty.category'), { quiet: true });
		}
	}
}

async function fetchMore() {
	const shown = items.length;
	after.querySelector('button')?.setAttribute('aria-disabled', 'true');
	if (await fetchPage()) {
		const added = items.slice(shown).map(card);
		grid.append(...added);
		added[0]?.querySelector('a').focus({ preventScroll: true });
		announceCount();
	}
}

/** Fetches a page; returns false if it failed or the user has moved on. */
async function fetchPage() {
	fetching?.abort();
	const mine = new AbortController();
	fetching = mine;
	grid.setAttribute('aria-busy', 'true');
	try {
		const answer = await page(asked, next, mine.signal);
		items = [...items, ...answer.items];
		next = answer.next;
		drawMore();
		return true;
	}
	catch (error) {
		if (fetching === mine && error instanceof ApiError) {
			drawFailure(error);
		}
		else if (fetching === mine) {
			throw error;
		}
		return false;
	}
	finally {
		if (fetching === mine) {
			fetching = undefined;
			grid.removeAttribute('aria-busy');
		}
	}
}

function drawMore() {
	after.replaceChildren(...(next ? [
		h('p', { class: 'muted' }, t('shown', { count: items.length })),
		secondary(t('more'), (event) => event.currentTarget.getAttribute('aria-disabled') || fetchMore(), { id: 'more' }),
	] : items.length > 20 ? [h('p', { class: 'muted' }, t('shown.all', { count: items.length }))] : []));
}

function drawFailure(error) {
	if (!items.length) {
		grid.replaceChildren();
	}
	after.replaceChildren(notice({
		title: t('failed.title'), text: error.sentence, alert: true,
		action: primary(t('again'), () => (items.length ? fetchMore() : fetchFirst())),
	}));
}

const announceCount = () => announce(t('shown', { count: items.length }), { quiet: true });
