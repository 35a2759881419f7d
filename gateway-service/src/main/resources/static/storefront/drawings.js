import { svg } from './dom.js';

/**
 * The things on the shore, each in three shapes. They stand on y = 150 around x = 120; colours are the classes main, deep,
 * soft, paper and spark of the style sheet.
 */

const path = (name, d) => svg('path', { class: name, d });
const rect = (name, x, y, width, height, rx = 0) => svg('rect', { class: name, x, y, width, height, rx });
const dot = (name, cx, cy, r, ry = r) => svg('ellipse', { class: name, cx, cy, rx: r, ry });

const leaf = (x, y, turn, name = 'deep') => svg('path', { class: name, d: 'M0 0q4-14 18-16q2 15-18 16z', transform: `translate(${x} ${y}) rotate(${turn})` });
const steam = (x, y) => path('line-soft', `M${x} ${y}q-7-9 0-17t0-17M${x + 16} ${y}q-7-9 0-17t0-17`);

function tin(shape) {
	if (shape === 2) {
		return [path('main', 'M82 92h66l-5 44q-2 14-15 14h-26q-13 0-15-14z'), path('handle', 'M84 104q-24-2-20 18q3 14 22 12'),
			path('main', 'M146 116q14-2 16-20h12q-2 34-30 34z'), rect('deep', 88, 84, 54, 9, 4), dot('spark', 115, 80, 6),
			leaf(108, 130, 0, 'soft'), leaf(110, 130, -70, 'soft')];
	}
	const [x, width, top] = shape ? [78, 84, 86] : [87, 66, 70];
	return [rect('main', x, top, width, 150 - top, 6), rect('deep', x - 3, top - 14, width + 6, 19, 6), rect('paper', x + 10, top + 18, width - 20, 42, 5),
		rect('lid-light', x, top - 10, width, 3, 1.5), leaf(118, top + 52, 8), leaf(120, top + 52, -62), path('line-deep', `M119 ${top + 54}v-14`)];
}

function bag(shape) {
	if (shape === 1) {
		return [path('main', 'M84 104h64l-4 34q-2 12-14 12h-28q-12 0-14-12z'), path('handle', 'M148 110q22-2 18 16q-4 12-22 10'),
			dot('deep', 116, 104, 32, 7), dot('soft', 116, 105, 25, 4.5), steam(108, 88)];
	}
	const tall = shape ? 60 : 70;
	return [path('main', `M82 ${tall + 8}l6-10h64l6 10v66q0 6-6 6H88q-6 0-6-6z`), path('deep', `M86 ${tall - 14}h68v16l4 8H82l4-8z`),
		rect('paper', 94, tall + 26, 52, 40, 20), bean(110, tall + 46, -24), bean(130, tall + 46, 24), rect('spark', 112, tall - 8, 16, 5, 2.5)];
}

const bean = (x, y, turn) => svg('g', { transform: `translate(${x} ${y}) rotate(${turn})` }, dot('deep', 0, 0, 8, 12), path('line-paper', 'M0-10q5 5 0 10t0 10'));

function bar(shape) {
	const squares = [0, 1, 2, 3].flatMap((row) => [0, 1].map((column) => rect('soft-dark', 91 + column * 30, 44 + row * 19, 26, 15, 3)));
	return svg('g', { transform: `rotate(${[-7, 6, 0][shape]} 120 110)` }, rect('deep', 86, 38, 68, 108, 5), squares, rect('main', 82, 84, 76, 66, 4),
		path('paper', 'M82 84l7-6 7 6 7-6 7 6 7-6 7 6 7-6 7 6 7-6 6 6v4H82z'), rect('paper', 96, 102, 48, 26, 3), path('line-deep', 'M103 116q6-8 12 0t12 0 10 0'));
}

function jar(shape) {
	const top = [72, 86, 64][shape];
	return [rect('glass', 82, top, 76, 150 - top, 16), path('main', `M86 ${top + 18}q17-8 34 0t34 0v${118 - top}q0 10-12 10H98q-12 0-12-10z`),
		rect('deep', 86, top - 14, 68, 17, 5), rect('lid-light', 90, top - 10, 60, 3, 1.5), rect('paper', 94, top + 30, 52, 30, 4),
		shape === 1 ? [dot('spark', 108, top + 45, 6), dot('spark', 121, top + 45, 6), dot('spark', 134, top + 45, 6)]
			: [path('spark', `M120 ${top + 35}l9 5v10l-9 5-9-5v-10z`)], rect('shine', 90, top + 12, 5, 112 - top, 2.5)];
}

