import { svg } from '../dom.js';
import { dot, leaf, path, rect, ripple, star, steam, turned } from './shapes.js';

export function mug() {
	return [rect('main', 82, 80, 66, 70, 12), path('handle', 'M148 94q24-2 22 20-2 20-24 18'), dot('deep', 115, 81, 33, 7), path('soft', 'M82 112q16-9 33 0t33 0v10q-16 9-33 0t-33 0z'), steam(107, 66)];
}

export function folded(shape) {
	const tone = ['main', 'soft', 'deep'];
	return [0, 1, 2].map((layer) => [rect(tone[(layer + shape) % 3], 68 + layer * 4, 128 - layer * 24, 104 - layer * 8, 22, 11), path('line-paper', `M${82 + layer * 4} ${139 - layer * 24}h${62 - layer * 8}`)])
		.concat([path('spark', 'M154 80h10v46l-5-5-5 5z')]);
}

export function shirt() {
	return [path('main', 'M92 44l-30 18 12 26 12-6v62q0 6 6 6h56q6 0 6-6V82l12 6 12-26-30-18q-8 12-28 12t-28-12z'), path('deep', 'M92 44q8 16 28 16t28-16l-7-4q-5 10-21 10t-21-10z'),
		[86, 102, 118].map((y) => rect('soft', 86, y, 68, 6))];
}

export function candle(shape) {
	const top = [88, 76, 100][shape];
	return [dot('glow', 120, top - 22, 30), path('flame', `M120 ${top - 42}q14 16 9 26-3 8-9 8t-9-8q-5-10 9-26z`), path('line-deep', `M120 ${top - 8}v10`),
		rect('main', 88, top, 64, 150 - top, shape === 1 ? 4 : 12), dot('soft', 120, top + 1, 32, 6), shape !== 1 && rect('paper', 98, top + 20, 44, 20, 3), path('line-deep', `M106 ${top + 31}q5-6 10 0t10 0 8 0`)];
}

export function lantern(shape) {
	return [path('handle-thin', 'M96 70q0-34 24-34t24 34'), path('deep', 'M92 72q28-22 56 0v6H92z'), rect('glass', 94, 78, 52, 58, 4), dot('glow', 120, 112, 24), path('flame', 'M120 92q12 15 8 24-3 7-8 7t-8-7q-4-9 8-24z'),
		shape === 1 ? path('line-main', 'M94 96h52M94 118h52') : path('line-main', 'M111 78v58M129 78v58'), rect('main', 88, 134, 64, 16, 5), shape === 2 && dot('spark', 120, 142, 4)];
}

export function soap(shape) {
	const bubbles = [[152, 74, 9], [170, 92, 5], [140, 56, 5], [80, 70, 6]].map(([x, y, r]) => dot('bubble', x, y, r));
	if (shape === 1) {
		return [rect('main', 92, 78, 56, 72, 14), rect('deep', 112, 56, 16, 22, 3), path('deep', 'M104 50h32q8 0 8 6v4h-40z'), rect('paper', 100, 98, 40, 30, 4), path('line-deep', 'M106 114q5-7 10 0t10 0 8 0'), bubbles];
	}
	return [rect('soft', 66, 136, 108, 14, 7), rect('deep', 76, 104, 88, 36, 16), rect('main', 76, 96, 88, 36, 16), shape ? path('line-paper', 'M94 114q8-8 16 0t16 0 16 0') : dot('line-soft-hollow', 120, 114, 28, 9), bubbles];
}

export function plant(shape) {
	const pot = [path('main', 'M92 112h56l-6 32q-1 6-8 6h-28q-7 0-8-6z'), rect('deep', 88, 104, 64, 13, 5)];
	const stems = [[-34, 46], [-12, 62], [14, 60], [36, 44]].map(([lean, tall]) => [path('line-green', `M120 106q${lean / 3}-${tall / 2} ${lean}-${tall}`), shape === 1 ? dot('spark', 120 + lean, 104 - tall, 9) : leaf(120 + lean, 112 - tall, lean * 1.5 - 40, 'green'),
		leaf(120 + lean / 2, 110 - tall / 2, lean > 0 ? 10 : -90, 'green')]);
	return [stems, pot, shape === 2 && path('line-paper', 'M100 132q5-6 10 0t10 0 10 0 10 0')];
}


export function bowl() {
	return [path('main', 'M70 96h100q-2 40-34 50h-32q-32-10-34-50z'), rect('deep', 100, 143, 40, 7, 3), dot('deep', 120, 96, 50, 9), dot('soft', 120, 97, 42, 6),
		path('line-paper', 'M80 116q8-8 16 0t16 0 16 0 16 0 14 0')];
}

