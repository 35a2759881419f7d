import { h, icon } from './dom.js';
import { number, t } from './i18n.js';
import { MAX_QUANTITY } from './cart.js';

/** The control "− 2 +"; screen readers announce each change. */
export function stepper({ name, quantity, focus = '', min = 1, change }) {
	const button = (sign, next, label) => h('button', {
		type: 'button', class: 'icon-button', 'aria-label': label, 'data-focus': `${focus}${sign}`,
		disabled: next < min || next > MAX_QUANTITY, onclick: () => change(next),
	}, icon(sign));
	return h('div', { class: 'stepper', role: 'group', 'aria-label': t('quantity.of', { name }) },
		button('minus', quantity - 1, t('quantity.less')),
		h('output', { 'aria-live': 'polite' }, number(quantity)),
		button('plus', quantity + 1, t('quantity.more')));
}

/** The available stock in words. */
export function stock(available) {
	if (available <= 0) {
		return h('span', { class: 'stock stock-none' }, t('stock.none'));
	}
	return available <= 5 ? h('span', { class: 'stock stock-few' }, t('stock.few', { count: available }))
		: h('span', { class: 'stock' }, t('stock.some'));
}

export function servedLine(servers) {
	return servers && h('p', { class: 'served' }, t('served', { servers: servers.split(',').map((name) => name.trim()).join(' → ') }));
}

/** A notice instead of content: an empty list or an error. */
export function notice({ title, text, action, picture, alert = false }) {
	return h('div', { class: 'notice', role: alert ? 'alert' : undefined }, picture,
		h('h3', {}, title), text && h('p', {}, text), action);
}

export const spinner = (text) => h('p', { class: 'busy', role: 'status' }, h('span', { class: 'waves', 'aria-hidden': 'true' },
	h('i'), h('i'), h('i')), text);

export const primary = (text, onclick, props = {}) => h('button', { type: 'button', class: 'button', onclick, ...props }, text);
export const secondary = (text, onclick, props = {}) => h('button', { type: 'button', class: 'button button-quiet', onclick, ...props }, text);
