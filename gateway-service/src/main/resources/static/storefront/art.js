import { svg, withVars } from './dom.js';
import { DRAWINGS } from './drawings/index.js';

/**
 * Pictures of products. The name or the category selects the thing, the category its colours; the SKU varies hue, shape
 * and tide. A product always has the same picture.
 */

const SPREAD = 30; // degrees by which a SKU may change its category's hue, in both directions

/** Drawing, hue, and a spread of the hue if it differs from the default. */
const CATEGORIES = new Map(Object.entries({
	tea: ['tin', 150], coffee: ['bag', 50, 14], chocolate: ['bar', 35, 18], sweets: ['bar', 10], honey: ['jar', 75, 10], jam: ['jar', 15],
	preserves: ['jar', 20], spices: ['jar', 55], pantry: ['jar', 55], food: ['jar', 60], oil: ['bottle', 115], 'olive-oil': ['bottle', 112, 24],
	drinks: ['bottle', 250], wine: ['bottle', 10], fish: ['can', 225], 'tinned-fish': ['can', 225, 45], cheese: ['bar', 85],
	ceramics: ['mug', 215], kitchen: ['mug', 190], tableware: ['mug', 200], textiles: ['folded', 250, 40], linen: ['folded', 230],
	clothing: ['shirt', 260], candles: ['candle', 65], home: ['lantern', 60], lighting: ['lantern', 75], bath: ['soap', 170],
	soap: ['soap', 165], beauty: ['soap', 340], stationery: ['notebook', 285], books: ['cover', 250, 60], garden: ['plant', 145],
	plants: ['plant', 145], sailing: ['lifebuoy', 30, 20], outdoor: ['torch', 165], games: ['boat', 20], toys: ['boat', 25], gifts: ['letter', 200],
}));

/** Drawings by words of the English name; the first match counts. */
const NAMES = [
	[/teapot/, 'teapot'], [/moka/, 'moka'], [/grinder|mill\b/, 'mill'], [/strainer/, 'cup'], [/family tin|paprika|biscuits/, 'tin'],
	[/rice|chickpea|lentil/, 'sack'], [/chocolate|turrón|nougat/, 'bar'], [/\bcups?\b/, 'cup'], [/\bmug/, 'mug'], [/bowl/, 'bowl'],
	[/plate|dish\b/, 'plate'], [/\bjug|vase/, 'vase'], [/\btile/, 'tile'], [/jacket|oilskin/, 'jacket'], [/shirt|jumper|sweater/, 'shirt'],
	[/\bcap\b|\bhat\b|beanie/, 'cap'], [/tote|apron/, 'tote'], [/espadrille|shoe/, 'shoes'], [/cushion|pillow/, 'cushion'],
	[/lighthouse$|odyssey|island|lord/, 'cover', 0], [/moby|leagues under/, 'cover', 1], [/sailing alone|\bmast\b|old man/, 'cover', 2],
	[/handbook|in blank|colouring|notebook/, 'notebook'], [/soap on a rope/, 'soap', 0], [/\brope\b.*\bmat|doormat/, 'folded'], [/rope\b/, 'rope'],
	[/fender|buoy/, 'fender'], [/knife/, 'knife'], [/glove/, 'gloves'], [/boots/, 'boots'], [/dry bag|duffel/, 'drybag'], [/torch/, 'torch'],
	[/compass/, 'compass'], [/flags?\b/, 'flags'], [/sextant/, 'sextant'], [/whistle/, 'whistle'], [/\bbell\b/, 'bell'],
	[/clock|barometer/, 'dial'], [/candle/, 'candle'], [/\bprint\b|poster/, 'frame'], [/hammock/, 'hammock'], [/salts|balm/, 'jar', 1],
	[/sponge/, 'sponge'], [/domino/, 'dominoes'], [/playing cards/, 'cards'], [/jigsaw|puzzle/, 'jigsaw'], [/kite/, 'kite'], [/message in/, 'letter'],
];

const BOOKS = ['cover', 'notebook'];

/** Shapes that a category may use if not all three show the same kind of thing. */
const SHAPES = new Map(Object.entries({ tin: [0, 1], bag: [0, 2], soap: [0, 2] }));

/** FNV-1a with the finalizer of MurmurHash3: names that differ in one digit must differ in many bits. */
function hash(text) {
	let value = 0x811c9dc5;
	for (const char of text) {
		value = Math.imul(value ^ char.codePointAt(0), 0x01000193);
	}
	value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
	value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
	return (value ^ (value >>> 16)) >>> 0;
}

