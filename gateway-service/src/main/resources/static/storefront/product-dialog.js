import { ApiError, servedBy } from './api.js';
import { picture } from './art.js';
import { addToCart } from './cart-dialog.js';
import { dialog, fill, header } from './dialogs.js';
import { h } from './dom.js';
import { category, localized, money, t, title } from './i18n.js';
import { notice, primary, servedLine, spinner, stepper, stock } from './pieces.js';
import { product as fetchProduct, seen } from './products.js';
import { here, leave } from './router.js';

const node = dialog('product', {
	closed: () => {
		const place = here();
		if (place.product) {
			leave({ ...place, product: '' });
		}
	},
});

let sku;
let quantity = 1;
let failure;

/** Opens, changes or closes the dialog according to the address. */
export function showProduct() {
	const wanted = here().product;
	if (!wanted) {
		sku = undefined;
		node.close();
		return;
	}
	if (wanted !== sku) {
		sku = wanted;
		quantity = 1;
		refetch();
	}
	if (!node.open) {
		node.showModal();
	}
}

async function refetch() {
	const mine = sku;
	failure = undefined;
	draw();
	try {
		await fetchProduct(mine);
	}
	catch (error) {
		if (!(error instanceof ApiError)) {
			throw error;
		}
		failure = error;
	}
	if (mine === sku) {
		draw();
	}
}

export function redrawProduct() {
	if (node.open) {
		draw();
	}
}

function draw() {
	const product = seen(sku);
	if (!product || failure) {
		fill(node, header(node, 'product', product ? title(product) : sku), failure
			? notice({ title: t(failure.status === 404 ? 'product.gone' : 'failed.title'), text: failure.sentence,
				action: primary(t('again'), refetch), alert: true })
			: spinner(t('loading')));
		return;
	}
	const name = title(product);
	const sold = product.available <= 0;
	fill(node, header(node, 'product', name), h('div', { class: 'product-in' },
		picture(product),
		h('div', { class: 'product-text' },
			h('p', { class: 'kind' }, category(product.category)),
			h('p', { class: 'product-description', dir: 'auto' }, localized(product.description)),
			h('p', { class: 'product-price' }, h('span', { class: 'price' }, money(product.price)), stock(product.available)),
			h('div', { class: 'product-buy' },
				stepper({ name, quantity, change: (to) => {
					quantity = to;
					draw();
				} }),
				primary(t('add.long'), () => addToCart(product, quantity), { disabled: sold, 'data-focus': 'add' })),
			h('p', { class: 'served' }, t('product.sku', { sku: product.sku })),
			servedLine(servedBy(product)))));
}
