import { has, t } from './i18n.js';

const TIMEOUT = 15_000; // ms; longer than the gateway's own

/**
 * Fires `answer` with {servedBy, status, path} for every answer of the shop, and `silence` with {path} without an answer.
 */
export const traffic = new EventTarget();

const servers = new WeakMap();

/** Instances that took part in an answer, the innermost first: "catalog-service-2, gateway-service-1". */
export const servedBy = (answer) => servers.get(answer) ?? '';

const words = (text) => (typeof text === 'string' && text.trim() ? text : undefined);

/** A failed request; `status` is 0 without an answer. `retryAfter` is in seconds, if the shop sent it. */
export class ApiError extends Error {

	constructor(status, content, retryAfter) {
		const problem = content ?? {};
		super(problem.detail ?? problem.title ?? `HTTP ${status}`);
		this.status = status;
		this.problem = problem;
		this.slug = String(problem.type ?? '').split('/').pop();
		this.retryAfter = retryAfter;
	}

	/** A retry may succeed, and the outcome of this request is unknown. */
	get passing() {
		return this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 500
			|| this.slug === 'order-in-progress';
	}

	/** One sentence for the user. */
	get sentence() {
		if (this.status === 0) {
			return t('problem.network');
		}
		if (has(`problem.${this.slug}`)) {
			return t(`problem.${this.slug}`);
		}
		if (this.status >= 500) {
			return t('problem.internal');
		}
		return words(this.problem.detail) ?? words(this.problem.title) ?? t('problem.other', { count: this.status });
	}

}

function seconds(header) {
	if (!header) {
		return undefined;
	}
	const value = /^\d+$/.test(header) ? Number(header) : (Date.parse(header) - Date.now()) / 1000;
	return Number.isFinite(value) ? Math.max(0, value) : undefined;
}

async function body(response) {
	const text = await response.text();
	try {
		return text ? JSON.parse(text) : undefined;
	}
	catch {
		return undefined;
	}
}

/** Answers of an issuer elsewhere are none of the shop's. */
const tell = (path, event) => path.startsWith('/') && traffic.dispatchEvent(event);

/**
 * Sends a request, with a body of JSON or a form; returns the JSON body or throws an ApiError. An abort of the signal is
 * thrown unchanged.
 */
export async function call(method, path, { json, form, headers = {}, signal, timeout = TIMEOUT } = {}) {
	const patience = AbortSignal.timeout(timeout);
	let response;
	let content;
	try {
		response = await fetch(path, {
			method,
			headers: { Accept: 'application/json, application/problem+json', ...(json ? { 'Content-Type': 'application/json' } : {}), ...headers },
			body: json ? JSON.stringify(json) : form && new URLSearchParams(form),
			signal: signal ? AbortSignal.any([signal, patience]) : patience,
			cache: 'no-store',
		});
		content = await body(response);
	}
	catch (failure) {
		if (signal?.aborted) {
			throw failure;
		}
		tell(path, new CustomEvent('silence', { detail: { path } }));
		throw new ApiError(0);
	}
	const servedBy = response.headers.get('Served-By') ?? '';
	tell(path, new CustomEvent('answer', { detail: { servedBy, status: response.status, path } }));
	if (!response.ok) {
		throw new ApiError(response.status, content, seconds(response.headers.get('Retry-After')));
	}
	if (content) {
		servers.set(content, servedBy);
	}
	return content;
}

const pause = (ms, signal) => new Promise((resolve, reject) => {
	const timer = setTimeout(resolve, ms);
	signal?.addEventListener('abort', () => {
		clearTimeout(timer);
		reject(signal.reason);
	}, { once: true });
});

/**
 * Retries an idempotent request after passing failures. It waits for Retry-After, or for 1, 2, 4 s.
 * `waiting` is called with {error, delay (s), attempt} before each pause.
 */
export async function persist(request, { attempts = 5, waiting = () => {}, signal } = {}) {
	for (let attempt = 1; ; attempt++) {
		try {
			return await request();
		}
		catch (error) {
			if (!(error instanceof ApiError) || !error.passing || attempt === attempts) {
				throw error;
			}
			const delay = Math.min(error.retryAfter ?? 2 ** (attempt - 1), 30);
			waiting({ error, delay, attempt });
			await pause(delay * 1000, signal);
		}
	}
}

export { pause };