export function vase() {
	return [path('main', 'M104 62h32q-4 16 8 30 14 14 14 30 0 28-28 28h-20q-28 0-28-28 0-16 14-30 12-14 8-30z'), dot('deep', 120, 62, 17, 4),
		path('soft', 'M83 114q18-8 37 0t37 0v10q-18 8-37 0t-37 0z'), path('line-deep', 'M120 62q-2-10-12-16M120 62q3-8 10-12'), leaf(108, 47, -80), leaf(129, 51, -10)];
}

export function plate(shape) {
	return [dot('main', 120, 104, 58, 46), dot('soft', 120, 104, 40, 31), shape
		? path('deep', 'M92 104q18-18 40 0l14-9q-4 9 0 18l-14-9q-22 18-40 0z') : [ripple(96, 98, 6), ripple(96, 112, 6)]];
}

export function tile() {
	return turned(-4, rect('deep', 76, 66, 92, 86, 4), rect('paper', 72, 60, 92, 86, 4), rect('line-soft-hollow', 80, 68, 76, 70, 2), dot('soft', 118, 103, 24), star('main', 118, 103, 32), star('spark', 118, 103, 14));
}

export function tote() {
	return [path('handle-thin', 'M100 92q0-46 20-46t20 46'), path('main', 'M80 88h80l6 62H74z'), rect('deep', 80, 88, 80, 8), path('paper', 'M118 104v24h-18q14-8 18-24zM123 110v18h14q-11-6-14-18z'), ripple(98, 136, 5, 'line-paper')];
}

export function cap() {
	return [path('main', 'M76 128q-4-66 44-66t44 66z'), [90, 105, 120, 135, 150].map((x) => path('line-soft', `M${x} 124q${(120 - x) / 6}-34 ${(120 - x) / 1.6}-56`)), rect('deep', 70, 122, 100, 26, 10), dot('spark', 120, 62, 9)];
}

export function shoes() {
	return [0, 1].map((shoe) => svg('g', { transform: `translate(${shoe * 26 - 16} ${shoe * 22 - 14})` }, path('soft', 'M64 132q0-8 6-8h88q14 0 14 12 0 6-8 6H72q-8 0-8-10z'), path('main', 'M68 126q4-20 22-18 10 2 14 6 4-10 18-8 34 4 44 20z'), path('line-paper', 'M68 134h98')));
}

export function cushion() {
	return [path('main', 'M70 72q50 10 100 0-8 38 0 76-50-8-100 0 8-38 0-76z'), path('line-paper', 'M120 90v42M106 98h28M100 118q2 16 20 16t20-16'), dot('line-soft-hollow', 120, 88, 5)];
}

export function bell() {
	return [path('handle-thin', 'M120 62v-16'), path('main', 'M98 72q22-20 44 0 2 44 20 62H78q18-18 20-62z'), rect('deep', 72, 132, 96, 10, 5), dot('deep', 120, 146, 8, 6), path('shine', 'M104 78q-2 30-10 48h7q8-20 9-50z')];
}

export function dial(shape) {
	return [dot('deep', 120, 100, 50), dot('main', 120, 100, 44), dot('paper', 120, 100, 36), [0, 45, 90, 135, 180, 225, 270, 315].map((turn) => svg('rect', { class: 'soft-dark', x: 118.5, y: 68, width: 3, height: 7, transform: `rotate(${turn} 120 100)` })),
		path('line-deep', shape ? 'M120 100l18-14M120 100v-22' : 'M120 100l-10-20M120 100h20'), dot('spark', 120, 100, 4)];
}

export function frame() {
	return [rect('deep', 72, 54, 96, 92, 3), rect('paper', 78, 60, 84, 80), rect('soft', 86, 68, 68, 64), dot('spark', 136, 86, 9), path('main', 'M86 108q8-8 17 0t17 0 17 0 17 0v24H86z'), path('paper', 'M104 102l8-22v22z')];
}

export function hammock() {
	return [rect('deep', 56, 66, 7, 84, 3), rect('deep', 177, 66, 7, 84, 3), path('main', 'M62 78q58 86 116 0-8 62-58 62t-58-62z'), path('line-paper', 'M76 104q44 44 88 0'), path('line-deep', 'M60 78h4M176 78h4')];
}

export function sponge() {
	return [path('main', 'M72 120q-6-30 22-32 10-16 30-10 24-6 34 14 18 6 12 32-4 26-34 24-20 6-36 0-26 0-28-28z'), [[96, 110, 6], [118, 98, 4], [140, 108, 7], [112, 128, 5], [136, 132, 4], [154, 124, 4]].map(([x, y, r]) => dot('deep', x, y, r))];
}
