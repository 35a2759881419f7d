import { call } from './api.js';
import { refresh } from './cart.js';

const known = new Map();

function remember(product) {
	known.set(product.sku, product);
	refresh(product);
	return product;
}

/** A page of products as {items, next}. */
export async function page({ q, category }, after, signal) {
	const query = new URLSearchParams({ limit: 20 });
	for (const [name, value] of Object.entries({ q, category, after })) {
		if (value) {
			query.set(name, value);
		}
	}
	const answer = await call('GET', `/api/catalog/products?${query}`, { signal });
	answer.items.forEach(remember);
	return answer;
}

export const categories = () => call('GET', '/api/catalog/products/categories');

export async function product(sku, signal) {
	return remember(await call('GET', `/api/catalog/products/${encodeURIComponent(sku)}`, { signal }));
}

/** A product's data of the last answer; sends no request. */
export const seen = (sku) => known.get(sku);

/** Fetches those of the products that are not known yet; products may have been removed. */
export const know = (skus) => Promise.allSettled([...new Set(skus)].filter((sku) => !known.has(sku))
	.map((sku) => product(sku)));
