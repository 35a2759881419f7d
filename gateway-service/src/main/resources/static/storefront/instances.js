import { call, traffic } from './api.js';
import { h, icon, withVars } from './dom.js';
import { number, t } from './i18n.js';
import { load, save, session as tab } from './store.js';

const WINDOW = 100; // number of answers over which shares are computed; small, so that a new instance shows within seconds
const TICKS = 24;
const ASK = 200; // ms between requests: five per second
const COLOURS = 8;

const strip = document.getElementById('instances');
const services = new Map(); // service → {answers: [instance], names: [instance], total}
let last = '';
let refused = 0;
let open = load(tab, 'instances', false);
let asking;
let drawn = false;

/**
 * The service of an instance: "catalog-service-2" and the pod "marea-catalog-6f7c9d-x2x4z" belong to "catalog". A
 * container id has no service name. Then the outermost instance is the gateway, and the path gives the inner service.
 */
function serviceOf(instance, outermost, path) {
	return ['catalog', 'order', 'gateway'].find((name) => instance.includes(name))
		?? (outermost ? 'gateway' : path.startsWith('/api/orders') ? 'order' : 'catalog');
}

/** The part of the name that differs between instances of a service. */
function shortName(instance, service) {
	return instance.includes(service) ? instance.slice(instance.indexOf(service)).replace(/^[a-z]+-(service-)?/, '') || instance
		: instance;
}

function count(instance, name) {
	const service = services.get(name) ?? { answers: [], names: [], total: 0 };
	services.set(name, service);
	if (!service.names.includes(instance)) {
		service.names.push(instance);
	}
	service.answers.push(instance);
	service.answers.splice(0, service.answers.length - WINDOW);
	service.total++;
}

traffic.addEventListener('answer', ({ detail: { servedBy, status, path } }) => {
	const instances = servedBy.split(',').map((name) => name.trim()).filter(Boolean);
	instances.forEach((name, index) => count(name, serviceOf(name, index === instances.length - 1, path)));
	if (instances.length) {
		last = instances.join(' → ');
	}
	if (status === 503) {
		refused++;
	}
	soon();
});

traffic.addEventListener('silence', () => {
	refused++;
	soon();
});

/** Draws at most once per frame, however many answers arrive. */
function soon() {
	if (!drawn) {
		drawn = true;
		requestAnimationFrame(() => {
			drawn = false;
			drawInstances();
		});
	}
}

const ordered = () => ['catalog', 'order', 'gateway'].filter((name) => services.has(name));

const colour = (service, instance) => `c${service.names.indexOf(instance) % COLOURS}`;

/** Instances with answers in the window. An instance that has ended stays until its last answer leaves the window. */
function shares(service) {
	return service.names.map((name) => ({ name, count: service.answers.filter((answer) => answer === name).length }))
		.filter(({ count: share }) => share > 0)
		.sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }));
}

export function drawInstances() {
	const focused = strip.contains(document.activeElement) ? document.activeElement.dataset.focus : undefined;
	strip.replaceChildren(bar(), open ? panel() : '');
	strip.classList.toggle('open', open);
	if (focused) {
		strip.querySelector(`[data-focus="${focused}"]`)?.focus({ preventScroll: true });
	}
}

function bar() {
	return h('button', {
		type: 'button', class: 'strip', 'aria-expanded': String(open), 'aria-controls': 'instances-panel', 'data-focus': 'strip',
		onclick: () => {
			open = !open;
			save(tab, 'instances', open);
			drawInstances();
		},
	},
	h('span', { class: 'strip-title' }, t('instances.title')),
	h('span', { class: 'strip-last' }, last || t('instances.none')),
	h('span', { class: 'strip-services', 'aria-hidden': 'true' }, ordered().map((name) => {
		const service = services.get(name);
		return h('span', { class: 'strip-service' }, h('span', {}, t(`service.${name}`), ' ', h('b', {}, number(shares(service).length))),
			h('span', { class: 'ticks' }, service.answers.slice(-TICKS).map((answer) => h('i', { class: colour(service, answer) }))));
	})),
	icon('chevron'));
}

function panel() {
	return h('div', { class: 'panel', id: 'instances-panel' },
		h('div', { class: 'panel-services' }, ordered().map((name) => group(name, services.get(name)))),
		h('div', { class: 'panel-foot' },
			h('button', { type: 'button', class: 'button button-quiet', 'aria-pressed': String(Boolean(asking)), 'data-focus': 'ask', onclick: ask },
				t(asking ? 'instances.stop' : 'instances.ask')),
			h('button', { type: 'button', class: 'button button-quiet', 'data-focus': 'reset', onclick: reset }, t('instances.reset')),
			h('p', { class: 'muted' }, t('instances.text', { count: WINDOW }),
				refused ? h('strong', { class: 'refused' }, ` ${t('instances.refused', { count: refused })}`) : '')));
}

function group(name, service) {
	const all = shares(service);
	const most = Math.max(...all.map((share) => share.count));
	return h('section', { class: 'group', 'data-service': name },
		h('h3', {}, t(`service.${name}`), ' ', h('span', { class: 'muted' }, t('instances.count', { count: all.length }))),
		h('ul', {}, all.map((share) => h('li', { 'data-instance': share.name, title: share.name },
			h('span', { class: 'instance-name' }, shortName(share.name, name)),
			h('span', { class: 'meter' }, withVars(h('i', { class: colour(service, share.name) }), { '--share': share.count / most })),
			h('span', { class: 'instance-count' }, number(share.count))))));
}

function reset() {
	services.clear();
	last = '';
	refused = 0;
	drawInstances();
}

/** Requests one product five times per second, so that the bars move while the shop is scaled. */
function ask() {
	if (asking) {
		clearInterval(asking);
		asking = undefined;
	}
	else {
		asking = setInterval(() => {
			if (!document.hidden) {
				call('GET', '/api/catalog/products?limit=1', { timeout: 5000 }).catch(() => {});
			}
		}, ASK);
	}
	drawInstances();
}
