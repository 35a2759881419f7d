import en from './i18n/en.js';
import es from './i18n/es.js';
import { load, local, save } from './store.js';

const LANGUAGES = new Map([['en', en], ['es', es]]);

/** Fires `change` when the user selects the other language. */
export const language = new EventTarget();

let current = initial();

function initial() {
	const kept = load(local, 'language');
	if (LANGUAGES.has(kept)) {
		return kept;
	}
	const wanted = (navigator.languages ?? [navigator.language]).map((tag) => tag.slice(0, 2).toLowerCase());
	return wanted.find((tag) => LANGUAGES.has(tag)) ?? 'en';
}

/** The user's region, if it belongs to this language: dates and numbers differ between es-ES and es-MX. */
function locale() {
	return navigator.languages?.find((tag) => tag.slice(0, 2).toLowerCase() === current) ?? current;
}

export const lang = () => current;

export function setLanguage(next) {
	current = next;
	save(local, 'language', next);
	language.dispatchEvent(new Event('change'));
}

/**
 * A text by its key. A text may contain {names}; if it is an object, the plural form of `count` selects the text.
 */
export function t(key, values = {}) {
	let text = own(LANGUAGES.get(current), key) ?? own(en, key) ?? key;
	if (typeof text === 'object') {
		text = text[new Intl.PluralRules(locale()).select(values.count)] ?? text.other;
	}
	return text.replace(/\{(\w+)\}/g, (_, name) => {
		const value = own(values, name);
		return typeof value === 'number' ? number(value) : isolated(String(value ?? ''));
	});
}

/** An own property only: keys may come from outside, and every object inherits "constructor". */
const own = (object, key) => (Object.hasOwn(object, key) ? object[key] : undefined);

const OTHER_DIRECTION = /[\u0590-\u08ff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefc]/;

const CONTROLS = /[\u202a-\u202e\u2066-\u2069]/g;

/** Keeps right-to-left text from reordering the sentence around it. */
const isolated = (text) => (OTHER_DIRECTION.test(text) ? `\u2068${text.replace(CONTROLS, '')}\u2069` : text);

export const has = (key) => Object.hasOwn(en, key);

/** A product's text in the current language, or in the other language if that is missing. */
export function localized(texts) {
	return [own(texts ?? {}, current), own(texts ?? {}, 'en'), ...Object.values(texts ?? {})].find((text) => text?.trim()) ?? '';
}

/** Name of a product, or its SKU without a name. */
export const title = ({ name, sku }) => localized(name) || sku;

export function category(name) {
	return has(`category.${name}`) ? t(`category.${name}`) : name.charAt(0).toUpperCase() + name.slice(1).replaceAll('-', ' ');
}

export const number = (value) => new Intl.NumberFormat(locale()).format(value);

export function money({ amount, currency }) {
	try {
		return new Intl.NumberFormat(locale(), { style: 'currency', currency }).format(amount);
	}
	catch {
		return `${amount} ${currency}`;
	}
}

export const moment = (iso) => new Intl.DateTimeFormat(locale(), { dateStyle: 'medium', timeStyle: 'short' })
	.format(new Date(iso));

/** Fills in the texts of the page's own markup. */
export function translatePage(root = document) {
	document.documentElement.lang = current;
	for (const node of root.querySelectorAll('[data-i18n]')) {
		node.textContent = t(node.dataset.i18n);
	}
	for (const node of root.querySelectorAll('[data-i18n-label]')) {
		node.setAttribute('aria-label', t(node.dataset.i18nLabel));
	}
	for (const node of root.querySelectorAll('[data-i18n-placeholder]')) {
		node.placeholder = t(node.dataset.i18nPlaceholder);
	}
	for (const button of root.querySelectorAll('[data-lang]')) {
		button.setAttribute('aria-pressed', String(button.dataset.lang === current));
	}
}
