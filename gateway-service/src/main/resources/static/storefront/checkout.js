import { ApiError, pause, persist } from './api.js';
import { contents, remove } from './cart.js';
import { callAsShopper, shopperId } from './session.js';
import { load, local, save } from './store.js';

const PATIENCE = 60_000; // ms for which a PENDING order is watched; then the user is asked to check later

/**
 * The sent order without a final answer, as {key, lines}. It is stored across page loads: until its outcome is known,
 * only its own key and lines are sent, so that no retry can order twice.
 */
export function unanswered() {
	const attempts = load(local, 'attempts', {});
	return Object.hasOwn(attempts, shopperId()) ? attempts[shopperId()] : undefined;
}

function keep(id, attempt) {
	save(local, 'attempts', { ...load(local, 'attempts', {}), [id]: attempt });
}

/** `crypto.randomUUID` exists only on https and localhost; a shop at a node's address has neither. */
function newKey() {
	return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function begin() {
	const attempt = { key: newKey(), lines: contents().map(({ sku, quantity }) => ({ sku, quantity })) };
	keep(shopperId(), attempt);
	return attempt;
}

/**
 * Places the cart's order, or continues the unanswered one; returns the order. `waiting` is called with {error, delay}
 * before a retry, and with {order} while an accepted order is PENDING.
 */
export async function placeOrder(waiting) {
	const id = shopperId();
	const attempt = unanswered() ?? begin();
	try {
		const placed = await persist(() => callAsShopper('POST', '/api/orders',
			{ json: { lines: attempt.lines }, headers: { 'Idempotency-Key': attempt.key } }), { waiting });
		const order = await outcome(placed, waiting);
		if (order.status !== 'PENDING') {
			keep(id, undefined);
		}
		if (order.status === 'CONFIRMED') {
			remove(attempt.lines);
		}
		return order;
	}
	catch (error) {
		const refused = error instanceof ApiError && !error.passing && ![401, 403].includes(error.status);
		if (refused) {
			keep(id, undefined);
		}
		throw error;
	}
}

async function outcome(placed, waiting) {
	let order = placed;
	for (const end = Date.now() + PATIENCE; order.status === 'PENDING' && Date.now() < end;) {
		waiting({ order });
		await pause(1000);
		order = await persist(() => fetchOrder(placed.id));
	}
	return order;
}

export const fetchOrder = (id) => callAsShopper('GET', `/api/orders/${encodeURIComponent(id)}`);

/** Cancelling is idempotent, so passing failures are retried. */
export const cancelOrder = (id) => persist(() => callAsShopper('DELETE', `/api/orders/${encodeURIComponent(id)}`));

export const fetchOrders = (after, signal) => callAsShopper('GET',
	`/api/orders?limit=10${after ? `&after=${encodeURIComponent(after)}` : ''}`, { signal });
