import { load, local, save } from './store.js';
import { sum, times } from './money.js';

/** Bounds of an order, by the contract. */
const MAX_LINES = 20;
export const MAX_QUANTITY = 100;

/** Fires `change` when the cart's content changes, in this tab or in another one. */
export const cart = new EventTarget();

let lines = load(local, 'cart', []);

function keep(next) {
	lines = next;
	save(local, 'cart', lines);
	cart.dispatchEvent(new Event('change'));
}

window.addEventListener('storage', (event) => {
	if (event.key === 'marea.cart') {
		lines = load(local, 'cart', []);
		cart.dispatchEvent(new Event('change'));
	}
});

/** Lines as {sku, quantity, name, category, price}, with the product's data of the last answer. */
export const contents = () => lines;
export const count = () => lines.reduce((total, line) => total + line.quantity, 0);
export const total = () => sum(lines.map((line) => times(line.price, line.quantity)));

/** Returns false if the cart is full: an order has at most 20 lines of at most 100 each. */
export function add({ sku, name, category, price }, quantity = 1) {
	const known = lines.find((line) => line.sku === sku);
	if (known ? known.quantity + quantity > MAX_QUANTITY : lines.length >= MAX_LINES) {
		return false;
	}
	const line = { sku, name, category, price, quantity: quantity + (known?.quantity ?? 0) };
	keep(known ? lines.map((old) => (old.sku === sku ? line : old)) : [...lines, line]);
	return true;
}

export function setQuantity(sku, quantity) {
	keep(quantity < 1 ? lines.filter((line) => line.sku !== sku)
		: lines.map((line) => (line.sku === sku ? { ...line, quantity: Math.min(quantity, MAX_QUANTITY) } : line)));
}

/** Updates name and price of a product in the cart. */
export function refresh({ sku, name, category, price }) {
	const known = lines.find((line) => line.sku === sku);
	if (known && JSON.stringify([known.name, known.category, known.price]) !== JSON.stringify([name, category, price])) {
		keep(lines.map((line) => (line.sku === sku ? { ...line, name, category, price } : line)));
	}
}

/** Removes the ordered lines and keeps lines that were added since. */
export function remove(ordered) {
	const taken = new Map(ordered.map((line) => [line.sku, line.quantity]));
	keep(lines.map((line) => ({ ...line, quantity: line.quantity - (taken.get(line.sku) ?? 0) }))
		.filter((line) => line.quantity > 0));
}