function bottle(shape) {
	const shoulder = [78, 88, 70][shape];
	return [path('main', `M110 46h20v18q0 6 8 12q10 ${shoulder - 74} 10 20v48q0 8-8 8h-40q-8 0-8-8v-48q0-${94 - shoulder} 10-20q8-6 8-12z`), rect('deep', 108, 34, 24, 16, 4),
		rect('paper', 92, 102, 56, 34, 2), shape === 1 ? path('line-deep', 'M100 122q6-8 12 0t12 0 14 0') : [leaf(114, 130, 0), leaf(118, 126, -60), dot('spark', 128, 126, 5)],
		path('shine', 'M98 92q0-6 4-8v60q-4 0-4-6z')];
}

function can(shape) {
	const fish = path('paper', 'M92 0q16-17 38 0l14-10q-3 10 0 20l-14-10q-22 17-38 0z');
	if (shape === 1) {
		return [rect('deep', 74, 96, 92, 54, 12), rect('main', 74, 104, 92, 38), svg('g', { transform: 'translate(2 123)' }, fish, dot('deep', 103, -2, 2)), dot('soft', 120, 96, 46, 10),
			dot('line-deep-hollow', 120, 96, 38, 7), dot('deep', 132, 95, 7, 3)];
	}
	return svg('g', { transform: `rotate(${shape ? -5 : 4} 120 112)` }, rect('deep', 60, 80, 120, 70, 24), rect('main', 60, 74, 120, 68, 24), rect('line-soft-hollow', 67, 81, 106, 54, 18),
		svg('g', { transform: 'translate(2 108)' }, fish, dot('deep', 103, -2, 2.5)), path('line-paper', 'M84 126q6-5 12 0t12 0 12 0 12 0 12 0 12 0'));
}

function mug(shape) {
	if (shape === 2) {
		return [path('main', 'M104 62h32q-4 16 8 30 14 14 14 30 0 28-28 28h-20q-28 0-28-28 0-16 14-30 12-14 8-30z'), dot('deep', 120, 62, 17, 4),
			path('soft', 'M83 114q18-8 37 0t37 0v10q-18 8-37 0t-37 0z'), path('line-deep', 'M120 62q-2-22-14-30M120 62q3-18 12-26'), leaf(106, 34, -80), leaf(131, 38, -10)];
	}
	if (shape === 1) {
		return [path('main', 'M70 96h100q-2 40-34 50h-32q-32-10-34-50z'), rect('deep', 100, 143, 40, 7, 3), dot('deep', 120, 96, 50, 9), dot('soft', 120, 97, 42, 6),
			path('line-paper', 'M80 116q8-8 16 0t16 0 16 0 16 0 14 0')];
	}
	return [rect('main', 82, 80, 66, 70, 12), path('handle', 'M148 94q24-2 22 20-2 20-24 18'), dot('deep', 115, 81, 33, 7), path('soft', 'M82 112q16-9 33 0t33 0v10q-16 9-33 0t-33 0z'), steam(107, 66)];
}

function cloth(shape) {
	if (shape === 1) {
		return [path('main', 'M92 44l-30 18 12 26 12-6v62q0 6 6 6h56q6 0 6-6V82l12 6 12-26-30-18q-8 12-28 12t-28-12z'), path('deep', 'M92 44q8 16 28 16t28-16l-7-4q-5 10-21 10t-21-10z'),
			[86, 102, 118].map((y) => rect('soft', 86, y, 68, 6))];
	}
	const tone = ['main', 'soft', 'deep'];
	return [0, 1, 2].map((layer) => [rect(tone[(layer + shape) % 3], 68 + layer * 4, 128 - layer * 24, 104 - layer * 8, 22, 11), path('line-paper', `M${82 + layer * 4} ${139 - layer * 24}h${62 - layer * 8}`)])
		.concat([path('spark', 'M154 80h10v46l-5-5-5 5z')]);
}

function candle(shape) {
	const top = [88, 76, 100][shape];
	return [dot('glow', 120, top - 22, 30), path('flame', `M120 ${top - 42}q14 16 9 26-3 8-9 8t-9-8q-5-10 9-26z`), path('line-deep', `M120 ${top - 8}v10`),
		rect('main', 88, top, 64, 150 - top, shape === 1 ? 4 : 12), dot('soft', 120, top + 1, 32, 6), shape !== 1 && rect('paper', 98, top + 20, 44, 20, 3), path('line-deep', `M106 ${top + 31}q5-6 10 0t10 0 8 0`)];
}