function wave(y, height, shift) {
	const steps = Array.from({ length: 8 }, () => `q30 ${-height} 60 0t60 0`).join('');
	return `M${-60 - shift} ${y}${steps}V180H-120z`;
}

/** The drawing for a product: by its name, else by its category. Books are always drawn as books. */
function subject({ category, name }, seed) {
	const [usual, hue, spread = SPREAD] = CATEGORIES.get(category) ?? ['shell', hash(category) % 360];
	const words = (name?.en ?? '').toLowerCase();
	const [, drawing, shape] = NAMES.find(([pattern, drawn]) => pattern.test(words) && (category !== 'books' || BOOKS.includes(drawn))) ?? [];
	const shapes = SHAPES.get(drawing ?? usual) ?? [0, 1, 2];
	return { drawing: drawing ?? usual, shape: shape ?? shapes[seed % shapes.length], hue, spread };
}

export function picture(product) {
	const seed = hash(product.sku);
	const { drawing, shape, hue, spread } = subject(product, seed >>> 16);
	const turn = ((seed >>> 4) % (2 * spread + 1)) - spread;
	const art = svg('svg', { class: 'art', viewBox: '0 0 240 180', 'aria-hidden': 'true', preserveAspectRatio: 'xMidYMid slice' },
		svg('rect', { class: 'sky', width: 240, height: 180 }),
		svg('circle', { class: 'sun', cx: 40 + (seed % 160), cy: 38 + ((seed >>> 8) % 24), r: 16 + ((seed >>> 12) % 10) }),
		svg('path', { class: 'sea far', d: wave(104, 9, seed % 60) }),
		svg('path', { class: 'sea near', d: wave(120, 11, (seed >>> 6) % 60) }),
		svg('path', { class: 'sand', d: 'M0 148q60-9 120-9t120 9v32H0z' }),
		svg('ellipse', { class: 'shadow', cx: 120, cy: 150, rx: 56, ry: 6 }),
		svg('g', { transform: 'translate(-18 -22.5) scale(1.15)' }, DRAWINGS[drawing](shape)));
	// A dark yellow would look olive.
	const light = hue + turn > 58 && hue + turn < 112 ? 0.73 : 0.62;
	const skies = [hue + turn, 70, 285, 215];
	return withVars(art, { '--sky': skies[(seed >>> 2) % 4], '--l': light, '--h': hue + turn, '--h2': hue + turn + 120 + ((seed >>> 20) % 90) });
}

/** The coast beside the heading: a lighthouse on its rock, a boat and the morning sun. */
export function coast() {
	const path = (name, d) => svg('path', { class: name, d });
	return svg('svg', { class: 'coast', viewBox: '0 0 520 240', 'aria-hidden': 'true' },
		svg('linearGradient', { id: 'beam' }, svg('stop', { class: 'beam-end', offset: '0' }), svg('stop', { class: 'beam-start', offset: '1' })),
		svg('circle', { class: 'coast-sun', cx: 236, cy: 128, r: 62 }),
		path('coast-beam', 'M390 64L120 14v100z'),
		path('coast-hill', 'M260 240q24-60 84-64 66-24 116 14 34 26 100 50z'),
		path('coast-tower', 'M376 80h30l12 102h-54z'),
		path('coast-band', 'M372.5 109h37l3.5 28h-44zM366 160h50l2.5 22h-55z'),
		path('coast-lamp', 'M380 54h22v20h-22z'),
		path('coast-roof', 'M376 54q15-24 30 0zM372 74h38v7h-38z'),
		svg('g', { class: 'coast-boat' },
			path('coast-sail', 'M118 112v66H74q30-24 44-66zM124 122v56h34q-26-18-34-56z'),
			path('coast-hull', 'M66 184h104q-8 24-28 24H94q-20 0-28-24z')),
		path('coast-bird', 'M196 58q8-9 14 0 6-9 14 0M168 78q6-7 11 0 5-7 11 0M300 44q6-7 11 0 5-7 11 0'));
}

/** The band of waves under the heading; the style sheet moves it. */
export function tide() {
	const layer = (name, y) => svg('path', { class: name,
		d: `M0 ${y}${Array.from({ length: 16 }, () => 'q50 -14 100 0t100 0').join('')}V90H0z` });
	return svg('svg', { class: 'tide', viewBox: '0 0 1600 80', preserveAspectRatio: 'none', 'aria-hidden': 'true' },
		layer('tide-far', 34), layer('tide-mid', 46), layer('tide-near', 58));
}
