/** Creates elements without markup strings. All text goes into text nodes, so no answer of an API can become markup. */

const SVG = 'http://www.w3.org/2000/svg';

function build(node, props, children) {
	for (const [name, value] of Object.entries(props ?? {})) {
		if (value === undefined || value === null || value === false) {
			continue;
		}
		if (name.startsWith('on')) {
			node.addEventListener(name.slice(2), value);
		}
		else {
			node.setAttribute(name, value === true ? '' : value);
		}
	}
	node.append(...children.flat(Infinity).filter((child) => child !== undefined && child !== null && child !== false));
	return node;
}

export function h(tag, props, ...children) {
	return build(document.createElement(tag), props, children);
}

export function svg(tag, props, ...children) {
	return build(document.createElementNS(SVG, tag), props, children);
}

const ICONS = {
	close: 'M5 5l10 10M15 5L5 15',
	plus: 'M10 4.5v11M4.5 10h11',
	minus: 'M4.5 10h11',
	check: 'M4.5 10.5l3.8 3.8L15.5 6.5',
	chevron: 'M5.5 12.5L10 8l4.5 4.5',
	trash: 'M4.5 6h11M8 6V4.5h4V6M6 6l.7 9.5h6.6L14 6',
};

export function icon(name) {
	return svg('svg', { viewBox: '0 0 20 20', width: 18, height: 18, class: 'icon', 'aria-hidden': 'true' },
		svg('path', { d: ICONS[name] }));
}

/** Sets custom properties through the CSSOM, because the content security policy forbids style attributes. */
export function withVars(node, vars) {
	for (const [name, value] of Object.entries(vars)) {
		node.style.setProperty(name, value);
	}
	return node;
}
