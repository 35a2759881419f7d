/** Storage may be missing or full (private windows, policies). Then the data lives only as long as the page. */

const memory = new Map();

export function load(area, name, fallback) {
	try {
		const text = area().getItem(`marea.${name}`) ?? memory.get(name);
		return text === null || text === undefined ? fallback : JSON.parse(text);
	}
	catch {
		return memory.has(name) ? JSON.parse(memory.get(name)) : fallback;
	}
}

export function save(area, name, value) {
	const text = JSON.stringify(value);
	memory.set(name, text);
	try {
		area().setItem(`marea.${name}`, text);
	}
	catch {
		// the value stays in memory
	}
}

export const local = () => window.localStorage;
export const session = () => window.sessionStorage;