function lantern(shape) {
	return [path('handle-thin', 'M96 70q0-34 24-34t24 34'), path('deep', 'M92 72q28-22 56 0v6H92z'), rect('glass', 94, 78, 52, 58, 4), dot('glow', 120, 112, 24), path('flame', 'M120 92q12 15 8 24-3 7-8 7t-8-7q-4-9 8-24z'),
		shape === 1 ? path('line-main', 'M94 96h52M94 118h52') : path('line-main', 'M111 78v58M129 78v58'), rect('main', 88, 134, 64, 16, 5), shape === 2 && dot('spark', 120, 142, 4)];
}

function soap(shape) {
	const bubbles = [[152, 74, 9], [170, 92, 5], [140, 56, 5], [80, 70, 6]].map(([x, y, r]) => dot('bubble', x, y, r));
	if (shape === 1) {
		return [rect('main', 92, 78, 56, 72, 14), rect('deep', 112, 56, 16, 22, 3), path('deep', 'M104 50h32q8 0 8 6v4h-40z'), rect('paper', 100, 98, 40, 30, 4), path('line-deep', 'M106 114q5-7 10 0t10 0 8 0'), bubbles];
	}
	return [rect('soft', 66, 136, 108, 14, 7), rect('deep', 76, 104, 88, 36, 16), rect('main', 76, 96, 88, 36, 16), shape ? path('line-paper', 'M94 114q8-8 16 0t16 0 16 0') : dot('line-soft-hollow', 120, 114, 28, 9), bubbles];
}

function notebook(shape) {
	return [svg('g', { transform: `rotate(${[-6, 5, -3][shape]} 120 104)` }, rect('paper', 86, 52, 76, 98, 5), rect('main', 80, 50, 76, 98, 5), rect('deep', 80, 50, 12, 98, 4), rect('paper', 104, 68, 40, 24, 3), path('line-deep', 'M110 77h28M110 84h18'),
		shape === 1 ? rect('spark', 142, 50, 5, 98) : path('line-soft', 'M104 118q8-8 16 0t16 0')), svg('g', { transform: 'rotate(28 176 110)' }, rect('spark', 172, 66, 9, 66), path('paper', 'M172 132h9l-4.5 13z'), rect('deep', 172, 60, 9, 8, 2))];
}

function book(shape) {
	const tones = ['main', 'deep', 'soft', 'main'];
	return [0, 1, 2].map((row) => [rect(tones[row + (shape % 2)], 72 + row * (shape ? -3 : 6), 126 - row * 25, 92, 24, 3), rect('paper', 78 + row * (shape ? -3 : 6), 130 - row * 25, 82, 16, 2), rect(tones[row + (shape % 2)], 72 + row * (shape ? -3 : 6), 126 - row * 25, 26, 24, 3)])
		.concat([path('spark', 'M146 68h10v22l-5-5-5 5z')]);
}

function plant(shape) {
	const pot = [path('main', 'M92 112h56l-6 32q-1 6-8 6h-28q-7 0-8-6z'), rect('deep', 88, 104, 64, 13, 5)];
	const stems = [[-34, 46], [-12, 62], [14, 60], [36, 44]].map(([lean, tall]) => [path('line-green', `M120 106q${lean / 3}-${tall / 2} ${lean}-${tall}`), shape === 1 ? dot('spark', 120 + lean, 104 - tall, 9) : leaf(120 + lean, 112 - tall, lean * 1.5 - 40, 'green'),
		leaf(120 + lean / 2, 110 - tall / 2, lean > 0 ? 10 : -90, 'green')]);
	return [stems, pot, shape === 2 && path('line-paper', 'M100 132q5-6 10 0t10 0 10 0 10 0')];
}

function boat(shape) {
	return [path('line-deep', 'M120 40v84'), path('paper', 'M116 46v70H72q34-24 44-70z'), path(shape === 1 ? 'soft' : 'spark', 'M124 56v60h40q-30-16-40-60z'), path('main', 'M62 122h116q-8 28-30 28H92q-22 0-30-28z'), path('line-paper', 'M78 134h84'),
		shape === 2 && [dot('paper', 104, 142, 4), dot('paper', 120, 142, 4), dot('paper', 136, 142, 4)]];
}

function shell(shape) {
	const rays = [-40, -20, 0, 20, 40].map((lean) => path('line-deep', `M120 146q${lean / 3}-40 ${lean}-${78 - Math.abs(lean) / 2}`));
	return svg('g', { transform: `rotate(${[-8, 8, 0][shape]} 120 120)` }, path('main', 'M120 150q-14 0-14-8-42-20-42-44 0-38 56-38t56 38q0 24-42 44 0 8-14 8z'), path('soft', 'M70 92q6-28 50-28t50 28q-12-18-50-18t-50 18z'), rays);
}

export const DRAWINGS = { tin, bag, bar, jar, bottle, can, mug, cloth, candle, lantern, soap, notebook, book, plant, boat, shell };
